/**
 * Aggregates of a window with a begin: a few numbers that grow with each sample and never more, whatever the rate. The
 * first is the number of samples. Instants are given since the begin.
 */
import type { Aggregate } from '../language/entry-document.ts'
import { nothing, type EntryState } from './entry.ts'
import { addToSketch, quantile } from './sketch.ts'

export interface Running {
  readonly aggregate: Aggregate
  /** Unit of time of a slope. */
  readonly per: number
  /** Of a percentile. */
  readonly p: number
  /** How long a value stands for a mean over time. */
  readonly stands: number
}

const samplesOf = (state: EntryState): number => state[0] ?? 0

export function addRunning(
  { aggregate, stands }: Running,
  state: EntryState,
  at: number,
  value: number,
): EntryState {
  const n = samplesOf(state) + 1
  const [, a = 0, b = 0, c = 0, d = 0] = state
  switch (aggregate) {
    case 'count':
      return [n]
    case 'mean':
    case 'sum':
      return [n, a + value]
    case 'leq':
      return [n, a + 10 ** (value / 10)]
    case 'min':
      return [n, n === 1 ? value : Math.min(a, value)]
    case 'max':
      return [n, n === 1 ? value : Math.max(a, value)]
    case 'spread':
      return n === 1 ? [n, value, value] : [n, Math.min(a, value), Math.max(b, value)]
    case 'deviation': {
      const mean = a + (value - a) / n
      return [n, mean, b + (value - a) * (value - mean)]
    }
    case 'slope': {
      const meanT = a + (at - a) / n
      const meanV = b + (value - b) / n
      return [n, meanT, meanV, c + (at - a) * (value - meanV), d + (at - a) * (at - meanT)]
    }
    case 'timeMean':
      return [n, ...stood(state, at, stands), at, value]
    case 'median':
    case 'percentile':
      break
  }
  return [n, ...addToSketch(state.slice(1), value)]
}

/** Area and time of a mean over time, with what the last value stood for until `at`. */
function stood(state: EntryState, at: number, stands: number): readonly [number, number] {
  const [, area = 0, time = 0, since, value = 0] = state
  if (since === undefined) return [0, 0]
  const lasted = Math.min(at, since + stands) - Math.max(since, 0)
  return lasted > 0 ? [area + lasted * value, time + lasted] : [area, time]
}

/** What the next window begins with: the last value stands on in it. `length` is that of the one that ended. */
export function carried({ aggregate }: Running, state: EntryState, length: number): EntryState {
  const [, , , since, value] = state
  if (aggregate !== 'timeMean' || since === undefined || value === undefined) return nothing
  return [0, 0, 0, since - length, value]
}

/** At `at`; undefined with fewer than `least` samples. */
export function readRunning(
  { aggregate, per, p, stands }: Running,
  state: EntryState,
  at: number,
  least: number,
): number | undefined {
  const n = samplesOf(state)
  const [, a = 0, b = 0, c = 0, d = 0] = state
  if (aggregate === 'count') return n
  if (n < Math.max(1, least)) return undefined
  switch (aggregate) {
    case 'mean':
      return a / n
    case 'sum':
    case 'min':
    case 'max':
      return a
    case 'leq':
      return 10 * Math.log10(a / n)
    case 'spread':
      return b - a
    case 'deviation':
      return n < 2 ? undefined : Math.sqrt(Math.max(0, b) / (n - 1))
    case 'slope':
      return d > 0 ? (c / d) * per : undefined
    case 'timeMean': {
      const [area, time] = stood(state, at, stands)
      return time > 0 ? area / time : undefined
    }
    case 'median':
    case 'percentile':
      break
  }
  return quantile(state.slice(1), aggregate === 'median' ? 50 : p)
}
