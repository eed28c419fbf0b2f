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

test('the colour of what is in order is none of the severities, by day and by night', async () => {
  const sheet = await readFile('console/styles/base.css', 'utf8')
  const themes = [...sheet.matchAll(/:root(?:\[[^\]]*\])? \{([^}]*--good[^}]*)\}/g)]
  expect(themes).toHaveLength(2)
  for (const [, theme = ''] of themes) {
    const colours = new Map(
      [...theme.matchAll(/--([\w-]+): (#\w+);/g)].map(([, name = '', colour = '']) => [
        name,
        colour,
      ]),
    )
    const severities = [...colours].filter(([name]) => name.startsWith('severity-'))
    expect(severities).toHaveLength(4)
    expect(severities.map(([, colour]) => colour)).not.toContain(colours.get('good'))
  }
})

test('a file is chosen by words of the page: the button of the browser speaks the language of the machine', async () => {
  const files = (await readdir('console', { recursive: true })).filter((one) =>
    one.endsWith('.tsx'),
  )
  const raw: string[] = []
  for (const file of files)
    if (/type="file"/.test(await readFile(join('console', file), 'utf8'))) raw.push(file)
  expect(raw).toEqual([join('parts', 'file-choice.tsx')])
})
