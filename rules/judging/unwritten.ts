/**
 * What is known of a partition beyond what is durable of it. A state that changed and told nobody anything need not be written
 * with its batch: the records that made it are in the log and are judged again (judge.ts, `again`). It waits here, over the
 * durable state, until so many records, or so much time, have passed since it was changed first; what is written then holds all
 * of its changes. With each batch is written from where the log has to be judged again, and the listening time there.
 */
import { consumers } from '../../core/consumers.ts'
import type { PartitionState, StateChange } from '../../core/log.ts'
import { minutes } from '../../core/time.ts'
import { listened, listeningFrom } from './listening.ts'
import type { RuleState } from './state.ts'

const {
  tick: { key: tickKey },
  lanes: { key: lanesKey },
  again: { key: againKey },
} = consumers.rules.remembers

/** A place in the log and the listening time there, as it is remembered. */
export interface Place {
  readonly offset: number
  readonly tick: unknown
  readonly lanes: unknown
}

/** Nothing waits longer in listening time, so that a log with few records does not wait for days. */
const longest = minutes(15)

interface Waiting {
  value: unknown
  /** Start of the batch that changed it first. */
  readonly since: Place
}

/** What is to be done with the changes of a batch. */
export interface Settlement {
  /** By what must be durable with the batch; everything where it is undefined. */
  readonly mustWrite: ((key: string) => boolean) | undefined
  readonly begin: Place
  readonly end: Place
}

export interface Settled {
  readonly state: readonly StateChange[]
  /** See `Effects.from`. */
  readonly from?: number
}

const nobody: PartitionState = { get: () => undefined, entries: () => [] }

export class Unwritten implements PartitionState {
  readonly #most: number
  #durable = nobody
  /** In the order in which they were changed first. */
  readonly #waiting = new Map<string, Waiting>()
  #settling = (): void => {}

  /** `most`: records that may have to be judged again, and states that may wait. */
  constructor(most: number) {
    this.#most = most
  }

  /** `state` is what is durable. */
  over(state: PartitionState): void {
    this.#durable = state
  }

  get(key: string): unknown {
    const waiting = this.#waiting.get(key)
    return waiting === undefined ? this.#durable.get(key) : waiting.value
  }

  entries(prefix: string): Iterable<readonly [key: string, value: unknown]> {
    const own = [...this.#waiting].filter(([key]) => key.startsWith(prefix))
    if (own.length === 0) return this.#durable.entries(prefix)
    const values = new Map(this.#durable.entries(prefix))
    for (const [key, { value }] of own) values.set(key, value)
    return [...values].filter(([, value]) => value !== undefined).sort(byKey)
  }

  /** Whether it waits to be forgotten. */
  isForgotten(key: string): boolean {
    const waiting = this.#waiting.get(key)
    return waiting !== undefined && waiting.value === undefined
  }

  /** Where the log has to be judged again from; undefined when all is durable. */
  again(): Place | undefined {
    return this.#durable.get(againKey) as Place | undefined
  }

  /** Lets changes wait that nobody writes now. */
  wait(changes: Iterable<readonly [key: string, value: unknown]>, since: Place): void {
    for (const [key, value] of changes) {
      const waiting = this.#waiting.get(key)
      if (waiting === undefined) this.#waiting.set(key, { value, since })
      else waiting.value = value
    }
  }

  /** What is to be written with a batch; `settled` makes the rest wait, once that is durable. */
  settle(changes: ReadonlyMap<string, unknown>, { mustWrite, begin, end }: Settlement): Settled {
    const written = new Map<string, unknown>()
    const quiet: (readonly [string, unknown])[] = []
    for (const each of changes) {
      if (this.#most === 0 || mustWrite === undefined || mustWrite(each[0])) written.set(...each)
      else quiet.push(each)
    }
    let oldest: Place | undefined
    let left = this.#waiting.size + quiet.length
    for (const [key, { value, since }] of this.#waiting) {
      if (written.has(key)) continue
      if (mustWrite !== undefined && left <= this.#most && !this.#isDue(since, end)) {
        oldest = since
        break
      }
      written.set(key, changes.has(key) ? changes.get(key) : value)
      left -= 1
    }
    const waits = quiet.filter(([key]) => !written.has(key))
    if (oldest === undefined && waits.length > 0) oldest = begin
    this.#settling = () => {
      for (const key of written.keys()) this.#waiting.delete(key)
      this.wait(waits, begin)
    }
    const state = [...written].map(([key, value]) => ({
      key,
      value: oldest === undefined ? value : marked(key, value, end.offset - 1),
    }))
    const before = this.again()
    if (before?.offset === oldest?.offset) return { state }
    return {
      state: [...state, { key: againKey, value: oldest }],
      from: oldest?.offset ?? Number.POSITIVE_INFINITY,
    }
  }

  /** What `settle` said last is durable. */
  settled(): void {
    this.#settling()
    this.#settling = () => {}
  }

  #isDue(since: Place, end: Place): boolean {
    return end.offset - since.offset > this.#most || heardAt(end) - heardAt(since) > longest
  }
}

const heardAt = ({ tick }: Place): number => {
  const listening = listeningFrom(tick)
  return listening === undefined ? 0 : listened(listening)
}

/** With the last record that is in it, where it is of a rule on a device. */
const marked = (key: string, value: unknown, offset: number): unknown =>
  value === undefined || key.startsWith('~') ? value : { ...(value as RuleState), known: offset }

export const placeOf = (offset: number, get: (key: string) => unknown): Place => ({
  offset,
  tick: get(tickKey),
  lanes: get(lanesKey),
})

const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]): number =>
  a[0] < b[0] ? -1 : 1
