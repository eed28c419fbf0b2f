import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { deadLetterReasons } from '../../../core/dead-letter.ts'
import { deviceQualities, quantities } from '../../../core/quantities.ts'

test('docs/telemetry.md says every reason of a dead letter and every letter of quality, and no other', async () => {
  const text = await readFile(new URL('../../../docs/telemetry.md', import.meta.url), 'utf8')
  const table = text.split('| reason | when | example |')[1]?.split('\n\n')[0] ?? ''
  const told = table
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)])
    .map(([, reason]) => reason)
  expect(new Set(told)).toEqual(new Set(deadLetterReasons))
  const quality = text.split('## Quality')[1]?.split('## ')[0] ?? ''
  for (const letter of deviceQualities) expect(quality).toContain(`\`${letter}\``)
})

test('docs/telemetry.md says every fault value of every quantity, and no other', async () => {
  const text = await readFile(new URL('../../../docs/telemetry.md', import.meta.url), 'utf8')
  const table = text.split('| quantity | fault values | why |')[1]?.split('\n\n')[0] ?? ''
  const told = table.split('\n').flatMap((row) => {
    const [, names = '', values = ''] = row.split('|')
    const faults = values.split(',').map(Number)
    return [...names.matchAll(/`(\w+)`/g)].map(
      ([, name = '']) => [name, faults.toSorted((a, b) => a - b)] as const,
    )
  })
  expect(new Map(told)).toEqual(
    new Map(
      [...quantities]
        .filter(([, { faults }]) => faults.length > 0)
        .map(([name, { faults }]) => [name, faults.toSorted((a, b) => a - b)]),
    ),
  )
})
