/**
 * The course of one state through event time: its timers run out in order, and between them windows of the clock end, and
 * where conditions ask for the time of day the city's clock turns. At such a turn the rule is judged once more with what was last known, its windows
 * read at that instant. Values hold good for that as long as the device is not silent; those of a silent one start
 * nothing and clear nothing, but what the clock makes false holds no longer.
 */
import type { AlarmTransition } from '../../core/alarm.ts'
import type { Reading } from '../../core/reading.ts'
import { instant } from '../../core/time.ts'
import type { CityClock } from './city-clock.ts'
import { judged, type Judgement } from './judgement.ts'
import { patience } from './listening.ts'
import { turnOfHours } from './opening.ts'
import { overEdge } from './period-edge.ts'
import type { Bound, ConditionRule, Needs } from '../language/rule.ts'
import { AlarmTimers, cooldownOf, type Cooldown } from './alarm-timers.ts'
import { nothing } from './entry.ts'
import {
  beginsAnew,
  finished,
  finishes,
  nextEnd,
  sampled,
  takenBy,
  type Again,
  type Open,
} from './sampling.ts'
import {
  endsTimer,
  noWindows,
  withoutBefore,
  withReading,
  type AlarmState,
  type RuleState,
} from './state.ts'

const none: readonly AlarmTransition[] = []

/** Slower than registered a device may be by this factor before it is rather taken for silent. */
const slowest = 10

/** How often the device speaks, in milliseconds. */
const paceOf = ({ period }: Bound, state: RuleState | undefined): number =>
  Math.max(period, Math.min(state?.pace ?? 0, slowest * period))

const noCooldown: Cooldown = { rests: 0 }
const never = Number.POSITIVE_INFINITY

export const scopeOf = (
  { facts, limits, schedules }: Bound,
  slots: Open['slots'],
  at: number,
  clock: CityClock,
): Open => ({ slots, device: facts, limits, schedules, at: instant(at), clock })

export class Course {
  alarm: AlarmState | null
  cooldown: Cooldown
  transitions = none
  windows: RuleState['windows']
  /** Up to when windows are finished. */
  closed: number
  /** See `RuleState`. */
  taken: number | undefined
  /** See `RuleState`. */
  before: AlarmState | undefined
  readonly #bound: Bound
  readonly #rule: ConditionRule
  readonly #state: RuleState | undefined
  readonly #clock: CityClock
  readonly #pace: number
  readonly #needs: Needs
  #turned: number
  /** The instant that the conditions were judged for. */
  #asked: number

  constructor(bound: Bound, rule: ConditionRule, state: RuleState | undefined, clock: CityClock) {
    this.#bound = bound
    this.#rule = rule
    this.#state = state
    this.#clock = clock
    this.#pace = paceOf(bound, state)
    this.#turned = state?.turned ?? 0
    this.#asked = Math.max(state?.judged ?? 0, this.#turned)
    this.closed = state?.closed ?? 0
    this.alarm = state?.alarm ?? null
    this.cooldown = state ?? noCooldown
    this.windows = state?.windows ?? noWindows
    this.#needs = bound.needs
  }

  until(now: number, inclusive: boolean): void {
    const state = this.#state
    if (state === undefined) return
    while (this.#needs.timed) {
      const { end, turn } = this.#next(state)
      const at = Math.min(end, turn)
      if (at > now) break
      const finishing = at === end && finishes(this.#bound, this.windows, at)
      const before = at < now || inclusive
      if (!finishing && !before) break
      this.#expire(at, false)
      if (finishing) this.#finish(at, state)
      // What begins anew at the instant of a reading is that reading's to judge.
      const anew = before && beginsAnew(this.#bound, this.windows, at)
      if (anew || (before && at === turn)) this.#turn(at, state, anew)
      if (at === end) this.closed = at
      this.#expire(at, true)
    }
    this.#expire(now, inclusive)
  }

  judge(reading: Reading, slots: Open['slots'], again: Again | undefined): void {
    const { observedAt } = reading
    const scope = scopeOf(this.#bound, slots, observedAt, this.#clock)
    const before = this.windows
    this.windows = sampled(this.#bound, before, scope, this.closed, again)
    this.taken = takenAfter(this.#bound, before, this.windows, again)
    // What another reading of the instant ended is judged once more with this one, unless time has gone on.
    const undone = again && this.#state?.before
    if (undone !== undefined && this.alarm === this.#state?.alarm) this.alarm = undone
    const known = this.alarm
    // How often it speaks is known from what came before: this reading may be the end of a silence.
    this.#judge(scope, observedAt, reading, observedAt, true)
    const judgement = this.alarm
    this.#expire(observedAt, scope)
    if (known !== null && judgement === this.alarm && endsTimer(known, judgement))
      this.before = withReading(known, reading)
  }

  /** The state afterwards; the same object when nothing changed. */
  over(state: RuleState): RuleState {
    const turned = this.#turned !== (state.turned ?? 0)
    const closed = this.closed !== (state.closed ?? 0)
    if (this.alarm === state.alarm && !turned && !closed) return state
    return {
      ...withoutBefore(state),
      alarm: this.alarm,
      windows: this.windows,
      ...cooldownOf(this.cooldown),
      ...(turned && { turned: this.#turned }),
      ...(closed && { closed: this.closed }),
    }
  }

  #next(state: RuleState) {
    const end = nextEnd(this.#bound, this.windows, Math.max(state.judged, this.closed))
    const turn = nextTurn(this.#bound, this.#needs, state, this.alarm, this.#turned, this.#clock)
    return { end: end ?? never, turn: turn ?? never }
  }

  /** Judges the windows that end at `end`, by the clock of their last instant. */
  #finish(end: number, state: RuleState): void {
    const scope = scopeOf(this.#bound, valuesOf(state), end - 1, this.#clock)
    this.windows = finished(this.#bound, this.windows, scope, end)
    this.#forget(end, state, scope)
    this.#judge(scope, end, undefined, end, true)
  }

  /** Judges what is known once more. Where a count begins anew that is a fact, however silent the device is. */
  #turn(at: number, state: RuleState, anew: boolean): void {
    const good = at <= goodUntil(this.#bound, state)
    const scope = scopeOf(this.#bound, valuesOf(state), at, this.#clock)
    this.#bound.operators.forEach((operator, index) => {
      scope.slots[operator.to] = operator.value(this.windows[index] ?? nothing, scope)
    })
    if (anew) this.#forget(at, state, scope)
    // Values that are good confirm a clear at this instant, and no hold behind it.
    const observed = anew ? at : Math.max(state.judged, at - 2 * this.#pace)
    this.#judge(scope, at, undefined, observed, good || anew)
  }

  /** Takes away what a silent device said; what is a fact without it stays. */
  #forget(at: number, state: RuleState, { slots }: Open): void {
    if (at <= goodUntil(this.#bound, state)) return
    const lasting = new Set(this.#bound.operators.filter((one) => one.lasting).map(({ to }) => to))
    slots.forEach((_, slot) => {
      if (!lasting.has(slot)) slots[slot] = undefined
    })
  }

  /** Once for every reading, so without a spread. */
  #judge(
    scope: Open,
    at: number,
    reading: Reading | undefined,
    observed: number,
    fresh: boolean,
  ): void {
    const bound = this.#bound
    const rule = this.#rule
    const judgement: Judgement = {
      bound,
      rule,
      scope,
      at,
      reading,
      observed,
      fresh,
      pace: this.#pace,
    }
    const before = Math.max(this.#state?.judged ?? 0, this.#turned)
    this.alarm = judged(overEdge(this.alarm, judgement, before), judgement)
    this.#turned = at
    this.#asked = scope.at
  }

  #expire(now: number, inclusive: boolean | Open): void {
    if (this.alarm === null) return
    const setting = {
      bound: this.#bound,
      rule: this.#rule,
      clock: this.#clock,
      judged: this.#asked,
      pace: this.#pace,
    }
    const timers = new AlarmTimers(setting, this.alarm, this.cooldown)
    timers.until(now, inclusive)
    if (timers.transitions.length === 0) return
    this.alarm = timers.alarm()
    this.cooldown = timers.cooldown()
    this.transitions =
      this.transitions.length === 0
        ? timers.transitions
        : [...this.transitions, ...timers.transitions]
  }
}

/** What a course comes to. */
export type Passed = Pick<
  Course,
  'alarm' | 'cooldown' | 'transitions' | 'windows' | 'closed' | 'taken' | 'before'
>

/**
 * What a reading comes to where nothing runs, the clock judges nothing before it and no condition holds: nearly every reading,
 * without the making of a course. `reached` is up to when time has gone on.
 */
export function calm(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState,
  scope: Open,
  reached: number,
  again: Again | undefined,
): Passed | undefined {
  if (state.alarm !== null || (again && state.before) !== undefined) return undefined
  if (bound.needs.timed && byClock(bound, state, scope.clock) <= reached) return undefined
  const closed = state.closed ?? 0
  const windows = sampled(bound, state.windows, scope, closed, again)
  for (const { when } of rule.levels) if (when.judge(scope) === true) return undefined
  const taken = takenAfter(bound, state.windows, windows, again)
  return {
    alarm: null,
    cooldown: state,
    transitions: none,
    windows,
    closed,
    taken,
    before: undefined,
  }
}

/** See `RuleState`; where nobody asks, undefined. */
const takenAfter = (
  bound: Bound,
  before: RuleState['windows'],
  after: RuleState['windows'],
  again: Again | undefined,
): number | undefined =>
  bound.needs.values && bound.operators.length > 0
    ? (again?.taken ?? 0) | takenBy(bound, before, after)
    : undefined

/** When the clock alone judges next, event time. */
function byClock(bound: Bound, state: RuleState, clock: CityClock): number {
  const turn = nextTurn(bound, bound.needs, state, state.alarm, state.turned ?? 0, clock)
  const end = nextEnd(bound, state.windows, Math.max(state.judged, state.closed ?? 0))
  return Math.min(turn ?? never, end ?? never)
}

const valuesOf = (state: RuleState): Open['slots'] =>
  (state.values ?? []).map((value) => value ?? undefined)

/** Until when what was last judged stands for what is now. */
export const goodUntil = (bound: Bound, state: RuleState): number =>
  state.judged + 2 * paceOf(bound, state) + patience(bound.period)

/** The next turn of the city's clock at which the rule is judged by itself, event time. */
function nextTurn(
  bound: Bound,
  { asking, schedules }: Needs,
  state: RuleState,
  alarm: AlarmState | null,
  turned: number,
  clock: CityClock,
): number | undefined {
  if ((asking === 'nothing' && schedules.length === 0) || state.values === undefined)
    return undefined
  const from = Math.max(state.judged, turned)
  const at = instant(from)
  const turn = Math.min(
    asking === 'nothing' ? never : clock.turnsAfter(at, asking === 'hour'),
    ...schedules.map((name) => turnOfHours(bound.schedules.get(name), at, clock) ?? never),
  )
  const running =
    alarm !== null && alarm.held.some((since, level) => level > alarm.level && since > 0)
  return running || turn <= goodUntil(bound, state) ? turn : undefined
}

/** The next instant in event time at which something runs out, ends or turns. */
export function nextDue(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState,
  clock: CityClock,
): number | undefined {
  let due = bound.needs.timed ? byClock(bound, state, clock) : never
  if (state.alarm !== null) {
    const setting = { bound, rule, clock, judged: state.judged, pace: paceOf(bound, state) }
    due = Math.min(due, new AlarmTimers(setting, state.alarm, state).next() ?? never)
  }
  return due === never ? undefined : due
}
