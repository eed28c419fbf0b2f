/**
 * What is known of a partition beyond what is durable of it. A state that changed and told nobody anything need not be written
 * with its batch: the records that made it are in the log and are judged again (judge.ts, `again`). It waits here, over the
 * durable state, where there is room for it, until so many records, or so much time, have passed since it was changed first; what
 * is written then holds all of its changes. With each batch is written from where the log has to be judged again, and the
 * listening time there.
 */
import { consumers } from '../../core/consumers.ts'
import type { PartitionState, StateChange } from '../../core/log.ts'
import { minutes } from '../../core/time.ts'
import type { Allowed, Amount } from './allowance.ts'
import { listened, listeningFrom } from './listening.ts'
import type { RuleState } from './state.ts'
import { deviceOf, isOfRule } from './state-key.ts'

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

/** What waits of a device, or under a key of its own. */
interface Waiting {
  /** By their keys. */
  readonly states: Map<string, unknown>
  /** Start of the batch that changed the first of them. */
  readonly since: Place
}

type Changes = readonly (readonly [key: string, value: unknown])[]

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
  readonly #allowed: Allowed
  #durable = nobody
  /** By `homeOf`, in the order in which they were changed first. */
  readonly #waiting = new Map<string, Waiting>()
  /** States in it. */
  #held = 0
  #settling = (): void => {}

  constructor(allowed: Allowed) {
    this.#allowed = allowed
  }

  /** `state` is what is durable. */
  over(state: PartitionState): void {
    this.#durable = state
  }

  get(key: string): unknown {
    const states = this.#waiting.get(homeOf(key))?.states
    return states?.has(key) === true ? states.get(key) : this.#durable.get(key)
  }

  /** Those that wait and are not durable come last. */
  *entries(prefix: string): Iterable<readonly [key: string, value: unknown]> {
    const waiting = new Map<string, unknown>()
    for (const { states } of this.#waiting.values())
      for (const [key, value] of states) if (key.startsWith(prefix)) waiting.set(key, value)
    for (const entry of this.#durable.entries(prefix)) {
      const [key] = entry
      const value = waiting.get(key)
      if (!waiting.delete(key)) yield entry
      else if (value !== undefined) yield [key, value]
    }
    for (const entry of waiting) if (entry[1] !== undefined) yield entry
  }

  /** Whether it waits to be forgotten. */
  isForgotten(key: string): boolean {
    const states = this.#waiting.get(homeOf(key))?.states
    return states?.has(key) === true && states.get(key) === undefined
  }

  /** Where the log has to be judged again from; undefined when all is durable. */
  again(): Place | undefined {
    return this.#durable.get(againKey) as Place | undefined
  }

  /** Lets changes wait that nobody writes now. */
  wait(changes: Iterable<readonly [key: string, value: unknown]>, since: Place): void {
    for (const [key, value] of changes) {
      const home = homeOf(key)
      let waiting = this.#waiting.get(home)
      if (waiting === undefined) this.#waiting.set(home, (waiting = { states: new Map(), since }))
      if (!waiting.states.has(key)) this.#held += 1
      waiting.states.set(key, value)
    }
  }

  /**
   * What is to be written with a batch; `settled` makes the rest wait, once that is durable. Of a device all that changed is
   * written, or nothing: the log keeps it as one.
   */
  settle(changes: ReadonlyMap<string, unknown>, { mustWrite, begin, end }: Settlement): Settled {
    const most = this.#allowed.most()
    const written = new Map<string, Changes>()
    const changed = new Map<string, (readonly [string, unknown])[]>()
    let held = this.#held
    const write = (home: string): void => {
      const states = this.#waiting.get(home)?.states
      held -= states?.size ?? 0
      const now = changed.get(home) ?? []
      written.set(home, states === undefined ? now : [...new Map([...states, ...now])])
    }
    for (const each of changes) {
      const home = homeOf(each[0])
      const others = changed.get(home)
      if (others === undefined) changed.set(home, [each])
      else others.push(each)
    }
    for (const [home, states] of changed)
      if (mustWrite === undefined || states.some(([key]) => mustWrite(key))) write(home)
    for (const [home, { since }] of this.#waiting) {
      if (written.has(home)) continue
      if (mustWrite !== undefined && held <= most.states && !isDue(since, end, most)) break
      write(home)
    }
    // Where all places are taken the first ones stay: if each gave way to the next, none would wait until it changes again.
    const waits: Changes[] = []
    const isLong = isDue(begin, end, most)
    for (const [home, states] of changed) {
      if (written.has(home)) continue
      const waiting = this.#waiting.get(home)?.states
      const more = states.filter(([key]) => waiting?.has(key) !== true).length
      const begins = waiting === undefined
      if (
        held + more > most.states ||
        (begins && (isLong || !this.#areOften(states, begin, most)))
      ) {
        write(home)
        continue
      }
      held += more
      waits.push(states)
    }
    const before = this.again()
    const oldest = this.#oldestBut(written) ?? (waits.length > 0 ? begin : undefined)
    this.#settling = () => {
      for (const home of written.keys()) {
        this.#held -= this.#waiting.get(home)?.states.size ?? 0
        this.#waiting.delete(home)
      }
      for (const states of waits) this.wait(states, begin)
      const records = oldest === undefined ? 0 : end.offset - oldest.offset
      this.#allowed.hold({ records, states: held })
    }
    const isMarked = most.records > 0 && end.offset > begin.offset
    const state = [...written.values()].flat().map(([key, value]) => ({
      key,
      value: isMarked ? marked(key, value, end.offset - 1) : value,
    }))
    if (before?.offset === oldest?.offset) return { state }
    return {
      state: [...state, { key: againKey, value: oldest }],
      from: oldest?.offset ?? Number.POSITIVE_INFINITY,
    }
  }

  /** Where the first one that waits, and is not among these, was changed first. */
  #oldestBut(written: ReadonlyMap<string, unknown>): Place | undefined {
    for (const [home, { since }] of this.#waiting) if (!written.has(home)) return since
    return undefined
  }

  /** Whether one of them is likely to change again while it waits; if not, they would only be judged again for nothing. */
  #areOften(states: Changes, { offset }: Place, { records }: Amount): boolean {
    return states.some(([key]) => {
      const known = (this.#durable.get(key) as RuleState | undefined)?.known
      return known === undefined || offset - known <= records / 2
    })
  }

  /** What `settle` said last is durable. */
  settled(): void {
    this.#settling()
    this.#settling = () => {}
  }
}

const isDue = (since: Place, end: Place, { records }: Amount): boolean =>
  end.offset - since.offset > records || heardAt(end) - heardAt(since) > longest

const heardAt = ({ tick }: Place): number => {
  const listening = listeningFrom(tick)
  return listening === undefined ? 0 : listened(listening)
}

/** What is written at once: a device, or what has a key of its own. */
const homeOf = (key: string): string => (isOfRule(key) ? deviceOf(key) : key)

/** With the last record that is in it, where it is of a rule on a device. */
const marked = (key: string, value: unknown, offset: number): unknown =>
  value === undefined || !isOfRule(key) ? value : { ...(value as RuleState), known: offset }

export const placeOf = (offset: number, get: (key: string) => unknown): Place => ({
  offset,
  tick: get(tickKey),
  lanes: get(lanesKey),
})
