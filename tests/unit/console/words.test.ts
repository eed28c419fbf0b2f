import { readdir } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import type { Bilingual } from '../../../core/bilingual.ts'

const folder = new URL('../../../console/words/', import.meta.url)
/** What is no table. */
const functions = new Set(['words.ts', 'format.ts'])

async function tables(): Promise<readonly (readonly [name: string, words: Bilingual])[]> {
  const files = (await readdir(folder)).filter((file) => !functions.has(file))
  const found: (readonly [string, Bilingual])[] = []
  for (const file of files) {
    const module = (await import(new URL(file, folder).href)) as Readonly<
      Record<string, Readonly<Record<string, Bilingual>>>
    >
    for (const [table, words] of Object.entries(module))
      for (const [key, word] of Object.entries(words)) found.push([`${file} ${table}.${key}`, word])
  }
  return found
}

const placeholders = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort()

describe('what the console says', async () => {
  const words = await tables()

  test('is there at all', () => {
    expect(words.length).toBeGreaterThan(200)
  })

  test.each(words)('%s says the same in both languages', (_, { zh, en }) => {
    expect(zh.trim()).not.toBe('')
    expect(en.trim()).not.toBe('')
    expect(placeholders(zh)).toEqual(placeholders(en))
    // A term of the field may stand beside its English word; only the way to the other language is in that language.
    if (zh !== 'English') expect(en).toMatch(/^[^\u4e00-\u9fff]|[A-Za-z]/)
  })
})
