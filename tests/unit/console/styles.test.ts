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

test('no element is kept from one drawing of a page to the next, which would hold every drawing before it', async () => {
  const files = await readdir('console', { recursive: true })
  const sources = await Promise.all(
    files
      .filter((file) => file.endsWith('.tsx'))
      .map(async (file) => [file, await readFile(join('console', file), 'utf8')] as const),
  )
  const kept = /useMemo\(\s*\(\) =>\s*(?:\(\s*|\{\s*return\s*\(?\s*)?</
  expect(kept.test('const list = useMemo(\n    () => (\n      <List />\n    ),')).toBe(true)
  expect(sources.filter(([, text]) => text.includes('useMemo')).length).toBeGreaterThan(3)
  expect(sources.filter(([, text]) => kept.test(text)).map(([file]) => file)).toEqual([])
})
