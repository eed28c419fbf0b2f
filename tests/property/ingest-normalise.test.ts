import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Device } from '../../core/device.ts'
import { channels, refusals, type Frame } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { PartitionState } from '../../core/log.ts'
import { kinds } from '../../core/kinds.ts'
import { quantities } from '../../core/quantities.ts'
import { instant } from '../../core/time.ts'
import { accountingFrom, isBalanced, type Accounting } from '../../ingest/accounting.ts'
import { ingestConfigSchema } from '../../ingest/config.ts'
import { normalise } from '../../ingest/normalise.ts'
import {
  decodeRepeats,
  encodeRepeats,
  pairsOf,
  remember,
  type Repeats,
} from '../../ingest/repeats.ts'

const limits = ingestConfigSchema.parse({})
const start = Date.UTC(2026, 2, 15)

const device = (id: string, rest: Partial<Device> = {}) => ({
  revision: 1,
  device: {
    id: id as DeviceId,
    kind: 'water' as const,
    site: kinds.water.sites[0],
    longitude: 120,
    latitude: 30,
    period: 60,
    active: true,
    ...rest,
  },
})
const devices = new Map([
  ['a', device('a')],
  ['b', device('b', { gateway: 'a' as DeviceId })],
  ['c', device('c', { active: false })],
])

/** Mostly what a device in order sends, on few instants so that repeats are frequent, and every kind of nonsense. */
const mostly = <T, U>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: bad })

const anyTime = fc.oneof(fc.integer({ min: -1e15, max: 1e15 }), fc.double(), fc.string())
const known = fc.constantFrom(...Object.keys(quantities))
const number = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.float({ noNaN: true }), fc.boolean())
const item = fc.record(
  {
    t: mostly(fc.integer({ min: start - 8, max: start + 8 }), anyTime),
    m: mostly(
      fc.dictionary(known, number, { minKeys: 1, maxKeys: 3 }),
      fc.dictionary(fc.string(), fc.anything()),
    ),
    q: mostly(
      fc.dictionary(known, fc.constantFrom('N', 'D', 'T'), { maxKeys: 2 }),
      fc.dictionary(known, fc.constantFrom('x', 3, null)),
    ),
    seq: mostly(fc.nat(2), fc.oneof(fc.maxSafeInteger(), fc.double())),
    device: mostly(fc.constantFrom('a', 'b'), fc.constantFrom('c', 'd', '', '\u0000', 7)),
  },
  { requiredKeys: ['m'] },
)
const telemetry = fc
  .oneof(item, fc.array(item, { maxLength: 5 }))
  .map((body) => Buffer.from(JSON.stringify(body)))
const body = mostly(
  telemetry,
  fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.json({ depthSize: 'medium' }).map((text) => Buffer.from(text)),
    fc.constantFrom('online', 'offline').map((word) => Buffer.from(word)),
  ),
)
const frame = fc.record({
  type: fc.constant('frame' as const),
  source: mostly(fc.constant('a'), fc.constantFrom('b', 'c', 'd')).map((id) => id as DeviceId),
  channel: mostly(fc.constant('telemetry' as const), fc.constantFrom(...channels)),
  topic: fc.string(),
  body,
  receivedAt: fc.integer({ min: start, max: start + 4 }).map(instant),
  retained: mostly(fc.constant(false), fc.constant(true)),
  refused: mostly(fc.constant(undefined), fc.constantFrom(...refusals)),
})
const clean = ({ refused, ...rest }: typeof frame extends fc.Arbitrary<infer T> ? T : never) =>
  ({ ...rest, ...(refused === undefined ? {} : { refused }) }) satisfies Frame
const frames = fc.array(frame.map(clean), { maxLength: 40, size: 'max' })

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
    for (const { topic, values } of effects.append ?? []) (out[topic.name] ??= []).push(...values)
    for (const { key, value } of effects.state ?? []) kept.set(key, structuredClone(value))
    from += size
  }
  return {
    readings: out['readings'] ?? [],
    deadLetters: out['dead-letters'] ?? [],
    accounting: accountingFrom(kept.get('accounting')),
    state: [...kept].toSorted(([a], [b]) => (a < b ? -1 : 1)),
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
      expect(deadLetters).toHaveLength(accounting.deadLetters)
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

test('frames that come again add no reading', () => {
  fc.assert(
    fc.property(frames, fc.array(fc.nat(39), { maxLength: 60 }), (all, again) => {
      const repeated = again.flatMap((index) => all[index] ?? [])
      const once = run(all, [5])
      const twice = run([...all, ...repeated], [5])
      expect(ids(twice.readings)).toEqual(ids(once.readings))
      // So few pairs are all remembered: each id is passed on once.
      expect(twice.accounting.readings).toBe(once.accounting.readings)
    }),
  )
})

/** Newest first, and the same whether it was read whole or only at its head. */
const remembered = (repeats: Repeats) => pairsOf(decodeRepeats(encodeRepeats(repeats)))

/** What is to be remembered, as a list kept sorted. */
class Model {
  readonly #all = new Set<string>()
  #pairs: (readonly [number, number])[] = []
  say(at: number, sequence: number | undefined): string {
    const pair = [at, sequence === undefined ? 0 : sequence + 1] as const
    const key = pair.join('#')
    const last = this.#pairs.at(-1)
    if (this.#pairs.length === 128 && last !== undefined && newestFirst(pair, last) > 0) {
      return 'resent'
    }
    if (this.#all.has(key)) return 'duplicate'
    this.#all.add(key)
    this.#pairs = [...this.#pairs, pair].sort(newestFirst).slice(0, 128)
    return 'new'
  }
  get pairs() {
    return {
      instants: this.#pairs.map(([at]) => at),
      sequences: this.#pairs.map(([, number]) => number),
    }
  }
}
const newestFirst = (a: readonly [number, number], b: readonly [number, number]) =>
  b[0] - a[0] || b[1] - a[1]

const near = fc.tuple(fc.integer({ min: 0, max: 150 }), fc.option(fc.nat(2), { nil: undefined }))
const far = fc.tuple(
  fc.oneof(fc.integer({ min: start, max: start + 50 }), fc.integer({ min: 0, max: 8.64e15 })),
  fc.option(fc.oneof(fc.nat(5), fc.maxSafeNat()), { nil: undefined }),
)
const growing = fc
  .array(fc.tuple(fc.integer({ min: -3, max: 90_000 }), fc.nat(300)), {
    minLength: 100,
    maxLength: 300,
    size: 'max',
  })
  .map((steps) => {
    let at = start
    return steps.map(([step, sequence]): [number, number] => [(at += step), sequence])
  })

const manyNear = fc.array(near, { minLength: 200, maxLength: 600, size: 'max' })

test('the memory of repeats: tells what it remembers exactly, and the rest is resent', () => {
  const said = fc.oneof(manyNear, fc.array(far), growing)
  fc.assert(
    fc.property(said, fc.integer({ min: 1, max: 7 }), (pairs, every) => {
      const model = new Model()
      let repeats = decodeRepeats(undefined)
      for (const [index, [at, sequence]] of pairs.entries()) {
        expect(remember(repeats, at, sequence)).toBe(model.say(at, sequence))
        if (index % every === 0) {
          expect(remembered(repeats)).toEqual(model.pairs)
          // Nothing forgotten is left behind: the bytes are those of the pairs alone.
          const alone = encodeRepeats({
            ...repeats,
            pairs: pairsOf(decodeRepeats(encodeRepeats(repeats))),
          })
          expect(Buffer.compare(encodeRepeats(repeats), alone)).toBe(0)
          // A copy with room before it, as a view of a larger buffer has.
          const bytes = Buffer.concat([Buffer.from('x'), encodeRepeats(repeats)]).subarray(1)
          repeats = decodeRepeats(bytes)
          bytes.fill(255)
        }
      }
      expect(remembered(repeats)).toEqual(model.pairs)
    }),
    { numRuns: 100 },
  )
})
