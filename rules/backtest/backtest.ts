/** Readings judged by the rules in force, and by others beside them: what each would have raised, and the difference. */
import type { AlarmTransition } from '../../core/alarm.ts'
import type { Instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { CityClock } from '../judging/city-clock.ts'
import type { Devices } from '../judging/bindings.ts'
import { BothSets, type Judged } from './both-sets.ts'
import { differenceOf, type Difference } from './difference.ts'
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
  readonly alarms: WouldBes
}

const mostFailures = 20

export class Backtest {
  readings = 0
  readonly #span: Span
  readonly #around: Around
  readonly #base: Side
  readonly #other: Side | undefined
  readonly #failures = new Set<string>()
  #sets: BothSets | undefined

  constructor(span: Span, ruleSet: RuleSet, against: RuleSet | undefined, around: Around) {
    this.#span = span
    this.#around = around
    this.#base = { ruleSet, alarms: new WouldBes(around.muting) }
    this.#other = against && { ruleSet: against, alarms: new WouldBes(around.muting) }
  }

  /** In the order of the log; those before the span fill the windows. */
  take(records: readonly ReadingRecord[]): void {
    const { devices, clock } = this.#around
    this.#sets ??= new BothSets(this.#base.ruleSet, this.#other?.ruleSet, devices, clock)
    this.count(records)
    this.note(this.#sets.take(records))
  }

  /** Somebody else judges them. */
  count(records: readonly ReadingRecord[]): void {
    for (const { type } of records) if (type === 'reading') this.readings += 1
  }

  /** What came of them, of each device in its order. */
  note({ base, other, failures }: Judged): void {
    this.#raise(this.#base, base)
    if (this.#other !== undefined) this.#raise(this.#other, other)
    for (const failure of failures)
      if (this.#failures.size < mostFailures) this.#failures.add(failure)
  }

  #raise({ alarms }: Side, transitions: readonly AlarmTransition[]): void {
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
      failures: [...this.#failures].sort(),
    }
  }

  #report({ ruleSet, alarms }: Side): BacktestReport {
    const { clock, dateOf } = this.#around
    return reportOf(ruleSet, alarms.all(), this.#span, clock, dateOf)
  }
}
