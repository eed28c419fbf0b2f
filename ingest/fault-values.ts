/**
 * Numbers that sensors and gateways send in place of a value they do not have stand with the quantity (core/kinds), where
 * they lie inside its plausible range. Only such as no real measurement is likely to equal: over-range displays (999 of a
 * gas meter) are not among them, since there the danger is real. docs/telemetry.md gives the reason of each.
 */
import { quantityOf, type Quantity } from '../core/quantities.ts'

/** True for a value that says something about the sensor and nothing about the city. */
export function isFault(name: Quantity, value: number): boolean {
  const { unit, min, max, faults } = quantityOf(name)
  if (value < min || value > max) return true
  if (unit === 'bool') return value !== 0 && value !== 1
  return faults.includes(value)
}
