import { describe, expect, test } from 'vitest'

import { RecentBlocks } from '../../../storage/lmdb/recent-blocks.ts'

const filled = (blocks: number, records: number, bytes: number) => {
  const recent = new RecentBlocks()
  for (let base = 0; base < blocks; base += 1)
    recent.put('dead-letters', base, Array.from({ length: records }), bytes)
  return Array.from({ length: blocks }, (_, base) => recent.get('dead-letters', base) !== undefined)
}

describe('blocks written a moment ago', () => {
  test('are forgotten, oldest first, when they hold too many records', () => {
    const known = filled(20, 1_000, 1)
    expect(known.indexOf(true)).toBe(4)
    expect(known.slice(4).every(Boolean)).toBe(true)
  })

  test('are forgotten, oldest first, when few of them hold too many bytes', () => {
    const known = filled(100, 1, 2 ** 20)
    expect(known.indexOf(true)).toBe(68)
    expect(known.slice(68).every(Boolean)).toBe(true)
  })

  test('are not kept when one alone is too large', () => {
    expect(filled(1, 1, 2 ** 30)).toEqual([false])
  })
})
