/** Names of conditions for what the city's clock and calendar say. */
import type { Instant } from '../../core/time.ts'
import type { CityClock } from '../judging/city-clock.ts'

interface ClockWord {
  readonly type: 'string' | 'double' | 'bool'
  readonly value: (clock: CityClock, at: Instant) => string | number | boolean
}

/** What the city's clock and calendar say. */
export const clockWords: Readonly<Record<string, ClockWord>> = {
  period: { type: 'string', value: (clock, at) => clock.period(at) },
  hour: { type: 'double', value: (clock, at) => clock.hour(at) },
  weekday: { type: 'double', value: (clock, at) => clock.weekday(at) },
  month: { type: 'double', value: (clock, at) => clock.month(at) },
  season: { type: 'string', value: (clock, at) => clock.season(at) },
  workday: { type: 'bool', value: (clock, at) => clock.workday(at) },
  holiday: { type: 'bool', value: (clock, at) => clock.holiday(at) },
  swapDay: { type: 'bool', value: (clock, at) => clock.swapDay(at) },
}

/** The name of the schedule that a name of a condition is about. */
export const scheduleOf = (read: string): string | undefined =>
  /^schedules(?:\.|\[["'])(\w+)/.exec(read)?.[1]

/** Since Monday 00:00. */
export const minuteOfWeek = (clock: CityClock, at: Instant): number =>
  ((clock.weekday(at) + 6) % 7) * 1_440 + Math.floor(clock.sinceMidnight(at) / 60_000)

/** Names that nothing else can have. */
export const reserved: ReadonlySet<string> = new Set([
  'device',
  'limits',
  'schedules',
  ...Object.keys(clockWords),
  'true',
  'false',
  'null',
  'in',
])
