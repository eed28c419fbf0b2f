/** A backtest against the definition: each value of a stream compared with each limit, one by one. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { WallClock } from '../support/oracle-clock.ts'
import { RulesOracle } from '../support/rules-oracle.ts'
import { Backtest } from '../../rules/backtest/backtest.ts'
import { BothSets } from '../../rules/backtest/both-sets.ts'
import { devicesOf } from '../../rules/backtest/replay.ts'
import { Dealing, sharesOf } from '../../rules/backtest/shares.ts'
import { checkCatalogue, type RuleSet } from '../../rules/in-force/catalogue.ts'
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

const two = devicesOf(
  ['d1', 'd2'].map((id) => ({ device: deviceOf({ id, owner: `owner-${id}` }), revision: 1 })),
)
const around = {
  devices: two,
  clock: cityClock(city),
  dateOf: () => '2026-03-02',
  muting: () => undefined,
}
const head = (id: string) => [
  `id: ${id}`,
  `title: { zh: ${id}, en: ${id} }`,
  'on: { kind: water }',
  'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
]
const origin = 'source: ours, certainty: proposed'

interface Numbers {
  readonly limit: number
  readonly least: number
  readonly own: number
  readonly hold: number
  readonly silence: number
  readonly opens: number
}

/** Rules that take a number of each sort: of the city, of a window's condition, of a device, a hold, a silence, hours. */
function catalogueOf({ limit, least, own, hold, silence, opens }: Numbers): RuleSet {
  const documents = {
    deep: ['levels: [{ severity: yellow, when: depth > limits.depth.most }]'],
    often: [
      'let: { n: { count: depth > limits.depth.least, last: 3 } }',
      'levels: [{ severity: yellow, when: n >= 2 }]',
    ],
    held: ['levels: [{ severity: yellow, when: depth > 6, hold: 1m }]'],
    open: ['levels: [{ severity: yellow, when: "schedules.watch && depth > 4" }]'],
    silent: ['levels: [{ severity: blue, absence: { after: 3m } }]'],
  }
  const limits = [
    'depth:',
    '  title: { zh: 深, en: depth }',
    '  unit: cm',
    '  source: ours',
    '  certainty: proposed',
    `  values: { most: ${limit}, least: ${least} }`,
    'schedules:',
    `  watch: { title: { zh: 时, en: watch }, ${origin}, hours: "10:${String(opens).padStart(2, '0')}-18:00" }`,
    'overrides:',
    `  - { device: d2, ${origin}, limits: { depth: { most: ${own} } }, levels: { held: { yellow: { hold: ${hold}m } }, silent: { blue: { after: ${silence}m } } } }`,
  ]
  const texts = new Map<string, string>([['limits.yaml', limits.join('\n')]])
  for (const [id, lines] of Object.entries(documents))
    texts.set(`${id}.yaml`, [...head(id), ...lines].join('\n'))
  const { ruleSet, mistakes } = checkCatalogue({ texts, mistakes: [] })
  if (ruleSet === undefined) throw new TypeError(JSON.stringify(mistakes))
  return ruleSet
}

const numbers = fc.record({
  limit: fc.constantFrom(3, 8),
  least: fc.constantFrom(3, 8),
  own: fc.constantFrom(3, 8),
  hold: fc.constantFrom(1, 3),
  silence: fc.constantFrom(3, 5),
  opens: fc.constantFrom(5, 15),
})

test('rules beside those in force say what they say alone, whatever of them is alike', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(1, 2, 6), fc.integer({ min: 0, max: 12 })), {
        minLength: 1,
        maxLength: 12,
      }),
      numbers,
      numbers,
      (said, some, others) => {
        let second = 0
        const readings = said.flatMap(([apart, depth]) => {
          second += apart * 60
          return ['d1', 'd2'].map((id) => reading(id, second, { depth }))
        })
        const records = withTicks(readings, second + 420, 20)
        const span = { from: after(0), to: after(minutes * 60) }
        const [inForce, other] = [catalogueOf(some), catalogueOf(others)]
        const [beside, alone] = [
          new Backtest(span, inForce, other, around),
          new Backtest(span, other, undefined, around),
        ]
        beside.take(records)
        alone.take(records)
        expect(beside.result().against?.report).toEqual(alone.result().report)
      },
    ),
    { numRuns: 30 },
  )
})

test('several who judge some of the devices each come to what one comes to, whatever was away meanwhile', () => {
  const four = ['d1', 'd2', 'd3', 'd4'].map((id) => ({
    device: deviceOf({ id, owner: `owner-${id}` }),
    revision: 1,
  }))
  const clock = cityClock(city)
  const span = { from: after(0), to: after(minutes * 60) }
  const all = { ...around, devices: devicesOf(four) }
  let raised = 0
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          device: fc.constantFrom('d1', 'd2', 'd3', 'd4'),
          apart: fc.constantFrom(0, 5, 40, 70, 400),
          depth: fc.integer({ min: 0, max: 12 }),
          lag: fc.constantFrom(0, 2, 50),
        }),
        { minLength: 1, maxLength: 25 },
      ),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), fc.constantFrom(25, 45, 600)), {
        maxLength: 3,
      }),
      fc.boolean(),
      fc.integer({ min: 2, max: 4 }),
      numbers,
      numbers,
      (said, outages, lanes, count, some, others) => {
        let second = 0
        const readings = said.map(({ device, apart: gap, depth, lag }, index) => {
          second += gap
          const lane = lanes ? index % 2 : 0
          return { ...reading(device, second, { depth }, { lag }), frame: `${lane}:${index}` }
        })
        const records = withTicks(readings, second + 420, 20)
          .filter(
            (one) =>
              one.type !== 'tick' ||
              outages.every(
                ([from, length]) => one.at < after(from) || one.at > after(from + length),
              ),
          )
          .flatMap((one) =>
            one.type === 'tick' && lanes
              ? [0, 1].map((partition) => ({ ...one, lane: { partition, partitions: 2 } }))
              : [one],
          )
        const [inForce, other] = [catalogueOf(some), catalogueOf(others)]
        const one = new Backtest(span, inForce, other, all)
        one.take(records)
        const shares = sharesOf(four, count)
        const dealing = new Dealing(shares)
        const sets = shares.map((share) => new BothSets(inForce, other, devicesOf(share), clock))
        const several = new Backtest(span, inForce, other, all)
        for (let from = 0; from < records.length; from += 7) {
          const batch = records.slice(from, from + 7)
          several.count(batch)
          dealing.deal(batch).forEach((dealt, index) => {
            const judged = sets[index]?.take(dealt)
            if (judged !== undefined) several.note(judged)
          })
        }
        expect(several.result()).toEqual(one.result())
        raised += one.result().report.total.raised
      },
    ),
    { numRuns: 100 },
  )
  expect(raised).toBeGreaterThan(100)
})
