/**
 * Patrol plans (巡查计划): which unit grids are walked when, by whom, past which check points. Tasks follow from them: of each stretch of
 * hours a plan has one or several windows, and each window is one task. Pure.
 */
import type { CheckPoint } from '../../core/patrol-coverage.ts'
import { days, instant, type Instant } from '../../core/time.ts'
import { turns } from './rota.ts'
import type { Calendar } from './working-time.ts'

/** A check point as a plan names it: a position, or a component of the city (部件). */
export type PlannedPoint =
  | CheckPoint
  | { readonly name: string; readonly component: string; readonly radius: number }

export interface PatrolPlan {
  readonly plan: string
  readonly name: string
  /** A responsibility grid, whose cells and people hold where the plan names none. */
  readonly grid?: string
  /** Heads of codes of unit grids. */
  readonly cells: readonly string[]
  /** Accounts; none: those of the grid. */
  readonly people: readonly string[]
  /** As a rota says them: `daily`, `workdays`, `restdays`, `Mo-Fr`. */
  readonly days: string
  readonly from: string
  readonly to: string
  /** So many windows of one length; or `every`, each so many milliseconds. */
  readonly times: number
  readonly every?: number
  readonly points: readonly PlannedPoint[]
  /** What to look for. */
  readonly look?: string
}

export interface PatrolWindow {
  readonly from: Instant
  readonly to: Instant
}

/** The windows of a plan that begin from `from` until before `to`, in order. */
export function windowsOf(
  { days: named, from: begins, to: ends, times, every }: PatrolPlan,
  from: Instant,
  to: Instant,
  calendar: Pick<Calendar, 'offset' | 'workday'>,
): readonly PatrolWindow[] {
  const shift = { person: '', since: '1970-01-01', days: named, from: begins, to: ends }
  // Hours are of a day at most: those that begin before are asked for whole.
  const stretches = turns(
    { shifts: [shift], swaps: [] },
    instant(from - days(2)),
    instant(to + days(2)),
    calendar,
  )
  return stretches
    .flatMap((stretch) => {
      const long = stretch.to - stretch.from
      const count = every === undefined ? times : Math.floor(long / every)
      const length = every ?? long / times
      return Array.from({ length: count }, (_, n) => ({
        from: instant(Math.round(stretch.from + n * length)),
        to: instant(Math.round(stretch.from + (n + 1) * length)),
      }))
    })
    .filter((window) => window.from >= from && window.from < to)
}
