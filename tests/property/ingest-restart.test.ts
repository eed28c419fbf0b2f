/**
 * Ingest that writes what a batch added and not each memory whole decides, whenever it is killed, what one decides that writes
 * all and is never killed: the same readings, dead letters and totals, and it ends with the same memories.
 */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Frame } from '../../core/frame.ts'
import { days, minutes, seconds } from '../../core/time.ts'
import type { Addition } from '../../ingest/additions.ts'
import type { ClockLimits } from '../../ingest/config.ts'
import type { DeviceLookup } from '../../ingest/denied.ts'
import { normalise } from '../../ingest/normalise.ts'
import { decodeRepeats, encodeRepeats, remember, type Fact } from '../../ingest/repeats.ts'
import { Remembered } from '../../runtime/remembered.ts'
import { encodeState } from '../../storage/state-codec.ts'
import { device, devices, frames, meaning } from '../support/any-frames.ts'
import { IngestStore, type Fate } from '../support/ingest-store.ts'

const usual: ClockLimits = { futureSkew: seconds(60), lateAfter: minutes(10), ancient: days(30) }
/** Nothing that is ahead of our clock, and nothing that is old, is believed. */
const strict: ClockLimits = { futureSkew: 0, lateAfter: 2, ancient: 3 }

const registers: readonly DeviceLookup[] = [
  devices,
  // Somebody who was unknown is there, and somebody who was there is gone.
  new Map([['a', device('a')], ...['c', 'd'].map((id) => [id, device(id)] as const)]),
]

const cuts = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 9 }),
    fate: fc.constantFrom(...(['kept', 'kept', 'lost', 'crash', 'killed'] as const)),
    register: fc.nat(1),
    limits: fc.constantFrom(usual, usual, strict),
  }),
  { minLength: 1, maxLength: 12 },
)
type Cut = typeof cuts extends fc.Arbitrary<readonly (infer T)[]> ? T : never

/** The frames in batches, each with the register and the limits of its time. */
function* lived(all: readonly Frame[], lives: readonly Cut[]) {
  for (let from = 0, round = 0; from < all.length; round += 1) {
    const cut = lives[round % lives.length]
    if (cut === undefined) return
    yield { from, batch: all.slice(from, from + cut.size), known: registers[cut.register], ...cut }
    from += cut.size
  }
}

const meanings = (known: Iterable<readonly [string, unknown]>) =>
  [...known]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, value instanceof Uint8Array ? meaning(value) : value])

const most = fc.constantFrom(0, 1, 5, 20, 1_000)

test('decides what one decides that writes all and is never killed', () => {
  let repeats = 0
  fc.assert(
    fc.property(frames, cuts, most, (all, lives, room) => {
      const state = new Remembered()
      const out: Record<string, unknown[]> = {}
      const store = new IngestStore(room)
      for (const { from, batch, known = devices, limits, fate } of lived(all, lives)) {
        const records = batch.map((value, index) => ({ partition: 0, offset: from + index, value }))
        const plain = { partition: 0, partitions: 1, records, state }
        const done = normalise(plain, known, limits)
        state.apply(done.state)
        for (const { topic, values } of done.append) (out[topic.name] ??= []).push(...values)
        repeats += done.tally.accounting.duplicates
        store.run(batch, known, limits, fate)
      }
      expect(store.out).toEqual(out)
      expect(meanings(store.known())).toEqual(meanings(state.entries('')))
      store.restart()
      expect(meanings(store.known())).toEqual(meanings(state.entries('')))
    }),
    { numRuns: 200 },
  )
  expect(repeats).toBeGreaterThan(40)
})

/** Enough of them that memories are full, and old ones come again. */
const facts = fc.array(
  fc.record({
    key: fc.constantFrom('repeats/a', 'repeats/b', 'aside/a'),
    at: fc.integer({ min: 0, max: 200 }),
    number: fc.nat(1),
    content: fc.nat(2),
    prints: fc.uniqueArray(fc.nat(3), { maxLength: 3 }),
  }),
  { minLength: 200, maxLength: 700, size: 'max' },
)
const batches = fc.array(
  fc.record({
    size: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 60, max: 200 })),
    fate: fc.constantFrom<Fate>('kept', 'kept', 'crash', 'killed'),
  }),
  { minLength: 1, maxLength: 20 },
)

/** What a batch says of each fact, with the changes that it comes to. */
function told(said: readonly (Fact & { readonly key: string })[], get: (key: string) => unknown) {
  const memories = new Map(said.map(({ key }) => [key, decodeRepeats(get(key))]))
  const added = new Map<string, Fact[]>()
  const novelties = said.map(({ key, ...fact }) => {
    const novelty = remember(memories.get(key) ?? decodeRepeats(undefined), fact)
    if (novelty !== 'duplicate' && novelty !== 'resent')
      added.set(key, [...(added.get(key) ?? []), fact])
    return novelty
  })
  const additions: Addition[] = [...added].map(([key, ofKey]) => ({ key, facts: ofKey }))
  const changes = additions.map(({ key }) => {
    const memory = memories.get(key)
    return { key, value: memory && encodeRepeats(memory) }
  })
  return { novelties, additions, changes }
}

test('full memories forget what they would have forgotten', () => {
  let forgotten = 0
  fc.assert(
    fc.property(facts, batches, fc.constantFrom(0, 10, 100, 1_000), (all, lives, room) => {
      const plain = new Remembered()
      const store = new IngestStore(room)
      for (let from = 0, round = 0; from < all.length; round += 1) {
        const { size, fate } = lives[round % lives.length] ?? { size: 1, fate: 'kept' }
        const said = all.slice(from, from + size)
        const expected = told(said, (key) => plain.get(key))
        plain.apply(expected.changes)
        if (fate === 'crash') {
          const lost = told(said, (key) => store.memory.get(key))
          store.memory.settle(lost.changes, lost.additions)
          store.restart()
        }
        const done = told(said, (key) => store.memory.get(key))
        expect(done.novelties).toEqual(expected.novelties)
        store.keep(store.memory.settle(done.changes, done.additions))
        store.memory.settled()
        if (fate === 'killed') store.restart()
        forgotten += done.novelties.filter((novelty) => novelty === 'resent').length
        from += size
      }
      expect(meanings(store.known())).toEqual(meanings(plain.entries('')))
    }),
    { numRuns: 40 },
  )
  expect(forgotten).toBeGreaterThan(100)
})

test('a memory is written whole once for thirty readings of it, and never many at once', () => {
  const store = new IngestStore(1_000_000)
  let most = 0
  for (let reading = 0; reading < 128 * 20; reading += 1) {
    const minute = Math.floor(reading / 20)
    const fact = { at: 60_000 * minute, number: 0, content: minute, prints: [minute] }
    const said = [{ key: `repeats/d${reading % 20}`, ...fact }]
    const { changes, additions } = told(said, (key) => store.memory.get(key))
    const before = store.whole
    store.keep(store.memory.settle(changes, additions))
    store.memory.settled()
    most = Math.max(most, store.whole - before)
  }
  expect(store.whole).toBeGreaterThanOrEqual(20 * 3)
  expect(store.whole).toBeLessThanOrEqual(20 * 4)
  expect(most).toBeLessThanOrEqual(2)
  expect([...store.view().entries('added/')].length).toBeLessThanOrEqual(32 * 20)
})

test('what many devices said at once is written in values that a log takes', () => {
  const prints = Array.from({ length: 8 }, (_, quantity) => quantity * 65_536 + 4_660)
  const said = Array.from({ length: 21_000 }, (_, index) => ({
    key: `repeats/device-${String(index % 1_000).padStart(12, '0')}`,
    ...{ at: 1e12 + 60_000 * index, number: 2 ** 40 + index, content: index * 71_000, prints },
  }))
  const store = new IngestStore(1_000_000)
  const { changes, additions } = told(said, (key) => store.memory.get(key))
  store.keep(store.memory.settle(changes, additions))
  store.memory.settled()
  const before = meanings(store.known())
  const written = [...store.view().entries('added/')]
  expect(written.length).toBeGreaterThan(1)
  for (const [, value] of written) expect(encodeState(value).length).toBeLessThanOrEqual(1 << 20)
  store.restart()
  expect(before).toHaveLength(1_000)
  expect(meanings(store.known())).toEqual(before)
})
