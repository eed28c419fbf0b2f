/**
 * A window of a rule, and what it asks of one device. A rule is written for devices of the usual rate; a slower one
 * cannot give as many samples in the same time, and a rule that waited for them would never be judged. So the number
 * asked for falls to what the device's period can give, but not below what the aggregate is made of; where the window
 * is too short even for that it reaches further back for this device.
 */
import type { Instant } from '../../core/time.ts'
import type { CityClock } from '../judging/city-clock.ts'
import type { Aggregate } from './document.ts'
import { windowSpec, type WindowSpec } from '../judging/window.ts'

export interface RuleWindow extends WindowSpec {
  /** Slot of the quantity it is made of, and slot of its value. */
  readonly from: number
  readonly to: number
  readonly min: number | { readonly share: number } | undefined
  /** Milliseconds as written. */
  readonly length: number
  /** `period`: no sample of the day counts at night, and none of the night by day. */
  readonly within: 'period' | undefined
}

export interface BoundWindow extends RuleWindow {
  /** Samples it must hold before it has a value. */
  readonly least: number
}

/** Since when a sample of `at` counts in the window; undefined where day and night are one. */
export const cutOf = (
  { within }: BoundWindow,
  at: Instant,
  clock: CityClock,
): Instant | undefined => (within === undefined ? undefined : clock.periodStart(at))

/** A reading that comes so much later than the period says still counts as in time. */
const jitter = 1.1

/** Fewer samples than these make no value. */
const made = (aggregate: Aggregate): number =>
  aggregate === 'slope' || aggregate === 'spread' ? 2 : 1

/** Samples a window surely holds at the instant of a reading; its oldest bucket may just have left. */
export const promised = ({ aggregate, bucket, buckets }: WindowSpec, period: number): number => {
  const readings = 1 + Math.floor((bucket * (buckets - 1)) / period)
  return aggregate === 'median' ? Math.min(readings, buckets) : readings
}

const known = new WeakMap<RuleWindow, Map<number, BoundWindow>>()

/** For a period in milliseconds. One object for all devices that share it: every reading looks into it. */
export function fitted(window: RuleWindow, period: number): BoundWindow {
  const ofPeriods = known.get(window) ?? new Map<number, BoundWindow>()
  known.set(window, ofPeriods)
  const found = ofPeriods.get(period) ?? fit(window, period)
  ofPeriods.set(period, found)
  return found
}

function fit(window: RuleWindow, period: number): BoundWindow {
  const { name, aggregate, min, length, per } = window
  const needed = made(aggregate)
  const short = promised(window, period * jitter) < needed
  const spec = short ? windowSpec(name, aggregate, needed * period, per) : window
  return { ...window, ...spec, least: Math.max(needed, asked(window, min, length, period)) }
}

function asked(window: RuleWindow, min: RuleWindow['min'], length: number, period: number): number {
  if (min === undefined) return 1
  if (typeof min === 'number') return Math.min(min, promised(window, period * jitter))
  return Math.min(Math.ceil((min.share * length) / period), promised(window, period))
}
