/**
 * The judging step: (rule on a device, state, reading or tick) -> (state, transitions). No clock, no I/O.
 *
 * Time. Holds, clears and cool-downs run on event time, the clock of the device. A reading moves it to the instant it
 * was observed. So does the time we have been listening (listening.ts), on a tick and with the receipt of a reading: for a
 * device whose newest judged reading was observed at `judged` and received at `received`, `now` means
 * `judged + (now - received) - grace`: the lag of that reading is taken for the device's own, and the next one may take a
 * little longer. Between two readings a condition keeps the truth it had (a cover that said "tilt 40" and fell silent is
 * still tilted), so a hold may run out by time alone. Whatever runs out is dated with the instant it ran out at, not with
 * the record that showed it; ticks may therefore come at any rate, late or in bulk, without changing an alarm.
 *
 * A timer that ran out before a reading fires before the reading is judged; at the very instant of a reading the reading
 * decides. Hence one sample of a spike raises nothing when the next sample comes within the hold.
 *
 * Our own outage proves nothing: after it time stands still for a device until it is heard, or has been waited for. What
 * it queued is judged in its order. When the clock was set that a device takes its time from, its state moves along
 * (rebase.ts).
 *
 * Unknown (a quantity missing, of bad quality, a window with too few samples) starts, resets and ends no timer. Clearing
 * needs proof: a clear hold only runs as long as its condition is confirmed at least every two reporting periods, the
 * registered ones or, where the device is slower than that, its own.
 *
 * Absence is judged on listening time by `seen`, see absence.ts.
 */
import type { AlarmTransition } from '../../core/alarm.ts'
import { qualityOf, type Reading } from '../../core/reading.ts'
import { instant, seconds } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import { stepAbsence } from './absence.ts'
import { renewed } from './basis.ts'
import type { CityClock } from './city-clock.ts'
import { Course, nextDue, scopeOf } from './course.ts'
import {
  hostTime,
  listeningAt,
  passed,
  resumed,
  resumedAt,
  waitingFor,
  type Listening,
} from './listening.ts'
import { isFresh, rebased, setBy } from './rebase.ts'
import type { Bound, ConditionRule } from '../language/rule.ts'
import { lateSamples, type Again } from './sampling.ts'
import { type Input, type Outcome, type RuleState } from './state.ts'

const none: readonly AlarmTransition[] = []

/** So much longer than the reading before it the next one may take to us and still decide about its own instant. */
const grace = seconds(1)

export function step(
  bound: Bound,
  state: RuleState | undefined,
  input: Input,
  clock: CityClock,
  listening: Listening = hostTime,
): Outcome {
  const { rule } = bound
  if (rule.form === 'absence') return stepAbsence(bound, rule, state, input, clock, listening)
  const now =
    input.type === 'tick'
      ? listeningAt(listening, input.at)
      : listeningAt(listening, input.receivedAt)
  let known = state
  if (state !== undefined && state.alarm !== null) {
    const alarm = renewed(bound, rule, state.alarm, state.judged, clock)
    if (alarm !== state.alarm) known = { ...state, alarm }
  }
  if (input.type === 'tick') return onTick(bound, rule, known, now, clock, listening)
  return onReading(bound, rule, known, input, now, clock, listening)
}

function onTick(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState | undefined,
  now: number,
  clock: CityClock,
  listening: Listening,
): Outcome {
  if (state === undefined) return { state, transitions: none }
  const course = new Course(bound, rule, state, clock)
  course.until(deviceClock(state, passed(listening, now, state.received, bound.period)), true)
  return { state: course.over(state), transitions: course.transitions }
}

/** Instant of the device's clock that has surely passed when so long was listened to it. */
const deviceClock = ({ judged, received }: RuleState, now: number): number =>
  judged + Math.max(0, now - received - grace)

/** Slots of the rule under judgement. Filled again for every reading; nothing outside this file sees them. */
const slots: (number | undefined)[] = []

function onReading(
  bound: Bound,
  rule: ConditionRule,
  known: RuleState | undefined,
  reading: Reading,
  now: number,
  clock: CityClock,
  listening: Listening,
): Outcome {
  if (reading.timing !== 'live' || !fill(rule, reading)) return { state: known, transitions: none }
  const at = reading.observedAt
  const by = known === undefined ? 0 : setBy(known, reading, listening)
  const moved = by !== 0
  const state = known === undefined || !moved ? known : rebased(bound, known, by, listening)
  if (state !== undefined && at < state.judged) {
    const windows = lateSamples(
      bound,
      state,
      scopeOf(bound, slots, at, clock),
      deviceClock(state, now),
    )
    const next = windows === state.windows ? state : { ...state, windows }
    return { state: next, transitions: none, ...(moved && { rebased: true }) }
  }
  const course = new Course(bound, rule, state, clock)
  if (state !== undefined) course.until(reached(state, reading, now, listening), false)
  const again = at === state?.judged ? complete(rule, reading, state) : undefined
  course.judge(reading, slots, again)
  const spoken = state === undefined ? 0 : at - state.judged
  const decided = state !== undefined && isFresh(reading)
  const next: Draft = {
    judged: at,
    received: now,
    shift: decided || state === undefined ? listening.shift : (state.shift ?? 0),
    interval: spoken > 0 ? spoken : (state?.interval ?? 0),
    pace: spoken > 0 ? Math.min(spoken, state?.interval ?? 0) : (state?.pace ?? 0),
    seen: 0,
    last: null,
    windows: course.windows,
    alarm: course.alarm,
    rests: course.cooldown.rests,
  }
  const { rested, named, flips } = course.cooldown
  if (rested !== undefined) next.rested = rested
  if (named !== undefined) next.named = named
  if (flips !== undefined) next.flips = flips
  if (course.closed > at) next.closed = course.closed
  const values = course.values(slots)
  if (values !== undefined) next.values = values
  if (course.taken !== undefined) next.taken = course.taken
  if (moved) return { state: next, transitions: course.transitions, rebased: true }
  return { state: next, transitions: course.transitions }
}

type Draft = { -readonly [Name in keyof RuleState]: RuleState[Name] }

/** Up to when timers run out before a reading is judged, event time. */
function reached(
  state: RuleState,
  { observedAt, receivedAt }: Reading,
  now: number,
  listening: Listening,
): number {
  // What was received later shows as a tick does how late it is.
  if (state.received >= resumed(listening)) {
    return Math.max(observedAt, deviceClock(state, now))
  }
  // Queued while we were away: it says itself how far its clock has come, and what comes behind it decides the rest.
  if (observedAt < resumedAt(listening) || receivedAt - observedAt > grace) return observedAt
  // Observed after that: what the device said meanwhile may be lost.
  return Math.min(observedAt, state.judged + now - state.received)
}

/** Puts the reading's good values into their slots; false when it has none that the rule asks for. */
function fill(rule: ConditionRule, reading: Reading): boolean {
  let some = false
  for (const { quantity, slot } of rule.quantities) {
    const value = reading.values[quantity]
    const good = value !== undefined && qualityOf(reading, quantity) === 'N'
    slots[slot] = good ? value : undefined
    some ||= good
  }
  return some
}

/** What another reading of the same instant said of quantities that this one leaves out. */
function complete(rule: ConditionRule, reading: Reading, { values, taken }: RuleState): Again {
  const own = new Set<number>()
  for (const { quantity, slot } of rule.quantities) {
    if (reading.values[quantity] !== undefined) own.add(slot)
    else slots[slot] = values?.[slot] ?? undefined
  }
  // Before it was kept which entries took a sample, what was known had been taken.
  return { own, taken: taken ?? -1 }
}

/** When the state wants a tick, in listening time; undefined when time alone changes nothing. */
export function dueAt(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState,
  clock: CityClock,
  listening: Listening = hostTime,
): Instant | undefined {
  const due = nextDue(bound, rule, state, clock)
  if (due === undefined) return undefined
  const at = state.received + grace + Math.max(0, due - state.judged)
  return instant(waitingFor(listening, at, state.received, bound.period))
}
