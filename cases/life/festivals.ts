/**
 * Public holidays of mainland China that follow from the law alone (全国年节及纪念日放假办法, as in force since 2025), without the
 * yearly notice of the State Council, which adds bridges to weekends and swap workdays (调休).
 */

/** Of every year. */
const fixed: ReadonlySet<string> = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'])

/**
 * First day of the Spring Festival (正月初一), Dragon Boat (五月初五), Mid-Autumn (八月十五) and Qingming. A table: the calendar of ICU puts
 * new moons shortly before midnight on the wrong day (2027, 2030), and the functions of `chinese-days` depend on the process's zone.
 */
const lunar: Readonly<Record<string, readonly [string, string, string, string]>> = {
  2027: ['02-06', '06-09', '09-15', '04-05'],
  2028: ['01-26', '05-28', '10-03', '04-04'],
  2029: ['02-13', '06-16', '09-22', '04-04'],
  2030: ['02-03', '06-05', '09-12', '04-05'],
  2031: ['01-23', '06-24', '10-01', '04-05'],
  2032: ['02-11', '06-12', '09-19', '04-04'],
  2033: ['01-31', '06-01', '09-08', '04-04'],
  2034: ['02-19', '06-20', '09-27', '04-05'],
  2035: ['02-08', '06-10', '09-16', '04-05'],
  2036: ['01-28', '05-30', '10-04', '04-04'],
  2037: ['02-15', '06-18', '09-24', '04-04'],
  2038: ['02-04', '06-07', '09-13', '04-05'],
  2039: ['01-24', '05-27', '10-02', '04-05'],
  2040: ['02-12', '06-14', '09-20', '04-04'],
}

const day = 86_400_000
const around = (date: string, from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, n) =>
    new Date(Date.parse(`${date}T00:00:00Z`) + (from + n) * day).toISOString().slice(0, 10),
  )

/** The eve of the Spring Festival and its first three days; one day of each of the others. */
const festivals: ReadonlySet<string> = new Set(
  Object.entries(lunar).flatMap(([year, [spring, ...single]]) => [
    ...around(`${year}-${spring}`, -1, 2),
    ...single.map((date) => `${year}-${date}`),
  ]),
)

/** `YYYY-MM-DD`. */
export const isFixedHoliday = (date: string): boolean => fixed.has(date.slice(5))
export const isFestival = (date: string): boolean => festivals.has(date)

/** Whether the days name every fixed holiday of the year: then somebody wrote down its whole notice. */
export const namesYear = (dates: ReadonlySet<string>, year: string): boolean =>
  [...fixed].every((date) => dates.has(`${year}-${date}`))
