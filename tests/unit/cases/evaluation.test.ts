import { createHash } from 'node:crypto'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'

import { casesConfigSchema } from '../../../cases/config.ts'
import { factSchema } from '../../../cases/life/facts.ts'
import { lineOf } from '../../../cases/report/case-line.ts'
import { formulasVersion } from '../../../cases/report/frozen.ts'
import { evaluatedEvents, type CaseHistory, type Step } from '../../../cases/report/duties.ts'
import { isQuarter, periodsOf } from '../../../cases/report/evaluation-periods.ts'
import {
  evaluated,
  type Counts,
  type Tally,
  type Weights,
} from '../../../cases/report/evaluation.ts'
import { figureNames, figures, indicators } from '../../../cases/report/indicators.ts'
import { ranksOf } from '../../../cases/report/ranking.ts'
import type { CaseId, UnitId } from '../../../core/identity.ts'
import { gridFinder } from '../../../core/responsibility-grid.ts'
import { instant } from '../../../core/time.ts'

const counts = (some: Partial<Counts>): Counts => ({
  ...(Object.fromEntries(figureNames.map((name) => [name, 0])) as Counts),
  ...some,
})
const tallied = (
  total: Partial<Counts>,
  rows: Readonly<Record<string, Partial<Counts>>> = {},
): Tally => ({
  total: counts(total),
  rows: new Map(
    Object.entries(rows).map(([key, some]) => [key === '' ? undefined : key, counts(some)]),
  ),
})
const nothing = tallied({})
const { weights } = casesConfigSchema.parse({}).evaluation
const of = (now: Tally, previous = nothing, by: Weights = weights) =>
  evaluated({ now, previous, yearAgo: nothing }, { weights: by, isQuarter: false })
const handled = { handlingDue: 10, handled: 10, handledInTime: 9, extended: 2 }
const good = { ...handled, closingDue: 4, reworked: 1 }
const valueOf = (id: string, { rows }: ReturnType<typeof evaluated>, key: string) =>
  rows.find((row) => row.key === key)?.values.find(({ indicator }) => indicator === id)

describe('indicators', () => {
  test('are made of known counts, each by another name', () => {
    expect(new Set(indicators.map(({ id }) => id)).size).toBe(indicators.length)
    for (const { numerator, denominator } of indicators)
      expect([figures[numerator], figures[denominator]]).not.toContain(undefined)
  })
})

/** What a case counts for in every third of its life, by all that may happen to one. */
function countedOf(...steps: readonly (readonly [event: Step['event'], due?: number])[]): string {
  const history: CaseHistory = {
    ...{ id: 'C1' as CaseId, category: '0506', source: 'manual', cell: '330106001002001' },
    steps: steps.map(([event, due], at) => ({
      ...{ event, at: instant(at * 10), by: `p${at % 3}`, unit: `u${at % 2}` as UnitId },
      ...(due !== undefined && { due: instant(due) }),
    })),
  }
  const third = steps.length * 4
  return JSON.stringify(
    [0, 1, 2].map((n) =>
      lineOf(
        history,
        { from: instant(n * third), to: instant((n + 1) * third) },
        gridFinder([{ grid: 'G1', cells: ['330106001'] }]),
      ),
    ),
  )
}

test('whoever changes what is counted raises the version of the formulas, and so its hash here', () => {
  const told = [
    indicators.map(({ id, numerator, denominator, better }) => [
      id,
      numerator,
      denominator,
      better,
    ]),
    countedOf(
      ...([['collected', 5], ['checkAsked', 30], ['problemConfirmed', 25], ['filed']] as const),
      ...([['accepted'], ['dispatched', 90], ['extended', 95], ['suspended']] as const),
      ...([
        ['resumed', 140],
        ['reported', 145],
        ['rework', 150],
        ['reported', 155],
      ] as const),
      ...([['verified'], ['closed'], ['reopened', 160], ['reported', 170], ['closed']] as const),
    ),
    countedOf(
      ...([
        ['collected', 15],
        ['filed'],
        ['accepted'],
        ['dispatched', 35],
        ['returned', 60],
      ] as const),
      ...([
        ['dispatched', 65],
        ['supervised'],
        ['deadlineMoved', 110],
        ['limitChanged', 105],
      ] as const),
      ...([['supervisionDemanded'], ['supervisionLifted'], ['suspended'], ['voided']] as const),
    ),
    countedOf(['collected', 15], ['filed'], ['dispatched', 20], ['duplicateMarked']),
    countedOf(
      ...([['collected', 15], ['filed'], ['transferred', 25], ['transferRecalled', 60]] as const),
      ...([
        ['transferred', 55],
        ['transferDeclined', 70],
        ['transferred', 65],
        ['voided'],
      ] as const),
    ),
    countedOf(
      ...([['collected', 15], ['filed'], ['transferred', 25], ['transferHandled', 60]] as const),
      ...([
        ['transferFailed', 55],
        ['transferred', 75],
        ['transferHandled', 70],
      ] as const),
    ),
    countedOf(['collected', 40], ['problemDenied', 15], ['filed'], ['selfHandled'], ['closed']),
  ]
  const hash = createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 16)
  expect({ [formulasVersion]: hash }).toEqual({ 5: '308efecc83407adc' })
})

test('no fact that sets a deadline is left out of the histories', () => {
  const sets = factSchema.options.flatMap((option) => {
    const { event, data } = option.unwrap().shape
    const shape: Readonly<Record<string, z.ZodType>> = data.unwrap().shape
    const deadline = { kind: 'handling', at: 1, certain: true }
    return shape['deadline']?.safeParse(deadline).success === true ? [event.value] : []
  })
  expect(sets).toContain('deadlineMoved')
  expect(evaluatedEvents).toEqual(expect.arrayContaining(sets))
})

describe('an evaluation', () => {
  test('scores rates by their weights: of one that should be low what is missing to all', () => {
    const { rows } = of(tallied(good, { road: good }))
    // 30 * 1 + 20 * 0.9 + 20 * (1 - 0.25) + 20 * (1 - 0) + 10 * (1 - 0.2) of 100
    expect(rows).toMatchObject([{ key: 'road', rank: 1, score: 91 }])
    expect(of(tallied(good), nothing, { inTimeDisposeRate: 1 }).total.score).toBe(90)
    const dueOnly = { handlingDue: 4, handled: 2, handlingWaits: 1 }
    // No case was due for closing: 30 * 0.5 + 20 * 0 + 20 * 0.75 + 10 * 1 of 80
    expect(of(tallied(dueOnly)).total.score).toBe(50)
  })

  test("ranks the best first; equals share a rank, who had nothing to do and what is nobody's has none", () => {
    const now = tallied(good, {
      '': good,
      idle: { reported: 3 },
      road: good,
      drainage: good,
      gas: { handlingDue: 1 },
    })
    expect(of(now).rows.map(({ key, rank }) => [key, rank])).toEqual([
      ['drainage', 1],
      ['road', 1],
      ['gas', 3],
      ['idle', undefined],
      [undefined, undefined],
    ])
  })

  test('compares with the period before and a year ago, where there was something', () => {
    const before = tallied({}, { road: { handlingDue: 2, handled: 1 } })
    const found = of(tallied(good, { road: good }), before)
    expect(valueOf('disposeRate', found, 'road')).toEqual({
      ...{ indicator: 'disposeRate', numerator: 10, denominator: 10, value: 1, previous: 0.5 },
    })
    expect(valueOf('registerRate', found, 'road')).toEqual({
      ...{ indicator: 'registerRate', numerator: 0, denominator: 0 },
    })
  })
})

describe('periods', () => {
  const now = instant(Date.parse('2026-03-15T10:00:00+08:00'))
  const periods = (asked: Parameters<typeof periodsOf>[0], at = now) =>
    periodsOf(asked, at, () => 8 * 3_600_000)
  const dates = (asked: Parameters<typeof periodsOf>[0]) =>
    Object.values(periods(asked)).map(({ from, to }) => `${from} ${to}`)

  test('are the last 30 whole days, as many before and those of a year ago', () => {
    expect(dates({})).toEqual([
      '2026-02-13 2026-03-14',
      '2026-01-14 2026-02-12',
      '2025-02-13 2025-03-14',
    ])
    expect(dates({ from: '2024-02-29', to: '2024-02-29' })).toEqual([
      '2024-02-29 2024-02-29',
      '2024-02-28 2024-02-28',
      '2023-02-28 2023-02-28',
    ])
  })

  test('begin and end at midnight of the city; one that is not over ends now', () => {
    expect(periods({ from: '2026-03-14', to: '2026-03-15' }).chosen.period).toEqual({
      from: Date.parse('2026-03-14T00:00:00+08:00'),
      to: now,
    })
    expect(periods({}).chosen.period.to).toBe(Date.parse('2026-03-15T00:00:00+08:00'))
  })

  test.each([
    ['its end before its beginning', { from: '2026-03-10', to: '2026-03-01' }, 'has -8'],
    ['more than a year', { from: '2025-01-01', to: '2026-03-01' }, '1 to 366 days'],
    ['a beginning still to come', { from: '2026-03-16', to: '2026-03-17' }, 'has not begun'],
  ])('refuse %s', (_, asked, message) => {
    expect(() => periods(asked)).toThrow(message)
  })
})

describe('who is last', () => {
  const poor = { handlingDue: 10, handled: 1, handledInTime: 1, handlingWaits: 9 }
  const quarter = (now: Tally, before: Tally, isQuarter = true) =>
    evaluated({ now, previous: before, yearAgo: nothing }, { weights, isQuarter }).rows.map(
      ({ key, rank, previousRank, interview = false }) =>
        `${key} ${rank} ${previousRank} ${interview}`,
    )
  const road = tallied({}, { drainage: good, road: poor, '': poor })

  test('two quarters running is to be interviewed', () => {
    expect(quarter(road, road)).toEqual([
      'drainage 1 1 false',
      'road 2 2 true',
      'undefined undefined undefined false',
    ])
  })

  test('in one quarter, or in two months, is not', () => {
    const other = tallied({}, { drainage: poor, road: good })
    expect(quarter(road, other)).toContain('road 2 1 false')
    expect(quarter(other, road)).toContain('drainage 2 1 false')
    expect(quarter(road, road, false)).toContain('road 2 2 false')
    expect(quarter(road, nothing)).toContain('road 2 undefined false')
  })

  test('is nobody where all are alike, and all who share the last place', () => {
    const alike = tallied({}, { drainage: good, road: good })
    expect(quarter(alike, alike)).toEqual(['drainage 1 1 false', 'road 1 1 false'])
    const three = tallied({}, { drainage: good, road: poor, park: poor })
    expect(quarter(three, three).filter((row) => row.endsWith('true'))).toHaveLength(2)
  })

  test('ranks are one more than how many are better', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined })),
        (scores) => {
          const rows = scores.map((score, index) => ({ key: `${index}`, score }))
          const ranks = ranksOf(rows)
          for (const { key, score } of rows)
            expect(ranks.get(key)).toBe(
              score === undefined
                ? undefined
                : 1 + rows.filter((other) => (other.score ?? -1) > score).length,
            )
        },
      ),
    )
  })

  test('a quarter is three months from its first', () => {
    const is = (from: string, to: string) => isQuarter({ from, to })
    expect(is('2026-01-01', '2026-03-31')).toBe(true)
    expect(is('2026-10-01', '2026-12-31')).toBe(true)
    expect(is('2026-02-01', '2026-04-30')).toBe(false)
    expect(is('2026-01-01', '2026-03-30')).toBe(false)
    expect(is('2026-01-01', '2026-06-30')).toBe(false)
  })
})
