/**
 * What each aggregate of a window is. How it is computed: one by one in judging/samples.ts, running in
 * judging/running.ts, in buckets in judging/window.ts; a missing line there does not compile.
 */
import type { Span } from './possible.ts'

interface Traits {
  /** Samples that it is made of; fewer make no value. */
  readonly samples: 1 | 2
  /** Levels in dB are averaged on energy. */
  readonly of: 'levels' | 'no levels' | 'both'
  /** The word of an entry that belongs to it and to no other. */
  readonly asks: 'per' | 'p' | undefined
  /** Whether its value is one of the quantity itself; a slope, spread, sum or count is drawn on no curve of it. */
  readonly sameScale: boolean
  /** Whether buckets can be put together for it. */
  readonly bucketed: boolean
  /** Whether its meaning hangs on every single sample, so that samples are kept one by one while they are few. */
  readonly each: boolean
  /** Where its values lie when samples lie within `of` and there are at most `most` of them. */
  readonly range: (of: Span, most: number) => Span
}

const { POSITIVE_INFINITY: highest, NEGATIVE_INFINITY: lowest } = Number

const itself = (of: Span): Span => of
const everything = (): Span => ({ low: lowest, high: highest })

/** Most aggregates are one value of the quantity. */
const plain = {
  samples: 1,
  of: 'both',
  asks: undefined,
  sameScale: true,
  bucketed: true,
  each: false,
  range: itself,
} as const satisfies Traits

const table = {
  mean: { ...plain, of: 'no levels' },
  leq: { ...plain, of: 'levels' },
  min: plain,
  max: plain,
  median: plain,
  percentile: { ...plain, asks: 'p', bucketed: false },
  sum: { ...plain, of: 'no levels', sameScale: false, each: true, range: everything },
  count: { ...plain, sameScale: false, each: true, range: (_, most) => ({ low: 0, high: most }) },
  spread: {
    ...plain,
    samples: 2,
    sameScale: false,
    range: ({ low, high }) => ({ low: 0, high: high - low }),
  },
  deviation: {
    ...plain,
    samples: 2,
    sameScale: false,
    bucketed: false,
    // Two samples, one at each end.
    range: ({ low, high }) => ({ low: 0, high: (high - low) / Math.SQRT2 }),
  },
  slope: { ...plain, samples: 2, asks: 'per', sameScale: false, range: everything },
  timeMean: { ...plain, of: 'no levels', bucketed: false },
} as const satisfies Readonly<Record<string, Traits>>

export type Aggregate = keyof typeof table
export const aggregates = Object.keys(table) as readonly Aggregate[]

export const traitsOf = (aggregate: Aggregate): Traits => table[aggregate]

/** Aggregates that buckets can be put together for. */
export type Bucketed = {
  [A in Aggregate]: (typeof table)[A]['bucketed'] extends true ? A : never
}[Aggregate]
export const isBucketed = (aggregate: Aggregate): aggregate is Bucketed =>
  traitsOf(aggregate).bucketed
