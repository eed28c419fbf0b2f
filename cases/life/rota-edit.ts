/** Changes of a rota (值班表), each a version of its own with who and why. Pure; mistakes are values. */
import type { Bilingual } from '../../core/bilingual.ts'
import { minuteOfDay } from '../../core/city.ts'
import type { RotaHolder } from '../../core/duty-desks.ts'
import { days, type Instant } from '../../core/time.ts'
import { daysNamed } from '../../core/week-hours.ts'
import { isDay, said } from '../../core/written-cells.ts'
import { dayKinds, turns, type Rota, type Shift, type Swap } from './rota.ts'
import { columnCalled, wrong, wrongIn } from './table-mistakes.ts'
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
export function* shiftMistakes(shift: Shift, people: ReadonlySet<string>): Iterable<Bilingual> {
  const { person, since, until, days: named, from, to } = shift
  if (!people.has(person)) yield wrongIn('person', 'noAccount', { said: said(person) })
  if (!isDay(since)) yield wrongIn('since', 'noDay', { said: said(since) })
  if (until !== undefined && !isDay(until)) yield wrongIn('until', 'noDay', { said: said(until) })
  if (until !== undefined && isDay(since) && isDay(until) && until < since)
    yield wrongIn('until', 'before', { end: until, column: columnCalled('since'), start: since })
  if (!dayKinds.some((kind) => kind === named) && daysNamed(named) === undefined)
    yield wrongIn('days', 'noDays', { said: said(named) })
  if (!isTime(from) || from === '24:00') yield wrongIn('from', 'noBegin', { said: said(from) })
  if (!isTime(to)) yield wrongIn('to', 'noEnd', { said: said(to) })
  if (isTime(from) && isTime(to) && minuteOfDay(from) === minuteOfDay(to))
    yield wrongIn('to', 'noHours')
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
): { readonly rota: Rota } | { readonly refusal: Bilingual } {
  const refusal = swapMistake(before, swap, at, people, calendar)
  if (refusal !== undefined) return { refusal }
  const { version = 0, shifts = [], swaps = [] } = before ?? {}
  return {
    rota: {
      ...{ unit, version: version + 1, at, by, reason, shifts },
      swaps: [...running(swaps, at), { ...swap, at, by, reason }],
    },
  }
}

function swapMistake(
  before: Rota | undefined,
  { from, to, out, in: other }: Swapping,
  at: Instant,
  people: ReadonlySet<string>,
  calendar: Pick<Calendar, 'offset' | 'workday'>,
): Bilingual | undefined {
  if (to <= from) return wrongIn('to', 'endsFirst')
  if (to <= at) return wrongIn('to', 'over')
  if (from < at - days(1) || to > at + longestAhead) return wrongIn('to', 'tooFar')
  if (out === other) return wrongIn('in', 'samePerson')
  if (!people.has(other)) return wrongIn('in', 'noAccount', { said: said(other) })
  const turn = before && turns(before, from, to, calendar).some(({ person }) => person === out)
  if (turn !== true) return wrongIn('out', 'noTurn', { said: said(out) })
  return running(before?.swaps ?? [], at).length >= mostSwaps
    ? wrong('mostSwaps', { most: mostSwaps })
    : undefined
}

const running = (swaps: readonly Swap[], now: Instant): readonly Swap[] =>
  swaps.filter(({ to }) => to > now)

const isTime = (text: string): boolean => /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text)
