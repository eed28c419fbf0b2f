import { quantityOf, type Quantity } from '../../core/quantities.ts'
import type { Bucket } from '../../core/series.ts'

/** Values of one quantity added up: `total` is their sum, of levels in decibels the sum of their powers. */
export interface Sum {
  readonly count: number
  readonly total: number
  readonly min: number
  readonly max: number
}

const isLevel = (quantity: Quantity): boolean => quantityOf(quantity).level

export function added(sum: Sum | undefined, quantity: Quantity, value: number): Sum {
  const part = isLevel(quantity) ? 10 ** (value / 10) : value
  return sum === undefined
    ? { count: 1, total: part, min: value, max: value }
    : {
        count: sum.count + 1,
        total: sum.total + part,
        min: Math.min(sum.min, value),
        max: Math.max(sum.max, value),
      }
}

export function aggregated(
  { count, total, min, max }: Sum,
  quantity: Quantity,
): Omit<Bucket, 'at'> {
  const mean = total / count
  return { count, mean: isLevel(quantity) ? 10 * Math.log10(mean) : mean, min, max }
}
