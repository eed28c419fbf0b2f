/**
 * Numbers that sensors and gateways send in place of a value they do not have, where they lie inside the plausible range of
 * the quantity. Only such as no real measurement is likely to equal: over-range displays (999 of a gas meter) are not
 * among them, since there the danger is real. docs/telemetry.md gives the reason of each.
 */
import { quantities, type Quantity } from '../core/quantities.ts'

/** Full scale of 16-bit registers, plain and in tenths. */
const tenthsOfFullScale = [3_276.7, 6_553.5] as const

export const faultValues: Readonly<Partial<Record<Quantity, readonly number[]>>> = {
  wellLevel: [999, 999.9],
  stage: tenthsOfFullScale,
  pm25: [9_999, ...tenthsOfFullScale],
  pm10: [9_999, ...tenthsOfFullScale],
  tsp: [9_999, 32_767, ...tenthsOfFullScale],
  temperature: [85],
}

/** True for a value that says something about the sensor and nothing about the city. */
export function isFault(name: Quantity, value: number): boolean {
  const { unit, min, max } = quantities[name]
  if (value < min || value > max) return true
  if (unit === 'bool') return value !== 0 && value !== 1
  return faultValues[name]?.includes(value) ?? false
}
