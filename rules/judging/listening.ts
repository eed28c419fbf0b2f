/**
 * Listening time: how long we have been listening to the devices. It goes on with the ticks in the log, and leaves out
 * by how much the host's clock was set (`Tick.stepped`) and what lies between two ticks further apart than `longestGap`:
 * our own outage, in which nobody can be blamed for silence and nothing is proved. Timers, holds by time and silence run
 * on it; only what people read is told by the host's clock.
 *
 * Where frames come in several partitions each of them has a listening time of its own, and the one furthest behind
 * counts.
 */
import { minutes, seconds } from '../../core/time.ts'

const longestGap = seconds(30)

export interface Listening {
  /** Last tick, by the host's clock as it is set now. */
  readonly at: number
  /** By how much that clock was set so far. */
  readonly shift: number
  /** How long we were away in all. Listening time is `at - shift - gone`. */
  readonly gone: number
  /** The last outages: the end of each by a clock that nobody ever set, and its length. Newest last. */
  readonly gaps: readonly (readonly [end: number, length: number])[]
  /** A tick that was far back without a word of a clock that was set; the next one like it is believed. */
  readonly low?: number
}

const mostGaps = 8

/** A clock that nobody sets and a host that never sleeps: listening time is the host's. */
export const hostTime: Listening = { at: 0, shift: 0, gone: 0, gaps: [] }

/** What the version before this one remembers in its place: of the partition, and of each partition of frames. */
type Before = { readonly at: number; readonly resumedAt: number } | number

/** What was kept, as a log of this version or the one before it has it. */
export function listeningFrom(value: unknown): Listening | undefined {
  const kept = value as Listening | Before | undefined
  if (typeof kept === 'number') return { ...hostTime, at: kept }
  if (kept === undefined || 'gaps' in kept) return kept
  return { ...hostTime, at: kept.at, gaps: [[kept.resumedAt, 0]] }
}

/** After a tick. The same object when it says nothing new. */
export function heard(before: Listening, at: number, stepped = 0): Listening {
  const { shift, gone, gaps } = before
  // Several brokers of one host each say that its clock was set; only the first of them explains the jump.
  const set = Math.abs(at - stepped - before.at) < Math.abs(at - before.at) ? stepped : 0
  const elapsed = at - set - before.at
  if (elapsed < -longestGap) {
    if (before.low === undefined || at < before.low) return { ...before, low: at }
    // The clock was set while we were away: how long that was nobody knows.
    const back = shift + elapsed + set
    return { at, shift: back, gone, gaps: withGap(gaps, at - back, 0) }
  }
  if (elapsed > longestGap) {
    const now = shift + set
    return { at, shift: now, gone: gone + elapsed, gaps: withGap(gaps, at - now, elapsed) }
  }
  if (set === 0 && elapsed <= 0) {
    return before.low === undefined ? before : { at: before.at, shift, gone, gaps }
  }
  const latest = Math.max(at, before.at + set)
  // A host that slept has heard nothing meanwhile, and its clock went ahead.
  return {
    at: latest,
    shift: shift + set,
    gone,
    gaps: set > longestGap ? withGap(gaps, latest - shift - set, 0) : gaps,
  }
}

/** Whether something received then shows that we were away since the last tick. */
export const wasAway = (listening: Listening, receivedAt: number): boolean =>
  listening.at > 0 && receivedAt - listening.at > longestGap

const withGap = (gaps: Listening['gaps'], end: number, length: number): Listening['gaps'] =>
  [...gaps, [end, length] as const].slice(-mostGaps)

/** Listening time of the last tick. */
export const listened = ({ at, shift, gone }: Listening): number => at - shift - gone

/** Listening time of something received at `at` by the host's clock, behind the last tick in the log. */
export const listeningAt = (listening: Listening, at: number): number =>
  Math.max(listened(listening), at - listening.shift - listening.gone)

/** Listening time of the end of the last outage; 0 without one. */
export function resumed({ gaps, gone }: Listening): number {
  const last = gaps.at(-1)
  return last === undefined ? 0 : last[0] - gone
}

/** The end of the last outage by the host's clock; 0 without one. */
export function resumedAt({ gaps, shift }: Listening): number {
  const last = gaps.at(-1)
  return last === undefined ? 0 : last[0] + shift
}

/** What the host's clock, as it is set now, would have shown at an instant of listening time. */
export function hostAt({ shift, gone, gaps }: Listening, instant: number): number {
  let away = gone
  for (let index = gaps.length - 1; index >= 0; index -= 1) {
    const [end, length] = gaps[index] ?? [0, 0]
    if (instant >= end - away) break
    away -= length
  }
  return instant + away + shift
}

/** Listening time of an instant of the host's clock as it is set now, also of one long ago. */
export function listeningOf({ shift, gone, gaps }: Listening, at: number): number {
  const unset = at - shift
  let away = gone
  for (let index = gaps.length - 1; index >= 0; index -= 1) {
    const [end, length] = gaps[index] ?? [0, 0]
    if (unset >= end) break
    if (unset > end - length) return end - away
    away -= length
  }
  return unset - away
}

/** So long after an outage a device that has not been heard yet is waited for. */
export const patience = (period: number): number =>
  Math.min(Math.max(period, minutes(1)), minutes(5))

/** Up to when time may have passed for a device that was heard last then: it stands still until it is heard again. */
export function passed(listening: Listening, now: number, last: number, period: number): number {
  const since = resumed(listening)
  return last < since && now < since + patience(period) ? Math.min(now, since) : now
}

/** When a timer of that device can run out at the earliest, see `passed`. */
export function waitingFor(
  listening: Listening,
  due: number,
  last: number,
  period: number,
): number {
  const since = resumed(listening)
  return last < since && due > since ? Math.max(due, since + patience(period)) : due
}
