/**
 * A version of the rules that runs beside the one in force and has no effect: what it would raise is counted against what
 * was raised. It begins with the state of the rules in force, as if it had been put in their place at that moment, and keeps its
 * own under a name of its own, so that a restart forgets nothing of it.
 */
import { consumers } from '../../core/consumers.ts'
import type { AlarmTransition } from '../../core/alarm.ts'
import type { LogRecord, PartitionState, StateChange } from '../../core/log.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import {
  noShadowResult,
  shadowResult,
  type ShadowResult,
  type ShadowSide,
} from '../../core/rule-shadow.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { CityClock } from './city-clock.ts'
import { limitsMeaning } from '../language/limits.ts'
import type { Devices } from './bindings.ts'
import { Judge } from './judge.ts'
import { ruleOf, statesIn } from './state-key.ts'
import type { Verdict } from './verdict.ts'

const {
  tick: { key: tickKey },
  lanes: { key: lanesKey },
  mark: { prefix: markPrefix },
  shadow: { prefix: shadowPrefix },
} = consumers.rules.remembers

export interface ShadowOptions {
  /** Of the change that began it. */
  readonly number: number
  readonly version: RuleSet
  readonly inForce: RuleSet
}

/** The rules that mean something else, or exist on one side only. */
function differing(version: RuleSet, inForce: RuleSet): ReadonlySet<string> {
  // A limit is part of what any rule may read.
  const sameLimits = limitsMeaning(version.limits) === limitsMeaning(inForce.limits)
  const before = new Map(inForce.rules.map((rule) => [rule.id as string, rule.version]))
  const after = new Map(version.rules.map((rule) => [rule.id as string, rule.version]))
  const ids = [...before.keys(), ...after.keys()]
  return new Set(ids.filter((id) => !sameLimits || before.get(id) !== after.get(id)))
}

export class Shadow {
  readonly #ids: ReadonlySet<string>
  readonly #judge: Judge
  readonly #rules: RuleSet
  readonly #key: string

  constructor(devices: Devices, clock: CityClock, { number, version, inForce }: ShadowOptions) {
    this.#ids = differing(version, inForce)
    this.#rules = {
      ...version,
      rules: version.rules.filter(({ id }) => this.#ids.has(id)),
      // Areas are told by the rules in force.
      areas: [],
    }
    this.#judge = new Judge(devices, clock, this.#rules)
    this.#key = `${shadowPrefix}${number}`
  }

  /** What it keeps of a batch that `live` was made of by the rules in force, and what came of it so far. */
  work(
    records: readonly LogRecord<ReadingRecord>[],
    state: PartitionState,
    live: Verdict,
  ): { readonly changes: readonly StateChange[]; readonly result: ShadowResult } {
    const kept = state.get(this.#key)
    const changes = new Map<string, unknown>()
    if (kept === undefined) {
      for (const key of forgotten(state, this.#key)) changes.set(key, undefined)
      for (const [key, value] of this.#inherited(live.before)) changes.set(this.#own(key), value)
    }
    const verdict = this.#judge.work(records, this.#stateIn(state, changes))
    for (const { key, value } of verdict.effects.state ?? []) changes.set(this.#own(key), value)
    const before = kept === undefined ? noShadowResult : (kept as ShadowResult)
    const after = this.#told(
      this.#told(before, 'inForce', live.transitions),
      'shadow',
      verdict.transitions,
    )
    const failure = verdict.failures[0] ?? after.failure
    const result =
      failure === undefined || failure === after.failure ? after : { ...after, failure }
    if (kept === undefined || result !== before) changes.set(this.#key, result)
    return { changes: [...changes].map(([key, value]) => ({ key, value })), result }
  }

  /** What the last `work` said is durable. */
  completed(): void {
    this.#judge.completed(this.#rules)
  }

  #told(
    result: ShadowResult,
    side: ShadowSide,
    transitions: readonly AlarmTransition[],
  ): ShadowResult {
    return transitions
      .filter(({ rule }) => this.#ids.has(rule))
      .reduce((sum, transition) => shadowResult(sum, side, transition), result)
  }

  #own = (key: string): string => `${this.#key}/${key}`

  #stateIn(state: PartitionState, changes: ReadonlyMap<string, unknown>): PartitionState {
    const own = this.#own('')
    return {
      get: (key) => (changes.has(own + key) ? changes.get(own + key) : state.get(own + key)),
      *entries(prefix) {
        // What was inherited is written with the first batch, and there is nothing else then.
        const found =
          changes.size > 0
            ? [...changes].filter(([key]) => key.startsWith(own + prefix))
            : state.entries(own + prefix)
        for (const [key, value] of found) yield [key.slice(own.length), value] as const
      },
    }
  }

  *#inherited(state: PartitionState): Generator<readonly [string, unknown]> {
    for (const key of [tickKey, lanesKey]) {
      const value = state.get(key)
      if (value !== undefined) yield [key, value]
    }
    for (const id of this.#ids) {
      const mark = state.get(markPrefix + id)
      if (mark !== undefined) yield [markPrefix + id, mark]
    }
    for (const entry of statesIn(state)) if (this.#ids.has(ruleOf(entry[0]))) yield entry
  }
}

/** Everything that shadows of before have kept. */
const forgotten = (state: PartitionState, current: string): readonly string[] =>
  [...state.entries(shadowPrefix)]
    .map(([key]) => key)
    .filter((key) => key !== current && !key.startsWith(`${current}/`))

/** What is left of shadows when none runs. */
export const shadowsLeft = (state: PartitionState): readonly StateChange[] =>
  forgotten(state, shadowPrefix).map((key) => ({ key, value: undefined }))
