/**
 * What judging knows of an entry of `let` on one device: it takes samples, has a value at an instant, is moved along
 * when a clock was set, and may change by the clock alone. Each form has a file of its own; entries.ts picks.
 *
 * A state is one short array of numbers, empty before the first sample, and never changed in place.
 */
import type { Condition, Scope } from '../language/condition.ts'

export type EntryState = readonly number[]

export const nothing: EntryState = []

export interface Operator {
  readonly name: string
  /** Slot of its value. */
  readonly to: number
  /** Slot that it takes values from; undefined where it asks a condition. */
  readonly from: number | undefined
  readonly where: Condition | undefined
  /** Length of the finished windows that it takes samples of; undefined: it takes them of readings. */
  readonly takes: number | undefined
  readonly within: 'period' | undefined
  /** Its value is a fact though the device is silent. */
  readonly lasting: boolean
  /** With a sample of `scope.at`, in the order of time. One of the same instant takes the place of the one before. */
  add(state: EntryState, scope: Scope): EntryState
  /** With a sample older than the newest judged reading; what ended before `since` is closed. Absent: takes none. */
  late?(state: EntryState, scope: Scope, since: number): EntryState
  value(state: EntryState, scope: Scope): number | undefined
  /** As if its samples had been taken so much later; `judged` is the newest judged instant before that. */
  moved(state: EntryState, by: number, judged: number): EntryState
  /** When it is finished, or begins anew, by the clock alone. */
  readonly ends?: (state: EntryState) => number | undefined
  /** The value of what ends right behind `scope.at`. Present where each end is a value: a finished window. */
  readonly closed?: (state: EntryState) => number | undefined
  /** Length of the windows that it finishes. */
  readonly every?: number
}

/**
 * By how much parts of `length`, one of which begins at `begin`, are moved with a clock that is set by `by`: by as many as the newest
 * judged instant is, so that what it lies in goes on.
 */
export const wholeParts = (begin: number, length: number, by: number, judged: number): number =>
  (Math.floor((judged + by - begin) / length) - Math.floor((judged - begin) / length)) * length

/** The value that an operator takes in this scope, if it takes one. */
export function taken({ from, where }: Pick<Operator, 'from' | 'where'>, scope: Scope) {
  const value = from === undefined ? undefined : scope.slots[from]
  if (value === undefined) return undefined
  return where === undefined || where.judge(scope) === true ? value : undefined
}
