/**
 * How far the last days lie from those of weeks (漂移): each finished day of the city has one mean. What is usual is their mean, in
 * which the newest of `days` has the weight `1 / days`, and what is recent likewise of three days; until there are so many all have
 * the same weight. Without half of `days` there is no value.
 *
 * The state: begin and end of the running day, its samples and their sum; the finished days, the recent mean and the usual one.
 */
import type { DriftEntry } from '../language/entry.ts'
import { taken, wholeParts, type EntryState, type Operator } from './entry.ts'

const day = 86_400_000
const recentDays = 3

export function drift(entry: DriftEntry): Operator {
  const { name, to, from, where, takes, level, days } = entry

  /** Finished days, the recent mean and the usual one, with the day that was running. */
  const closed = (state: EntryState): readonly number[] => {
    const [, , samples = 0, sum = 0, known = 0, recent = 0, usual = 0] = state
    if (samples === 0) return [known, recent, usual]
    const mean = level ? 10 * Math.log10(sum / samples) : sum / samples
    const now = Math.min(known + 1, days)
    return [now, recent + (mean - recent) / Math.min(now, recentDays), usual + (mean - usual) / now]
  }
  return {
    name,
    to,
    from,
    where,
    takes,
    within: undefined,
    lasting: takes !== undefined,
    add: (state, scope) => {
      const value = taken(entry, scope)
      if (value === undefined) return state
      const { at, clock } = scope
      const part = level ? 10 ** (value / 10) : value
      const [begin = 0, end = 0, samples = 0, sum = 0, ...means] = state
      if (state.length > 0 && at < end) return [begin, end, samples + 1, sum + part, ...means]
      return [clock.unitStart(at, 'day'), clock.unitEnd(at, 'day'), 1, part, ...closed(state)]
    },
    value: (state, { at }) => {
      const [, end = 0] = state
      const [known = 0, recent = 0, usual = 0] = at < end ? state.slice(4) : closed(state)
      return known < days / 2 ? undefined : recent - usual
    },
    moved: (state, by, judged) => {
      const whole = wholeParts(state[0] ?? 0, day, by, judged)
      return state.map((value, place) => (place < 2 ? value + whole : value))
    },
  }
}
