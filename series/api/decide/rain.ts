/** How many millimetres fell on a gauge: from its counter where it has one, else from how hard it rained. */
import type { Quantity } from '../../../core/quantities.ts'
import { hours } from '../../../core/time.ts'

/** What says how much it rained, the most exact first. A counter goes on, and begins anew at times. */
export const rainQuantities = [
  'rainTotal',
  'rainToday',
  'rain',
] as const satisfies readonly Quantity[]
export type RainQuantity = (typeof rainQuantities)[number]

export interface Told {
  readonly at: number
  readonly value: number
}

/** Values of a time, together. */
export interface ToldIn {
  readonly at: number
  readonly count: number
  readonly mean: number
  readonly min: number
  readonly max: number
}

/** mm/h: no rain is heavier; what a counter rises by more is a fault of it. */
const heaviest = 500

/**
 * In the hour before `to`, in the order of time. Of an intensity each value stands for the time between two reports: what was not
 * reported did not fall, so that a gauge which has just begun is not taken for an hour of it.
 */
export function fallenInHour(
  quantity: RainQuantity,
  told: readonly Told[],
  { to, period }: { readonly to: number; readonly period: number },
): number {
  const from = to - hours(1)
  const within = told.filter(({ at }) => at > from && at <= to)
  if (quantity === 'rain') {
    const sum = within.reduce((total, { value }) => total + value, 0)
    return within.length === 0
      ? 0
      : (sum / within.length) * Math.min(1, (within.length * period * 1_000) / hours(1))
  }
  const before = told.findLast(({ at }) => at <= from)
  return risen([...(before === undefined ? [] : [before]), ...within])
}

/** In all of these buckets, which are `length` milliseconds long and in the order of time. */
export function fallenIn(
  quantity: RainQuantity,
  buckets: readonly ToldIn[],
  { length, period }: { readonly length: number; readonly period: number },
): number {
  if (quantity === 'rain')
    return buckets.reduce((total, { mean, count }) => {
      const share = Math.min(1, (count * period * 1_000) / length)
      return total + mean * share * (length / hours(1))
    }, 0)
  const [first] = buckets
  if (first === undefined) return 0
  const ends = buckets.map(({ at, max }) => ({ at: at + length, value: max }))
  return risen([{ at: first.at, value: first.min }, ...ends])
}

/** A counter that is lower than before has begun anew. */
function risen(told: readonly Told[]): number {
  let total = 0
  for (const [place, { at, value }] of told.entries()) {
    const before = told[place - 1]
    if (before === undefined) continue
    const rise = value >= before.value ? value - before.value : value
    if (rise <= (heaviest * (at - before.at)) / hours(1)) total += rise
  }
  return total
}
