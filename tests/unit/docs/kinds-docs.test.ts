/** The documents name the kinds of the program, all of them and no other, in the order in which they are shown. */
import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { builtInKinds } from '../../../core/kinds/built-in.ts'

const flowing = async (file: string) => (await readFile(file, 'utf8')).replaceAll(/\s+/g, ' ')

test('docs/kinds.md', async () => {
  const list = /`core\/kinds\/<kind>\.ts`: ([^.]+)\./.exec(await flowing('docs/kinds.md'))?.[1]
  expect(list).toBe(builtInKinds.map(({ en, zh }) => `${en.toLowerCase()} ${zh}`).join(', '))
})

test('docs/devices.md', async () => {
  const cell = /\| `kind` \| (.+?), and those that the city adds/.exec(
    await flowing('docs/devices.md'),
  )?.[1]
  expect(cell).toBe(builtInKinds.map(({ id, zh }) => `\`${id}\` ${zh}`).join(', '))
})
