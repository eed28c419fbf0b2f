import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { DeadLetter } from '../../../core/dead-letter.ts'
import type { DeviceId } from '../../../core/identity.ts'
import { instant, type Instant } from '../../../core/time.ts'
import { deadLettersTopic } from '../../../core/topics.ts'
import { spanOf } from '../../../devices/api/health.ts'
import { fleetHealth } from '../../../devices/health/fleet-health.ts'
import { healthOf, patienceOf, slotOf } from '../../../devices/health/health.ts'
import type { DeviceTally, TalliesQuery } from '../../../core/series.ts'
import { unprovenFrames } from '../../../devices/register/unproven.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { device } from '../../contract/registry.suite.ts'
import { point } from '../../contract/series-store-points.ts'
import { memorySeries } from '../../support/memory-series.ts'

const to = Date.UTC(2026, 2, 15, 4)
const hour = 3_600_000
const minute = 60_000
const span = { from: instant(to - 24 * hour), to: instant(to) }

const tally = (rest: Partial<DeviceTally> = {}): DeviceTally => ({
  device: 'a' as DeviceId,
  readings: 1_440,
  late: 0,
  values: 2_880,
  normal: 2_880,
  slots: 1_440,
  lastAt: instant(to - minute),
  ...rest,
})

/** Of a fleet that was there before the span. */
const registry = { addedSince: () => Promise.resolve(new Map<DeviceId, Instant>()) }

describe('the scores of a device', () => {
  test('of one that sends everything in time are all 1', () => {
    expect(healthOf(device('a'), span, { tally: tally(), unproven: 0 })).toEqual({
      id: 'a',
      lastAt: to - minute,
      readings: 1_440,
      expected: 1_440,
      timely: 1,
      accurate: 1,
      authentic: 1,
      complete: 1,
      silent: false,
    })
  })

  test('each fall by its own fault alone', () => {
    const scores = (rest: Partial<DeviceTally>, unproven = 0) => {
      const health = healthOf(device('a'), span, { tally: tally(rest), unproven })
      return [health.timely, health.accurate, health.authentic, health.complete]
    }
    expect(scores({ late: 360 })).toEqual([0.75, 1, 1, 1])
    expect(scores({ normal: 1_440 })).toEqual([1, 0.5, 1, 1])
    expect(scores({}, 480)).toEqual([1, 1, 0.75, 1])
    expect(scores({ slots: 720 })).toEqual([1, 1, 1, 0.5])
  })

  test('are absent where nothing can be said, and completeness is 0', () => {
    expect(healthOf(device('a'), span, { unproven: 0 })).toEqual({
      id: 'a',
      readings: 0,
      expected: 1_440,
      complete: 0,
      silent: true,
    })
    const used = healthOf(device('a'), span, { unproven: 2 })
    expect(used).toMatchObject({ authentic: 0 })
    const empty = healthOf(device('a'), span, {
      tally: tally({ values: 0, normal: 0 }),
      unproven: 0,
    })
    expect(empty).not.toHaveProperty('accurate')
  })

  test('expect one reading at least, and do not rise above 1', () => {
    const weekly = device('a', { period: 7 * 86_400 })
    expect(healthOf(weekly, span, { tally: tally({ slots: 2 }), unproven: 0 })).toMatchObject({
      expected: 1,
      complete: 1,
    })
  })

  test('count from when the device came to the register, and are not low on its first day', () => {
    const since = (minutesAgo: number, rest: Partial<DeviceTally> | undefined) =>
      healthOf(device('a'), span, {
        ...(rest !== undefined && { tally: tally({ ...rest, late: 0 }) }),
        unproven: 0,
        addedAt: instant(to - minutesAgo * minute),
      })
    expect(since(13, { readings: 13, slots: 13 })).toMatchObject({ expected: 13, complete: 1 })
    expect(since(10, { readings: 5, slots: 5 })).toMatchObject({ expected: 10, complete: 0.5 })
    expect(since(10, undefined)).toMatchObject({ complete: 0, silent: true })
    // It has had no time yet to say anything, or came after the span.
    const young = since(0.5, undefined)
    expect(young).toMatchObject({ expected: 0, silent: false })
    expect(young).not.toHaveProperty('complete')
    expect(since(-5, undefined)).not.toHaveProperty('complete')
    expect(since(3, undefined).silent).toBe(false)
    expect(since(25 * 60, { slots: 720 })).toMatchObject({ expected: 1_440, complete: 0.5 })
  })

  test('silence begins after three periods, told by whatever is newest', () => {
    const silent = (lastAt: number, known?: number) =>
      healthOf(device('a'), span, {
        tally: tally({ lastAt: instant(lastAt) }),
        unproven: 0,
        ...(known === undefined ? {} : { lastAt: instant(known) }),
      }).silent
    expect(silent(to - 3 * minute)).toBe(false)
    expect(silent(to - 3 * minute - 1)).toBe(true)
    expect(silent(to - 9 * minute, to + 1_000)).toBe(false)
  })

  test('are shares for any device and any count that an engine can give', () => {
    const number = (max: number) => fc.integer({ min: 0, max })
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 86_400 * 7, noNaN: true }),
        fc.integer({ min: 1, max: 168 }),
        fc.record({ readings: number(1e6), late: number(1e6), values: number(1e6) }),
        fc.record({ normal: number(1e6), slots: number(1e5), unproven: number(1e5) }),
        (period, hours, { readings, late, values }, { normal, slots, unproven }) => {
          const from = instant(to - hours * hour)
          const one = device('a', { period })
          const slot = slotOf(one, { from, to: instant(to) })
          expect(Number.isInteger(slot) && slot >= 1_000).toBe(true)
          expect((hours * hour) / slot).toBeLessThanOrEqual(20_160)
          const counted = tally({
            readings: readings + 1,
            late: Math.min(late, readings + 1),
            values,
            normal: Math.min(normal, values),
            slots,
          })
          const health = healthOf(one, { from, to: instant(to) }, { tally: counted, unproven })
          for (const name of ['timely', 'accurate', 'authentic', 'complete'] as const) {
            const score = health[name] ?? 0
            expect(score >= 0 && score <= 1).toBe(true)
          }
          expect(health.expected).toBeGreaterThanOrEqual(1)
          expect(patienceOf(one)).toBeGreaterThan(0)
        },
      ),
    )
  })
})

test('an event and a report that share a second, and a correction, spoil no score', async () => {
  const reports = Array.from({ length: 60 }, (_, n) =>
    point('a', to - hour + n * minute, { laeq: 60, battery: 80 }, { content: n }),
  )
  const second = to - hour + 7 * minute
  const series = memorySeries()
  await series.write([
    ...reports,
    point('a', second, { tilt: 40 }, { content: 100, beside: 'part' }),
    point('a', second, { laeq: 61 }, { content: 101, beside: 'correction' }),
  ])
  const sources = {
    directory: { values: () => [{ device: device('a', { kind: 'noise' }), revision: 1 }].values() },
    series,
    log: new MemoryLog(),
    registry,
  }
  const hourBefore = { from: instant(to - hour), to: instant(to) }
  expect(await fleetHealth(sources, {}, hourBefore)).toMatchObject([
    {
      readings: 62,
      expected: 60,
      timely: 1,
      accurate: 1,
      authentic: 1,
      complete: 1,
      silent: false,
    },
  ])
})

test('a span ends at a whole minute that has had time to arrive', () => {
  const at = (now: number) => spanOf(instant(now), hour)
  expect(at(to + 10_000)).toEqual({ from: to - hour, to })
  expect(at(to + 69_999)).toEqual({ from: to - hour, to })
  expect(at(to + 9_999)).toEqual({ from: to - hour - minute, to: to - minute })
  const week = spanOf(instant(to), 168 * hour)
  expect(week.to - week.from).toBe(168 * hour)
  expect(week.to % (14 * minute)).toBe(0)
  expect(to - week.to).toBeLessThanOrEqual(14 * minute + 10_000)
})

describe('frames under a name that is not proven', () => {
  const letter = (rest: Partial<DeadLetter>): DeadLetter => ({
    type: 'dead-letter',
    reason: 'not-your-device',
    detail: '',
    source: 'x' as DeviceId,
    channel: 'telemetry',
    topic: 'ub/v1/x/telemetry',
    receivedAt: instant(to - 1),
    frame: '0:0',
    body: '',
    ...rest,
  })
  const foreign = (topic: string, source = 'x'): DeadLetter =>
    letter({ reason: 'topic-not-allowed', topic, source: source as DeviceId })

  test('count against the device meant, within the span', async () => {
    const log = new MemoryLog()
    await log.append(deadLettersTopic, [
      letter({ device: 'a', receivedAt: instant(span.from - 1) }),
      letter({ device: 'a', receivedAt: span.from }),
      letter({ device: 'a' }),
      letter({ device: 'a', receivedAt: span.to }),
      letter({ device: 'a', reason: 'inactive-device' }),
      foreign('ub/v1/a/status'),
      foreign('ub/v1/b/telemetry'),
      // Itself, its own downlink, nobody's topic, a downlink of another: nobody spoke as another device.
      foreign('ub/v1/a/telemetry', 'a'),
      foreign('ub/v1/a/command', 'a'),
      foreign('somewhere/else'),
      foreign('ub/v1/b/command'),
    ])
    expect(await unprovenFrames(log, span)).toEqual(
      new Map([
        ['a', 3],
        ['b', 1],
      ]),
    )
  })

  test('are found behind thousands of other letters', async () => {
    const log = new MemoryLog()
    const others = Array.from({ length: 2_500 }, () => letter({ reason: 'unparsable' }))
    await log.append(deadLettersTopic, [letter({ device: 'a' }), ...others])
    expect(await unprovenFrames(log, span)).toEqual(new Map([['a', 1]]))
  })
})

describe('the health of a fleet', () => {
  const fleet = [
    device('b', { cell: '330106001002003' as never }),
    device('a'),
    device('slow', { period: 600 }),
    device('dust', { kind: 'dust' }),
    device('off', { active: false }),
    device('daily', { period: 86_400 }),
  ]
  const directory = {
    values: () => new Map(fleet.map((one) => [one.id, { device: one, revision: 1 }])).values(),
  }

  test('knows every active device and asks once for each kind and period', async () => {
    const series = memorySeries()
    const every = (id: string, period: number, from = span.from as number) =>
      Array.from({ length: Math.round((to - from) / period) }, (_, n) =>
        point(id, from + n * period, { laeq: 60 }),
      )
    await series.write([
      ...every('a', minute),
      ...every('b', 2 * minute),
      ...every('slow', 10 * minute),
      point('daily', to - 30 * hour, { laeq: 60 }),
      point('nobody', to - 1, { laeq: 60 }),
    ])
    const asked: TalliesQuery[] = []
    const counting = {
      latest: series.latest.bind(series),
      tallies: (query: TalliesQuery) => {
        asked.push(query)
        return series.tallies(query)
      },
    }
    const sources = { directory, series: counting, log: new MemoryLog(), registry }
    const found = await fleetHealth(sources, {}, span)
    expect(found).toMatchObject([
      { id: 'a', readings: 1_440, complete: 1, silent: false },
      { id: 'b', readings: 720, complete: 0.5, silent: false },
      { id: 'daily', readings: 0, expected: 1, complete: 0, lastAt: to - 30 * hour, silent: false },
      { id: 'dust', readings: 0, complete: 0, silent: true },
      { id: 'slow', readings: 144, expected: 144, complete: 1, silent: false },
    ])
    expect(asked.map(({ kind, slot }) => `${kind}/${slot}`).sort()).toEqual([
      'dust/60000',
      'noise/60000',
      'noise/600000',
      'noise/86400000',
    ])
    const new10 = new Map([['dust' as DeviceId, instant(to - 10 * minute)]])
    const added = { addedSince: () => Promise.resolve(new10) }
    const [young] = await fleetHealth({ ...sources, registry: added }, { kind: 'dust' }, span)
    expect(young).toMatchObject({ id: 'dust', expected: 10 })
    asked.length = 0
    const ids = async (selection: Parameters<typeof fleetHealth>[1]) =>
      (await fleetHealth(sources, selection, span)).map(({ id }) => id)
    expect(await ids({ kind: 'dust' })).toEqual(['dust'])
    expect(await ids({ cell: '330106' })).toEqual(['b'])
    expect(await ids({ device: 'slow' as DeviceId })).toEqual(['slow'])
    expect(await ids({ device: 'off' as DeviceId })).toEqual([])
  })

  test('a jitter around the minute costs nothing', async () => {
    const series = memorySeries()
    const points = Array.from({ length: 1_440 }, (_, n) =>
      point('a', span.from + n * minute + (n % 2 === 0 ? -900 : 900), { laeq: 60 }),
    )
    await series.write(points)
    const sources = { directory, series, log: new MemoryLog(), registry }
    const [health] = await fleetHealth(sources, { device: 'a' as DeviceId }, span)
    expect(health?.complete).toBeGreaterThan(0.999)
  })
})
