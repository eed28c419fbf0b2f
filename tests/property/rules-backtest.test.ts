/** A backtest against the definition: each value of a stream compared with each limit, one by one. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { WallClock } from '../support/oracle-clock.ts'
import { RulesOracle } from '../support/rules-oracle.ts'
import { Backtest } from '../../rules/backtest/backtest.ts'
import { devicesOf } from '../../rules/backtest/replay.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import type { Reading } from '../../core/reading.ts'
import { after, city, deviceOf, reading, ruleSetOf, waterRule } from '../support/rules-city.ts'
import { withTicks } from '../support/rules-city.ts'

const minutes = 60
const wall = { zone: city.zone, night: city.night, holidays: [], workdays: [] }

const rulesWith = (limit: number) =>
  ruleSetOf(waterRule('deep', `[{ severity: yellow, when: depth > ${limit} }]`))

type Stood = readonly [from: number, to: number]

/** When the depth stood over the limit, by the definition. */
function stood(limit: number, readings: readonly Reading[]): readonly Stood[] {
  const oracle = new RulesOracle(
    {
      entries: [],
      when: { op: 'over', name: 'depth', value: limit },
      quantities: ['depth'],
      levels: new Set(),
      period: 60_000,
    },
    new WallClock(wall, { hours: [], shift: 0 }),
  )
  for (const { observedAt, receivedAt, values } of readings)
    oracle.hear({
      at: observedAt,
      received: receivedAt,
      values: { depth: values.depth ?? 0 },
      bad: [],
      outside: [],
    })
  const found: [number, number][] = []
  for (const [at, what] of oracle.changes) {
    if (what === 'raised') found.push([at, Number.POSITIVE_INFINITY])
    else found.splice(-1, 1, [found.at(-1)?.[0] ?? 0, at])
  }
  return found
}

const apart = (some: readonly Stood[], others: readonly Stood[]) =>
  some
    .filter(([from, to]) => others.every(([began, ended]) => began > to || ended < from))
    .map(([from]) => from)

test('another limit makes the difference that its definition makes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 2, max: 10 }),
      fc.integer({ min: 2, max: 10 }),
      (depths, limit, other) => {
        const readings = depths.map((depth, minute) => reading('d1', minute * 60, { depth }))
        const backtest = new Backtest(
          { from: after(0), to: after(minutes * 60) },
          rulesWith(limit),
          rulesWith(other),
          {
            devices: devicesOf([{ device: deviceOf(), revision: 1 }]),
            clock: cityClock(city),
            dateOf: () => '2026-03-02',
            muting: () => undefined,
          },
        )
        backtest.take(withTicks(readings, depths.length * 60))
        const { report, against } = backtest.result()
        const [was, is] = [stood(limit, readings), stood(other, readings)]
        expect(report.total.raised).toBe(was.length)
        expect(against?.report.total.raised).toBe(is.length)
        const difference = against?.difference
        expect(difference?.onlyBefore.map(({ raisedAt }) => raisedAt)).toEqual(apart(was, is))
        expect(difference?.onlyAfter.map(({ raisedAt }) => raisedAt)).toEqual(apart(is, was))
        const stands = ({
          raisedAt,
          clearedAt = Number.POSITIVE_INFINITY,
        }: {
          raisedAt: number
          clearedAt?: number
        }): Stood => [raisedAt, clearedAt]
        const both = difference?.changed.flatMap((one) => one.before.map(stands)) ?? []
        expect(both.length + apart(was, is).length + (difference?.same ?? 0)).toBe(was.length)
        for (const one of both) {
          expect(apart([one], is)).toEqual([])
          expect(is).not.toContainEqual(one)
        }
      },
    ),
    { numRuns: 60 },
  )
})
