/** What kind of day a date is: the port of whoever asks whether people work. */
import type { City } from './city.ts'
import { days } from './time.ts'

/** `swap`: a day of the weekend that is worked for a holiday (调休). `holiday`: public, also where it falls on a weekend. */
type DayKind = 'workday' | 'weekend' | 'holiday' | 'swap'

export interface DayCalendar {
  /** `day` counts days since 1970-01-01 on the city's clocks. */
  kindOf(day: number): DayKind
}

/** Monday to Friday, and the days that `city.yaml` names: all that is known without a calendar of the country. */
export function weekCalendar({ working }: Pick<City, 'working'>): DayCalendar {
  const holidays = new Set(working.holidays.map(dayOf))
  const workdays = new Set(working.workdays.map(dayOf))
  return {
    kindOf: (day) => {
      if (holidays.has(day)) return 'holiday'
      if (!isWeekend(day)) return 'workday'
      return workdays.has(day) ? 'swap' : 'weekend'
    },
  }
}

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / days(1)

/** 1 January 1970 was a Thursday. */
const isWeekend = (day: number): boolean => [0, 6].includes((day + 4) % 7)
