import { describe, expect, test } from 'vitest'

import { instant } from '../../core/time.ts'
import type { Point, SeriesStore, StoredReading } from '../../core/series.ts'
import { point } from './series-store-points.ts'

const start = Date.UTC(2026, 2, 15)
const minute = 60_000

const whole = { from: instant(start), to: instant(start + 86_400_000), limit: 1_000 }

const most = 2 ** 32 - 1
/** Near the end of what a Date can say. */
const farAhead = 8.64e15

/** What ingest makes of several readings of one instant. */
const cases: Readonly<Record<string, readonly Point[]>> = {
  'an event and a report in one second': [
    point('n-1', start, { laeq: 60, battery: 80 }, { content: most }),
    point('n-1', start, { tilt: 40 }, { content: 0, beside: 'part' }),
  ],
  'the same with sequences': [
    point('n-1', start, { laeq: 60, battery: 80 }, { content: 1, sequence: 7 }),
    point('n-1', start, { tilt: 40 }, { content: 2, sequence: 8, beside: 'part' }),
    point('n-1', start, { tilt: 40 }, { content: 2, sequence: 9, beside: 'part' }),
  ],
  'a correction, and another one': [
    point('n-1', start, { laeq: 60 }, { content: 10 }),
    point('n-1', start, { laeq: 61 }, { content: 11, beside: 'correction', receivedAt: start + 1 }),
    point('n-1', start, { laeq: 62 }, { content: 12, beside: 'correction', receivedAt: start + 2 }),
  ],
  'ten of a batch whose clock is ahead': Array.from({ length: 10 }, (_, n) =>
    point(
      'n-1',
      start,
      { laeq: 50 + n },
      {
        content: 20,
        claimedAt: farAhead - n * minute,
        timing: 'clamped',
        quality: { laeq: 'future' },
        receivedAt: start,
      },
    ),
  ),
}

/** The part of the contract that is about several readings of one device and instant. */
export function sameInstantSuite(name: string, open: () => Promise<SeriesStore>): void {
  const using = async (work: (store: SeriesStore) => Promise<void>): Promise<void> => {
    const store = await open()
    try {
      await work(store)
    } finally {
      await store[Symbol.asyncDispose]()
    }
  }
  const idsOf = (found: readonly StoredReading[]) => found.map(({ id }) => id).toSorted()

  describe(`series store, readings of one instant: ${name}`, () => {
    for (const [what, points] of Object.entries(cases)) {
      const ids = points.map(({ reading }) => reading.id).toSorted()

      test(`${what}: all come back as they are, written in one batch or each alone, again and again`, () =>
        using(async (store) => {
          const stored = points.map(({ reading, kind, cell }) => {
            const { type: _, frame: __, ...rest } = reading
            return { ...rest, kind, cell }
          })
          const byId = (all: readonly StoredReading[]) =>
            all.toSorted((a, b) => (a.id < b.id ? -1 : 1))
          await store.write(points)
          expect(byId(await store.readings(whole))).toEqual(byId(stored as StoredReading[]))
          for (const one of points) await store.write([one])
          await store.write([...points.slice(1), ...points])
          expect(byId(await store.readings(whole))).toEqual(byId(stored as StoredReading[]))
        }))

      test(`${what}: all count`, () =>
        using(async (store) => {
          for (const one of points) await store.write([one])
          const values = points.flatMap(({ reading }) => Object.keys(reading.values))
          const tallies = await store.tallies({ ...whole, slot: minute })
          expect(tallies).toMatchObject([
            { readings: points.length, values: values.length, slots: 1, lastAt: start },
          ])
          const query = { ...whole, quantity: 'laeq', bucket: minute, quality: 'any' } as const
          expect(await store.buckets(query)).toMatchObject([
            { at: start, count: values.filter((value) => value === 'laeq').length },
          ])
        }))

      test(`${what}: a repeat that only the store can know adds nothing`, () =>
        using(async (store) => {
          await store.write(points)
          const again = points
            .filter(({ reading }) => reading.claimedAt === undefined)
            .map((one): Point => {
              const { beside: _, ...reading } = one.reading
              return { ...one, reading: { ...reading, timing: 'resent' } }
            })
          await store.write(again)
          for (const one of again.toReversed()) await store.write([one])
          expect(idsOf(await store.readings(whole))).toEqual(ids)
          const found = await store.readings(whole)
          expect(found.map(({ timing }) => timing)).not.toContain('resent')
          expect(await store.tallies({ ...whole, slot: minute })).toMatchObject([
            { readings: points.length },
          ])
        }))
    }

    test('of one instant the latest is the correction, the last one of several', () =>
      using(async (store) => {
        const [first, one, two] = cases['a correction, and another one'] ?? []
        const latest = async () =>
          (await store.latest({ since: instant(start), limit: 9 })).map(({ id }) => id)
        await store.write([first, one].flatMap((each) => each ?? []))
        expect(await latest()).toEqual([one?.reading.id])
        await store.write([two].flatMap((each) => each ?? []))
        expect(await latest()).toEqual([two?.reading.id])
        const [newest] = await store.readings(whole)
        expect(newest?.id).toBe(two?.reading.id)
      }))

    test('of one receipt the latest is what the device calls the newest', () =>
      using(async (store) => {
        const ahead = cases['ten of a batch whose clock is ahead'] ?? []
        await store.write(ahead.toReversed())
        const [latest] = await store.latest({ since: instant(start), limit: 9 })
        expect(latest?.id).toBe(ahead[0]?.reading.id)
      }))

    test('resent readings of one instant that nobody has yet are all kept, beside what stands there', () =>
      using(async (store) => {
        const live = point('n-1', start, { laeq: 60 }, { content: 1 })
        const resent = [2, 3, 4].map((content) =>
          point('n-1', start, { laeq: 60 + content }, { content, timing: 'resent' }),
        )
        await store.write([live])
        await store.write(resent)
        await store.write(resent)
        expect(idsOf(await store.readings(whole))).toEqual(
          [live, ...resent].map(({ reading }) => reading.id).toSorted(),
        )
      }))

    // A place made of their identities alone would be met by two of so many.
    const crowd: Readonly<Record<string, (n: number) => Parameters<typeof point>[3]>> = {
      'beside another': (n) => ({ content: n * 7_919, beside: 'part', sequence: n }),
      resent: (n) => ({ content: n * 7_919, timing: 'resent' }),
      'with a clock ahead': (n) => ({ content: n, claimedAt: start + (n + 1) * 499_979 }),
    }
    test.each(Object.entries(crowd))(
      'of thousands of one instant %s each stays as it is',
      (_, rest) =>
        using(async (store) => {
          const first = point('n-1', start, { laeq: 60 }, { content: 1, sequence: 0 })
          const others = Array.from({ length: 3_000 }, (_, n) =>
            point('n-1', start, { laeq: n / 10 }, rest(n + 2)),
          )
          const all = [first, ...others]
          await store.write(all.slice(0, 1_000))
          await store.write(all.slice(1_000))
          await store.write(all.toReversed().slice(0, 1_500))
          const found = await store.readings({ ...whole, limit: 10_000 })
          const said = (id: string, laeq: number | undefined) => `${id} ${laeq}`
          expect(found.map(({ id, values }) => said(id, values.laeq)).toSorted()).toEqual(
            all.map(({ reading: { id, values } }) => said(id, values.laeq)).toSorted(),
          )
        }),
    )

    test('what came with a clock ahead is known when it is resent after ours has caught up', () =>
      using(async (store) => {
        const claimedAt = start + 10 * minute
        const ahead = point(
          'n-1',
          start,
          { laeq: 60 },
          { content: 5, claimedAt, timing: 'clamped', sequence: 3 },
        )
        const same = point(
          'n-1',
          claimedAt,
          { laeq: 60 },
          { content: 5, timing: 'resent', sequence: 3 },
        )
        const other = point(
          'n-1',
          claimedAt,
          { laeq: 61 },
          { content: 6, timing: 'resent', sequence: 3 },
        )
        expect(same.reading.id).toBe(ahead.reading.id)
        await store.write([ahead])
        await store.write([same, other])
        const found = await store.readings(whole)
        expect(found.map(({ id, observedAt }) => [id, observedAt])).toEqual([
          [other.reading.id, claimedAt],
          [ahead.reading.id, start],
        ])
      }))
  })
}
