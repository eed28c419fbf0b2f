import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  decodeRepeats,
  encodeRepeats,
  recall,
  remember,
  remembered,
  type Fact,
  type Repeats,
} from '../../ingest/repeats.ts'

const start = Date.UTC(2026, 2, 15)

/** The same whether it was read whole or only at its head. */
const told = (repeats: Repeats) => remembered(decodeRepeats(encodeRepeats(repeats)))

const newestFirst = (a: Fact, b: Fact) =>
  b.at - a.at || b.number - a.number || b.content - a.content
const quantityOf = (print: number) => print >>> 16

/** What is to be remembered, as a list kept sorted. */
class Model {
  #facts: Fact[] = []
  #newest: { at: number; words: Map<number, number> } = { at: -1, words: new Map() }
  say(fact: Fact): string {
    const beside = this.#facts.filter(({ at }) => at === fact.at)
    if (beside.some((one) => one.number === fact.number && one.content === fact.content)) {
      return 'duplicate'
    }
    const last = this.#facts.at(-1)
    if (this.#facts.length === 128 && last !== undefined && newestFirst(fact, last) > 0) {
      return 'resent'
    }
    const isNewest = fact.at === this.#newest.at
    const said = beside.flatMap(({ prints }) => prints.map(quantityOf))
    const corrects = isNewest
      ? fact.prints.some((print) => {
          const word = this.#newest.words.get(quantityOf(print))
          return word !== undefined && word !== print
        })
      : fact.prints.some((print) => said.includes(quantityOf(print)))
    if (fact.at > this.#newest.at) this.#newest = { at: fact.at, words: new Map() }
    if (fact.at === this.#newest.at) {
      for (const print of fact.prints) this.#newest.words.set(quantityOf(print), print)
    }
    this.#facts = [...this.#facts, fact].sort(newestFirst).slice(0, 128)
    if (beside.length === 0) return 'new'
    return corrects ? 'correction' : 'part'
  }
  get entries() {
    return {
      instants: this.#facts.map(({ at }) => at),
      numbers: this.#facts.map(({ number }) => number),
      contents: this.#facts.map(({ content }) => content),
    }
  }
}

/** Content and prints that belong together, few enough to meet again. */
const word = fc
  .tuple(fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 4 }), fc.nat(2))
  .map(([quantities, value]) => {
    const prints = quantities.map((quantity) => quantity * 65_536 + value)
    const content = prints.reduce((sum, print) => (Math.imul(sum, 31) + print) >>> 0, value)
    return { content, prints }
  })
const fact = (at: fc.Arbitrary<number>, numbers: fc.Arbitrary<number>): fc.Arbitrary<Fact> =>
  fc.tuple(at, numbers, word).map(([at, number, said]) => ({ at, number, ...said }))

const near = fact(fc.integer({ min: 0, max: 150 }), fc.nat(2))
const far = fact(
  fc.oneof(fc.integer({ min: start, max: start + 50 }), fc.integer({ min: 0, max: 4e15 })),
  fc.oneof(fc.nat(5), fc.maxSafeNat()),
)
const growing = fc
  .array(fact(fc.integer({ min: -3, max: 90_000 }), fc.nat(300)), {
    minLength: 100,
    maxLength: 300,
    size: 'max',
  })
  .map((steps) => {
    let at = start
    return steps.map((step) => ({ ...step, at: (at += step.at) }))
  })
const manyNear = fc.array(near, { minLength: 200, maxLength: 600, size: 'max' })

test('the memory of repeats: tells what it remembers exactly, and the rest is resent', () => {
  const said = fc.oneof(manyNear, fc.array(far), growing)
  fc.assert(
    fc.property(said, fc.integer({ min: 1, max: 7 }), (facts, every) => {
      const model = new Model()
      let repeats = decodeRepeats(undefined)
      const handedOut: { bytes: Buffer; before: Buffer }[] = []
      for (const [index, each] of facts.entries()) {
        const asked = recall(decodeRepeats(encodeRepeats(repeats)), each)
        const novelty = remember(repeats, each)
        expect(novelty).toBe(model.say(each))
        if (novelty !== 'resent') expect(asked).toBe(novelty)
        if (index % every === 0) {
          expect(told(repeats)).toMatchObject(model.entries)
          // A copy with room before it, as a view of a larger buffer has.
          const bytes = Buffer.concat([Buffer.from('x'), encodeRepeats(repeats)]).subarray(1)
          repeats = decodeRepeats(bytes)
          handedOut.push({ bytes, before: Buffer.from(bytes) })
        }
      }
      expect(told(repeats)).toMatchObject(model.entries)
      for (const { bytes, before } of handedOut) expect(bytes).toEqual(before)
    }),
    { numRuns: 100 },
  )
})

test('more sets of quantities than fit into the list: facts stay apart, the mark is careful', () => {
  const repeats = decodeRepeats(undefined)
  const at = (n: number) => start + n * 1_000
  const said = (n: number) => ({
    at: at(n),
    number: 0,
    content: n,
    prints: [0, 1, 2, 3, 4, 5, 6].flatMap((bit) => ((n >> bit) & 1 ? [bit * 65_536] : [])),
  })
  for (let n = 1; n < 128; n += 1) expect(remember(repeats, said(n))).toBe('new')
  const again = decodeRepeats(encodeRepeats(repeats))
  for (let n = 1; n < 128; n += 1) expect(recall(again, said(n))).toBe('duplicate')
  const other = { at: at(1), number: 0, content: 999, prints: [20 * 65_536] }
  expect(remembered(again).instants).toHaveLength(127)
  expect(recall(again, other)).toBe('correction')
  expect(recall(again, { ...other, at: at(126) })).toBe('part')
  expect(recall(again, { ...other, at: at(127) })).toBe('part')
})

test('a device that reports once a minute and counts takes 1.2 kilobytes', () => {
  const repeats = decodeRepeats(undefined)
  for (let n = 0; n < 500; n += 1) {
    const content = Math.imul(n, 0x9e3779b1) >>> 0
    remember(repeats, { at: start + n * 60_000, number: n, content, prints: [1, 65_537, 131_073] })
  }
  expect(remembered(repeats).instants).toHaveLength(128)
  expect(encodeRepeats(repeats).length).toBeLessThanOrEqual(1_200)
})

/** Written by the version before: three pairs, at 1,000,000 with sequence 4, 999,000 with 3 and 998,000 without one. */
const old = Buffer.from([3, 0xc0, 0x84, 0x3d, 10, 0xe8, 7, 3, 0xe8, 7, 9])

test('what an older version wrote is read: the same instant and sequence is a repeat whatever it says', () => {
  const repeats = decodeRepeats(old)
  const said = { content: 5, prints: [1] }
  expect(remembered(repeats)).toMatchObject({
    instants: [1_000_000, 999_000, 998_000],
    numbers: [5, 4, 0],
  })
  expect(remember(repeats, { at: 1_000_000, number: 5, ...said })).toBe('duplicate')
  expect(remember(repeats, { at: 998_000, number: 0, ...said })).toBe('duplicate')
  expect(remember(repeats, { at: 998_000, number: 2, ...said })).toBe('part')
  expect(remember(repeats, { at: 1_000_001, number: 0, ...said })).toBe('new')
  const again = decodeRepeats(encodeRepeats(repeats))
  expect(remembered(again)).toMatchObject({ contents: [5, -1, -1, 5, -1] })
  expect(remember(again, { at: 999_000, number: 4, content: 9, prints: [2] })).toBe('duplicate')
  expect(remember(again, { at: 998_000, number: 2, ...said })).toBe('duplicate')
})
