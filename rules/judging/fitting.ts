/**
 * What a window asks of one device. A rule is written for devices of the usual rate; a slower one cannot give as many
 * samples in the same time, and a rule that waited for them would never be judged. So the number asked for falls to what
 * the device's period can give, but not below what the aggregate is made of; where a sliding window is too short even for
 * that it reaches further back for this device.
 */
import { isBucketed, traitsOf, type Aggregate } from '../language/aggregates.ts'
import type { WindowEntry } from '../language/entry.ts'
import { windowSpec, type WindowSpec } from './window.ts'

/** So many samples are kept one by one. */
export const mostExact = 60

export interface Fitted {
  /** Samples it must hold before it has a value. */
  readonly least: number
  /** Milliseconds, on this device. */
  readonly length: number
  /** Undefined where samples are kept one by one. */
  readonly buckets: WindowSpec | undefined
}

/** A reading that comes so much later than the period says still counts as in time. */
const jitter = 1.1

/** Aggregates whose meaning hangs on every single sample, or that have no buckets. */
export const countsEach = (aggregate: Aggregate): boolean =>
  !isBucketed(aggregate) || traitsOf(aggregate).each

const isExact = (aggregate: Aggregate, samples: number): boolean =>
  !isBucketed(aggregate) || (countsEach(aggregate) && samples <= mostExact)

/** For a device with samples `period` milliseconds apart. */
export function fit(window: WindowEntry, period: number): Fitted {
  const { aggregate, min } = window
  const needed = traitsOf(aggregate).samples
  const short =
    window.form === 'sliding' && promised(window, window.length, period * jitter) < needed
  const length = short ? needed * period : window.length
  const most = (apart: number) => promised(window, length, apart)
  const least = Math.max(needed, asked(min, window.length, period, most))
  return { least, length, buckets: bucketsOf(window, length, period) }
}

function asked(
  min: WindowEntry['min'],
  length: number,
  period: number,
  most: (period: number) => number,
): number {
  if (min === undefined) return 1
  if (typeof min === 'number') return Math.min(min, most(period * jitter))
  return Math.min(Math.ceil((min.share * length) / period), most(period))
}

function bucketsOf(window: WindowEntry, length: number, period: number): WindowSpec | undefined {
  const { form, name, aggregate, per, takes } = window
  if (form !== 'sliding' || takes !== undefined || !isBucketed(aggregate)) return undefined
  if (isExact(aggregate, Math.ceil(length / period))) return undefined
  return windowSpec(name, aggregate, length, per)
}

/** Samples a window of that length surely holds at the instant of a reading, or when it ends. */
export function promised(window: WindowEntry, length: number, period: number): number {
  const buckets = bucketsOf(window, length, period)
  if (window.form === 'tumbling') return Math.floor(length / period)
  if (window.form === 'session') return Number.POSITIVE_INFINITY
  if (buckets === undefined) return thinned(window, length, Math.ceil(length / period))
  // Its oldest bucket may just have left.
  const readings = 1 + Math.floor((buckets.bucket * (buckets.buckets - 1)) / period)
  return buckets.aggregate === 'median' ? Math.min(readings, buckets.buckets) : readings
}

/** Beyond so many samples one a bin is kept, the newest; the first bin may just have left. */
const thinned = ({ takes }: WindowEntry, length: number, samples: number): number =>
  takes === undefined && samples > mostExact && length > 0 ? mostExact - 1 : samples
