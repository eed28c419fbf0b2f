/**
 * Who of a unit or a desk is on duty when (值班表). Rows say days and hours; a swap (换班) puts another person in for a time. Everything else
 * (who is on duty, where nobody is) is computed from them. Pure.
 */
import { z } from 'zod'

import { minutesOf } from '../../core/city.ts'
import type { RotaHolder } from '../../core/duty-desks.ts'
import { instantSchema, keptText } from '../../core/record-schemas.ts'
import { days, instant, minutes, type Instant } from '../../core/time.ts'
import { daysNamed } from '../../core/week-hours.ts'
import type { Calendar } from './working-time.ts'

/** Which days a row is of, beside days of the week such as `Mo-Fr` or `Sa,Su`. `workdays` and `restdays` go by the calendar (调休). */
export const dayKinds = ['daily', 'workdays', 'restdays'] as const

const shiftSchema = z
  .looseObject({
    /** The name of an account. */
    person: z.string(),
    /** First and last day, `2026-03-15`; without `until` it goes on. */
    since: z.string(),
    until: z.string().exactOptional(),
    days: z.string(),
    /** On the clocks of the city; what ends before it begins goes over midnight and belongs to the day it began on. */
    from: z.string(),
    to: z.string(),
  })
  .readonly()
export type Shift = z.infer<typeof shiftSchema>

const swapSchema = z
  .looseObject({
    from: instantSchema,
    to: instantSchema,
    /** Who would be on duty, and who is instead. */
    out: z.string(),
    in: z.string(),
    at: instantSchema,
    by: z.string(),
    reason: z.string(),
  })
  .readonly()
export type Swap = z.infer<typeof swapSchema>

export const rotaSchema = z
  .looseObject({
    /** Or a desk. */
    unit: keptText<RotaHolder>(),
    /** Grows by one with each change; every version is kept. */
    version: z.number(),
    at: instantSchema,
    by: z.string(),
    reason: z.string(),
    shifts: z.array(shiftSchema).readonly(),
    swaps: z.array(swapSchema).readonly(),
  })
  .readonly()
export type Rota = z.infer<typeof rotaSchema>

/** A stretch of duty of one person. `instead`: for whom, after a swap. */
export interface Turn {
  readonly person: string
  readonly from: Instant
  readonly to: Instant
  readonly instead?: string
}

type Clocks = Pick<Calendar, 'offset' | 'workday'>
type Rows = Pick<Rota, 'shifts' | 'swaps'>

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / days(1)

function isOn({ since, until, days: named }: Shift, day: number, calendar: Clocks): boolean {
  if (day < dayOf(since) || (until !== undefined && day > dayOf(until))) return false
  if (named === 'daily') return true
  if (named === 'workdays' || named === 'restdays')
    return calendar.workday(day).work === (named === 'workdays')
  // 1 January 1970 was a Thursday; a week begins on Monday.
  return daysNamed(named)?.includes((day + 3) % 7) === true
}

/** Local milliseconds as an instant. */
const universal = (local: number, calendar: Clocks): Instant =>
  instant(local - calendar.offset(instant(local - calendar.offset(instant(local)))))

function swapped(turns: readonly Turn[], { from, to, out, in: person }: Swap): readonly Turn[] {
  return turns.flatMap((turn) => {
    const [begins, ends] = [instant(Math.max(turn.from, from)), instant(Math.min(turn.to, to))]
    if (turn.person !== out || begins >= ends) return [turn]
    return [
      { ...turn, to: begins },
      { person, from: begins, to: ends, instead: turn.instead ?? out },
      { ...turn, from: ends },
    ].filter((part) => part.from < part.to)
  })
}

/** Who has duty between two instants, cut to them, in the order in which they begin, of one moment in that of the rows. */
export function turns(
  { shifts, swaps }: Rows,
  from: Instant,
  to: Instant,
  calendar: Clocks,
): readonly Turn[] {
  const first = Math.floor((from + calendar.offset(from)) / days(1)) - 1
  const last = Math.floor((to + calendar.offset(to)) / days(1))
  const planned: Turn[] = []
  for (const shift of shifts) {
    const hours = minutesOf(shift)
    for (let day = first; day <= last; day += 1) {
      if (!isOn(shift, day, calendar)) continue
      const begins = universal(day * days(1) + minutes(hours.from), calendar)
      const ends = universal(day * days(1) + minutes(hours.to), calendar)
      planned.push({ person: shift.person, from: begins, to: ends })
    }
  }
  return swaps
    .reduce(swapped, planned)
    .filter((turn) => turn.from < to && turn.to > from)
    .map((turn) => ({
      ...turn,
      from: instant(Math.max(turn.from, from)),
      to: instant(Math.min(turn.to, to)),
    }))
    .toSorted((a, b) => a.from - b.from)
}

/** Who is on duty at a moment, each once: the first row first, whom the others follow when the one before does not answer. */
export function onDuty(rota: Rows, at: Instant, calendar: Clocks): readonly Turn[] {
  const running = turns(rota, at, instant(at + 1), calendar)
  return running.filter(
    ({ person }, place) => running.findIndex((turn) => turn.person === person) === place,
  )
}

/** When nobody is on duty. */
export function gaps(
  rota: Rows,
  from: Instant,
  to: Instant,
  calendar: Clocks,
): readonly { readonly from: Instant; readonly to: Instant }[] {
  const found: { from: Instant; to: Instant }[] = []
  let covered = from
  for (const turn of turns(rota, from, to, calendar)) {
    if (turn.from > covered) found.push({ from: covered, to: turn.from })
    covered = instant(Math.max(covered, turn.to))
  }
  if (covered < to) found.push({ from: covered, to })
  return found
}
