/** The hours of a day: what came and went in each, for the chart of the daily report. Pure. */
import { hours, plus, type Instant } from '../../core/time.ts'

export const hourlyEvents = ['collected', 'closed'] as const

/** So often in that hour of the day, 0 the first one. */
export interface HourFigure {
  readonly figure: (typeof hourlyEvents)[number] | 'raised'
  readonly hour: number
  readonly count: number
}

export interface HourRow {
  /** When it begins. */
  readonly at: Instant
  readonly collected: number
  readonly closed: number
  /** Alarms. */
  readonly raised: number
}

/** Each hour of the day, those too in which nothing happened: 23 or 25 where the clocks are changed. */
export function hourRows(
  { from, to }: { readonly from: Instant; readonly to: Instant },
  figures: readonly HourFigure[],
): readonly HourRow[] {
  const count = Math.ceil((to - from) / hours(1))
  const rows = Array.from({ length: count }, (_, hour) => ({
    ...{ at: plus(from, hours(1) * hour), collected: 0, closed: 0, raised: 0 },
  }))
  for (const { figure, hour, count: more } of figures) {
    const row = rows[hour]
    if (row !== undefined) row[figure] += more
  }
  return rows
}
