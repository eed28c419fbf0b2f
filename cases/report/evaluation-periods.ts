import { UrbanBrainError } from '../../core/errors.ts'
import { dateOf, days, instant, type Instant } from '../../core/time.ts'
import type { Calendar } from '../life/working-time.ts'
import type { Period } from './evaluation-counts.ts'
import { dayOf } from './report.ts'

/** From the beginning of one day to the end of another, on the clocks of the city. */
export interface Dates {
  readonly from: string
  readonly to: string
}
export interface DatedPeriod extends Dates {
  readonly period: Period
}

const longest = 366
const defaultDays = 30
const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / days(1)
const dateAt = (day: number): string => new Date(day * days(1)).toISOString().slice(0, 10)

/** The 29th of February has its counterpart on the 28th. */
function yearBefore(date: string): string {
  const there = `${String(Number(date.slice(0, 4)) - 1).padStart(4, '0')}${date.slice(4)}`
  return there.endsWith('-02-29') ? there.replace(/29$/, '28') : there
}

/** How many whole months the dates are, of the calendar; undefined when they are none. */
function monthsIn(first: number, last: number): number | undefined {
  const [from, after] = [new Date(first * days(1)), new Date((last + 1) * days(1))]
  if (from.getUTCDate() !== 1 || after.getUTCDate() !== 1) return undefined
  const months = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth()
  return months(after) - months(from)
}

export function isQuarter({ from, to }: Dates): boolean {
  return /-(01|04|07|10)-01$/.test(from) && monthsIn(dayNumber(from), dayNumber(to)) === 3
}

const monthsBefore = (first: number, months: number): number => {
  const from = new Date(first * days(1))
  return Date.UTC(from.getUTCFullYear(), from.getUTCMonth() - months, 1) / days(1)
}

/**
 * The period that was asked for (the last 30 whole days by default), as many days before it, and the same dates a year
 * earlier; of whole months as many months before, and the same months. One that is not over ends now.
 */
export function periodsOf(
  asked: { readonly [Name in keyof Dates]?: string | undefined },
  now: Instant,
  offset: Calendar['offset'],
): Readonly<Record<'chosen' | 'previous' | 'yearAgo', DatedPeriod>> {
  const today = dayNumber(dateOf(now, offset))
  const last = asked.to === undefined ? today - 1 : dayNumber(asked.to)
  const first = asked.from === undefined ? last - defaultDays + 1 : dayNumber(asked.from)
  const length = last - first + 1
  if (length < 1 || length > longest)
    throw new UrbanBrainError(
      'request-invalid',
      `a period has 1 to ${longest} days, from its first to its last; ${dateAt(first)} to ${dateAt(last)} has ${length}`,
    )
  if (first > today)
    throw new UrbanBrainError(
      'request-invalid',
      `${dateAt(first)} has not begun; it is ${dateAt(today)}`,
    )
  const dated = (from: string, to: string): DatedPeriod => ({
    ...{ from, to },
    period: {
      from: dayOf(from, offset).from,
      to: instant(Math.min(now, dayOf(to, offset).to)),
    },
  })
  const [from, to] = [dateAt(first), dateAt(last)]
  const months = monthsIn(first, last)
  const before = months === undefined ? first - length : monthsBefore(first, months)
  return {
    chosen: dated(from, to),
    previous: dated(dateAt(before), dateAt(first - 1)),
    yearAgo: dated(
      yearBefore(from),
      // The February of a leap year has one day more.
      months === undefined ? yearBefore(to) : dateAt(monthsBefore(last + 1, 12) - 1),
    ),
  }
}
