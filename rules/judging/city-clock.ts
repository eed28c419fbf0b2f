import { minuteOfDay, type City } from '../../core/city.ts'
import { weekCalendar, type DayCalendar } from '../../core/day-calendar.ts'
import { instant, localTime, zoneOffset } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'

type DayPeriod = 'day' | 'night'

/** Parts of the calendar that something is counted in. */
export const calendarUnits = ['day', 'week', 'month', 'period'] as const
export type CalendarUnit = (typeof calendarUnits)[number]

const seasons = ['winter', 'spring', 'summer', 'autumn'] as const
type Season = (typeof seasons)[number]

/** What the clocks and the calendar of the city say; the part of time that conditions may ask for. */
export interface CityClock {
  period(at: Instant): DayPeriod
  /** When the day or night of `at` began; the beginning of time in a city without nights. */
  periodStart(at: Instant): Instant
  hour(at: Instant): number
  /** 0 = Sunday. */
  weekday(at: Instant): number
  /** 1-12. */
  month(at: Instant): number
  /** By months: spring is March to May. */
  season(at: Instant): Season
  /** People work: Monday to Friday without holidays, and days swapped for one. */
  workday(at: Instant): boolean
  /** A public holiday, whatever day of the week it falls on. */
  holiday(at: Instant): boolean
  /** A day of the weekend that is worked for a holiday (调休). */
  swapDay(at: Instant): boolean
  /** Milliseconds since local midnight. */
  sinceMidnight(at: Instant): number
  /** Begin and end of the part of the local day that `at` is in; parts of `length` are counted from midnight. */
  partStart(at: Instant, length: number): Instant
  partEnd(at: Instant, length: number): Instant
  unitStart(at: Instant, unit: CalendarUnit): Instant
  unitEnd(at: Instant, unit: CalendarUnit): Instant
  /**
   * The next instant behind `at` at which day and night or the date may change; `hourly`, also each at which the hour does
   * or the clocks are set.
   */
  turnsAfter(at: Instant, hourly: boolean): Instant
}

const hour = 3_600_000
const day = 86_400_000
/** Zones change their offset on a quarter of an hour at the earliest. */
const quarter = 900_000

/** Night reaches from `from` up to but not including `to`, usually over midnight. */
export function cityClock(city: City, calendar: DayCalendar = weekCalendar(city)): CityClock {
  const offset = zoneOffset(city.zone)
  const from = minuteOfDay(city.night.from) * 60_000
  const to = minuteOfDay(city.night.to) * 60_000
  const sinceMidnight = (at: Instant) => (at + offset(at)) % day
  const dayOf = (at: Instant) => Math.floor((at + offset(at)) / day)
  const hourOf = (at: Instant) => Math.floor(sinceMidnight(at) / hour)
  const local = (at: Instant) => localTime(at, offset(at))
  const period = (at: Instant): DayPeriod => {
    const time = sinceMidnight(at)
    const night = from <= to ? time >= from && time < to : time >= from || time < to
    return night ? 'night' : 'day'
  }
  const periodStart = (at: Instant): Instant => {
    if (from === to) return instant(0)
    const back = (sinceMidnight(at) - (period(at) === 'night' ? from : to) + day) % day
    const start = instant(at - back)
    return instant(start + offset(at) - offset(start))
  }

  /** When the clocks were set between two instants with another offset. */
  const changeBetween = (at: Instant, until: Instant): Instant => {
    const before = offset(at)
    let low = Math.floor(at / quarter)
    let high = Math.floor(until / quarter)
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (offset(instant(middle * quarter)) === before) low = middle
      else high = middle
    }
    return instant(high * quarter)
  }
  const partStart = (at: Instant, length: number): Instant => {
    const start = instant(at - (sinceMidnight(at) % length))
    return instant(start + offset(at) - offset(start))
  }
  const partEnd = (at: Instant, length: number): Instant => {
    const time = sinceMidnight(at)
    const end = instant(at - time + Math.min((Math.floor(time / length) + 1) * length, day))
    if (offset(end) === offset(at)) return end
    const change = changeBetween(at, end)
    return partStart(change, length) === change ? change : partEnd(change, length)
  }
  /** Noon is there on every day. */
  const midnight = (date: number, near: Instant): Instant =>
    partStart(instant(date * day + day / 2 - offset(near)), day)
  const turnsAfter = (at: Instant, hourly: boolean): Instant => {
    const time = sinceMidnight(at)
    let next = hourly ? (Math.floor(time / hour) + 1) * hour : day
    if (from > time && from < next) next = from
    if (to > time && to < next) next = to
    const turn = instant(at - time + next)
    if (offset(turn) === offset(at)) return turn
    const change = changeBetween(at, turn)
    // Set back within an hour they show its minutes anew.
    const same = !hourly && period(change) === period(at) && dayOf(change) === dayOf(at)
    return same ? turnsAfter(change, hourly) : change
  }

  const unitStart = (at: Instant, unit: CalendarUnit): Instant => {
    switch (unit) {
      case 'day':
        return partStart(at, day)
      case 'week':
        return midnight(dayOf(at) - ((dayOf(at) + 3) % 7), at)
      case 'month':
        return midnight(dayOf(at) - local(at).day + 1, at)
      case 'period':
        break
    }
    return periodStart(at)
  }
  const unitEnd = (at: Instant, unit: CalendarUnit): Instant => {
    switch (unit) {
      case 'day':
        return partEnd(at, day)
      case 'week':
        return midnight(dayOf(at) - ((dayOf(at) + 3) % 7) + 7, at)
      case 'month': {
        const { year, month } = local(at)
        return midnight(Date.UTC(year, month, 1) / day, at)
      }
      case 'period':
        break
    }
    if (from === to) return instant(Number.MAX_SAFE_INTEGER)
    const began = periodStart(at)
    let turn = turnsAfter(at, false)
    while (periodStart(turn) === began) turn = turnsAfter(turn, false)
    return turn
  }
  const kind = (at: Instant) => calendar.kindOf(dayOf(at))
  return {
    sinceMidnight,
    hour: hourOf,
    weekday: (at) => (dayOf(at) + 4) % 7,
    month: (at) => local(at).month,
    season: (at) => seasons[Math.floor((local(at).month % 12) / 3)] ?? 'winter',
    workday: (at) => kind(at) === 'workday' || kind(at) === 'swap',
    holiday: (at) => kind(at) === 'holiday',
    swapDay: (at) => kind(at) === 'swap',
    period,
    periodStart,
    partStart,
    partEnd,
    unitStart,
    unitEnd,
    turnsAfter,
  }
}
