/**
 * The judging step: (rule on a device, state, reading or tick) -> (state, transitions). No clock, no I/O.
 *
 * Time. Holds, clears and cool-downs run on event time, the clock of the device. A reading moves it to the instant it
 * was observed. So does the server's clock, on a tick and with the receipt of a reading: for a device whose newest judged
 * reading was observed at `judged` and received at `received`, `at` means `judged + (at - received) - grace`: the lag of
 * that reading is taken for the device's own, and the next one may take a little longer. Between two readings a condition
 * keeps the truth it had (a cover that said "tilt 40" and fell silent is still tilted), so a hold may run out by time
 * alone. Whatever runs out is dated with the instant it ran out at, not with the record that showed it; ticks may
 * therefore come at any rate, late or in bulk, without changing an alarm.
 *
 * A timer that ran out before a reading fires before the reading is judged; at the very instant of a reading the reading
 * decides. Hence one sample of a spike raises nothing when the next sample comes within the hold.
 *
 * Unknown (a quantity missing, of bad quality, a window with too few samples) starts, resets and ends no timer. Clearing
 * needs proof: a clear hold only runs as long as its condition is confirmed at least every two reporting periods.
 *
 * Absence is judged on the server's clock by `seen`, see absence.ts.
 */
import type { AlarmTransition } from '../core/alarm.ts'
import { qualityOf, type Reading } from '../core/reading.ts'
import { instant, seconds } from '../core/time.ts'
import type { Instant } from '../core/time.ts'
import { stepAbsence } from './absence.ts'
import type { CityClock } from './city-clock.ts'
import type { Scope } from './condition.ts'
import type { Bound, ConditionRule } from './rule.ts'
import type { BoundWindow } from './rule-window.ts'
import { Settlement } from './settlement.ts'
import {
  mostReadings,
  noWindows,
  refOf,
  type AlarmState,
  type Input,
  type Outcome,
  type RuleState,
} from './state.ts'
import { addSample, readWindow, type WindowState } from './window.ts'

const none: readonly AlarmTransition[] = []

/** So much longer than the reading before it the next one may take to us and still decide about its own instant. */
const grace = seconds(1)

export function step(
  bound: Bound,
  state: RuleState | undefined,
  input: Input,
  clock: CityClock,
): Outcome {
  const { rule } = bound
  if (rule.form === 'absence') return stepAbsence(bound, rule, state, input, clock)
  if (input.type === 'tick') return onTick(bound, rule, state, input.at, clock)
  return onReading(bound, rule, state, input, clock)
}

function onTick(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState | undefined,
  at: Instant,
  clock: CityClock,
): Outcome {
  if (state === undefined || state.alarm === null) return { state, transitions: none }
  const now = deviceClock(state, at)
  const settlement = new Settlement(bound, rule, state.alarm, state.judged, state.rests, clock)
  settlement.until(now, true)
  if (settlement.transitions.length === 0) return { state, transitions: none }
  return {
    state: { ...state, alarm: settlement.alarm(), rests: settlement.rests },
    transitions: settlement.transitions,
  }
}

/** Instant of the device's clock that has surely passed when it is `at` by ours. */
const deviceClock = ({ judged, received }: RuleState, at: Instant): number =>
  judged + Math.max(0, at - received - grace)

/** Slots of the rule under judgement. Filled anew for every reading; nothing outside this file sees them. */
const slots: (number | undefined)[] = []

function onReading(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState | undefined,
  reading: Reading,
  clock: CityClock,
): Outcome {
  if (reading.timing !== 'live' || !fill(rule, reading)) return { state, transitions: none }
  const at = reading.observedAt
  const late = state !== undefined && at < state.judged
  const windows = sampled(bound, state?.windows ?? noWindows, at, clock)
  if (late) {
    return { state: windows === state.windows ? state : { ...state, windows }, transitions: none }
  }
  for (let index = 0; index < bound.windows.length; index += 1) {
    const spec = bound.windows[index]
    if (spec === undefined) continue
    slots[spec.to] = readWindow(spec, windows[index] ?? [], at, spec.least, cutOf(spec, at, clock))
  }
  const scope: Scope = { slots, device: bound.facts, limits: bound.limits, at, clock }

  let alarm = state?.alarm ?? null
  let rests = state?.rests ?? 0
  let transitions = none
  if (state !== undefined && alarm !== null) {
    const before = new Settlement(bound, rule, alarm, state.judged, rests, clock)
    // What was received later shows as a tick does how late it is.
    before.until(Math.max(at, deviceClock(state, reading.receivedAt)), false)
    if (before.transitions.length > 0) {
      alarm = before.alarm()
      rests = before.rests
      transitions = before.transitions
    }
  }
  alarm = judged(bound, rule, alarm, reading, scope)
  if (alarm !== null) {
    const now = new Settlement(bound, rule, alarm, at, rests, clock)
    now.until(at, true)
    if (now.transitions.length > 0) {
      alarm = now.alarm()
      rests = now.rests
      transitions =
        transitions.length === 0 ? now.transitions : [...transitions, ...now.transitions]
    }
  }
  return {
    state: { judged: at, received: reading.receivedAt, seen: 0, last: null, windows, alarm, rests },
    transitions,
  }
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

/** Since when a sample of `at` counts in the window; undefined where day and night are one. */
const cutOf = ({ within }: BoundWindow, at: Instant, clock: CityClock): Instant | undefined =>
  within === undefined ? undefined : clock.periodStart(at)

function sampled(
  { windows: specs }: Bound,
  windows: readonly WindowState[],
  at: Instant,
  clock: CityClock,
): readonly WindowState[] {
  if (specs.length === 0) return windows
  let next: WindowState[] | undefined
  for (let index = 0; index < specs.length; index += 1) {
    const spec = specs[index]
    const value = spec === undefined ? undefined : slots[spec.from]
    if (spec === undefined || value === undefined) continue
    const before = windows[index] ?? []
    const after = addSample(spec, before, at, value, cutOf(spec, at, clock))
    if (after === before) continue
    next ??= specs.map((_, place) => windows[place] ?? [])
    next[index] = after
  }
  return next ?? windows
}

/** Moves the timers by what the conditions say now. */
function judged(
  bound: Bound,
  rule: ConditionRule,
  alarm: AlarmState | null,
  reading: Reading,
  scope: Scope,
): AlarmState | null {
  const { levels } = rule
  const at = scope.at
  const standing = alarm?.level ?? -1
  let draft: Draft | undefined = alarm === null ? undefined : draftOf(alarm)
  for (let index = 0; index < levels.length; index += 1) {
    const level = levels[index]
    if (level === undefined) continue
    const true_ = level.when.judge(scope)
    if (true_ === true) {
      draft ??= draftOf(idle(levels.length))
      if (draft.held[index] === 0) draft.held[index] = at
      draft.clearing[index] = 0
      if (index <= standing) draft.reached |= 1 << index
    } else if (true_ === false && draft !== undefined) {
      draft.held[index] = 0
    }
    if (draft === undefined || index > standing || true_ === true) continue
    const clear = level.clear === undefined ? not(true_) : level.clear.judge(scope)
    if (clear === true) {
      const since = draft.clearing[index] ?? 0
      const stale = at - (draft.confirmed[index] ?? 0) > 2 * bound.period
      if (since === 0 || stale) draft.clearing[index] = at
      draft.confirmed[index] = at
    } else if (clear === false) {
      draft.clearing[index] = 0
    }
  }
  if (draft === undefined) return null
  if (standing < 0 && draft.held.every((since) => since === 0)) return null
  const known = draft.values
  draft.values = rule.slotNames.map((_, slot) => scope.slots[slot] ?? known[slot] ?? null)
  const moving =
    draft.held.some((since, index) => index > standing && since > 0) ||
    draft.clearing.some((since, index) => index <= standing && since > 0)
  draft.readings = moving ? [...draft.readings, refOf(reading)].slice(-mostReadings) : []
  return draft
}

type Draft = {
  -readonly [Name in keyof AlarmState]: Name extends 'held' | 'clearing' | 'confirmed'
    ? number[]
    : AlarmState[Name]
}

const draftOf = (alarm: AlarmState): Draft => ({
  ...alarm,
  held: [...alarm.held],
  clearing: [...alarm.clearing],
  confirmed: [...alarm.confirmed],
})

const idle = (levels: number): AlarmState => {
  const zeros = Array.from({ length: levels }, () => 0)
  return {
    level: -1,
    began: 0,
    reached: 0,
    held: zeros,
    clearing: zeros,
    confirmed: zeros,
    values: [],
    readings: [],
  }
}

const not = (truth: boolean | undefined) => (truth === undefined ? undefined : !truth)

/** When the state wants a tick, by the server's clock; undefined when time alone changes nothing. */
export function dueAt(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState,
  clock: CityClock,
): Instant | undefined {
  if (state.alarm === null) return undefined
  const due = new Settlement(bound, rule, state.alarm, state.judged, state.rests, clock).next()
  if (due === undefined) return undefined
  return instant(state.received + grace + Math.max(0, due - state.judged))
}
