import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

/** The selectors of a style sheet, as they stand in it. */
const selectorsOf = (sheet: string): readonly string[] =>
  [...sheet.replaceAll(/\/\*.*?\*\//gs, '').matchAll(/([^{}]+)\{[^{}]*\}/g)].flatMap(
    ([, selectors = '']) => selectors.split(',').map((one) => one.trim()),
  )

test('no two pages style the same thing: a page that was open before leaves its sheet behind', async () => {
  const owners = new Map<string, Set<string>>()
  const files = await readdir('console/pages', { recursive: true })
  for (const file of files.filter((one) => one.endsWith('.css')))
    for (const selector of selectorsOf(await readFile(join('console/pages', file), 'utf8'))) {
      if (!selector.startsWith('@'))
        owners.set(selector, (owners.get(selector) ?? new Set()).add(file))
    }
  expect(owners.size).toBeGreaterThan(200)
  const shared = [...owners].filter(([, sheets]) => sheets.size > 1)
  expect(shared.map(([selector, sheets]) => `${selector}: ${[...sheets].join(' ')}`)).toEqual([])
})
