/** Changes of a rota (值班表), each a version of its own with who and why. Pure; mistakes are values. */
import { minuteOfDay } from '../../core/city.ts'
import type { RotaHolder } from '../../core/duty-desks.ts'
import { days, type Instant } from '../../core/time.ts'
import { daysNamed } from '../../core/week-hours.ts'
import { isDay, said } from '../../core/written-cells.ts'
import { dayKinds, turns, type Rota, type Shift, type Swap } from './rota.ts'
import type { Calendar } from './working-time.ts'

export interface Edited {
  readonly unit: RotaHolder
  readonly at: Instant
  readonly by: string
  readonly reason: string
}

export const mostShifts = 200
const mostSwaps = 200
const longestAhead = days(100)

/** All that is wrong with a row. `people`: who can have duty in the unit. */
export function* shiftMistakes(shift: Shift, people: ReadonlySet<string>): Iterable<string> {
  const { person, since, until, days: named, from, to } = shift
  if (!people.has(person))
    yield `person: ${said(person)} is no account of this unit that can sign in`
  if (!isDay(since)) yield `since: ${said(since)} is no day like 2026-01-31`
  if (until !== undefined && !isDay(until)) yield `until: ${said(until)} is no day like 2026-01-31`
  if (until !== undefined && isDay(since) && isDay(until) && until < since)
    yield `until: ${until} is before since ${since}`
  if (!dayKinds.some((kind) => kind === named) && daysNamed(named) === undefined)
    yield `days: ${said(named)} is not daily, workdays, restdays or days such as Mo-Fr, Sa,Su`
  if (!isTime(from) || from === '24:00') yield `from: ${said(from)} is no time like 08:00`
  if (!isTime(to)) yield `to: ${said(to)} is no time like 20:00, until 24:00`
  if (isTime(from) && isTime(to) && minuteOfDay(from) === minuteOfDay(to))
    yield `to: the hours are empty; the whole day is 00:00 to 24:00`
}

/** The rows anew. Swaps stay while their time is not over. */
export function withShifts(
  before: Rota | undefined,
  shifts: readonly Shift[],
  { unit, at, by, reason }: Edited,
): Rota {
  return {
    ...{ unit, version: (before?.version ?? 0) + 1, at, by, reason, shifts },
    swaps: running(before?.swaps ?? [], at),
  }
}

export type Swapping = Pick<Swap, 'from' | 'to' | 'out' | 'in'>

/** A rota with the swap, or why there is none. */
export function withSwap(
  before: Rota | undefined,
  swap: Swapping,
  { unit, at, by, reason }: Edited,
  people: ReadonlySet<string>,
  calendar: Pick<Calendar, 'offset' | 'workday'>,
): Rota | string {
  const { from, to, out, in: other } = swap
  if (to <= from) return 'to: a swap ends after it begins'
  if (to <= at) return 'to: this time is over'
  if (from < at - days(1) || to > at + longestAhead) return 'to: a swap is of the next 100 days'
  if (out === other) return 'in: is the same person'
  if (!people.has(other)) return `in: ${said(other)} is no account of this unit that can sign in`
  if (
    before === undefined ||
    !turns(before, from, to, calendar).some((turn) => turn.person === out)
  )
    return `out: ${said(out)} has no duty in that time`
  const swaps = running(before.swaps, at)
  if (swaps.length >= mostSwaps) return `a rota has ${mostSwaps} swaps at most; change its rows`
  return {
    ...{ unit, version: before.version + 1, at, by, reason, shifts: before.shifts },
    swaps: [...swaps, { ...swap, at, by, reason }],
  }
}

const running = (swaps: readonly Swap[], now: Instant): readonly Swap[] =>
  swaps.filter(({ to }) => to > now)

const isTime = (text: string): boolean => /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text)
