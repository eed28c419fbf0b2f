import { createRequire } from 'node:module'

import { z } from 'zod'

import { minuteOfDay, type City } from '../../core/city.ts'
import { days, zoneOffset } from '../../core/time.ts'
import type { Calendar } from '../working-time.ts'

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
 * then Monday to Friday. A year without a single holiday in the data is one whose notice has not been published yet: its
 * weekdays count as workdays and the result says so (`certain: false`).
 */
export function chineseCalendar({ zone, working }: Pick<City, 'zone' | 'working'>): Calendar {
  const holidays = new Set(working.holidays)
  const workdays = new Set(working.workdays)
  return {
    hours: separate(working.hours),
    offset: zoneOffset(zone),
    workday: (day) => {
      const midnight = new Date(day * days(1))
      const date = midnight.toISOString().slice(0, 10)
      if (holidays.has(date)) return { work: false, certain: true }
      if (workdays.has(date)) return { work: true, certain: true }
      const certain = years.has(date.slice(0, 4))
      if (Object.hasOwn(national.workdays, date)) return { work: true, certain }
      if (Object.hasOwn(national.holidays, date)) return { work: false, certain }
      const weekday = midnight.getUTCDay()
      return { work: weekday !== 0 && weekday !== 6, certain }
    },
  }
}

/** Sorted and without overlap, so that no minute counts twice. */
function separate(periods: City['working']['hours']): Calendar['hours'] {
  const sorted = periods
    .map(({ from, to }) => ({ from: minuteOfDay(from), to: minuteOfDay(to) }))
    .sort((a, b) => a.from - b.from)
  const separated: { from: number; to: number }[] = []
  for (const { from, to } of sorted) {
    const opens = Math.max(from, separated.at(-1)?.to ?? 0)
    if (to > opens) separated.push({ from: opens, to })
  }
  return separated
}
