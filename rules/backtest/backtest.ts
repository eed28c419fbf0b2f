/** Readings judged by the rules in force, and by others beside them: what each would have raised, and the difference. */
import type { AlarmTransition } from '../../core/alarm.ts'
import type { RuleId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { CityClock } from '../judging/city-clock.ts'
import type { Devices } from '../judging/judge.ts'
import { differenceOf, type Difference } from './difference.ts'
import { differing } from './differing.ts'
import { Replay } from './replay.ts'
import { reportOf, type BacktestReport, type Span } from './report.ts'
import { WouldBes, type Muting } from './would-be.ts'

export interface Around {
  readonly devices: Devices
  readonly clock: CityClock
  /** Date of the city. */
  readonly dateOf: (at: Instant) => string
  readonly muting: Muting
}

export interface BacktestResult {
  readonly report: BacktestReport
  readonly against?: { readonly report: BacktestReport; readonly difference: Difference }
  readonly readings: number
  /** What could not be judged, the first twenty. */
  readonly failures: readonly string[]
}

interface Side {
  readonly ruleSet: RuleSet
  /** Of the rules that are judged for this side. */
  readonly replay: Replay
  readonly alarms: WouldBes
}

export class Backtest {
  readonly #span: Span
  readonly #around: Around
  readonly #base: Side
  readonly #other: Side | undefined
  /** Rules that the other side has alike; what they say counts for both. */
  readonly #alike: ReadonlySet<RuleId>

  constructor(span: Span, ruleSet: RuleSet, against: RuleSet | undefined, around: Around) {
    this.#span = span
    this.#around = around
    this.#base = this.#side(ruleSet, ruleSet.rules)
    const devices = [...around.devices.values()].map(({ device }) => device)
    const own = against === undefined ? [] : differing(ruleSet, against, devices)
    this.#other = against === undefined ? undefined : this.#side(against, own)
    this.#alike = new Set(
      against?.rules.filter((rule) => !own.includes(rule)).map((rule) => rule.id),
    )
  }

  get readings(): number {
    return this.#base.replay.readings
  }

  /** In the order of the log; those before the span fill the windows. */
  take(records: readonly ReadingRecord[]): void {
    const own = this.#base.replay.take(records)
    this.#note(this.#base, own)
    if (this.#other === undefined) return
    this.#note(
      this.#other,
      own.filter(({ rule }) => this.#alike.has(rule)),
    )
    this.#note(this.#other, this.#other.replay.take(records))
  }

  #note({ alarms }: Side, transitions: readonly AlarmTransition[]): void {
    for (const transition of transitions) if (transition.at < this.#span.to) alarms.take(transition)
  }

  result(): BacktestResult {
    const base = this.#base
    const other = this.#other
    return {
      report: this.#report(base),
      ...(other !== undefined && {
        against: {
          report: this.#report(other),
          difference: differenceOf(base.alarms.all(), other.alarms.all(), this.#span),
        },
      }),
      readings: this.readings,
      failures: [...new Set([...base.replay.failures, ...(other?.replay.failures ?? [])])],
    }
  }

  #side(ruleSet: RuleSet, judged: RuleSet['rules']): Side {
    const { devices, clock, muting } = this.#around
    return {
      ruleSet,
      replay: new Replay({ ...ruleSet, rules: judged }, devices, clock),
      alarms: new WouldBes(muting),
    }
  }

  #report({ ruleSet, alarms }: Side): BacktestReport {
    const { clock, dateOf } = this.#around
    return reportOf(ruleSet, alarms.all(), this.#span, clock, dateOf)
  }
}
