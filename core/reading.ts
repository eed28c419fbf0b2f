import type { DeviceId, ReadingId } from './identity.ts'
import type { Quality, Quantity } from './quantities.ts'
import type { Instant } from './time.ts'

/**
 * live: in time and new. late: observed longer ago than the allowed lateness, or marked so by the device; stored, never
 * pages anyone. clamped: the device's clock is ahead by more than the allowed skew, `observedAt` is the instant of
 * receipt. resent: older than the memory for duplicates, may be a repeat; stores are idempotent, rules ignore it.
 */
export type Timing = 'live' | 'late' | 'clamped' | 'resent'

/** One device, one instant, everything it measured then, in canonical units. */
export interface Reading {
  readonly type: 'reading'
  readonly id: ReadingId
  readonly device: DeviceId
  readonly observedAt: Instant
  /** The instant the device itself gave, where that is not `observedAt` (timing `clamped`); part of the identity. */
  readonly claimedAt?: Instant
  readonly receivedAt: Instant
  /** The device's own number, as it gave it. */
  readonly sequence?: number
  /**
   * Tells readings of one device and instant apart: a whole number of 0 to 2^32 - 1 made of quantities, values and the
   * device's quality letters, and where the device gave no instant of the position of the frame and of the item in it.
   * Never of anything that depends on our clock. Absent in what older versions wrote.
   */
  readonly content?: number
  /**
   * Another reading of this device at this instant came before. part: with other quantities. correction: with another
   * value (or letter) of a quantity that this one holds too.
   */
  readonly beside?: 'part' | 'correction'
  readonly values: Readonly<Partial<Record<Quantity, number>>>
  /** Only qualities other than N are written down. */
  readonly quality?: Readonly<Partial<Record<Quantity, Quality>>>
  readonly timing: Timing
  /** Position of the frame it came from in the frames topic, `partition:offset`. */
  readonly frame: string
}

export const qualityOf = (reading: Reading, quantity: Quantity): Quality =>
  reading.quality?.[quantity] ?? 'N'

/** A device went online or offline, by its own word or by its last will. Not a measurement; rules use it for absence. */
export interface Status {
  readonly type: 'status'
  readonly device: DeviceId
  readonly online: boolean
  readonly at: Instant
}
