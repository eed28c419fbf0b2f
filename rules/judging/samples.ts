/**
 * Samples of a window one by one, so that it is exact at both edges: it holds those of `(at - length, at]`. At most
 * `most` of them, the newest; with `bin` only the newest of each bin of so many milliseconds.
 *
 * The state: a mark, an instant, then for each sample milliseconds since that instant, and its value; oldest first.
 */
import type { Aggregate } from '../language/aggregates.ts'
import { nothing, type EntryState } from './entry.ts'
import { median, percentile, slope } from './statistics.ts'

const mark = -1
const head = 2

export interface Kept {
  readonly length: number
  readonly most: number
  readonly bin: number
  /**
   * How much longer than the window a sample is kept: for what stands until the next one, and for another reading of an
   * instant behind which a window was finished already.
   */
  readonly longer: number
}

const known = (state: EntryState): EntryState => (state[0] === mark ? state : nothing)

/** With one more; one of the same instant is replaced where `once`. The same array when it is too old. */
export function addSampleTo(
  kept: Kept,
  state: EntryState,
  at: number,
  value: number,
  once: boolean,
): EntryState {
  const before = known(state)
  const base = before[1] ?? at
  const end = before.length
  const newest = end <= head ? at : Math.max(at, base + (before[end - 2] ?? 0))
  const oldest = newest - kept.length - kept.longer
  if (at <= oldest) return state
  let start = head
  while (start < end && base + (before[start] ?? 0) <= oldest) start += 2
  const first = start < end ? Math.min(at, base + (before[start] ?? 0)) : at
  const next: number[] = [mark, first]
  for (let place = start; place < end; place += 2) {
    next.push(base + (before[place] ?? 0) - first, before[place + 1] ?? 0)
  }
  let place = next.length
  while (place > head && first + (next[place - 2] ?? 0) > at) place -= 2
  const previous = place > head ? first + (next[place - 2] ?? 0) : undefined
  const sameBin =
    previous !== undefined &&
    kept.bin > 0 &&
    Math.floor(previous / kept.bin) === Math.floor(at / kept.bin)
  const following = place < next.length ? first + (next[place] ?? 0) : undefined
  const behind =
    following !== undefined &&
    kept.bin > 0 &&
    Math.floor(following / kept.bin) === Math.floor(at / kept.bin)
  if (behind) return state
  if (sameBin || (once && previous === at)) next.splice(place - 2, 2, at - first, value)
  else next.splice(place, 0, at - first, value)
  const over = next.length - head - 2 * kept.most
  if (over > 0) next.splice(head, over)
  return next
}

/** Without the sample of that instant, if it is the newest. */
export function withoutNewest(state: EntryState, at: number): EntryState {
  const end = state.length
  return end > head && (state[1] ?? 0) + (state[end - 2] ?? 0) === at ? state.slice(0, -2) : state
}

export const movedSamples = (state: EntryState, by: number): EntryState =>
  state.map((value, index) => (index === 1 && state[0] === mark ? value + by : value))

/** Where the samples that are younger than `from` begin. */
function startOf(state: EntryState, from: number): number {
  const base = state[1] ?? 0
  let start = head
  while (start < state.length && base + (state[start] ?? 0) <= from) start += 2
  return start
}

/** How many samples lie in `(from, at]`. */
export const samplesIn = (state: EntryState, from: number, at: number): number => {
  const own = until(known(state), at)
  return own === nothing ? 0 : (own.length - startOf(own, from)) / 2
}

/** Without what is younger than `at`. */
function until(state: EntryState, at: number): EntryState {
  let end = state.length
  while (end > head && (state[1] ?? 0) + (state[end - 2] ?? 0) > at) end -= 2
  if (end <= head) return nothing
  return end === state.length ? state : state.slice(0, end)
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

export interface Asked {
  readonly aggregate: Aggregate
  readonly length: number
  readonly per: number
  readonly p: number
  readonly stands: number
}

/** Value of the window at `at`, of what came since `cut`; undefined with fewer than `least` samples. */
export function readSamples(
  asked: Asked,
  state: EntryState,
  at: number,
  least: number,
  cut: number | undefined,
): number | undefined {
  const { aggregate } = asked
  // What is dated at the cut belongs to what begins there.
  const from = Math.max(at - asked.length, cut === undefined ? 0 : cut - 1)
  const own = until(known(state), at)
  const start = own === nothing ? head : startOf(own, from)
  const samples = own === nothing ? 0 : (own.length - start) / 2
  if (aggregate === 'count') return samples
  if (samples < Math.max(1, least)) return undefined
  if (aggregate === 'timeMean') {
    // The one from before the window stands on in it, but not behind the cut.
    const since = (own[1] ?? 0) + (own[start - 2] ?? 0)
    const before = start > head && (cut === undefined || since >= cut)
    return timeMean(asked, own, before ? start - 2 : start, from, at)
  }
  const values: number[] = []
  for (let place = start; place < own.length; place += 2) values.push(own[place + 1] ?? 0)
  return valueOf[aggregate](values, asked, () =>
    values.map((_, index) => own[start + 2 * index] ?? 0),
  )
}

/** Of at least one sample; `times` are their instants. */
type ValueOf = (
  values: readonly number[],
  asked: Asked,
  times: () => readonly number[],
) => number | undefined

const meanOf = (values: readonly number[]): number => total(values) / values.length

const valueOf: Readonly<Record<Exclude<Aggregate, 'count' | 'timeMean'>, ValueOf>> = {
  sum: total,
  mean: meanOf,
  leq: (values) => 10 * Math.log10(meanOf(values.map((value) => 10 ** (value / 10)))),
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  spread: (values) => Math.max(...values) - Math.min(...values),
  median,
  percentile: (values, { p }) => percentile(values, p),
  deviation: (values) => {
    if (values.length < 2) return undefined
    const mean = meanOf(values)
    return Math.sqrt(total(values.map((value) => (value - mean) ** 2)) / (values.length - 1))
  },
  slope: (values, { per }, times) => slope(times(), values, per),
}

/** A value stands until the next sample, and no longer than `stands`; so does the last one from before the window. */
function timeMean(
  { stands }: Asked,
  state: EntryState,
  start: number,
  from: number,
  at: number,
): number | undefined {
  const base = state[1] ?? 0
  let area = 0
  let time = 0
  for (let place = start; place < state.length; place += 2) {
    const since = base + (state[place] ?? 0)
    const next = place + 2 < state.length ? base + (state[place + 2] ?? 0) : at
    const lasted = Math.min(next, since + stands, at) - Math.max(since, from)
    if (lasted <= 0) continue
    area += lasted * (state[place + 1] ?? 0)
    time += lasted
  }
  return time > 0 ? area / time : undefined
}
