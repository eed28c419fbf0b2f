/** When the hours of a week open and close on the city's clocks. Pure. */
import { instant, type Instant } from '../../core/time.ts'
import { isAlways, openSince, untilTurn, type WeekHours } from '../../core/week-hours.ts'
import { minuteOfWeek } from '../language/clock-words.ts'
import type { CityClock } from './city-clock.ts'

const minute = 60_000
const day = 86_400_000

/** When they opened that `now` is in; 0 when they never close, undefined outside of them. */
export function openedAt(hours: WeekHours, now: Instant, clock: CityClock): number | undefined {
  if (isAlways(hours)) return 0
  const time = clock.sinceMidnight(now)
  const open = openSince(hours, minuteOfWeek(clock, now))
  if (open === undefined) return undefined
  const meant = time - (time % minute) - open * minute
  const opened = now - (time % minute) - open * minute
  const corrected = opened - wrongBy(opened, meant, clock)
  if (wrongBy(corrected, meant, clock) === 0) return corrected
  // The clocks were set over that time, and showed a later one at once.
  return clock.turnsAfter(instant(opened), true)
}

/** How much later than meant the clocks show at an instant, where they were set in between. */
function wrongBy(at: number, meant: number, clock: CityClock): number {
  const difference = clock.sinceMidnight(instant(at)) - meant
  return ((((difference + day / 2) % day) + day) % day) - day / 2
}

/** The next instant at which they open or close; undefined when they never do. */
export function turnOfHours(
  hours: WeekHours | undefined,
  at: Instant,
  clock: CityClock,
): number | undefined {
  if (hours === undefined || isAlways(hours)) return undefined
  const edgeAfter = (from: Instant) => {
    const minutes = untilTurn(hours, minuteOfWeek(clock, from)) ?? 0
    const time = clock.sinceMidnight(from)
    const start = time - (time % minute)
    const edge = from - (time % minute) + minutes * minute
    return { edge, exact: wrongBy(edge, start + minutes * minute, clock) === 0 }
  }
  const first = edgeAfter(at)
  if (first.exact) return first.edge
  // The clocks are set before it: hour by hour, and when they are set is a turn of its own.
  const isOpen = (one: Instant) => openSince(hours, minuteOfWeek(clock, one)) !== undefined
  const before = isOpen(at)
  for (let from = at; ;) {
    const next = clock.turnsAfter(from, true)
    const { edge } = edgeAfter(from)
    if (edge <= next) return edge
    if (isOpen(next) !== before) return next
    from = next
  }
}
