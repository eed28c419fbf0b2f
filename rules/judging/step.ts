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
 * decides, and where it does not know, whatever else is said of that instant. Hence one sample of a spike raises nothing when the next sample comes within the hold.
 *
 * What is said of one instant counts as one, in however many readings it comes: where one of them ended a timer, the next is judged
 * on what stood before that instant, unless something was raised or cleared at it or time has gone on.
 *
 * Our own outage proves nothing: after it time stands still for a device until it is heard, or has been waited for. What
 * it queued is judged in its order. When the clock was set that a device takes its time from, its state moves along
 * (rebase.ts).
 *
 * Unknown (a quantity missing, of bad quality, a window with too few samples) starts, resets and ends no timer. Clearing
 * needs proof: a clear hold only runs as long as its condition is confirmed at least every two reporting periods, the
 * registered ones or, where the device is slower than that, its own.
 *
 * Absence is judged on listening time by `seen`, see absence.ts. A rule that judges by receipt takes each reading, whatever its
 * timing, for one that was observed when it came.
 */
import type { AlarmTransition } from '../../core/alarm.ts'
import type { Reading } from '../../core/reading.ts'
import { instant, seconds } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import { stepAbsence } from './absence.ts'
import { renewed } from './basis.ts'
import type { CityClock } from './city-clock.ts'
import { calm, Course, nextDue, scopeOf, type Passed } from './course.ts'
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
import { pastOver, pastUntil, stepLate, wasHeard } from './late.ts'
import { asReceived, complete, fill, observed } from './observed.ts'
import { lateSamples } from './sampling.ts'
import { withoutBefore, type Input, type Outcome, type RuleState } from './state.ts'

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
  if (state !== undefined) {
    const { judged, before = null } = state
    const alarm = renewed(bound, rule, state.alarm, judged, clock)
    if (alarm !== state.alarm || renewed(bound, rule, before, judged, clock) !== before)
      known = { ...withoutBefore(state), alarm }
  }
  const over = known?.past === undefined ? undefined : pastOver(bound, rule, known, now)
  if (over !== undefined) known = over.state
  const outcome =
    input.type === 'tick'
      ? onTick(bound, rule, known, now, clock, listening)
      : onReading(bound, rule, known, input, now, clock, listening)
  if (over === undefined || over.transitions.length === 0) return outcome
  return { ...outcome, transitions: [...over.transitions, ...outcome.transitions] }
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
  const heard = passed(listening, now, state.received, bound.period)
  // Another reading of the instant that was judged last may come within the grace.
  course.until(deviceClock(state, heard), heard >= state.received + grace)
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
  said: Reading,
  now: number,
  clock: CityClock,
  listening: Listening,
): Outcome {
  const reading = rule.byReceipt ? asReceived(said) : said
  const { timing, observedAt: at } = reading
  const wanted = timing === 'live' || (timing === 'late' && rule.late !== 'ignore')
  if (!wanted || !fill(rule, said, slots)) return { state: known, transitions: none }
  if (timing === 'late') {
    // What ran out by then has run out, however seldom the clock ticks.
    const { state, transitions } = onTick(bound, rule, known, now, clock, listening)
    const late = stepLate(bound, rule, state, reading, slots, now, clock)
    return { state: late.state, transitions: [...transitions, ...late.transitions] }
  }
  const heard = known !== undefined && wasHeard(known) ? known : undefined
  const by = heard === undefined ? 0 : setBy(heard, reading, listening)
  const moved = by !== 0
  const state = heard === undefined || !moved ? heard : rebased(bound, heard, by, listening)
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
  const course = courseOf(bound, rule, state, reading, now, clock, listening)
  const decided = state === undefined || isFresh(reading)
  const shift = decided ? listening.shift : (state.shift ?? 0)
  let next = observed(bound, rule, course, state, slots, at, now, shift)
  if (known?.past !== undefined) next = { ...next, past: known.past }
  if (moved) return { state: next, transitions: course.transitions, rebased: true }
  return { state: next, transitions: course.transitions }
}

/** From the state to behind the reading. */
function courseOf(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState | undefined,
  reading: Reading,
  now: number,
  clock: CityClock,
  listening: Listening,
): Passed {
  const at = reading.observedAt
  const again = at === state?.judged ? complete(rule, reading, slots, state) : undefined
  const until = state === undefined ? 0 : reached(state, reading, now, listening)
  const passed = state && calm(bound, rule, state, scopeOf(bound, slots, at, clock), until, again)
  if (passed !== undefined) return passed
  const course = new Course(bound, rule, state, clock)
  course.until(until, false)
  course.judge(reading, slots, again)
  return course
}

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

/** When the state wants a tick, in listening time; undefined when time alone changes nothing. */
export function dueAt(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState,
  clock: CityClock,
  listening: Listening = hostTime,
): Instant | undefined {
  const due = nextDue(bound, rule, state, clock)
  const over = state.past === undefined ? undefined : instant(pastUntil(bound, state.past))
  if (due === undefined) return over
  const at = state.received + grace + Math.max(0, due - state.judged)
  const own = instant(waitingFor(listening, at, state.received, bound.period))
  return over === undefined || own < over ? own : over
}
