/** Buckets of one quantity as points of a curve, and the limits that apply to it. Pure. */
import type { Severity } from '../../core/severity.ts'

export interface CurveRange {
  /** Milliseconds. */
  readonly length: number
  readonly bucket: number
}

const minute = 60_000
const hour = 60 * minute

export const ranges = {
  hour: { length: hour, bucket: minute },
  day: { length: 24 * hour, bucket: 10 * minute },
  week: { length: 7 * 24 * hour, bucket: hour },
} as const satisfies Readonly<Record<string, CurveRange>>
export type RangeName = keyof typeof ranges
export const rangeNames = Object.keys(ranges) as readonly RangeName[]

/** Long enough that a device that reports in time, give or take, has a reading in each; at least four in the range. */
export function bucketFor(range: CurveRange, periodSeconds: number): number {
  const needed = Math.ceil((periodSeconds * 1.5) / 60) * minute
  return Math.min(Math.max(range.bucket, needed), range.length / 4)
}

interface Mean {
  readonly at: number
  readonly mean: number
  readonly max?: number
}
interface Point {
  readonly at: number
  readonly value: number | null
  /** The highest of what the value is the mean of: what a limit is for. */
  readonly high?: number
}

/** The means in the order of time over the whole range; where a bucket is missing the curve is broken. */
export function pointsOf(
  buckets: readonly Mean[],
  { from, to, bucket }: { readonly from: number; readonly to: number; readonly bucket: number },
): readonly Point[] {
  const points: Point[] = []
  let last: number | undefined
  for (const { at, mean, max } of buckets) {
    if (last === undefined && at > from) points.push({ at: from, value: null })
    if (last !== undefined && at - last > bucket * 1.5)
      points.push({ at: last + bucket, value: null })
    points.push({ at, value: mean, ...(max !== undefined && max > mean && { high: max }) })
    last = at
  }
  if (last !== undefined && last < to) points.push({ at: to, value: null })
  return points
}

/** The values of a curve, the newest first: a picture says nothing to who cannot see it, and goes into no spreadsheet. */
export const valuesOf = (points: readonly Point[]) =>
  points
    .flatMap(({ at, value, high }) => (value === null ? [] : [{ at, value, high: high ?? value }]))
    .toReversed()

/** Of the range that ends now, or of a whole day that is not over before it is `now`. */
export function windowOf(
  range: RangeName,
  day: { readonly from: number; readonly to: number } | undefined,
  now: number,
): CurveRange & { readonly from: number; readonly to: number } {
  if (day === undefined) return { ...ranges[range], from: now - ranges[range].length, to: now }
  const to = Math.min(day.to, now)
  return { ...ranges.day, from: Math.min(day.from, to), to }
}

/**
 * From where on there is something to draw: the beginning of the window, or where nothing was measured for a tenth of it and
 * more, a little before the first value. Most of an axis without a curve hides the curve.
 */
export function drawnFrom(
  buckets: readonly Pick<Mean, 'at'>[],
  { from, to, bucket }: { readonly from: number; readonly to: number; readonly bucket: number },
): number {
  const first = buckets[0]?.at
  if (first === undefined || first - from < (to - from) / 10) return from
  return Math.max(from, first - Math.max(bucket, (to - first) / 20))
}

export interface Extent {
  readonly low: number
  readonly high: number
}

/** Between which values all of them lie: curves that are compared are drawn on one scale. */
export function extentOf(all: readonly (readonly BucketFigures[])[]): Extent | undefined {
  const figures = figuresOf(all.flat())
  return figures === undefined ? undefined : { low: figures.min, high: figures.max }
}

export interface BucketFigures {
  readonly count: number
  readonly min: number
  readonly max: number
}

/** Over all buckets; undefined when there is none. */
export function figuresOf(buckets: readonly BucketFigures[]): BucketFigures | undefined {
  if (buckets.length === 0) return undefined
  return {
    count: buckets.reduce((sum, { count }) => sum + count, 0),
    min: Math.min(...buckets.map(({ min }) => min)),
    max: Math.max(...buckets.map(({ max }) => max)),
  }
}

interface RuleLevels<Title> {
  readonly title: Title
  readonly levels: readonly {
    readonly severity: Severity
    readonly limits: readonly {
      readonly quantity: string
      readonly operator: string
      readonly value: number
    }[]
  }[]
}

export interface QuantityLimit<Title> {
  readonly title: Title
  readonly severity: Severity
  readonly operator: string
  readonly value: number
}

/** Limits of the rules on one quantity, each number and severity once. */
export function limitsOn<Title>(
  quantity: string,
  rules: readonly RuleLevels<Title>[],
): readonly QuantityLimit<Title>[] {
  const found = new Map<string, QuantityLimit<Title>>()
  for (const { title, levels } of rules)
    for (const { severity, limits } of levels)
      for (const { operator, value, quantity: of } of limits) {
        const key = `${severity} ${value}`
        if (of === quantity && !found.has(key)) found.set(key, { title, severity, operator, value })
      }
  return [...found.values()]
}
