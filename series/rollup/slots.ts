/** Spans cut into slots of equal length, whose middles are the multiples of that length since the epoch. */
import type { Instant } from '../../core/time.ts'

/** The number of the slot that an instant is in; `slot` in whole milliseconds. */
export const slotIndex = (at: Instant, slot: number): number =>
  Math.floor((at + slot - Math.floor(slot / 2)) / slot)
