/** The batch in hand: what it changes, and what it tells. */
import type { AlarmTransition } from '../../core/alarm.ts'
import type { AreaMember } from '../../core/area-member.ts'
import type { RuleState } from './state.ts'
import { isOfRule } from './state-key.ts'
import { placeOf, type Place, type Unwritten } from './unwritten.ts'
import { effectsOf, type Told, type Verdict } from './verdict.ts'

export class InHand {
  readonly transitions: AlarmTransition[]
  readonly members: AreaMember[]
  readonly failures: string[] = []
  rebased = 0
  readonly changes = new Map<string, unknown>()
  readonly #state: Unwritten
  readonly #must = new Set<string>()
  #dropped = false

  /** `owed`: what was found before, and nobody was told yet. */
  constructor(state: Unwritten, owed: Told) {
    this.#state = state
    this.transitions = [...owed.transitions]
    this.members = [...owed.members]
  }

  get(key: string): unknown {
    return this.changes.has(key) ? this.changes.get(key) : this.#state.get(key)
  }

  state(key: string): RuleState | undefined {
    return this.get(key) as RuleState | undefined
  }

  /** A change that told nobody anything: judged again it comes out the same. */
  keep(key: string, value: RuleState | undefined): void {
    if (value === undefined) this.write(key, value)
    else this.changes.set(key, value)
  }

  /** A change that has to be durable with what the batch tells. */
  write(key: string, value: unknown): void {
    this.changes.set(key, value)
    this.#must.add(key)
    // What is forgotten does not say which records it knew: none of them may be judged again.
    if (value === undefined && isOfRule(key)) this.#dropped = true
  }

  isForgotten(key: string): boolean {
    return this.changes.has(key)
      ? this.changes.get(key) === undefined
      : this.#state.isForgotten(key)
  }

  /** `all`: what waits is written as well. */
  verdict(begin: Place, end: number, readings: number, all: boolean): Verdict {
    const { transitions, members, rebased, failures } = this
    const settled = this.#state.settle(this.changes, {
      begin,
      end: placeOf(end, (key) => this.get(key)),
      mustWrite: all || this.#dropped ? undefined : (key) => this.#must.has(key),
    })
    const effects = effectsOf(transitions, members, settled)
    return { effects, transitions, readings, rebased, failures, before: this.#state }
  }
}
