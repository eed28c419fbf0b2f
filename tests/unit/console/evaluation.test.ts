import { describe, expect, test } from 'vitest'

import type { Evaluation } from '../../../console/api/types.ts'
import { addressOf, trendOf } from '../../../console/pages/evaluation/compared.ts'
import { spansAt } from '../../../console/pages/evaluation/spans.ts'

const indicator = (better: 'high' | 'low', unit: 'share' | 'duration' = 'share') => ({
  ...{ id: 'x', name: { zh: '率', en: 'Rate' }, better, unit },
  ...{ numerator: { zh: '数', en: 'N' }, denominator: { zh: '应', en: 'D' } },
  figures: { numerator: 'handled' as const, denominator: 'handlingDue' as const },
})
const value = (now?: number, previous?: number): Evaluation['total']['values'][number] => ({
  ...{ indicator: 'x', numerator: 1, denominator: 2 },
  ...(now !== undefined && { value: now }),
  ...(previous !== undefined && { previous }),
})

describe('an evaluation on the page', () => {
  test.each([
    ['a rate that should be high and rose', value(0.9, 0.8), indicator('high'), '▲', 'better'],
    ['one that should be low and rose', value(0.9, 0.8), indicator('low'), '▲', 'worse'],
    ['one that should be low and fell', value(0.1, 0.8), indicator('low'), '▼', 'better'],
    ['what is shown alike', value(0.50001, 0.5), indicator('high'), '＝', 'same'],
    ['a shorter time', value(1_000, 9_000), indicator('low', 'duration'), '▼', 'better'],
  ])('%s', (_, one, of, arrow, trend) => {
    expect(trendOf(one, of)).toEqual({ arrow, trend })
  })

  test('nothing is compared with nothing', () => {
    expect(trendOf(value(0.5), indicator('high'))).toBeUndefined()
    expect(trendOf(value(undefined, 0.5), indicator('high'))).toBeUndefined()
  })

  test('what was not chosen is left to the server', () => {
    expect(addressOf('/evaluation', { from: undefined, to: '', by: 'unit' })).toBe(
      '/evaluation?by=unit',
    )
    expect(addressOf('/evaluation', {})).toBe('/evaluation')
  })
})

test('the running month, and whole months and quarters that are over, are offered', () => {
  const spans = spansAt('2026-01-31').map(({ from, to, name }) => `${name.en}: ${from} ${to}`)
  expect(spans).toHaveLength(17)
  expect(spans[0]).toBe('This month so far: 2026-01-01 2026-01-31')
  expect(spans[1]).toBe('2025-12: 2025-12-01 2025-12-31')
  expect(spans[11]).toBe('2025-02: 2025-02-01 2025-02-28')
  expect(spans.slice(13)).toEqual([
    '2025 Q4: 2025-10-01 2025-12-31',
    '2025 Q3: 2025-07-01 2025-09-30',
    '2025 Q2: 2025-04-01 2025-06-30',
    '2025 Q1: 2025-01-01 2025-03-31',
  ])
  expect(spansAt('2026-05-02')[13]?.name).toEqual({ zh: '2026 年第 1 季度', en: '2026 Q1' })
})
