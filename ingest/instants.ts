/**
 * What a device may write for an instant. Accepted is only what means one instant whoever reads it; what was written more
 * finely than in milliseconds keeps its fraction, and whoever stores it cuts it.
 */
import { parseRfc3339 } from '../core/rfc3339.ts'

/**
 * Below it a number is epoch seconds: as milliseconds it would lie before March 1973, as seconds it reaches year 5138. The
 * same step leads from milliseconds to microseconds and on to nanoseconds, so a number says by its size what it is.
 */
const secondsBelow = 1e11
const millisecondsBelow = 1e14
const microsecondsBelow = 1e17
const nanosecondsBelow = 1e20

/** Digits of epoch seconds, milliseconds, microseconds, nanoseconds; 14 and 17 digits are a local time without zone. */
const epochDigits = /^(?:\d{10}(?:[.,]\d{1,9})?|\d{13}(?:[.,]\d{1,9})?|\d{16}|\d{19})$/

/**
 * Epoch seconds, milliseconds, microseconds or nanoseconds to milliseconds; undefined when it is none of these. To whole
 * microseconds: a number of so many nanoseconds is exact to 256 of them, and cut without that, an eighth of all would be a
 * millisecond early.
 */
export function fromEpoch(value: number): number | undefined {
  if (value < secondsBelow) return Math.round(value * 1_000_000) / 1_000
  if (value < millisecondsBelow) return value
  if (value < microsecondsBelow) return value / 1_000
  return value < nanosecondsBelow ? Math.round(value / 1_000) / 1_000 : undefined
}

/** A text that means one instant: digits of an epoch, or ISO 8601 with its zone; undefined for anything else. */
export const fromText = (text: string): number | undefined =>
  epochDigits.test(text) ? fromEpoch(Number(text.replace(',', '.'))) : parseRfc3339(text)
