import { describe, expect, test } from 'vitest'

import { keptData, readFact, type FactUpcasts } from '../../../cases/life/read-fact.ts'
import type { CaseEventRecord } from '../../../core/case-event.ts'
import type { CaseId } from '../../../core/identity.ts'
import { actors, start } from './fixtures.ts'

const record = (event: string, data: CaseEventRecord['data']): CaseEventRecord => ({
  type: 'case-event',
  sequence: 7,
  case: 'C20260313-000000000000' as CaseId,
  version: 3,
  at: start,
  by: actors.operator,
  event,
  data,
})

/** The first version called the text `words`. */
const renamed: FactUpcasts = {
  commented: [({ words, ...rest }) => ({ ...rest, text: words })],
}

const errorOf = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error instanceof Error && 'code' in error ? [error.code, error.message] : error
  }
}

describe('the record of a case is read through one door', () => {
  test('as it was written', () =>
    expect(readFact(record('commented', { text: 'hm', request: 'k-1' }))).toEqual({
      event: 'commented',
      data: { text: 'hm', request: 'k-1' },
      at: start,
      by: actors.operator,
    }))

  test('one of an older version becomes what is written today', () =>
    expect(readFact(record('commented', { words: 'hm' }), renamed).data).toEqual({ text: 'hm' }))

  test('one of today keeps its version inside, where the hash covers it', () => {
    const data = keptData({ event: 'commented', data: { text: 'hm' } }, renamed)
    expect(data).toEqual({ text: 'hm', schema: 2 })
    expect(readFact(record('commented', data), renamed).data).toEqual({ text: 'hm' })
  })

  test('of the first version nothing is added: hashes stay what they were', () =>
    expect(keptData({ event: 'filed', data: {} }, renamed)).toEqual({}))

  test('one of a newer version is refused', () =>
    expect(errorOf(() => readFact(record('commented', { schema: 3 }), renamed))).toEqual([
      'record-newer',
      'event 3 (commented) of case C20260313-000000000000 is of version 3, this program knows 2',
    ]))

  test('one that nobody here knows is refused', () =>
    expect(errorOf(() => readFact(record('teleported', {})))).toEqual([
      'record-newer',
      'event 3 (teleported) of case C20260313-000000000000 is none that this program knows',
    ]))

  test('one that lacks what it must say is refused, and the member named', () =>
    expect(errorOf(() => readFact(record('dispatched', { why: 'table' })))).toEqual([
      'record-damaged',
      'event 3 (dispatched) of case C20260313-000000000000: data.unit: is no text',
    ]))
})
