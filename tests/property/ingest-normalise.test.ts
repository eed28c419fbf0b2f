import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Frame } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { PartitionState } from '../../core/log.ts'
import { instant } from '../../core/time.ts'
import { accountingFrom, isBalanced, type Accounting } from '../../ingest/accounting.ts'
import { ingestConfigSchema } from '../../ingest/config.ts'
import { normalise } from '../../ingest/normalise.ts'
import { devices, frames, meaning, start } from '../support/any-frames.ts'

const limits = ingestConfigSchema.parse({})

interface Outcome {
  readonly readings: readonly unknown[]
  readonly deadLetters: readonly unknown[]
  readonly accounting: Accounting
  readonly state: readonly (readonly [string, unknown])[]
}

/** Runs the stage over frames in batches of the sizes given, repeated until all are worked off. */
function run(all: readonly Frame[], sizes: readonly number[]): Outcome {
  const kept = new Map<string, unknown>()
  const state: PartitionState = { get: (key) => kept.get(key), entries: () => [...kept] }
  const out: Record<string, unknown[]> = {}
  for (let from = 0, round = 0; from < all.length; round += 1) {
    const size = sizes[round % sizes.length] ?? 1
    const records = all
      .slice(from, from + size)
      .map((value, index) => ({ partition: 0, offset: from + index, value }))
    const effects = normalise({ partition: 0, partitions: 1, records, state }, devices, limits)
    for (const { topic, values } of effects.append) (out[topic.name] ??= []).push(...values)
    for (const { key, value } of effects.state) kept.set(key, structuredClone(value))
    from += size
  }
  return {
    readings: out['readings'] ?? [],
    deadLetters: out['dead-letters'] ?? [],
    accounting: accountingFrom(kept.get('accounting')),
    state: [...kept]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, value instanceof Uint8Array ? meaning(value) : value]),
  }
}

const ids = (readings: readonly unknown[]): ReadonlySet<unknown> =>
  new Set(readings.map((reading) => (reading as { id?: unknown }).id).filter((id) => id))

test('the generated frames meet every outcome often enough to prove something', () => {
  const reasons = new Set<string>()
  const total = { frames: 0, readings: 0, duplicates: 0, statuses: 0 }
  for (const all of fc.sample(frames, { numRuns: 300, seed: 7 })) {
    const { accounting, deadLetters } = run(all, [7])
    total.frames += accounting.frames
    total.readings += accounting.readings
    total.duplicates += accounting.duplicates
    total.statuses += accounting.statuses
    for (const letter of deadLetters) reasons.add((letter as { reason: string }).reason)
  }
  expect(total.readings).toBeGreaterThan(total.frames / 4)
  expect(total.duplicates).toBeGreaterThan(total.frames / 20)
  expect(total.statuses).toBeGreaterThan(10)
  expect(reasons.size).toBeGreaterThanOrEqual(11)
})

test('whatever comes, nothing throws and every item has exactly one outcome', () => {
  fc.assert(
    fc.property(frames, (all) => {
      const { readings, deadLetters, accounting } = run(all, [7])
      expect(isBalanced(accounting)).toBe(true)
      expect(accounting.frames).toBe(all.length)
      expect(accounting.items).toBeGreaterThanOrEqual(all.length)
      const buried = deadLetters.map((letter) => (letter as { items?: number }).items ?? 1)
      expect(buried.reduce((sum, items) => sum + items, 0)).toBe(accounting.deadLetters)
      const measured = readings.filter((value) => (value as { id?: string }).id !== undefined)
      expect(measured).toHaveLength(accounting.readings)
      for (const value of measured) {
        const { values, observedAt } = value as {
          values: Record<string, number>
          observedAt: number
        }
        expect(Object.values(values).length).toBeGreaterThan(0)
        expect(Object.values(values).every(Number.isFinite)).toBe(true)
        expect(Number.isSafeInteger(observedAt)).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})

test('the bounds of batches make no difference', () => {
  fc.assert(
    fc.property(
      frames,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (all, sizes) => {
        expect(run(all, sizes)).toEqual(run(all, [1_000]))
      },
    ),
  )
})

/** Every item says when; an item without an instant is another reading in every frame. */
const dated = fc.record(
  {
    t: fc.integer({ min: start - 4, max: start + 4 }).map((t) => (t % 5 === 0 ? t + 90_000 : t)),
    m: fc.dictionary(fc.constantFrom('depth', 'battery', 'coverOpen'), fc.nat(2), { minKeys: 1 }),
    q: fc.dictionary(fc.constantFrom('depth', 'battery'), fc.constantFrom('N', 'D'), {
      maxKeys: 1,
    }),
    seq: fc.nat(1),
    device: fc.constantFrom('a', 'b'),
  },
  { requiredKeys: ['t', 'm'] },
)
const sent = (body: unknown): Frame => ({
  type: 'frame',
  source: 'a' as DeviceId,
  channel: 'telemetry',
  topic: 'ub/v1/a/telemetry',
  body: Buffer.from(JSON.stringify(body)),
  receivedAt: instant(start),
  retained: false,
})

interface Fact {
  readonly id: string
  readonly values: Readonly<Record<string, number>>
  readonly quality?: Readonly<Record<string, string>>
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) =>
  a < b ? -1 : 1

/** What is stored, whatever came first. */
const stored = ({ readings }: Outcome) =>
  (readings as readonly Fact[])
    .map(({ id, values, quality = {} }) => [
      id,
      Object.entries(values).toSorted(byName),
      Object.entries(quality).toSorted(byName),
    ])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))

test('order, repeats and the cut into frames change no fact, and no two facts are one', () => {
  const list = fc.array(dated, { minLength: 1, maxLength: 25, size: 'max' })
  const order = fc.array(fc.nat(), { minLength: 25, maxLength: 25 })
  const again = fc.array(fc.nat(24), { maxLength: 10 })
  const cuts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(list, order, again, cuts, (items, keys, repeated, sizes) => {
      const plain = run([sent(items)], [1])
      const shuffled = [...items, ...repeated.flatMap((index) => items[index] ?? [])]
        .map((item, index) => [keys[index % 25] ?? 0, item] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, item]) => item)
      const parts: Frame[] = []
      for (let from = 0, round = 0; from < shuffled.length; round += 1) {
        const size = sizes[round % sizes.length] ?? 1
        parts.push(sent(shuffled.slice(from, from + size)))
        from += size
      }
      const other = run(parts, sizes)
      expect(stored(other)).toEqual(stored(plain))
      // What differs in anything but its order is another reading.
      const said = ({ t, m, q = {}, seq, device = 'a' }: (typeof items)[number]) =>
        JSON.stringify([
          device,
          t,
          seq,
          Object.entries(m)
            .toSorted(byName)
            .map(([name, value]) => [name, value, (q as Record<string, string>)[name] === 'D']),
        ])
      expect(new Set(items.map(said)).size).toBe(plain.accounting.readings)
      expect(ids(plain.readings).size).toBe(plain.accounting.readings)
    }),
    { numRuns: 3_000 },
  )
}, 120_000)

test('the order of the items of an array changes neither readings nor their order', () => {
  fc.assert(
    fc.property(fc.array(dated, { maxLength: 12 }), (items) => {
      const forth = run([sent(items)], [1])
      const back = run([sent(items.toReversed())], [1])
      expect(back.accounting).toEqual(forth.accounting)
      const plain = (outcome: Outcome) => outcome.readings.map((reading) => (reading as Fact).id)
      expect(plain(back)).toEqual(plain(forth))
    }),
  )
})

test('dated frames that come again add no reading', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(dated, { minLength: 1, maxLength: 3 }), { maxLength: 40 }),
      fc.array(fc.nat(39), { maxLength: 60 }),
      (bodies, again) => {
        const all = bodies.map(sent)
        const repeated = again.flatMap((index) => all[index] ?? [])
        const once = run(all, [5])
        const twice = run([...all, ...repeated], [5])
        expect(ids(twice.readings)).toEqual(ids(once.readings))
        // So few are all remembered: each id is passed on once.
        expect(twice.accounting.readings).toBe(once.accounting.readings)
      },
    ),
  )
})
