import { createRequire } from 'node:module'

import { z } from 'zod'

import { minutesOf, type City } from '../../core/city.ts'
import { days, zoneOffset } from '../../core/time.ts'
import { isFestival, isFixedHoliday, namesYear } from '../life/festivals.ts'
import type { DayCalendar } from '../../core/day-calendar.ts'
import type { Calendar } from '../life/working-time.ts'

const tables = z.object({
  holidays: z.record(z.string(), z.string()),
  workdays: z.record(z.string(), z.string()),
})

/**
 * Only the data of `chinese-days` is used: its functions read dates on the clock of the process and are a day off west
 * of Greenwich (1.5.7).
 */
const national = tables.parse(
  createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as unknown,
)
const years = new Set(Object.keys(national.holidays).map((date) => date.slice(0, 4)))

/**
 * Workdays of mainland China: the days `city.yaml` names, then the State Council's holidays and swap workdays (调休),
 * then Monday to Friday. The notice of a year is published late in the year before. Until the data have it, or `city.yaml`
 * names all of the year, only the holidays of the law are known: those of fixed dates for sure; festivals, weekends and weekdays
 * may yet be swapped, and the result says so (`certain: false`).
 */
export function chineseCalendar({
  zone,
  working,
}: Pick<City, 'zone' | 'working'>): Calendar & DayCalendar {
  const holidays = new Set(working.holidays)
  const workdays = new Set(working.workdays)
  const offset = zoneOffset(zone)
  const named = new Map<string, boolean>()
  const isKnown = (year: string): boolean => {
    const known = named.get(year) ?? (years.has(year) || namesYear(holidays, year))
    named.set(year, known)
    return known
  }
  const isHoliday = (date: string): boolean => {
    if (holidays.has(date)) return true
    if (workdays.has(date) || Object.hasOwn(national.workdays, date)) return false
    return Object.hasOwn(national.holidays, date) || isFixedHoliday(date) || isFestival(date)
  }
  return {
    kindOf: (day) => {
      const midnight = new Date(day * days(1))
      const date = midnight.toISOString().slice(0, 10)
      if (isHoliday(date)) return 'holiday'
      const weekday = midnight.getUTCDay()
      if (weekday !== 0 && weekday !== 6) return 'workday'
      const swapped = workdays.has(date) || Object.hasOwn(national.workdays, date)
      return swapped ? 'swap' : 'weekend'
    },
    hours: working.hours.map(minutesOf),
    offset,
    workday: (day) => {
      const midnight = new Date(day * days(1))
      const date = midnight.toISOString().slice(0, 10)
      if (holidays.has(date)) return { work: false, certain: true }
      if (workdays.has(date)) return { work: true, certain: true }
      const certain = isKnown(date.slice(0, 4))
      if (Object.hasOwn(national.workdays, date)) return { work: true, certain: true }
      if (Object.hasOwn(national.holidays, date)) return { work: false, certain: true }
      if (!certain && isFixedHoliday(date)) return { work: false, certain: true }
      const weekday = midnight.getUTCDay()
      return { work: weekday !== 0 && weekday !== 6 && (certain || !isFestival(date)), certain }
    },
    ends: (now) => {
      const today = new Date(now + offset(now))
      let year = today.getUTCFullYear()
      while (isKnown(String(year))) year += 1
      return Date.UTC(year, 0, 1) / days(1)
    },
  }
}
