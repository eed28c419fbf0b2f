/**
 * How often a condition was true: of the last n judged samples (m of n), in a part of the city's calendar, or in a time.
 * Unknown is no sample. An exceedance begins where the condition becomes true and was not so at the sample before.
 *
 * The state: the newest sample and its truth, the truth before it, then what the extent needs. A second sample of one
 * instant takes the place of the first.
 */
import type { Scope } from '../language/condition.ts'
import type { CountEntry } from '../language/entry.ts'
import type { CalendarUnit } from './city-clock.ts'
import { nothing, type EntryState, type Operator } from './entry.ts'
import { addSampleTo, movedSamples, samplesIn, withoutNewest, type Kept } from './samples.ts'

const head = 3

/** A count over a time says no more than this. */
export const mostCounted = 100

/** What is behind the head: how one sample counts, is taken back, and what it all comes to. */
interface Extent {
  readonly lasting: boolean
  add(state: EntryState, counts: boolean, scope: Scope): EntryState
  withdraw(state: EntryState, counted: boolean, at: number): EntryState
  value(state: EntryState, scope: Scope): number
  moved(state: EntryState, by: number): EntryState
  readonly ends?: (state: EntryState) => number | undefined
}

export function count(entry: CountEntry): Operator {
  const { name, to, takes, condition, of, over } = entry
  const extent =
    'last' in over
      ? newest(over.last)
      : 'unit' in over
        ? inUnit(over.unit)
        : inTime(over.ms, takes ?? 0)
  const counts = (truth: number, before: number) =>
    truth === 1 && (of === 'readings' || before !== 1)
  const { ends } = extent
  return {
    name,
    to,
    from: undefined,
    where: undefined,
    takes,
    within: undefined,
    lasting: extent.lasting || takes !== undefined,
    add: (state, scope) => {
      const holds = condition.judge(scope)
      if (holds === undefined) return state
      const { at } = scope
      const lastTruth = state[1] ?? 0
      const lastBefore = state[2] ?? 0
      const again = state[0] === at
      const before = again ? lastBefore : lastTruth
      const rest = state.slice(head)
      const kept = again ? extent.withdraw(rest, counts(lastTruth, lastBefore), at) : rest
      const truth = holds ? 1 : 0
      return [at, truth, before, ...extent.add(kept, counts(truth, before), scope)]
    },
    value: (state, scope) => extent.value(state.slice(head), scope),
    moved: (state, by) =>
      state.length === 0
        ? state
        : [(state[0] ?? 0) + by, ...state.slice(1, head), ...extent.moved(state.slice(head), by)],
    ...(ends === undefined ? {} : { ends: (state: EntryState) => ends(state.slice(head)) }),
  }
}

/** The truth of the last n as the bits of a number. */
const newest = (n: number): Extent => ({
  lasting: false,
  add: (state, counts) => [(((state[0] ?? 0) << 1) | (counts ? 1 : 0)) & (2 ** n - 1)],
  // The oldest, which the sample had pushed out, is pushed out by the next one as well.
  withdraw: ([bits = 0]) => [bits >>> 1],
  value: (state) => {
    let ones = 0
    for (let left = state[0] ?? 0; left > 0; left >>>= 1) ones += left & 1
    return ones
  },
  moved: (state) => state,
})

/** Begin and end of the part of the calendar, and the count. */
const inUnit = (unit: CalendarUnit): Extent => ({
  lasting: true,
  add: (state, counts, { at, clock }) => {
    const one = counts ? 1 : 0
    const [begin = 0, end = 0, sum = 0] = state
    if (state.length > 0 && at >= begin && at < end) return [begin, end, sum + one]
    return [clock.unitStart(at, unit), clock.unitEnd(at, unit), one]
  },
  withdraw: ([begin = 0, end = 0, sum = 0], counted) => [begin, end, sum - (counted ? 1 : 0)],
  value: ([begin = 0, end = 0, sum = 0], { at }) => (at >= begin && at < end ? sum : 0),
  moved: (state) => state,
  ends: ([, end, sum = 0]) => (sum > 0 ? end : undefined),
})

const inTime = (length: number, longer: number): Extent => {
  const kept: Kept = { length, most: mostCounted, bin: 0, longer }
  return {
    lasting: false,
    add: (state, counts, { at }) => (counts ? addSampleTo(kept, state, at, 1, true) : state),
    withdraw: (state, counted, at) => (counted ? withoutNewest(state, at) : state),
    value: (state, { at }) => samplesIn(state, at - length, at),
    moved: (state, by) => (state.length === 0 ? nothing : movedSamples(state, by)),
  }
}
