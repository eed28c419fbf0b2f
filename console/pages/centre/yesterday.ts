/** What today is compared with: the day before it, until the same time of day. From what the report of today says, and not from the clock of a browser. Pure. */
import { days, instant, minutes, timeOf, zoneOffset } from '../../../core/time.ts'
import type { DailyReport } from '../../api/types.ts'

export interface DayUntil {
  readonly date: string
  /** On the clocks of the city, `14:05`. */
  readonly time: string
}

/** As often is it asked for again. */
const grain = minutes(5)

/** Of a day that is over there is no time of day to compare with. */
export function dayBefore(
  { date, to, generatedAt }: Pick<DailyReport, 'date' | 'to' | 'generatedAt'>,
  zone: string,
): DayUntil | undefined {
  if (generatedAt >= to) return undefined
  const until = instant(Math.floor(generatedAt / grain) * grain)
  return {
    date: new Date(Date.parse(date) - days(1)).toISOString().slice(0, 10),
    time: timeOf(until, zoneOffset(zone)).slice(-5),
  }
}

/** `+3`, `−2`, `±0`. */
export function change(from: number, to: number): string {
  if (from === to) return '±0'
  return to > from ? `+${to - from}` : `−${from - to}`
}
