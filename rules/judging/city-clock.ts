import { minuteOfDay, type City } from '../../core/city.ts'
import { instant, zoneOffset } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'

type DayPeriod = 'day' | 'night'

/** What the clocks of the city say; the part of time that conditions may ask for. */
export interface CityClock {
  period(at: Instant): DayPeriod
  /** When the day or night of `at` began; the beginning of time in a city without nights. */
  periodStart(at: Instant): Instant
  hour(at: Instant): number
  /** 0 = Sunday. */
  weekday(at: Instant): number
  /** Milliseconds since local midnight. */
  sinceMidnight(at: Instant): number
  /** The next instant behind `at` at which day and night or the weekday may change, and the hour if that matters. */
  turnsAfter(at: Instant, hourly: boolean): Instant
}

const hour = 3_600_000
const day = 86_400_000

/** Night reaches from `from` up to but not including `to`, usually over midnight. */
export function cityClock(city: City): CityClock {
  const offset = zoneOffset(city.zone)
  const from = minuteOfDay(city.night.from) * 60_000
  const to = minuteOfDay(city.night.to) * 60_000
  const sinceMidnight = (at: Instant) => (at + offset(at)) % day
  const period = (at: Instant): DayPeriod => {
    const time = sinceMidnight(at)
    const night = from <= to ? time >= from && time < to : time >= from || time < to
    return night ? 'night' : 'day'
  }
  return {
    sinceMidnight,
    hour: (at) => Math.floor(sinceMidnight(at) / hour),
    weekday: (at) => (Math.floor((at + offset(at)) / day) + 4) % 7,
    period,
    periodStart(at) {
      if (from === to) return instant(0)
      const back = (sinceMidnight(at) - (period(at) === 'night' ? from : to) + day) % day
      const start = instant(at - back)
      return instant(start + offset(at) - offset(start))
    },
    turnsAfter(at, hourly) {
      const time = sinceMidnight(at)
      let next = hourly ? (Math.floor(time / hour) + 1) * hour : day
      if (from > time && from < next) next = from
      if (to > time && to < next) next = to
      return instant(at - time + next)
    },
  }
}
