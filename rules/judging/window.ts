/**
 * Sliding windows of bounded size. A window is cut into at most 30 buckets of equal length on the axis of event time,
 * and only buckets that hold a sample are kept, so the state is one short array of numbers whatever the rate of the
 * sensor. A window read at `t` holds the samples of the bucket of `t` and of the 29 before it: it reaches back between
 * 29/30 and 30/30 of its length. Samples may arrive in any order as long as their bucket is still inside.
 *
 * A window that does not mix day and night is read from a cut on, the start of the city's day or night. The bucket in
 * which the cut lies is kept in two parts, so the cut is exact; what comes late from before it goes to the part before.
 *
 * The first number of a state is its bucket's length: a device that reports at another rate from now on has other
 * buckets, and what was filled under the old ones is read as empty.
 *
 * The median keeps one sample a bucket, the newest, and is exact for sensors no faster than a bucket.
 */
import type { Bucketed } from '../language/aggregates.ts'
import { wholeParts } from './entry.ts'

export interface WindowSpec {
  readonly name: string
  readonly aggregate: Bucketed
  /** Milliseconds of one bucket, and how many of them make the window. */
  readonly bucket: number
  readonly buckets: number
  /** Unit of time of a slope, in milliseconds. */
  readonly per: number
}

/**
 * Length of a bucket, then the buckets, oldest first, `width` numbers each: bucket index (with a fraction after a cut),
 * samples, then what the aggregate needs.
 */
export type WindowState = readonly number[]

const mostBuckets = 30

export function windowSpec(
  name: string,
  aggregate: Bucketed,
  length: number,
  per: number,
): WindowSpec {
  const buckets = Math.min(mostBuckets, Math.max(1, Math.floor(length / 1_000)))
  return { name, aggregate, bucket: Math.ceil(length / buckets), buckets, per }
}

const width = (aggregate: Bucketed): number =>
  aggregate === 'count'
    ? 2
    : aggregate === 'spread' || aggregate === 'slope' || aggregate === 'median'
      ? 4
      : 3

/** Where a sample of `at` belongs when the city's day or night began at `cut`, and where that day or night begins. */
function bucketOf(spec: WindowSpec, at: number, cut: number | undefined): number {
  const index = Math.floor(at / spec.bucket)
  if (cut === undefined) return index
  const inside = cut - index * spec.bucket
  return inside < 0 ? index : index + (inside + 1) / (spec.bucket + 1)
}

/** Where the buckets begin in a state, behind the length of one. */
const head = 1

/** The window with one more sample; the same array when the sample is older than the window. */
export function addSample(
  spec: WindowSpec,
  state: WindowState,
  at: number,
  value: number,
  cut?: number,
): WindowState {
  const size = width(spec.aggregate)
  const index = bucketOf(spec, at, cut)
  const known = state[0] === spec.bucket ? state : [spec.bucket]
  const length = known.length
  const newest = length === head ? index : Math.max(index, known[length - size] ?? index)
  const oldest = Math.floor(newest) - spec.buckets + 1
  if (index < oldest) return state
  let start = head
  while (start < length && (known[start] ?? 0) < oldest) start += size
  const next = known.slice(start - head)
  next[0] = spec.bucket
  let slot = next.length
  while (slot > head && (next[slot - size] ?? 0) >= index) slot -= size
  if (next[slot] !== index) {
    // Nearly always the newest; a splice makes an array of what it takes away, though that is nothing.
    if (slot === next.length) next.push(index, 0, ...empty[spec.aggregate])
    else next.splice(slot, 0, index, 0, ...empty[spec.aggregate])
  }
  merge(spec, next, slot, at, value)
  return next
}

const { POSITIVE_INFINITY: highest, NEGATIVE_INFINITY: lowest } = Number

/** What follows index and samples in a bucket that holds nothing yet. */
const empty: Readonly<Record<Bucketed, readonly number[]>> = {
  count: [],
  mean: [0],
  leq: [0],
  sum: [0],
  min: [highest],
  max: [lowest],
  spread: [highest, lowest],
  median: [lowest, 0],
  slope: [0, 0],
}

function merge(spec: WindowSpec, state: number[], place: number, at: number, value: number): void {
  state[place + 1] = (state[place + 1] ?? 0) + 1
  const first = state[place + 2] ?? 0
  const second = state[place + 3] ?? 0
  switch (spec.aggregate) {
    case 'count':
      return
    case 'mean':
    case 'sum':
      state[place + 2] = first + value
      return
    case 'leq':
      state[place + 2] = first + 10 ** (value / 10)
      return
    case 'min':
      state[place + 2] = Math.min(first, value)
      return
    case 'max':
      state[place + 2] = Math.max(first, value)
      return
    case 'spread':
      state[place + 2] = Math.min(first, value)
      state[place + 3] = Math.max(second, value)
      return
    case 'median':
      state[place + 1] = 1
      if (at < first) return
      state[place + 2] = at
      state[place + 3] = value
      return
    case 'slope':
      state[place + 2] = first + (at % spec.bucket)
      state[place + 3] = second + value
      return
  }
}

/** Value of the window at `at`, of what came since `cut`; undefined with fewer than `least` samples. */
export function readWindow(
  spec: WindowSpec,
  state: WindowState,
  at: number,
  least: number,
  cut?: number,
): number | undefined {
  const size = width(spec.aggregate)
  const from = Math.max(
    Math.floor(at / spec.bucket) - spec.buckets + 1,
    cut === undefined ? 0 : bucketOf(spec, cut, cut),
  )
  let start = state[0] === spec.bucket ? head : state.length
  while (start < state.length && (state[start] ?? 0) < from) start += size
  if (spec.aggregate === 'median') return median(state, start, least)
  if (spec.aggregate === 'slope') return slope(spec, state, start, least)
  let samples = 0
  let sum = 0
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let place = start; place < state.length; place += size) {
    samples += state[place + 1] ?? 0
    const first = state[place + 2] ?? 0
    sum += first
    low = Math.min(low, first)
    high = Math.max(high, size === 4 ? (state[place + 3] ?? 0) : first)
  }
  if (spec.aggregate === 'count') return samples
  if (samples < Math.max(1, least)) return undefined
  switch (spec.aggregate) {
    case 'mean':
      return sum / samples
    case 'leq':
      return 10 * Math.log10(sum / samples)
    case 'sum':
      return sum
    case 'min':
      return low
    case 'max':
      return high
    case 'spread':
      break
  }
  return high - low
}

function median(state: WindowState, start: number, least: number): number | undefined {
  const values: number[] = []
  // Sorted as they come: they are few, and a sort of the library copies them once more.
  for (let place = start; place < state.length; place += 4) {
    const value = state[place + 3] ?? 0
    let slot = values.length
    for (; slot > 0 && (values[slot - 1] ?? 0) > value; slot -= 1)
      values[slot] = values[slot - 1] ?? 0
    values[slot] = value
  }
  if (values.length < Math.max(1, least)) return undefined
  const middle = values.length >> 1
  const upper = values[middle] ?? 0
  return values.length % 2 === 1 ? upper : ((values[middle - 1] ?? 0) + upper) / 2
}

/** Least squares over the buckets' means, weighted by their samples. */
function slope(
  spec: WindowSpec,
  state: WindowState,
  start: number,
  least: number,
): number | undefined {
  const base = Math.floor(state[start] ?? 0) * spec.bucket
  let n = 0
  let sumT = 0
  let sumV = 0
  for (let place = start; place < state.length; place += 4) {
    const samples = state[place + 1] ?? 0
    n += samples
    sumT += samples * (Math.floor(state[place] ?? 0) * spec.bucket - base) + (state[place + 2] ?? 0)
    sumV += state[place + 3] ?? 0
  }
  if (n < Math.max(2, least)) return undefined
  const meanT = sumT / n
  const meanV = sumV / n
  let covariance = 0
  let variance = 0
  for (let place = start; place < state.length; place += 4) {
    const samples = state[place + 1] ?? 0
    const t =
      Math.floor(state[place] ?? 0) * spec.bucket - base + (state[place + 2] ?? 0) / samples - meanT
    const v = (state[place + 3] ?? 0) / samples - meanV
    covariance += samples * t * v
    variance += samples * t * t
  }
  return variance === 0 ? undefined : (covariance / variance) * spec.per
}

/** The window as if its samples had been taken so much later, by whole buckets and none behind the one of `judged`. */
export function movedWindow(
  spec: WindowSpec,
  state: WindowState,
  by: number,
  judged: number,
): WindowState {
  const size = width(spec.aggregate)
  const buckets = wholeParts(0, spec.bucket, by, judged) / spec.bucket
  return state.map((value, index) => {
    if (index < head) return value
    const place = (index - head) % size
    if (place === 0) return value + buckets
    // The instant of the sample that a median keeps.
    const dated = spec.aggregate === 'median' && place === 2
    return dated ? value + by : value
  })
}
