/**
 * What ingest remembers of a partition. With a batch goes what it added to the memories of devices, in one value, and not each
 * memory whole: those wait here, over what is durable of them. A memory is written whole again when the oldest additions that wait for it
 * are to go: once there are so many that they take as much room as the memories they are added to, or as a start may read. All that is
 * known is durable with the batch that told it, so nothing is ever worked off a second time.
 */
import { consumers } from '../core/consumers.ts'
import type { PartitionState, StateChange } from '../core/log.ts'
import { additionsOf, columnsOf, piecesOf, withFacts, type Addition } from './additions.ts'
import type { Fact } from './repeats.ts'

const { prefix } = consumers.ingest.remembers.added

/** Facts that take the room of a memory that is full. */
const factsOfWhole = 32

/** A start takes so many up within a second. */
const mostFacts = 200_000

interface Waiting {
  value: unknown
  /** What a start found added to what is durable of it, until somebody asks for the value. */
  found: Fact[]
  /** Of the oldest additions that may not be in what is durable of it. */
  readonly since: number
}

interface Held {
  readonly keys: readonly string[]
  readonly facts: number
}

export class Memory implements Pick<PartitionState, 'get'> {
  readonly #durable: PartitionState
  readonly #most: number
  /** By the key, in the order in which they began to wait. */
  readonly #waiting = new Map<string, Waiting>()
  /** What is added to, and how many facts, by the numbers of the additions, the oldest first. */
  readonly #additions = new Map<number, Held>()
  /** The number of the newest addition to each key. */
  readonly #newest = new Map<string, number>()
  #facts = 0
  #next = 0
  #settling = (): void => {}

  /** `most`: facts that additions may hold altogether. */
  constructor(durable: PartitionState, most = mostFacts) {
    this.#durable = durable
    this.#most = most
    for (const [name, stored] of durable.entries(prefix)) {
      const number = Number(name.slice(prefix.length))
      const additions = [...additionsOf(stored)]
      for (const { key, facts } of additions) this.#waitingOf(key, number).found.push(...facts)
      this.#add(number, additions)
    }
  }

  get(key: string): unknown {
    const waiting = this.#waiting.get(key)
    if (waiting === undefined) return this.#durable.get(key)
    if (waiting.found.length > 0) {
      waiting.value = withFacts(this.#durable.get(key), waiting.found)
      waiting.found = []
    }
    return waiting.value
  }

  /** All of it, as if each memory had been written whole. */
  *entries(): Iterable<readonly [key: string, value: unknown]> {
    for (const key of this.#waiting.keys()) yield [key, this.get(key)]
    for (const [key, value] of this.#durable.entries(''))
      if (!key.startsWith(prefix) && !this.#waiting.has(key)) yield [key, value]
  }

  /**
   * What is to be written of the changes of a batch, `additions` to memories among them; they are known once `settled` says
   * that this is durable.
   */
  settle(changes: readonly StateChange[], additions: readonly Addition[]): readonly StateChange[] {
    const changed = new Map(changes.map(({ key, value }) => [key, value]))
    const few = new Map(
      additions.filter(({ facts }) => facts.length <= factsOfWhole).map((one) => [one.key, one]),
    )
    const due = this.#due(few)
    const number = this.#next
    const fresh = piecesOf([...few.values()])
    this.#settling = () => {
      for (const old of due.numbers) this.#forget(old)
      for (const key of due.keys) this.#waiting.delete(key)
      for (const { key } of additions) if (!few.has(key)) this.#waiting.delete(key)
      for (const [index, piece] of fresh.entries()) {
        for (const { key } of piece) this.#waitingOf(key, number + index).value = changed.get(key)
        this.#add(number + index, piece)
      }
    }
    return [
      ...due.numbers.map((old) => ({ key: nameOf(old), value: undefined })),
      ...fresh.map((piece, index) => ({ key: nameOf(number + index), value: columnsOf(piece) })),
      ...due.keys.filter((key) => !changed.has(key)).map((key) => ({ key, value: this.get(key) })),
      ...changes.filter(({ key }) => !few.has(key)),
    ]
  }

  /** What `settle` said last is durable. */
  settled(): void {
    this.#settling()
    this.#settling = () => {}
  }

  /** The additions that are to go, and the memories that are written whole for them; these are taken out of `few`. */
  #due(few: Map<string, Addition>) {
    const numbers: number[] = []
    const keys: string[] = []
    let keysHeld = this.#newest.size
    for (const key of few.keys()) if (!this.#newest.has(key)) keysHeld += 1
    const most = Math.min(this.#most, factsOfWhole * keysHeld)
    let facts = this.#facts + factsIn([...few.values()])
    const oldest = this.#waiting[Symbol.iterator]()
    let next = oldest.next()
    for (const [number, held] of this.#additions) {
      if (facts <= most) break
      numbers.push(number)
      facts -= held.facts
      for (; next.done !== true && next.value[1].since <= number; next = oldest.next()) {
        const [key] = next.value
        keys.push(key)
        facts -= few.get(key)?.facts.length ?? 0
        few.delete(key)
      }
    }
    return { numbers, keys }
  }

  #waitingOf(key: string, since: number): Waiting {
    let waiting = this.#waiting.get(key)
    if (waiting === undefined)
      this.#waiting.set(key, (waiting = { value: undefined, found: [], since }))
    return waiting
  }

  #add(number: number, additions: readonly Addition[]): void {
    const held = { keys: additions.map(({ key }) => key), facts: factsIn(additions) }
    this.#additions.set(number, held)
    for (const key of held.keys) this.#newest.set(key, number)
    this.#facts += held.facts
    this.#next = number + 1
  }

  #forget(number: number): void {
    const held = this.#additions.get(number)
    if (held === undefined) return
    this.#additions.delete(number)
    for (const key of held.keys) if (this.#newest.get(key) === number) this.#newest.delete(key)
    this.#facts -= held.facts
  }
}

/** In the order of the numbers. */
const nameOf = (number: number): string => `${prefix}${String(number).padStart(16, '0')}`

const factsIn = (additions: readonly Addition[]): number =>
  additions.reduce((count, { facts }) => count + facts.length, 0)
