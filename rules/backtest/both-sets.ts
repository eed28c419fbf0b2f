/** Records judged by the rules in force and by others beside them. */
import type { AlarmTransition } from '../../core/alarm.ts'
import type { RuleId } from '../../core/identity.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { CityClock } from '../judging/city-clock.ts'
import type { Devices } from '../judging/bindings.ts'
import { differing } from './differing.ts'
import { Replay } from './replay.ts'

/** What became of a stretch of records, in their order. */
export interface Judged {
  readonly base: readonly AlarmTransition[]
  /** Empty without others. */
  readonly other: readonly AlarmTransition[]
  /** Up to here. */
  readonly failures: readonly string[]
}

export class BothSets {
  readonly #base: Replay
  readonly #other: Replay | undefined
  /** Rules that the other set has alike on these devices; what they say counts for both. */
  readonly #alike: ReadonlySet<RuleId>

  constructor(ruleSet: RuleSet, against: RuleSet | undefined, devices: Devices, clock: CityClock) {
    this.#base = new Replay(ruleSet, devices, clock)
    const known = [...devices.values()].map(({ device }) => device)
    const own = against === undefined ? [] : differing(ruleSet, against, known)
    this.#other = against && new Replay({ ...against, rules: own }, devices, clock)
    this.#alike = new Set(
      against?.rules.filter((rule) => !own.includes(rule)).map((rule) => rule.id),
    )
  }

  /** In the order of the log. */
  take(records: readonly ReadingRecord[]): Judged {
    const base = this.#base.take(records)
    const other = this.#other
    return {
      base,
      other: other
        ? [...base.filter(({ rule }) => this.#alike.has(rule)), ...other.take(records)]
        : [],
      failures: [...this.#base.failures, ...(other?.failures ?? [])],
    }
  }
}
