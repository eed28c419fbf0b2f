/**
 * How far a value lies from what is usual at this hour of the day: from the mean of the hour's own means on the days before.
 * Each hour of the local day remembers one mean, in which the newest of `days` days has the weight `1 / days`, and until
 * there are so many all have the same. Without three of them there is no value.
 *
 * The state: begin and end of the running hour, its samples and their sum; then for each hour its mean and its days.
 */
import type { Scope } from '../language/condition.ts'
import type { BaselineEntry } from '../language/entry.ts'
import { taken, wholeParts, type EntryState, type Operator } from './entry.ts'

const hour = 3_600_000
const head = 4
const leastDays = 3

export function baseline(entry: BaselineEntry): Operator {
  const { name, to, from, where, takes, level, days } = entry
  const mean = (samples: number, sum: number) =>
    level ? 10 * Math.log10(sum / samples) : sum / samples

  /** With the hour that was running added to its place. */
  const closed = (state: EntryState, { clock }: Scope): readonly number[] => {
    const [begin = 0, , samples = 0, sum = 0] = state
    const hours = state.length > head ? state.slice(head) : Array.from({ length: 48 }, () => 0)
    if (samples === 0) return hours
    const place = 2 * clock.hour(begin as Scope['at'])
    const known = hours[place + 1] ?? 0
    const before = hours[place] ?? 0
    const weight = 1 / Math.min(known + 1, days)
    return hours
      .with(place, before + (mean(samples, sum) - before) * weight)
      .with(place + 1, Math.min(known + 1, days))
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
      const [begin = 0, end = 0, samples = 0, sum = 0] = state
      if (state.length > 0 && at < end) {
        return [begin, end, samples + 1, sum + part, ...state.slice(head)]
      }
      const hours = closed(state, scope)
      return [clock.partStart(at, hour), clock.partEnd(at, hour), 1, part, ...hours]
    },
    value: (state, scope) => {
      const value = scope.slots[from]
      const [, end = 0] = state
      if (value === undefined || state.length === 0) return undefined
      const hours = scope.at < end ? state.slice(head) : closed(state, scope)
      const place = 2 * scope.clock.hour(scope.at)
      return (hours[place + 1] ?? 0) < leastDays ? undefined : value - (hours[place] ?? 0)
    },
    moved: (state, by, judged) => {
      const whole = wholeParts(state[0] ?? 0, hour, by, judged)
      return state.map((value, place) => (place < 2 ? value + whole : value))
    },
  }
}
