/** An instant as a field of date and time holds it, on the clocks of the city. Pure. */
import { instant, zoneOffset } from '../../core/time.ts'

/** `2026-03-02T10:00:30` */
export const fieldOf = (at: number, zone: string): string =>
  new Date(at + zoneOffset(zone)(instant(at))).toISOString().slice(0, 19)

/** Undefined for what is no date. */
export function instantIn(field: string, zone: string): number | undefined {
  const asUtc = Date.parse(`${field}Z`)
  if (Number.isNaN(asUtc)) return undefined
  const offset = zoneOffset(zone)
  // The offset of the place itself, also on the day on which its clocks are put forward.
  return asUtc - offset(instant(asUtc - offset(instant(asUtc))))
}
