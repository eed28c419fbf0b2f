import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { instant } from '../../core/time.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import { operatorOf } from '../../rules/judging/entries.ts'
import type { EntryState } from '../../rules/judging/entry.ts'
import { fit } from '../../rules/judging/fitting.ts'
import {
  addSample,
  readWindow,
  windowSpec,
  type WindowSpec,
  type WindowState,
} from '../../rules/judging/window.ts'
import { aggregates, isBucketed, type Aggregate } from '../../rules/language/aggregates.ts'
import type { WindowEntry } from '../../rules/language/entry.ts'
import { city } from '../support/rules-city.ts'

type Bucketed = WindowSpec['aggregate']

const samples = (low: number, high: number) =>
  fc.array(
    fc.record({
      gap: fc.integer({ min: 1, max: 120_000 }),
      value: fc.double({ min: low, max: high, noNaN: true }),
    }),
    { minLength: 1, maxLength: 80 },
  )

const timed = (steps: readonly { gap: number; value: number }[]) => {
  let at = 1_772_000_000_000
  return steps.map(({ gap, value }) => ({ at: (at += gap), value }))
}

const spec = (aggregate: Bucketed) => windowSpec('w', aggregate, 600_000, 60_000)

const fill = (aggregate: Bucketed, values: readonly { at: number; value: number }[]) =>
  values.reduce<WindowState>(
    (state, { at, value }) => addSample(spec(aggregate), state, at, value),
    [],
  )

/** The definition, on the whole history: samples since `cut` of the bucket of `at` and the 29 before it. */
function reference(
  aggregate: Bucketed,
  all: readonly { at: number; value: number }[],
  at: number,
  cut = 0,
) {
  const { bucket, buckets, per } = spec(aggregate)
  const newest = Math.floor(at / bucket)
  const inside = all.filter(
    (one) => one.at >= cut && Math.floor(one.at / bucket) > newest - buckets,
  )
  const values = inside.map(({ value }) => value)
  const sum = values.reduce((a, b) => a + b, 0)
  switch (aggregate) {
    case 'mean':
      return sum / values.length
    case 'sum':
      return sum
    case 'count':
      return values.length
    case 'min':
      return Math.min(...values)
    case 'max':
      return Math.max(...values)
    case 'spread':
      return Math.max(...values) - Math.min(...values)
    case 'leq':
      return 10 * Math.log10(values.reduce((a, b) => a + 10 ** (b / 10), 0) / values.length)
    case 'median': {
      const lasts = [
        ...new Map(inside.map((one) => [Math.floor(one.at / bucket), one.value])).values(),
      ]
      const sorted = lasts.toSorted((a, b) => a - b)
      const middle = sorted.length >> 1
      return sorted.length % 2 === 1
        ? sorted[middle]
        : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
    }
    case 'slope':
      break
  }
  const groups = new Map<number, typeof inside>()
  for (const one of inside) {
    const index = Math.floor(one.at / bucket)
    groups.set(index, [...(groups.get(index) ?? []), one])
  }
  const points = [...groups.values()].map((group) => ({
    n: group.length,
    t: group.reduce((a, one) => a + (one.at - at), 0) / group.length,
    v: group.reduce((a, one) => a + one.value, 0) / group.length,
  }))
  const n = points.reduce((a, p) => a + p.n, 0)
  const t = points.reduce((a, p) => a + p.n * p.t, 0) / n
  const v = points.reduce((a, p) => a + p.n * p.v, 0) / n
  const xx = points.reduce((a, p) => a + p.n * (p.t - t) ** 2, 0)
  const xy = points.reduce((a, p) => a + p.n * (p.t - t) * (p.v - v), 0)
  return points.length < 2 ? undefined : (xy / xx) * per
}

describe.each(aggregates.filter(isBucketed))('the window %s', (aggregate) => {
  test('equals the definition on series in order', () => {
    fc.assert(
      fc.property(samples(0, 120), (steps) => {
        const all = timed(steps)
        const at = all.at(-1)?.at ?? 0
        const actual = readWindow(spec(aggregate), fill(aggregate, all), at, 1)
        const expected = reference(aggregate, all, at)
        if (expected === undefined) expect(actual).toBeUndefined()
        else
          expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThan(
            1e-6 * (1 + Math.abs(expected)),
          )
      }),
    )
  })

  test('holds nothing of before the latest cut, wherever in a bucket it lies', () => {
    fc.assert(
      fc.property(
        samples(0, 120),
        fc.array(fc.integer({ min: 0, max: 3_000_000 }), { minLength: 1, maxLength: 3 }),
        (steps, offsets) => {
          const all = timed(steps)
          const at = all.at(-1)?.at ?? 0
          const cuts = [0, ...offsets.map((offset) => at - offset).toSorted((a, b) => a - b)]
          const cutOf = (when: number) => cuts.findLast((cut) => cut <= when) ?? 0
          const state = all.reduce<WindowState>(
            (filled, one) => addSample(spec(aggregate), filled, one.at, one.value, cutOf(one.at)),
            [],
          )
          expect(state.length).toBeLessThanOrEqual(1 + 33 * 4)
          const actual = readWindow(spec(aggregate), state, at, 1, cutOf(at))
          const expected = reference(aggregate, all, at, cutOf(at))
          if (expected === undefined) expect(actual).toBeUndefined()
          else
            expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThan(
              1e-6 * (1 + Math.abs(expected)),
            )
        },
      ),
    )
  })

  test('starts empty when its buckets have another length', () => {
    fc.assert(
      fc.property(
        samples(0, 120),
        fc.integer({ min: 601_000, max: 7_200_000 }),
        (steps, length) => {
          const all = timed(steps)
          const last = all.at(-1) ?? { at: 0, value: 0 }
          const other = windowSpec('w', aggregate, length, 60_000)
          const state = fill(aggregate, all)
          const untouched = readWindow(other, state, last.at, 1)
          if (aggregate === 'count') expect(untouched).toBe(0)
          else expect(untouched).toBeUndefined()
          expect(addSample(other, state, last.at, last.value)).toEqual(
            addSample(other, [], last.at, last.value),
          )
        },
      ),
    )
  })

  test('does not depend on the order of arrival while nothing leaves it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 29 }), { minLength: 2, maxLength: 30 }),
        (buckets) => {
          // One sample a bucket: the median keeps only the newest of each.
          const { bucket } = spec(aggregate)
          const base = Math.ceil(1_772_000_000_000 / bucket) * bucket
          const all = buckets.map((index) => ({
            at: base + index * bucket + 7,
            value: index ** 1.5,
          }))
          const at = base + 29 * bucket
          const read = (order: typeof all) =>
            readWindow(spec(aggregate), fill(aggregate, order), at, 1) ?? Number.NaN
          expect(read(all)).toBeCloseTo(read(all.toSorted((a, b) => a.at - b.at)), 6)
        },
      ),
    )
  })

  test('has no value below its least number of samples, and is bounded', () => {
    fc.assert(
      fc.property(samples(0, 120), fc.integer({ min: 1, max: 100 }), (steps, least) => {
        const all = timed(steps)
        const at = all.at(-1)?.at ?? 0
        const state = fill(aggregate, all)
        expect(state.length).toBeLessThanOrEqual(1 + 30 * 4)
        if (aggregate === 'count') return
        const inside = fill('count', all)
        const count = readWindow(spec('count'), inside, at, 0) ?? 0
        if (count < least) expect(readWindow(spec(aggregate), state, at, least)).toBeUndefined()
      }),
    )
  })
})

test('the energy mean of a constant is the constant, and never below the arithmetic mean', () => {
  fc.assert(
    fc.property(samples(20, 120), fc.double({ min: 20, max: 120, noNaN: true }), (steps, level) => {
      const all = timed(steps)
      const at = all.at(-1)?.at ?? 0
      const constant = all.map((one) => ({ ...one, value: level }))
      expect(readWindow(spec('leq'), fill('leq', constant), at, 1)).toBeCloseTo(level, 6)
      const leq = readWindow(spec('leq'), fill('leq', all), at, 1) ?? Number.NaN
      const mean = readWindow(spec('mean'), fill('mean', all), at, 1) ?? Number.NaN
      expect(leq).toBeGreaterThanOrEqual(mean - 1e-9)
    }),
  )
})

test('60 and 70 dB make 67.4, not 65', () => {
  const state = fill('leq', [
    { at: 1_000_000, value: 60 },
    { at: 1_060_000, value: 70 },
  ])
  expect(readWindow(spec('leq'), state, 1_060_000, 1)).toBeCloseTo(67.4, 1)
})

describe('a window fitted to a device', () => {
  const window = (
    aggregate: Aggregate,
    length: number,
    min: WindowEntry['min'],
    form: WindowEntry['form'] = 'sliding',
  ): WindowEntry => ({
    form,
    name: 'w',
    to: 1,
    takes: undefined,
    from: 0,
    quantity: 'depth',
    level: false,
    where: undefined,
    aggregate,
    length,
    per: 60_000,
    p: 90,
    min,
    within: undefined,
  })
  const minimum = fc.oneof(
    fc.constant(undefined),
    fc.integer({ min: 1, max: 40 }),
    fc.double({ min: 0.01, max: 1, noNaN: true }).map((share) => ({ share })),
  )
  const clock = cityClock(city)
  const facts = { id: 'd1', kind: 'water', site: 'road', zone: undefined, period: 60, limits: {} }
  const scope = (at: number, value: number) => ({
    slots: [value],
    device: facts,
    limits: {},
    schedules: new Map(),
    at: instant(at),
    clock,
  })

  test('has a value as soon as it can, whatever the period and whenever it began', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...aggregates),
        fc.integer({ min: 1_000, max: 7_200_000 }),
        minimum,
        fc.integer({ min: 20_000, max: 86_400_000 }),
        fc.integer({ min: 0, max: 86_400_000 }),
        (aggregate, length, min, period, began) => {
          const entry = window(aggregate, length, min)
          const operator = operatorOf(entry, period)
          const readings = Math.ceil(fit(entry, period).length / period) + 2
          const newest = began + readings * period
          let state: EntryState = []
          for (let index = readings; index >= 0; index -= 1) {
            state = operator.add(state, scope(newest - index * period, index))
          }
          expect(operator.value(state, scope(newest, 0))).toBeDefined()
          expect(state.length).toBeLessThanOrEqual(2 + 4 * 2 * 60)
        },
      ),
    )
  })

  test('asks a device of the usual rate for what the rule says', () => {
    expect(fit(window('median', 180_000, 2), 60_000).least).toBe(2)
    expect(fit(window('slope', 600_000, 5), 60_000).least).toBe(5)
    expect(fit(window('leq', 600_000, { share: 0.75 }), 60_000).least).toBe(8)
    expect(fit(window('mean', 600_000, { share: 1 }), 60_000).least).toBe(10)
    expect(fit(window('mean', 900_000, { share: 0.75 }, 'tumbling'), 60_000).least).toBe(12)
  })

  test('asks a slow device for no more than it can give, and reaches back for a slope', () => {
    expect(fit(window('median', 180_000, 2), 180_000).least).toBe(1)
    expect(fit(window('mean', 600_000, 3), 300_000).least).toBe(2)
    expect(fit(window('mean', 900_000, 15, 'tumbling'), 300_000).least).toBe(2)
    const slow = fit(window('slope', 600_000, 5), 600_000)
    expect([slow.least, slow.length]).toEqual([2, 1_200_000])
    const quick = fit(window('slope', 600_000, 5), 300_000)
    expect([quick.least, quick.length]).toEqual([2, 600_000])
  })

  test('counts every sample as long as sixty of them are promised', () => {
    const operator = operatorOf(window('count', 600_000, undefined), 10_000)
    let state: EntryState = []
    for (let second = 0; second < 3_600; second += 10) {
      state = operator.add(state, scope(second * 1_000, 1))
      if (second >= 600) expect(operator.value(state, scope(second * 1_000, 1))).toBe(60)
    }
  })
})
