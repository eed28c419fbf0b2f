import { describe, expect, test } from 'vitest'

import { backtestNotes } from '../../../console/pages/rules/backtest-notes.ts'
import { backtestWords as words } from '../../../console/words/backtest.ts'

const hour = 3_600_000
const from = Date.parse('2026-03-02T00:00:00Z')
const read = { state: 'done', from, since: from - hour, parts: [] } as const

describe('what is said of how far back the readings of a backtest reach', () => {
  test.each([
    ['all of it, windows too', from - hour, []],
    ['the span, not the windows', from - hour / 2, [words.warmsFrom]],
    ['a part of the span', from + hour, [words.reachesFrom]],
  ])('%s', (_, firstReading, said) => {
    const notes = backtestNotes({ ...read, firstReading })
    expect(notes.map((note) => note.words)).toEqual([...said, words.registerNow])
  })

  test('nothing at all, which is grave; while it runs nothing is said of it yet', () => {
    expect(backtestNotes(read)[0]).toEqual({ words: words.noReadings, instants: {}, grave: true })
    expect(backtestNotes({ ...read, state: 'running' })).toHaveLength(1)
  })

  test('what is not out of the readings of the log is named with its span', () => {
    const parts = [
      { source: 'series', from, to: from + 1 },
      { source: 'readings', from: from + 1, to: from + 2 },
    ] as const
    const notes = backtestNotes({ ...read, parts, firstReading: from - hour })
    expect(notes).toHaveLength(2)
    expect(notes[0]).toEqual({
      words: words.fromSeries,
      instants: { from, to: from + 1 },
      grave: false,
    })
  })

  test('a part that held no reading is not spoken of', () => {
    const parts = [{ source: 'series', from, to: from + hour }] as const
    const notes = backtestNotes({ ...read, parts, firstReading: from + hour })
    expect(notes.map((note) => note.words)).toEqual([words.reachesFrom, words.registerNow])
  })
})
