/**
 * Aggregates of a window with a begin: a few numbers that grow with each sample and never more, whatever the rate. The
 * first is the number of samples. Instants are given since the begin.
 */
import type { Aggregate } from '../language/aggregates.ts'
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

interface Sample {
  readonly at: number
  readonly value: number
}

interface Course {
  /** The numbers behind the number of samples, which counts this one. */
  readonly add: (state: EntryState, sample: Sample, n: number, asked: Running) => EntryState
  /** At `at`, of at least one sample. */
  readonly value: (state: EntryState, asked: Running, at: number) => number | undefined
}

const energy = (level: number): number => 10 ** (level / 10)

const extreme = (of: (...values: number[]) => number): Course => ({
  add: ([, a = 0], { value }, n) => [n === 1 ? value : of(a, value)],
  value: ([, a]) => a,
})

const sketched = (p: (asked: Running) => number): Course => ({
  add: (state, { value }) => addToSketch(state.slice(1), value),
  value: (state, asked) => quantile(state.slice(1), p(asked)),
})

const courses: Readonly<Record<Aggregate, Course>> = {
  count: { add: () => nothing, value: ([n]) => n },
  sum: { add: ([, a = 0], { value }) => [a + value], value: ([, a]) => a },
  mean: { add: ([, a = 0], { value }) => [a + value], value: ([n = 0, a = 0]) => a / n },
  leq: {
    add: ([, a = 0], { value }) => [a + energy(value)],
    value: ([n = 0, a = 0]) => 10 * Math.log10(a / n),
  },
  min: extreme(Math.min),
  max: extreme(Math.max),
  spread: {
    add: ([, a = 0, b = 0], { value }, n) =>
      n === 1 ? [value, value] : [Math.min(a, value), Math.max(b, value)],
    value: ([, a = 0, b = 0]) => b - a,
  },
  deviation: {
    add: ([, a = 0, b = 0], { value }, n) => {
      const mean = a + (value - a) / n
      return [mean, b + (value - a) * (value - mean)]
    },
    value: ([n = 0, , b = 0]) => (n < 2 ? undefined : Math.sqrt(Math.max(0, b) / (n - 1))),
  },
  slope: {
    add: ([, a = 0, b = 0, c = 0, d = 0], { at, value }, n) => {
      const meanT = a + (at - a) / n
      const meanV = b + (value - b) / n
      return [meanT, meanV, c + (at - a) * (value - meanV), d + (at - a) * (at - meanT)]
    },
    value: ([, , , c = 0, d = 0], { per }) => (d > 0 ? (c / d) * per : undefined),
  },
  timeMean: {
    add: (state, { at, value }, _, { stands }) => [...stood(state, at, stands), at, value],
    value: (state, { stands }, at) => {
      const [area, time] = stood(state, at, stands)
      return time > 0 ? area / time : undefined
    },
  },
  median: sketched(() => 50),
  percentile: sketched(({ p }) => p),
}

export function addRunning(
  asked: Running,
  state: EntryState,
  at: number,
  value: number,
): EntryState {
  const n = (state[0] ?? 0) + 1
  return [n, ...courses[asked.aggregate].add(state, { at, value }, n, asked)]
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

/** As if its samples had been taken so much later after the begin. */
export function movedRunning({ aggregate }: Running, state: EntryState, by: number): EntryState {
  const dated = aggregate === 'slope' ? 1 : aggregate === 'timeMean' ? 3 : undefined
  return state.map((value, place) => (place === dated ? value + by : value))
}

/** At `at`; undefined with fewer than `least` samples. */
export function readRunning(
  asked: Running,
  state: EntryState,
  at: number,
  least: number,
): number | undefined {
  const n = state[0] ?? 0
  if (asked.aggregate === 'count') return n
  return n < Math.max(1, least) ? undefined : courses[asked.aggregate].value(state, asked, at)
}
