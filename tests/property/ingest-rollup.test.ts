import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { DeviceId } from '../../core/identity.ts'
import type { PartitionState } from '../../core/log.ts'
import type { Reading } from '../../core/reading.ts'
import { instant, type Instant } from '../../core/time.ts'
import { rollupsOf } from '../../series/rollup/rollup.ts'
import { writeRollups } from '../../series/rollups.ts'
import type { Point, Rollup, RollupStore, StoredPoint } from '../../core/series.ts'
import { point } from '../contract/series-store-points.ts'

const start = Date.UTC(2026, 2, 15, 10, 40)
const minute = 60_000

/** Readings and rollups as an engine that overwrites keeps them. */
function engine() {
  const readings = new Map<string, StoredPoint>()
  const rollups = new Map<string, Rollup>()
  const writes: string[] = []
  const store: RollupStore = {
    write: (written) => {
      for (const one of written) rollups.set(nameOf(one), one)
      writes.push(...written.map(nameOf))
      return Promise.resolve(0)
    },
    stored: (devices, from, to) =>
      Promise.resolve(
        [...readings.values()].filter(
          ({ reading: { device, observedAt } }) =>
            devices.includes(device) && observedAt >= from && observedAt < to,
        ),
      ),
  }
  const keep = ({ reading, ...tags }: Point) => {
    const { type: _, frame: __, ...rest } = reading
    const key = `${reading.id} ${tags.cell ?? ''}`
    if (!readings.has(key)) readings.set(key, { reading: rest, ...tags })
  }
  return { readings, rollups, writes, store, keep }
}

/** One worker on one partition: what it remembers moves with the batch, or not at all. */
function worker({ store, keep }: ReturnType<typeof engine>) {
  const state = new Map<string, unknown>()
  const view: PartitionState = {
    get: (key) => state.get(key),
    entries: (prefix) => [...state].filter(([key]) => key.startsWith(prefix)),
  }
  return {
    state,
    work: async (points: readonly Point[], now: Instant, crashes = false): Promise<void> => {
      for (const one of points) keep(one)
      const { state: changes } = await writeRollups(store, view, points, now)
      if (crashes) return
      for (const { key, value } of structuredClone(changes)) {
        if (value === undefined) state.delete(key)
        else state.set(key, value)
      }
    },
  }
}

const nameOf = ({ device, tags, length, at }: Rollup): string =>
  JSON.stringify([device, length, at, tags.kind, tags.cell])

const sorted = (rollups: Iterable<Rollup>) =>
  [...rollups].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)).map(rounded)

/** Sums in another order differ in the last digits. */
const rounded = (rollup: Rollup) => ({
  name: nameOf(rollup),
  values: Object.entries(rollup.values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, bucket]) => [name, { ...bucket, mean: bucket?.mean.toPrecision(9) }]),
})

const step = fc.record({
  device: fc.constantFrom('a', 'b', 'c'),
  /** Milliseconds before the receipt: in time, a few minutes late, hours late. */
  behind: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -30_000, max: 90_000 }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 20 * minute }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 180 * minute }) },
  ),
  /** At the instant of a reading that was there before, with what is said now. */
  beside: fc.boolean(),
  pause: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 30 * minute })),
  values: fc.record(
    {
      laeq: fc.integer({ min: 200, max: 1_200 }).map((n) => n / 10),
      temperature: fc.integer({ min: -400, max: 500 }).map((n) => n / 10),
    },
    { requiredKeys: [] },
  ),
  bad: fc.boolean(),
  sequence: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  cell: fc.constantFrom('330106001002003', '330108001002004'),
  timing: fc.constantFrom<Reading['timing']>('live', 'live', 'live', 'late', 'resent'),
  repeats: fc.integer({ min: 0, max: 2 }),
  endsBatch: fc.boolean(),
  crashes: fc.boolean(),
})

describe('rollups', () => {
  test('of any order, any batches, repeats and crashes are those of all readings together', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const city = engine()
        const { state, work } = worker(city)
        const cells = new Map<string, string>()
        let now = start
        let waiting: Point[] = []
        const history: Point[] = []
        for (const each of steps) {
          now += each.pause
          const { device, values, sequence, timing } = each
          const cell = cells.get(device) ?? each.cell
          cells.set(device, cell)
          const own = history.filter(({ reading }) => reading.device === device)
          const before = each.beside ? own[own.length >> 1] : undefined
          const at = before?.reading.observedAt ?? now - each.behind
          const same = own.filter(({ reading }) => reading.observedAt === at)
          const one = point(device, at, values, {
            timing,
            cell,
            receivedAt: now,
            content: contentOf(values, each.bad),
            ...(sequence === undefined ? {} : { sequence }),
            ...(each.bad ? { quality: { laeq: 'D' } as const } : {}),
            ...(same.length === 0 ? {} : { beside: besideOf(same, values) }),
          })
          // The first of an identity counts everywhere, so a repeat has its values.
          const known = same.find(({ reading }) => reading.id === one.reading.id) ?? one
          history.push(known)
          waiting.push(known, ...Array.from({ length: each.repeats }, () => repeatOf(history, now)))
          if (!each.endsBatch) continue
          if (each.crashes) await work(waiting, instant(now), true)
          await work(waiting, instant(now))
          waiting = []
        }
        await work(waiting, instant(now))
        await work([], instant(now + 90 * minute))
        const all = [...city.readings.values()]
        const expected = [...rollupsOf(all, 'm1'), ...rollupsOf(all, 'h1')]
        expect(sorted(city.rollups.values())).toEqual(sorted(expected))
        expect([...state.keys()]).toEqual(['rollup-time'])
      }),
      { numRuns: 300 },
    )
  })

  test('a minute is given out 5 s after its end, and again when it closes if a reading came in between', async () => {
    const city = engine()
    const { work } = worker(city)
    const minuteOfA = nameOf({ ...rollup, tags: point('a', start, {}) })
    const counts = () => city.rollups.get(minuteOfA)?.values.temperature?.count
    await work([point('a', start + 1_000, { temperature: 1 })], instant(start + 1_000))
    await work([point('b', start + 1_000, { temperature: 1 })], instant(start + minute + 4_999))
    expect(city.writes).toEqual([])
    await work([], instant(start + minute + 5_000))
    expect(counts()).toBe(1)
    expect(city.writes).toHaveLength(2)
    await work([point('a', start + 2_000, { temperature: 3 })], instant(start + 2 * minute))
    await work([], instant(start + 3 * minute + 4_999))
    expect(city.writes).toHaveLength(2)
    await work([], instant(start + 3 * minute + 5_000))
    expect(counts()).toBe(2)
    expect(city.writes.filter((name) => name === minuteOfA)).toHaveLength(2)
    expect(city.writes).toHaveLength(3)
  })

  test('of a quantity that was corrected the last correction counts alone, and what stands beside counts', async () => {
    const city = engine()
    const { work } = worker(city)
    const said = [
      point('a', start, { temperature: 10, laeq: 60 }, { content: 1, receivedAt: start + 1 }),
      point('a', start, { battery: 80 }, { content: 2, beside: 'part', receivedAt: start + 2 }),
      point(
        'a',
        start,
        { temperature: 20 },
        { content: 3, beside: 'correction', receivedAt: start + 3 },
      ),
      point(
        'a',
        start,
        { temperature: 30 },
        { content: 4, beside: 'correction', receivedAt: start + 4 },
      ),
      point('a', start + 1, { temperature: 40 }, { content: 5 }),
    ]
    for (const one of said) await work([one, one], instant(start + 5_000))
    await work([], instant(start + minute + 5_000))
    const expected = {
      temperature: { count: 2, mean: 35, min: 30, max: 40 },
      laeq: { count: 1 },
      battery: { count: 1 },
    }
    expect([...city.rollups.values()]).toMatchObject([{ length: 'm1', values: expected }])
    await work([], instant(start + 90 * minute))
    expect([...city.rollups.values()]).toMatchObject([
      { length: 'm1', values: expected },
      { length: 'h1', values: expected },
    ])
  })

  test('a device that reports faster than is remembered has right rollups and a small memory', async () => {
    const city = engine()
    const { state, work } = worker(city)
    for (let second = 0; second < 600; second += 1) {
      const at = start + second * 1_000
      const points = Array.from({ length: 5 }, (_, n) =>
        point('a', at + n * 200, { temperature: n }),
      )
      await work([...points, ...points.slice(0, 1)], instant(at))
      expect(JSON.stringify([...state]).length).toBeLessThan(6_000)
    }
    await work([], instant(start + 200 * minute))
    const [hour] = [...city.rollups.values()].filter(({ length }) => length === 'h1')
    expect(hour?.values.temperature).toEqual({ count: 3_000, mean: 2, min: 0, max: 4 })
  })

  test('the mean of levels is the energy mean, and what is not normal does not count', () => {
    const { reading, ...tags } = point('a', start, { laeq: 60, battery: 50 })
    const loud = point('a', start + 1, { laeq: 70, battery: 60 }).reading
    const broken = point('a', start + 2, { laeq: 150 }, { quality: { laeq: 'D' } }).reading
    const [only] = rollupsOf(
      [reading, loud, broken].map((each) => ({ reading: each, ...tags })),
      'm1',
    )
    expect(only?.values.laeq).toMatchObject({ count: 2, min: 60, max: 70 })
    expect(only?.values.laeq?.mean).toBeCloseTo(67.404, 3)
    expect(only?.values.battery?.mean).toBe(55)
  })
})

const rollup = { device: 'a' as DeviceId, length: 'm1', at: instant(start), values: {} } as const

/** Another one for other values or letters. */
const contentOf = (values: Reading['values'], bad: boolean): number =>
  (values.laeq ?? 0) * 10 +
  ((values.temperature ?? 0) * 10 + 400) * 10_000 +
  Number(bad) * 100_000_000 +
  (values.laeq === undefined ? 0 : 200_000_000)

const besideOf = (same: readonly Point[], values: Reading['values']) =>
  same.some(({ reading }) =>
    Object.keys(values).some((name) => Object.hasOwn(reading.values, name)),
  )
    ? 'correction'
    : 'part'

/** Some reading that was there before; an old one comes marked as ingest marks it. */
function repeatOf(history: readonly Point[], now: number): Point {
  const found = history[(now * 31) % history.length]
  if (found === undefined) throw new Error('nothing to repeat yet')
  return found
}
