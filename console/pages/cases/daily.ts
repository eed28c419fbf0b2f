/** What is made of the daily report besides showing it. Pure. */
import { instant, localTime, zoneOffset } from '../../../core/time.ts'
import type { DailyReport } from '../../api/types.ts'

/** One row of a breakdown. */
export type Row = Omit<DailyReport['bySeverity'][number], 'severity'>

/** Nothing happened; cases may be open all the same. */
export function isEmptyDay({ cases, alarms }: DailyReport): boolean {
  const { openAtEnd: _, ...happened } = cases
  return (
    Object.values(happened).every((count) => count === 0) && alarms.raised + alarms.cleared === 0
  )
}

/** Share of the closed cases that were closed in time; undefined when none was closed. */
export const onTimeShare = ({ onTime }: DailyReport): number | undefined =>
  onTime.closed === 0 ? undefined : onTime.inTime / onTime.closed

/** The date on the city's clocks, `2026-03-15`. */
export function cityDate(at: number, zone: string): string {
  const { year, month, day } = localTime(instant(at), zoneOffset(zone)(instant(at)))
  const two = (number: number) => String(number).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)}`
}

/** The same of an hour, `07:00`. */
export function cityHour(at: number, zone: string): string {
  const { hour, minute } = localTime(instant(at), zoneOffset(zone)(instant(at)))
  const two = (number: number) => String(number).padStart(2, '0')
  return `${two(hour)}:${two(minute)}`
}

/** The calendar day that many days later. */
export const shifted = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

export const isDate = (text: string | undefined): text is string =>
  text !== undefined &&
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`))
