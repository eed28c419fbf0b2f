import type { AlarmTransition } from '../../core/alarm.ts'
import type { Severity } from '../../core/severity.ts'
import type { Tick } from '../../core/frame.ts'
import type { Reading } from '../../core/reading.ts'
import type { EntryState } from './entry.ts'

export type Input = Reading | Pick<Tick, 'type' | 'at'>

export interface Outcome {
  /** The same object when nothing changed. */
  readonly state: RuleState | undefined
  readonly transitions: readonly AlarmTransition[]
  /** The instants of the state were moved because the clock they were taken from was set. */
  readonly rebased?: boolean
}

/** A reading as evidence: what its id has behind the device, and its frame. */
export type ReadingRef = readonly [tail: string, frame: string]

/**
 * What a rule remembers about one device: plain data of bounded size, kept by the log together with the offset. Instants
 * are milliseconds, 0 stands for "not running". Never changed in place. The names are the stored ones and
 * never change. What may be absent is absent in what the version before this one wrote; listening time (listening.ts) was the host's then.
 */
export interface RuleState {
  /**
   * Last observed at: instant of the newest reading judged. Last received at: listening time of its receipt. The two map
   * ticks to the device's clock.
   */
  readonly judged: number
  readonly received: number
  /** By how much the host's clock had been set when it was received. */
  readonly shift?: number
  /** Between the newest two readings judged, and the smaller of that and the one before: how often the device speaks. */
  readonly interval?: number
  readonly pace?: number
  /** By slot, what was known at `judged`; kept where another reading of that instant or the clock may ask for it. */
  readonly values?: readonly (number | null)[]
  /** Entries that took a sample of the instant `judged`, as bits; kept with `values` where there are entries. */
  readonly taken?: number
  /** The city's clock as far as it was judged by itself behind `judged`, event time. */
  readonly turned?: number
  /** Up to when windows of the clock were finished, event time. */
  readonly closed?: number
  /** Absence rules: last heard at, in listening time (`seen`) and by the host's clock (`heard`), and its last reading. */
  readonly seen: number
  readonly heard?: number
  readonly last: ReadingRef | null
  /** What the entries of `let` remember, in their order. */
  readonly windows: readonly EntryState[]
  /** Present while a hold runs or the alarm stands. */
  readonly alarm: AlarmState | null
  /** The alarm before the instant `judged`, where a reading of that instant ended a timer: another of that instant may undo it. */
  readonly before?: AlarmState
  /** Cool-down until: before that no alarm of the severity `rested` or a milder one; event time, of absences listening time. */
  readonly rests: number
  readonly rested?: Severity
  /** When it was raised or cleared last, oldest first; as many as make it flap. */
  readonly flips?: readonly number[]
  /** The instant that the last alarm is named by. */
  readonly named?: number
  /** The course of what came late, while it comes; `received` is when it came last. */
  readonly past?: RuleState
  /** Offset of the last record that is in it; only of a stored state, and only as good as the log it stands beside. */
  readonly known?: number
}

/** The arrays have one entry for each level of the rule. */
export interface AlarmState {
  /** Index of the level that stands (firing), -1 while a first hold runs (pending). */
  readonly level: number
  /** Start of the hold that raised it; part of the alarm's identity. */
  readonly began: number
  /** Bit i: level i was reached since the alarm was raised, so it must be cleared by its own condition. */
  readonly reached: number
  /** True since: when the level's condition began to hold; the level is pending until its hold is over. */
  readonly held: readonly number[]
  /** Clear since, and clear last confirmed at: since when the level's clear condition holds, and when that was last observed. */
  readonly clearing: readonly number[]
  readonly confirmed: readonly number[]
  /** When it said last that it stands, where its level has reminders. */
  readonly told?: number
  /** Readings that came late and were added to it. */
  readonly amended?: number
  /** How often it was raised or cleared when it was found to flap: it clears after calm only. */
  readonly flaps?: number
  /** What each level's conditions were when they were judged, see basis.ts. */
  readonly basis?: readonly number[]
  /** The rule's inputs at the last judgement, by slot; evidence for what a tick decides. */
  readonly values: readonly (number | null)[]
  /** Readings of the running hold or clear, newest last, at most 8. */
  readonly readings: readonly ReadingRef[]
}

export const standsNow = (state: RuleState | undefined): boolean =>
  state !== undefined && state.alarm !== null && state.alarm.level >= 0

export const mostReadings = 8

export const noWindows: readonly EntryState[] = []

/** Whether what stood or ran before stands or runs no longer behind a judgement. */
export const endsTimer = (before: AlarmState, after: AlarmState | null): boolean =>
  after === null ||
  before.reached !== after.reached ||
  before.held.some((since, level) => since > 0 && after.held[level] === 0) ||
  before.clearing.some((since, level) => since > 0 && after.clearing[level] === 0)

export const withReading = (alarm: AlarmState, reading: Reading): AlarmState => ({
  ...alarm,
  readings: [...alarm.readings, refOf(reading)].slice(-mostReadings),
})

export const withoutBefore = ({ before: _before, ...state }: RuleState): RuleState => state

export const refOf = (reading: Reading): ReadingRef => [
  reading.id.slice(reading.device.length + 1),
  reading.frame,
]
