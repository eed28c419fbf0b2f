/** The words of each enumeration stand once, in core: the glossary has them all, and no other file has a table of its own. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { roleWords } from '../../../core/actor.ts'
import { clearedWords, transitionWords } from '../../../core/alarm.ts'
import type { Words } from '../../../core/bilingual.ts'
import { deadlineWords, openStages, stageWords, workWords } from '../../../core/case-terms.ts'
import { kinds } from '../../../core/kinds.ts'
import { severityWords } from '../../../core/severity.ts'

const root = new URL('../../../', import.meta.url).pathname

/** Those that have a row for each member, and those that stand in one row. */
const rows: Readonly<Record<string, Words>> = { roleWords, stageWords, workWords }
const listed: Readonly<Record<string, { readonly row: string; readonly words: Words }>> = {
  severityWords: { row: 'level', words: severityWords },
  deadlineWords: { row: 'deadline', words: deadlineWords },
  transitionWords: { row: 'transition', words: transitionWords },
  clearedWords: { row: 'reason of clearing', words: clearedWords },
  kinds: { row: 'kind', words: Object.fromEntries(kinds) },
}
const enumerations: Readonly<Record<string, Words>> = {
  ...rows,
  ...Object.fromEntries(Object.entries(listed).map(([name, { words }]) => [name, words])),
}

const pairs = (tables: Readonly<Record<string, Words>>) =>
  Object.entries(tables).flatMap(([name, words]) =>
    Object.entries(words).map(([key, { zh, en }]) => ({ name, key, zh, en: en.toLowerCase() })),
  )

const glossary = (await readFile(join(root, 'docs/glossary.md'), 'utf8'))
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim()))
const rowOf = (word: string) => glossary.filter(([, first]) => first === word)

describe('the glossary', () => {
  test.each(pairs(rows))('has a row for $key of $name', ({ zh, en }) => {
    const found = rowOf(en)
    expect(found).toHaveLength(1)
    expect(found[0]?.[2]?.replace(/（.*）$/, '')).toBe(zh)
  })

  test.each(Object.entries(listed))('lists %s', (_, { row, words }) => {
    const text = rowOf(row).flat().join(' ')
    for (const { zh, en } of Object.values(words))
      expect(text).toContain(`${en.toLowerCase()} ${zh}`)
  })

  test('means one thing by one word', () => {
    const words = glossary
      .flatMap(([, first]) => first ?? [])
      .filter((word) => word !== 'word' && word !== '---')
    expect(words.filter((word, place) => words.indexOf(word) !== place)).toEqual([])
  })
})

/** A file says every member of an enumeration in Chinese: by key, or as `value` beside its words. */
const tables = (text: string, words: Words): boolean =>
  Object.keys(words).every((key) =>
    new RegExp(
      `(?<![\\w-])'?${key}'?(?:: *(?:\\{\\s*zh:|words\\(|'[\\u4e00-\\u9fff])|', *words: *(?:words\\(|\\{ *zh:))`,
    ).test(text),
  )
/** A list of the stages in which a case is open. */
const listsOpen = (text: string): boolean =>
  [...text.matchAll(/\[[^[\]]*\]/g)].some(
    ([list]) =>
      openStages.every((stage) => list.includes(`'${stage}'`)) && !list.includes('closed'),
  )
const ranks = (text: string): boolean => /severities\s*\.\s*(?:indexOf|findIndex)/.test(text)

async function sources(): Promise<readonly (readonly [file: string, text: string])[]> {
  const folders = (await readdir(root, { withFileTypes: true })).filter(
    (entry) =>
      entry.isDirectory() &&
      !['node_modules', 'dist', 'tests', 'docs', 'core'].includes(entry.name) &&
      !entry.name.startsWith('.'),
  )
  const files = await Promise.all(
    folders.map(async ({ name }) =>
      (await readdir(join(root, name), { recursive: true }))
        .filter((file) => /\.tsx?$/.test(file) && !file.includes('node_modules'))
        .map((file) => join(name, file)),
    ),
  )
  return Promise.all(
    files.flat().map(async (file) => [file, await readFile(join(root, file), 'utf8')] as const),
  )
}

describe('no second copy', async () => {
  const all = await sources()

  test('goes unseen', () => {
    expect(all.length).toBeGreaterThan(400)
    expect(tables(`red: '红', blue: '蓝'`, { red: severityWords.red })).toBe(true)
    expect(
      tables(
        Object.keys(stageWords)
          .map((stage) => `{ value: '${stage}', words: words('立', 'F') }`)
          .join(),
        stageWords,
      ),
    ).toBe(true)
    expect(listsOpen(`const open = [${openStages.map((stage) => `'${stage}'`).join(', ')}]`)).toBe(
      true,
    )
    expect(ranks('severities.indexOf(a) - severities.indexOf(b)')).toBe(true)
  })

  test.each(Object.entries(enumerations))('of the words of %s', (_, words) => {
    expect(all.filter(([, text]) => tables(text, words)).map(([file]) => file)).toEqual([])
  })

  test('of the order of severities', () => {
    expect(all.filter(([, text]) => ranks(text)).map(([file]) => file)).toEqual([])
  })

  test('of the open stages', () => {
    expect(all.filter(([, text]) => listsOpen(text)).map(([file]) => file)).toEqual([])
  })
})
