/** The order in which the readings of one frame are told. */
import type { Measured } from './telemetry.ts'

/** One item of a frame that is a reading. */
export interface Found {
  readonly measured: Measured
  readonly index: number
}

/** By the device's instant; at one instant by device, sequence and content, and what has no instant as it stood. */
export function byInstant(one: Found, other: Found): number {
  const [a, b] = [one.measured, other.measured]
  const order = a.fact.at - b.fact.at
  if (order !== 0) return order
  if (!a.isDated || !b.isDated) {
    return a.isDated === b.isDated ? one.index - other.index : a.isDated ? -1 : 1
  }
  if (a.device !== b.device) return (a.device ?? '') < (b.device ?? '') ? -1 : 1
  return a.fact.number - b.fact.number || a.fact.content - b.fact.content
}
