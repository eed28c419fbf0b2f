import { describe, expect, test } from 'vitest'

import type { DeviceId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import type { SeriesStore } from '../../core/series.ts'
import { sameInstantSuite } from './series-store-instants.suite.ts'
import { point } from './series-store-points.ts'

const start = Date.UTC(2026, 2, 15)
const minute = 60_000

const whole = { from: instant(start), to: instant(start + 86_400_000), limit: 1_000 }

/** Where the port leaves engines a choice. */
export interface Engine {
  /** What is written last stays, but for readings that share an instant or are `resent`. */
  readonly overwrites?: boolean
  /** The engine deletes by a retention of its own. */
  readonly retires?: 'by itself'
}

/** The contract of SeriesStore, for every adapter. `open` gives an empty store. */
export function seriesStoreSuite(
  name: string,
  open: () => Promise<SeriesStore>,
  engine: Engine = {},
): void {
  const using = async (work: (store: SeriesStore) => Promise<void>): Promise<void> => {
    await using_(await open(), work)
  }

  sameInstantSuite(name, open)

  describe(`series store: ${name}`, () => {
    test('gives back what was written, newest first', () =>
      using(async (store) => {
        const one = point('n-1', start, { laeq: 61.25, battery: 80 }, { quality: { laeq: 'D' } })
        const two = point('n-1', start + minute, { laeq: 62 }, { sequence: 7, timing: 'late' })
        await store.write([one, two])
        const found = await store.readings({ ...whole })
        expect(found).toEqual([
          {
            id: `n-1@${start + minute}#7`,
            device: 'n-1',
            observedAt: start + minute,
            receivedAt: start + minute + 250,
            sequence: 7,
            kind: 'noise',
            cell: '330106001002003',
            values: { laeq: 62 },
            timing: 'late',
          },
          {
            id: `n-1@${start}`,
            device: 'n-1',
            observedAt: start,
            receivedAt: start + 250,
            kind: 'noise',
            cell: '330106001002003',
            values: { laeq: 61.25, battery: 80 },
            quality: { laeq: 'D' },
            timing: 'live',
          },
        ])
      }))

    test('a repeat is one reading, in one batch, in the next one, and the first value stays', () =>
      using(async (store) => {
        const repeat = (at: number, laeq: number) =>
          point('n-1', at, { laeq }, engine.overwrites ? { timing: 'resent' } : {})
        const one = point('n-1', start, { laeq: 60 })
        await store.write([one, point('n-1', start, { laeq: 99 }), one])
        await store.write([repeat(start, 98)])
        await store.write([point('n-1', start + minute, { laeq: 61 }), one])
        await store.write([one, repeat(start + minute, 97), repeat(start + 2 * minute, 62)])
        await store.write([repeat(start + 2 * minute, 96)])
        const found = await store.readings(whole)
        expect(found.map(({ values }) => values.laeq)).toEqual([62, 61, 60])
      }))

    test('a reading written again under other tags is one reading', () =>
      using(async (store) => {
        const moved = { cell: '330108001002004' }
        await store.write([point('n-1', start, { laeq: 60 })])
        await store.write([point('n-1', start, { laeq: 60 }, moved)])
        expect(await store.readings(whole)).toHaveLength(1)
        expect(await store.latest({ since: instant(start), limit: 9 })).toHaveLength(1)
        const query = { ...whole, quantity: 'laeq', bucket: minute } as const
        expect(await store.buckets(query)).toMatchObject([{ count: 1 }])
      }))

    test('says that nothing is dead when all is stored', () =>
      using(async (store) => {
        expect(await store.write([])).toEqual({ dead: [] })
        expect(await store.write([point('n-1', start, { laeq: 60 })])).toEqual({ dead: [] })
      }))

    test('names that mean something to a query language select nothing else', () =>
      using(async (store) => {
        await store.write([point('a', start, { laeq: 1 })])
        const hostile = [
          `x' or 1=1 --`,
          `x' OR time > 0 OR "device" = 'a`,
          `x\\' OR 'a' = 'a`,
          `'; DROP DATABASE city; --`,
          `a\nb`,
          `a\\`,
        ]
        for (const text of hostile) {
          const device = text as DeviceId
          expect(await store.readings({ ...whole, device })).toEqual([])
          expect(await store.readings({ ...whole, cell: text })).toEqual([])
          expect(await store.latest({ since: instant(start), device, limit: 9 })).toEqual([])
          const query = { ...whole, device, quantity: 'laeq', bucket: minute } as const
          expect(await store.buckets(query)).toEqual([])
        }
        expect(await store.readings(whole)).toHaveLength(1)
      }))

    test('instants with different sequences, and with none, are different readings', () =>
      using(async (store) => {
        const same = [undefined, 0, 1, Number.MAX_SAFE_INTEGER].map((sequence) =>
          point('n-1', start, { laeq: 60 }, sequence === undefined ? {} : { sequence }),
        )
        await store.write(same)
        await store.write(same.toReversed())
        const ids = (await store.readings(whole)).map(({ id }) => id)
        expect(ids.toSorted()).toEqual(same.map(({ reading }) => reading.id).toSorted())
      }))

    test('readings that come late find their place', () =>
      using(async (store) => {
        await store.write([point('n-1', start + 5 * minute, { laeq: 65 })])
        await store.write([2, 1, 3, 2].map((n) => point('n-1', start + n * minute, { laeq: n })))
        const found = await store.readings(whole)
        expect(found.map(({ values }) => values.laeq)).toEqual([65, 3, 2, 1])
      }))

    test('selects by device, kind, cell prefix, quantity and time', () =>
      using(async (store) => {
        await store.write([
          point('a', start, { laeq: 1 }, { cell: '330106001002003' }),
          point('b', start, { pm10: 2 }, { kind: 'dust', cell: '330106001002004' }),
          point('c', start, { pm10: 3, laeq: 4 }, { kind: 'dust', cell: '330108001002004' }),
          point('c', start + minute, { pm25: 5 }, { kind: 'dust', cell: '330108001002004' }),
        ])
        const ids = async (query: Partial<Parameters<SeriesStore['readings']>[0]>) =>
          (await store.readings({ ...whole, ...query })).map(({ device }) => device)
        expect(await ids({ device: 'b' as DeviceId })).toEqual(['b'])
        expect(await ids({ kind: 'dust' })).toEqual(['c', 'b', 'c'])
        expect(await ids({ cell: '330106' })).toEqual(['a', 'b'])
        expect(await ids({ cell: '330106001002004' })).toEqual(['b'])
        expect(await ids({ quantity: 'pm10' })).toEqual(['b', 'c'])
        expect(await ids({ from: instant(start + 1) })).toEqual(['c'])
        expect(await ids({ to: instant(start + minute), kind: 'dust' })).toEqual(['b', 'c'])
        expect(await ids({ limit: 1 })).toEqual(['c'])
        expect(await ids({ device: "x' or 1=1 --" as DeviceId })).toEqual([])
        const [only] = await store.readings({ ...whole, quantity: 'laeq', kind: 'dust' })
        expect(only?.values).toEqual({ laeq: 4 })
      }))

    test('buckets hold mean, least, greatest and count of normal values, energy mean of levels', () =>
      using(async (store) => {
        await store.write([
          point('a', start, { laeq: 60, temperature: 10 }),
          point('a', start + 1_000, { laeq: 70, temperature: 20 }),
          point('a', start + 2_000, { laeq: 150 }, { quality: { laeq: 'D' } }),
          point('a', start + 3_000, { laeq: 66, lafmax: 1 }, { quality: { lafmax: 'D' } }),
          point('a', start + minute, { laeq: 50 }),
        ])
        const query = { ...whole, device: 'a' as DeviceId, bucket: minute }
        const levels = await store.buckets({ ...query, quantity: 'laeq' })
        const energy = 10 * Math.log10((10 ** 6 + 10 ** 7 + 10 ** 6.6) / 3)
        expect(levels).toHaveLength(2)
        expect(levels[0]).toMatchObject({ at: start, count: 3, min: 60, max: 70 })
        expect(levels[0]?.mean).toBeCloseTo(energy, 9)
        expect(levels[1]).toEqual({ at: start + minute, count: 1, mean: 50, min: 50, max: 50 })
        expect(await store.buckets({ ...query, quantity: 'temperature' })).toEqual([
          { at: start, count: 2, mean: 15, min: 10, max: 20 },
        ])
        const all = await store.buckets({ ...query, quantity: 'laeq', quality: 'any' })
        expect(all[0]).toMatchObject({ count: 4, max: 150 })
        const newest = await store.buckets({ ...query, quantity: 'laeq', limit: 1 })
        expect(newest.map(({ at }) => at)).toEqual([start + minute])
      }))

    test('days of a zone begin at its midnight', () =>
      using(async (store) => {
        const eight = 8 * 3_600_000
        const midnight = start + 16 * 3_600_000
        await store.write([
          point('a', midnight - 1, { temperature: 1 }),
          point('a', midnight, { temperature: 2 }),
        ])
        const found = await store.buckets({
          ...whole,
          quantity: 'temperature',
          bucket: 86_400_000,
          offset: eight,
        })
        expect(found.map(({ at, mean }) => [at, mean])).toEqual([
          [midnight - 86_400_000, 1],
          [midnight, 2],
        ])
      }))

    test('the latest reading of each device', () =>
      using(async (store) => {
        await store.write([
          point('a', start, { laeq: 1 }),
          point('a', start + minute, { laeq: 2 }),
          point('b', start + 1, { laeq: 3 }),
          point('old', start - 1, { laeq: 4 }),
        ])
        const found = await store.latest({ since: instant(start), limit: 10 })
        expect(found.map(({ device, values }) => [device, values.laeq])).toEqual([
          ['a', 2],
          ['b', 3],
        ])
      }))

    test('tallies count readings, values, normal ones and late ones of each device', () =>
      using(async (store) => {
        await store.write([
          point('a', start, { laeq: 60, battery: 80 }, { quality: { laeq: 'D' } }),
          point('a', start + minute, { laeq: 61 }, { timing: 'late' }),
          point('a', start + 2 * minute, { laeq: 62, lafmax: 70 }, { timing: 'resent' }),
          point(
            'a',
            start + 3 * minute,
            { laeq: 63 },
            { quality: { laeq: 'future' }, timing: 'clamped' },
          ),
          point('b', start, { pm10: 2 }, { kind: 'dust', cell: '330108001002004' }),
          point('b', start - 1, { pm10: 2 }, { kind: 'dust' }),
          point('b', whole.to, { pm10: 2 }, { kind: 'dust' }),
        ])
        const a = {
          device: 'a',
          readings: 4,
          late: 2,
          values: 6,
          normal: 4,
          slots: 4,
          lastAt: start + 3 * minute,
        }
        const b = {
          device: 'b',
          readings: 1,
          late: 0,
          values: 1,
          normal: 1,
          slots: 1,
          lastAt: start,
        }
        const query = { from: whole.from, to: whole.to, slot: minute }
        expect(await store.tallies(query)).toEqual([a, b])
        expect(await store.tallies({ ...query, kind: 'dust' })).toEqual([b])
        expect(await store.tallies({ ...query, cell: '330106' })).toEqual([a])
        expect(await store.tallies({ ...query, device: 'b' as DeviceId })).toEqual([b])
        expect(await store.tallies({ ...query, device: `x' OR 'a' = 'a` as DeviceId })).toEqual([])
        expect(await store.tallies({ ...query, from: instant(start + 4 * minute) })).toEqual([])
      }))

    test('tallies count a slot once, whatever is in it, and its middle is the round instant', () =>
      using(async (store) => {
        const around = [-2, -1, 0, 1, 29_999].map((n) => start + 10 * minute + n)
        const next = [30_000, 60_000, 89_999].map((n) => start + 10 * minute + n)
        const far = [start + 86_399_999]
        await store.write([...around, ...next, ...far].map((at) => point('a', at, { laeq: 1 })))
        const slots = async (slot: number, to = whole.to) => {
          const [tally] = await store.tallies({ from: whole.from, to, slot })
          return tally?.slots
        }
        expect(await slots(minute)).toBe(3)
        expect(await slots(minute, instant(start + 11 * minute))).toBe(2)
        // One around the round second, one around +30 s, and three more.
        expect(await slots(1_000)).toBe(5)
        expect(await slots(3_600_000)).toBe(2)
        expect(await slots(86_400_000)).toBe(2)
        expect(await slots(14 * 86_400_000)).toBe(1)
      }))

    test('retires what is older and forgets nothing else', () =>
      using(async (store) => {
        await store.write([0, 1, 2].map((n) => point('a', start + n * minute, { laeq: n })))
        const kept = engine.retires === 'by itself' ? [2, 1, 0] : [2, 1]
        expect(await store.retire(instant(start + minute))).toBe(3 - kept.length)
        expect((await store.readings(whole)).map(({ values }) => values.laeq)).toEqual(kept)
      }))

    test('a device the register did not know is stored without its tags', () =>
      using(async (store) => {
        const { reading } = point('ghost', start, { laeq: 1 })
        await store.write([{ reading }])
        const [found] = await store.readings(whole)
        expect(found).toMatchObject({ device: 'ghost', values: { laeq: 1 } })
        expect(found).not.toHaveProperty('kind')
      }))

    test('calls at the same time do not disturb each other', () =>
      using(async (store) => {
        const writes = Array.from({ length: 20 }, (_, n) =>
          store.write([
            point('a', start + n * minute, { laeq: n }),
            point('a', start, { laeq: -1 }),
          ]),
        )
        const reads = Array.from({ length: 20 }, () => store.readings(whole))
        await Promise.all([...writes, ...reads])
        expect(await store.readings(whole)).toHaveLength(20)
      }))

    test('after it was closed it refuses with a code', async () => {
      const store = await open()
      await store[Symbol.asyncDispose]()
      await expect(store.readings(whole)).rejects.toMatchObject({ code: 'store-unavailable' })
    })
  })
}

async function using_(store: SeriesStore, work: (store: SeriesStore) => Promise<void>) {
  try {
    await work(store)
  } finally {
    await store[Symbol.asyncDispose]()
  }
}
