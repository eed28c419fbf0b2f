/** Readings judged by the rules in force, and by others beside them: what each would have raised, and the difference. */
import type { Instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { CityClock } from '../judging/city-clock.ts'
import type { Devices } from '../judging/judge.ts'
import { differenceOf, type Difference } from './difference.ts'
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
  readonly replay: Replay
  readonly alarms: WouldBes
}

export class Backtest {
  readonly #span: Span
  readonly #around: Around
  readonly #base: Side
  readonly #other: Side | undefined

  constructor(span: Span, ruleSet: RuleSet, against: RuleSet | undefined, around: Around) {
    this.#span = span
    this.#around = around
    this.#base = this.#side(ruleSet)
    this.#other = against === undefined ? undefined : this.#side(against)
  }

  get readings(): number {
    return this.#base.replay.readings
  }

  /** In the order of the log; those before the span fill the windows. */
  take(records: readonly ReadingRecord[]): void {
    for (const side of [this.#base, this.#other]) {
      for (const transition of side?.replay.take(records) ?? [])
        if (transition.at < this.#span.to) side?.alarms.take(transition)
    }
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

  #side(ruleSet: RuleSet): Side {
    const { devices, clock, muting } = this.#around
    return {
      ruleSet,
      replay: new Replay(ruleSet, devices, clock),
      alarms: new WouldBes(muting),
    }
  }

  #report({ ruleSet, alarms }: Side): BacktestReport {
    const { clock, dateOf } = this.#around
    return reportOf(ruleSet, alarms.all(), this.#span, clock, dateOf)
  }
}
