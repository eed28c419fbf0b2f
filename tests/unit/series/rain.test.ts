/** How many millimetres a gauge is taken to have had. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { fallenIn, fallenInHour, type ToldIn } from '../../../series/api/decide/rain.ts'
import { hours, minutes } from '../../../core/time.ts'

const to = hours(100)
/** Values at so many minutes before the end. */
const told = (...values: readonly (readonly [before: number, value: number])[]) =>
  values.map(([before, value]) => ({ at: to - minutes(before), value }))
const everyMinute = (value: number, from = 59) =>
  told(...Array.from({ length: from + 1 }, (_, n) => [from - n, value] as const))
const span = { to, period: 60 }

describe('rain of the last hour', () => {
  test('is the mean of its intensity, and of what was not reported nothing', () => {
    expect(fallenInHour('rain', everyMinute(12), span)).toBeCloseTo(12)
    expect(fallenInHour('rain', everyMinute(12, 9), span)).toBeCloseTo(2)
    expect(fallenInHour('rain', told([20, 12]), { to, period: 3_600 })).toBe(12)
    expect(fallenInHour('rain', told([70, 12]), span)).toBe(0)
  })

  test('is what the counter rose, from before the hour on', () => {
    const counted = told([90, 1], [65, 10], [59, 11], [0, 14])
    expect(fallenInHour('rainTotal', counted, span)).toBe(4)
    expect(fallenInHour('rainTotal', told([30, 10]), span)).toBe(0)
  })

  test('goes on where the counter begins anew, and knows no cloudburst that cannot be', () => {
    expect(fallenInHour('rainToday', told([50, 80], [40, 82], [30, 1], [20, 3]), span)).toBe(5)
    // A counter that says nothing once, and 320 mm a minute later.
    expect(fallenInHour('rainTotal', told([3, 320], [2, 0], [1, 320], [0, 321]), span)).toBe(1)
  })

  test('is never less than nothing and never more than the heaviest', () => {
    const values = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 119 }), fc.double({ min: 0, max: 500, noNaN: true })),
    )
    fc.assert(
      fc.property(values, fc.constantFrom('rain', 'rainTotal', 'rainToday'), (drawn, quantity) => {
        const sorted = told(...new Map(drawn)).toSorted((a, b) => a.at - b.at)
        const fallen = fallenInHour(quantity, sorted, span)
        expect(fallen).toBeGreaterThanOrEqual(0)
        expect(fallen).toBeLessThanOrEqual(1_000)
      }),
    )
  })
})

describe('rain of the day', () => {
  const bucket = (at: number, rest: Partial<ToldIn> = {}): ToldIn => ({
    ...{ at: hours(at), count: 60, mean: 0, min: 0, max: 0 },
    ...rest,
  })
  const length = hours(1)

  test('is the sum of its hours, each as far as it was reported', () => {
    const buckets = [bucket(8, { mean: 6 }), bucket(9, { mean: 12, count: 15 })]
    expect(fallenIn('rain', buckets, { length, period: 60 })).toBeCloseTo(9)
  })

  test('is what the counter rose from its first value of the day on', () => {
    const buckets = [
      bucket(8, { min: 100, max: 104 }),
      bucket(9, { min: 104, max: 110 }),
      bucket(10, { min: 0, max: 2 }),
    ]
    expect(fallenIn('rainTotal', buckets, { length, period: 300 })).toBe(12)
    expect(fallenIn('rainTotal', [], { length, period: 300 })).toBe(0)
  })
})
