/** Tables of what people met once: the tests and pictures that would show it again are there, under these names. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const pages = ['tests/browser/README.md', 'tests/unit/dashboards/README.md']

interface Row {
  readonly where: string
  readonly cells: ReadonlyMap<string, string>
}

/** Rows of all tables of a text, by what stands at the head of their columns. */
function rowsOf(text: string): readonly Row[] {
  let heads: readonly string[] = []
  return text.split('\n').flatMap((line, index, lines): readonly Row[] => {
    if (!line.startsWith('|')) return []
    const cells = line.split('|').slice(1, -1)
    const trimmed = cells.map((cell) => cell.trim())
    if (lines[index + 1]?.startsWith('| ---') === true) heads = trimmed
    if (line.startsWith('| ---') || heads === trimmed) return []
    return [
      {
        where: trimmed.slice(0, 2).join(': '),
        cells: new Map(trimmed.map((cell, column) => [heads[column] ?? '', cell])),
      },
    ]
  })
}

/** `console/{crew,devices}` is two names. */
function expanded(name: string): readonly string[] {
  const [, before = '', list, after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(name) ?? []
  return list === undefined ? [name] : list.split(',').map((one) => `${before}${one}${after}`)
}

/** A file that is named without a folder stands beside the page; else in `tests` or `tests/unit`. */
const filesOf = (page: string, name: string): readonly string[] =>
  [dirname(page), 'tests', 'tests/unit']
    .flatMap((folder) => ['test', 'suite'].map((kind) => join(folder, `${name}.${kind}.ts`)))
    .filter((path) => existsSync(join(root, path)))

/** What a cell names that is not there: files in `` ` ``, each with titles in quotes behind it. */
function missingTests(page: string, cell: string): readonly string[] {
  let texts: readonly string[] = []
  return [...cell.matchAll(/"([^"]+)"|`([^`]+)`/g)].flatMap(([, title, name]) => {
    if (title !== undefined) {
      const marks = ["'", '`', '"']
      const found = texts.some((text) => marks.some((mark) => text.includes(mark + title + mark)))
      return found ? [] : [`no test "${title}"`]
    }
    const files = expanded(name ?? '').map((one) => ({ one, paths: filesOf(page, one) }))
    texts = files.flatMap(({ paths }) => paths.map(read))
    return files.flatMap(({ one, paths }) => (paths.length === 1 ? [] : [`no file ${one}`]))
  })
}

const walks = ['tests/browser', 'tests/support'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(join(folder, name))),
)
/** Names that stand in lists and calls, and are put into the names of pictures. */
const literals = new Set(
  [...walks, read('console/pages/wall/rotation.ts')].flatMap((text) =>
    [...text.matchAll(/'([^'\n]+)'/g)].map(([, word = '']) => word),
  ),
)
const escaped = (text: string): string => text.replaceAll(/[.*+?^$()[\]\\|]/g, String.raw`\$&`)
const pictures = walks.flatMap((text) =>
  [...text.matchAll(/picture\([^,]+, [`']([^`']+)[`']\)/g)].map(([, name = '']) => {
    const parts = name.split(/\$\{([^}]+)\}/).map((part, index) => {
      if (index % 2 === 0) return escaped(part)
      return part === 'language' ? '(?:zh|en)' : '(.+)'
    })
    return new RegExp(`^${parts.join('')}$`)
  }),
)

/** A picture by its name, with a language or without where it is made in both. */
const isMade = (name: string): boolean =>
  [name, `${name}-zh`].some((file) =>
    pictures.some((pattern) => {
      const put = pattern.exec(file)?.slice(1)
      return put?.every((part) => literals.has(part) || /^\d+$/.test(part)) === true
    }),
  )

const spans = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

describe.each(pages)('%s', (page) => {
  const rows = rowsOf(read(page))

  test('names tests that are there', () => {
    const named = rows.flatMap(({ where, cells }) => {
      const cell = cells.get('test')
      return cell === undefined ? [] : [{ where, cell }]
    })
    expect(named.length).toBeGreaterThan(20)
    const missing = named.flatMap(({ where, cell }) =>
      missingTests(page, cell).map((what) => `${where}: ${what}`),
    )
    expect(missing).toEqual([])
  })

  test('names a test or a picture in each row, or says that there is none', () => {
    const bare = rows.filter(({ cells }) => {
      const shown = ['test', 'picture', 'only in a real Grafana'].map((head) => cells.get(head))
      return shown.every((cell) => cell === undefined || cell === '')
    })
    const held = bare.filter(({ cells }) => cells.has('test'))
    expect(held.map(({ where }) => where)).toEqual([])
  })

  test('names pictures that are made', () => {
    const missing = rows.flatMap(({ where, cells }) =>
      spans(cells.get('picture') ?? '')
        .filter((name) => !isMade(name))
        .map((name) => `${where}: ${name}`),
    )
    expect(missing).toEqual([])
  })
})

test('what is not there is found', () => {
  expect(rowsOf('| a | test |\n| --- | --- |\n| 1 | `x` |\n')).toEqual([
    {
      where: '1: `x`',
      cells: new Map([
        ['a', '1'],
        ['test', '`x`'],
      ]),
    },
  ])
  const page = pages[0] ?? ''
  expect(missingTests(page, '`browser/{console-case,gone}`: "a title of nothing"')).toEqual([
    'no file browser/gone',
    'no test "a title of nothing"',
  ])
  expect([isMade('crew-orders'), isMade('crew-order'), isMade('day-1412-wall-zh')]).toEqual([
    true,
    false,
    true,
  ])
  expect([isMade('device-health'), isMade('device-nothing')]).toEqual([true, false])
})
