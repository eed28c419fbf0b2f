import type { AlarmTransition } from '../core/alarm.ts'
import { readingTail } from '../core/identity.ts'
import type { Reading } from '../core/reading.ts'
import type { Instant } from '../core/time.ts'
import type { WindowState } from './window.ts'

export type Input =
  | Reading
  /** `resumedAt`: since when ticks have come without a gap; before it nobody was listening. */
  | { readonly type: 'tick'; readonly at: Instant; readonly resumedAt: Instant }

export interface Outcome {
  /** The same object when nothing changed. */
  readonly state: RuleState | undefined
  readonly transitions: readonly AlarmTransition[]
}

/** A reading as evidence: what its id has behind the device (`readingTail`), and its frame. */
export type ReadingRef = readonly [tail: string, frame: string]

/**
 * What a rule remembers about one device: plain data of bounded size, kept by the log together with the offset. Instants
 * are epoch milliseconds, 0 stands for "not running". Never changed in place.
 */
export interface RuleState {
  /** Observed and received instant of the newest reading judged. Their difference maps ticks to the device's clock. */
  readonly judged: number
  readonly received: number
  /** Absence rules: when the device was last heard of, by our clock, and its last reading. */
  readonly seen: number
  readonly last: ReadingRef | null
  readonly windows: readonly WindowState[]
  /** Present while a hold runs or the alarm stands. */
  readonly alarm: AlarmState | null
  /** No alarm is raised before this instant (cool-down), event time. */
  readonly rests: number
}

/** The arrays have one entry for each level of the rule. */
export interface AlarmState {
  /** Index of the level that stands, -1 while a first hold runs. */
  readonly level: number
  /** Start of the hold that raised it; part of the alarm's identity. */
  readonly began: number
  /** Bit i: level i was reached since the alarm was raised, so it must be cleared by its own condition. */
  readonly reached: number
  /** Since when the level's condition holds. */
  readonly held: readonly number[]
  /** Since when the level's clear condition holds, and when that was last seen. */
  readonly clearing: readonly number[]
  readonly confirmed: readonly number[]
  /** The rule's inputs at the last judgement, by slot; evidence for what a tick decides. */
  readonly values: readonly (number | null)[]
  /** Readings of the running hold or clear, newest last, at most 8. */
  readonly readings: readonly ReadingRef[]
}

export const mostReadings = 8

export const noWindows: readonly WindowState[] = []

export const refOf = (reading: Reading): ReadingRef => [readingTail(reading), reading.frame]
