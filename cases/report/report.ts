/** The report of a day: how many cases came, moved and ended, who was in time, and what raised the alarms. */
import type { Bilingual } from '../../core/bilingual.ts'
import { compareSeverity, type Severity } from '../../core/severity.ts'
import type { DeviceId, RuleId, UnitId } from '../../core/identity.ts'
import { days, instant, minutes, type Instant } from '../../core/time.ts'
import type { Fact } from '../life/facts.ts'
import type { Calendar } from '../life/working-time.ts'
import { hourRows, type HourFigure, type HourRow } from './hours.ts'

/** What cases are alike in. `street` is the head of their grid code: county 6 + street 3 digits. */
export interface CaseLike {
  readonly category: string
  readonly severity: Severity
  readonly unit?: UnitId
  readonly street?: string
}

export interface CaseGroup extends CaseLike {
  readonly count: number
}

/** Events that are alike, of cases that are alike. */
export interface EventGroup extends CaseGroup {
  readonly event: ReportedEvent
}

/** A case that was closed on the day. */
export interface ClosedCase extends CaseLike {
  /** Deadlines that passed in its life. */
  readonly overdues: number
  /** Handling deadlines that passed while its unit had it. */
  readonly unitOverdues: number
  /** Milliseconds that units had it on site. */
  readonly handledFor?: number
}

/** What the register knows of a day. */
export interface DayFacts {
  /** In which of its hours. */
  readonly hours: readonly HourFigure[]
  readonly events: readonly EventGroup[]
  /** Open when the day ended, or now while it lasts. */
  readonly open: readonly CaseGroup[]
  readonly closed: readonly ClosedCase[]
  /** Collected on the day and following a case that was closed; the unit is the one that had that case. */
  readonly recurred: readonly CaseGroup[]
  readonly alarms: {
    readonly cleared: number
    /** Raised on the day, by rule. */
    readonly raised: readonly {
      readonly rule: RuleId
      readonly title: Bilingual
      readonly count: number
    }[]
    /** Devices that raised the most, at most `topDevices` of them. */
    readonly devices: readonly { readonly device: DeviceId; readonly count: number }[]
  }
}

export const topDevices = 10

export const reportedEvents = [
  'collected',
  'filed',
  'dispatched',
  'reported',
  'closed',
  'voided',
  'returned',
  'rework',
  'overdue',
] as const satisfies readonly Fact['event'][]
type ReportedEvent = (typeof reportedEvents)[number]

type CaseFigures = Readonly<
  Record<Exclude<ReportedEvent, 'rework'> | 'reworked' | 'openAtEnd' | 'recurred', number>
>

/** One row of a breakdown. */
interface Row {
  readonly collected: number
  readonly closed: number
  /** Of the closed, those none of whose deadlines had passed; of a unit only those of handling that it had count. */
  readonly inTime: number
  readonly openAtEnd: number
  /** Deadlines that passed on the day; of a unit only those of handling. */
  readonly overdue: number
  /** Cases that came back; of a unit those that it had closed. */
  readonly recurred: number
}

/** A day on the clocks of the city; `to` is the midnight that ends it, or the time of day that it is counted until. */
interface Day {
  readonly date: string
  readonly from: Instant
  readonly to: Instant
}

export interface DailyReport extends Day {
  readonly generatedAt: Instant
  readonly cases: CaseFigures
  /** Of the cases closed on the day, those none of whose deadlines had passed (按期结案). */
  readonly onTime: { readonly closed: number; readonly inTime: number }
  /** How long units had the cases closed on the day, without the inspector's time; absent when there are none. */
  readonly handlingMinutes?: { readonly median: number; readonly p90: number }
  readonly byCategory: readonly (Row & { readonly category: string })[]
  /** Without `unit`: cases that no unit had. */
  readonly byUnit: readonly (Row & { readonly unit?: UnitId })[]
  /** Without `street`: cases whose grid cell is not known. */
  readonly byStreet: readonly (Row & { readonly street?: string })[]
  /** The gravest first. */
  readonly bySeverity: readonly (Row & { readonly severity: Severity })[]
  readonly alarms: {
    readonly raised: number
    readonly cleared: number
    /** The most frequent first. */
    readonly byRule: readonly {
      readonly rule: RuleId
      readonly title: Bilingual
      readonly raised: number
    }[]
  }
  readonly topDevices: readonly { readonly device: DeviceId; readonly alarms: number }[]
  readonly byHour: readonly HourRow[]
}

/** The day of a date, `2026-03-15`, on clocks that are `offset` milliseconds east of UTC; until `time`, `14:05`, when it is given. */
export function dayOf(date: string, offset: Calendar['offset'], time?: string): Day {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const end = time === undefined ? midnight + days(1) : Date.parse(`${date}T${time}:00Z`)
  // Looked up again at what it gives, because the clocks may be changed on that very day.
  const universal = (local: number) =>
    instant(local - offset(instant(local - offset(instant(local)))))
  return { date, from: universal(midnight), to: universal(end) }
}

export function dailyReport(day: Day, facts: DayFacts, generatedAt: Instant): DailyReport {
  const { events, open, closed, recurred, alarms } = facts
  const happened = (wanted: ReportedEvent) => sum(events.filter(({ event }) => event === wanted))
  const handled = closed.flatMap(({ handledFor }) => (handledFor === undefined ? [] : [handledFor]))
  const handling = minutesOf(handled)
  return {
    ...day,
    generatedAt,
    cases: {
      collected: happened('collected'),
      filed: happened('filed'),
      dispatched: happened('dispatched'),
      reported: happened('reported'),
      closed: happened('closed'),
      voided: happened('voided'),
      returned: happened('returned'),
      reworked: happened('rework'),
      overdue: happened('overdue'),
      openAtEnd: sum(open),
      recurred: sum(recurred),
    },
    onTime: {
      closed: closed.length,
      inTime: closed.filter(allInTime).length,
    },
    ...(handling !== undefined && { handlingMinutes: handling }),
    byCategory: breakdown(facts, ({ category }) => category).map(({ key, ...row }) => ({
      category: key,
      ...row,
    })),
    byUnit: breakdown(facts, ({ unit }) => unit, unitInTime).map(({ key, ...row }) => ({
      ...(key !== undefined && { unit: key }),
      ...row,
    })),
    byStreet: breakdown(facts, ({ street }) => street).map(({ key, ...row }) => ({
      ...(key !== undefined && { street: key }),
      ...row,
    })),
    bySeverity: breakdown(facts, ({ severity }) => severity)
      .map(({ key, ...row }) => ({ severity: key, ...row }))
      .sort((a, b) => compareSeverity(b.severity, a.severity)),
    alarms: {
      raised: sum(alarms.raised),
      cleared: alarms.cleared,
      byRule: alarms.raised
        .map(({ rule, title, count }) => ({ rule, title, raised: count }))
        .sort((a, b) => b.raised - a.raised || order(a.rule, b.rule)),
    },
    topDevices: alarms.devices
      .map(({ device, count }) => ({ device, alarms: count }))
      .sort((a, b) => b.alarms - a.alarms || order(a.device, b.device)),
    byHour: hourRows(day, facts.hours),
  }
}

const allInTime = ({ overdues }: ClosedCase): boolean => overdues === 0
const unitInTime = ({ unit, overdues, unitOverdues }: ClosedCase): boolean =>
  unit === undefined ? overdues === 0 : unitOverdues === 0

const noFigures: Row = { collected: 0, closed: 0, inTime: 0, openAtEnd: 0, overdue: 0, recurred: 0 }

/** What is the same in `keyOf` makes a row; by key, what has none comes last. */
function breakdown<Key extends string | undefined>(
  { events, open, closed, recurred }: DayFacts,
  keyOf: (like: CaseLike) => Key,
  isInTime: (one: ClosedCase) => boolean = allInTime,
): readonly (Row & { readonly key: Key })[] {
  const rows = new Map<Key, Row>()
  const add = (group: CaseGroup, figure: keyof Row) => {
    const key = keyOf(group)
    const row = rows.get(key) ?? noFigures
    rows.set(key, { ...row, [figure]: row[figure] + group.count })
  }
  for (const group of events)
    if (group.event === 'collected' || group.event === 'closed' || group.event === 'overdue')
      add(group, group.event)
  for (const one of closed) if (isInTime(one)) add({ ...one, count: 1 }, 'inTime')
  for (const group of open) add(group, 'openAtEnd')
  for (const group of recurred) add(group, 'recurred')
  return [...rows]
    .map(([key, row]) => ({ key, ...row }))
    .sort((a, b) => order(a.key ?? last, b.key ?? last))
}

/** Behind every name and code. */
const last = '\uffff'

/** Median and nearest-rank 90th percentile, in minutes with one decimal. */
function minutesOf(milliseconds: readonly number[]): DailyReport['handlingMinutes'] {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  const lower = sorted[Math.ceil(half) - 1]
  const upper = sorted[Math.floor(half)]
  const ninetieth = sorted[Math.ceil(sorted.length * 0.9) - 1]
  if (lower === undefined || upper === undefined || ninetieth === undefined) return undefined
  const rounded = (value: number) => Math.round((value / minutes(1)) * 10) / 10
  return { median: rounded((lower + upper) / 2), p90: rounded(ninetieth) }
}

const sum = (groups: readonly { readonly count: number }[]): number =>
  groups.reduce((total, { count }) => total + count, 0)

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
