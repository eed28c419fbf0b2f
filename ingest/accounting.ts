import { consumers } from '../core/consumers.ts'

/**
 * Every frame is accounted for: `items = readings + duplicates + deadLetters + statuses`, where each frame is at least
 * one item. The totals move in the same transaction as the outputs they count, so the identity holds over any crash.
 */
export interface Accounting {
  /** Frames worked off, those put back from the dead letters included. */
  readonly frames: number
  /** Of these, frames put back from the dead letters. */
  readonly redriven: number
  readonly items: number
  readonly readings: number
  /** Of the readings, those beside another one of the same device and instant, with other quantities. */
  readonly parts: number
  /** Of the readings, those that gave another value for what one of the same device and instant had said. */
  readonly corrections: number
  readonly duplicates: number
  /** Items that could not be used; a dead letter holds one of them, or says how many. */
  readonly deadLetters: number
  /**
   * What is taken and is no reading: words of devices about themselves (online, offline, replies to commands), means of stations
   * and packets of a split message before the last.
   */
  readonly statuses: number
}

export const accountingKey = consumers.ingest.remembers.accounting.key

export const noAccounting: Accounting = {
  frames: 0,
  redriven: 0,
  items: 0,
  readings: 0,
  parts: 0,
  corrections: 0,
  duplicates: 0,
  deadLetters: 0,
  statuses: 0,
}

export const accountingFrom = (stored: unknown): Accounting => ({
  ...noAccounting,
  ...(stored as Accounting | undefined),
})

export const addAccounting = (one: Accounting, other: Accounting): Accounting => ({
  frames: one.frames + other.frames,
  redriven: one.redriven + other.redriven,
  items: one.items + other.items,
  readings: one.readings + other.readings,
  parts: one.parts + other.parts,
  corrections: one.corrections + other.corrections,
  duplicates: one.duplicates + other.duplicates,
  deadLetters: one.deadLetters + other.deadLetters,
  statuses: one.statuses + other.statuses,
})

/** True when nothing was lost and nothing was counted twice. */
export const isBalanced = ({
  items,
  readings,
  duplicates,
  deadLetters,
  statuses,
}: Accounting): boolean => items === readings + duplicates + deadLetters + statuses
