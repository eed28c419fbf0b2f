/** Alarms of a span, counted: by rule, severity, day and night, and date of the city. */
import type { Bilingual } from '../../core/bilingual.ts'
import { severities } from '../../core/severity.ts'
import type { Instant } from '../../core/time.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { CityClock } from '../judging/city-clock.ts'
import { grouped } from './grouped.ts'
import type { WouldBe } from './would-be.ts'

export interface Span {
  /** Inclusive. */
  readonly from: Instant
  /** Exclusive. */
  readonly to: Instant
}

/** Of alarms that were raised in the span. Automatic, confirm, none and muted make up all of them. */
interface Tally {
  readonly raised: number
  readonly automatic: number
  readonly confirm: number
  readonly none: number
  readonly muted: number
  readonly day: number
  readonly night: number
  readonly flapping: number
  /** Not cleared at the end of the span. */
  readonly standing: number
  /** How long the one that stood longest stood in the span, in milliseconds. */
  readonly longest: number
}

export interface BacktestReport {
  /** Of the rules. */
  readonly version: string
  readonly total: Tally
  /** Every rule, in the order of their ids. */
  readonly byRule: readonly (Tally & { readonly rule: string; readonly title: Bilingual })[]
  /** Blue first. */
  readonly bySeverity: readonly (Tally & { readonly severity: WouldBe['severity'] })[]
  /** Days of the city with an alarm. */
  readonly byDay: readonly (Tally & { readonly date: string })[]
  /** Those that stood longest, the longest first. */
  readonly longest: readonly WouldBe[]
}

const mostLongest = 10

export const raisedIn =
  ({ from, to }: Span) =>
  ({ raisedAt }: WouldBe): boolean =>
    raisedAt >= from && raisedAt < to

export function reportOf(
  ruleSet: RuleSet,
  alarms: readonly WouldBe[],
  span: Span,
  clock: CityClock,
  dateOf: (at: Instant) => string,
): BacktestReport {
  const raised = alarms.filter(raisedIn(span))
  const count = (some: readonly WouldBe[]) => tally(some, span, clock)
  const byRule = grouped(raised, ({ rule }) => rule)
  const byDay = grouped(raised, ({ raisedAt }) => dateOf(raisedAt))
  return {
    version: ruleSet.version,
    total: count(raised),
    byRule: ruleSet.rules.map(({ id, title }) => ({
      rule: id,
      title,
      ...count(byRule.get(id) ?? []),
    })),
    bySeverity: severities.map((severity) => ({
      severity,
      ...count(raised.filter((one) => one.severity === severity)),
    })),
    byDay: [...byDay]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([date, some]) => ({ date, ...count(some) })),
    longest: raised
      .toSorted((a, b) => stood(b, span) - stood(a, span) || (a.alarm < b.alarm ? -1 : 1))
      .slice(0, mostLongest),
  }
}

const stood = ({ raisedAt, clearedAt }: WouldBe, { to }: Span): number =>
  Math.min(clearedAt ?? to, to) - raisedAt

function tally(alarms: readonly WouldBe[], span: Span, clock: CityClock): Tally {
  const number = (of: (alarm: WouldBe) => boolean) => alarms.filter(of).length
  const free = (filing: WouldBe['filing']) => (one: WouldBe) =>
    one.muted === undefined && one.filing === filing
  const night = number(({ raisedAt }) => clock.period(raisedAt) === 'night')
  return {
    raised: alarms.length,
    automatic: number(free('automatic')),
    confirm: number(free('confirm')),
    none: number(free('none')),
    muted: number(({ muted }) => muted !== undefined),
    day: alarms.length - night,
    night,
    flapping: number(({ flapping }) => flapping),
    standing: number(({ clearedAt }) => clearedAt === undefined || clearedAt >= span.to),
    longest: alarms.reduce((most, one) => Math.max(most, stood(one, span)), 0),
  }
}
