/**
 * The course of one state through event time: its timers run out in order, and where conditions ask for the time of day
 * the city's clock turns between them. At such a turn the rule is judged once more with what was last known, its windows
 * read at that instant. Values hold good for that as long as the device is not silent; those of a silent one start
 * nothing and clear nothing, but what the clock makes false holds no longer.
 */
import type { AlarmTransition } from '../../core/alarm.ts'
import type { Reading } from '../../core/reading.ts'
import { instant } from '../../core/time.ts'
import type { CityClock } from './city-clock.ts'
import type { Scope } from '../language/condition.ts'
import { judged, type Judgement } from './judgement.ts'
import { patience } from './listening.ts'
import { apart, overEdge } from './period-edge.ts'
import type { Bound, ConditionRule } from '../language/rule.ts'
import { AlarmTimers, cooldownOf, type Cooldown } from './alarm-timers.ts'
import { cutOf } from '../language/rule-window.ts'
import type { AlarmState, RuleState } from './state.ts'
import { readWindow } from './window.ts'

const none: readonly AlarmTransition[] = []

/** Slower than registered a device may be by this factor before it is rather taken for silent. */
const slowest = 10

/** How often the device speaks, in milliseconds. */
const paceOf = ({ period }: Bound, state: RuleState | undefined): number =>
  Math.max(period, Math.min(state?.pace ?? 0, slowest * period))

type Asking = 'nothing' | 'day' | 'hour'

const asking = new WeakMap<ConditionRule, Asking>()

/** What part of time the conditions of a rule ask for, or the windows that they read. */
function asksFor(rule: ConditionRule): Asking {
  let found = asking.get(rule)
  if (found === undefined) {
    const names = rule.levels.flatMap(({ when, clear }) =>
      [...when.reads, ...(clear?.reads ?? [])].map(({ name }) => name),
    )
    const hourly = names.includes('hour')
    const split = apart(rule).some((windows) => windows.length > 0)
    const daily = split || names.includes('period') || names.includes('weekday')
    found = hourly ? 'hour' : daily ? 'day' : 'nothing'
    asking.set(rule, found)
  }
  return found
}

const noCooldown: Cooldown = { rests: 0 }

export class Course {
  alarm: AlarmState | null
  cooldown: Cooldown
  transitions = none
  readonly #bound: Bound
  readonly #rule: ConditionRule
  readonly #state: RuleState | undefined
  readonly #clock: CityClock
  readonly #pace: number
  readonly #asking: Asking
  #turned: number

  constructor(bound: Bound, rule: ConditionRule, state: RuleState | undefined, clock: CityClock) {
    this.#bound = bound
    this.#rule = rule
    this.#state = state
    this.#clock = clock
    this.#pace = paceOf(bound, state)
    this.#turned = state?.turned ?? 0
    this.alarm = state?.alarm ?? null
    this.cooldown = state ?? noCooldown
    this.#asking = asksFor(rule)
  }

  until(now: number, inclusive: boolean): void {
    if (this.#state === undefined) return
    while (this.#asking !== 'nothing') {
      const turn = nextTurn(
        this.#bound,
        this.#asking,
        this.#state,
        this.alarm,
        this.#turned,
        this.#clock,
      )
      if (turn === undefined || turn > now || (turn === now && !inclusive)) break
      this.#expire(turn, false)
      this.#turn(turn, this.#state)
      this.#expire(turn, true)
    }
    this.#expire(now, inclusive)
  }

  judge(reading: Reading, slots: Scope['slots']): void {
    const { observedAt } = reading
    // How often it speaks is known from what came before: this reading may be the end of a silence.
    this.#judge({
      bound: this.#bound,
      rule: this.#rule,
      scope: this.#scope(slots, observedAt),
      reading,
      observed: observedAt,
      fresh: true,
      pace: this.#pace,
    })
    this.#expire(observedAt, true)
  }

  /** What is remembered of the values of a reading, if the rule asks for more than the reading itself. */
  values(slots: Scope['slots']): RuleState['values'] {
    const { quantities, slotNames } = this.#rule
    if (quantities.length === 1 && this.#asking === 'nothing') return undefined
    return slotNames.map((_, slot) => slots[slot] ?? null)
  }

  /** The state afterwards; the same object when nothing changed. */
  over(state: RuleState): RuleState {
    const turned = this.#turned !== (state.turned ?? 0)
    if (this.alarm === state.alarm && !turned) return state
    return {
      ...state,
      alarm: this.alarm,
      ...cooldownOf(this.cooldown),
      ...(turned && { turned: this.#turned }),
    }
  }

  #turn(at: number, state: RuleState): void {
    const { windows } = this.#bound
    const slots = (state.values ?? []).map((value) => value ?? undefined)
    windows.forEach((spec, index) => {
      const cut = cutOf(spec, instant(at), this.#clock)
      slots[spec.to] = readWindow(spec, state.windows[index] ?? [], at, spec.least, cut)
    })
    this.#judge({
      bound: this.#bound,
      rule: this.#rule,
      scope: this.#scope(slots, at),
      reading: undefined,
      observed: state.judged,
      fresh: at <= goodUntil(this.#bound, state),
      pace: this.#pace,
    })
  }

  #judge(judgement: Judgement): void {
    const before = Math.max(this.#state?.judged ?? 0, this.#turned)
    this.alarm = judged(overEdge(this.alarm, judgement, before), judgement)
    this.#turned = judgement.scope.at
  }

  #scope(slots: Scope['slots'], at: number): Scope {
    const { facts, limits } = this.#bound
    return { slots, device: facts, limits, at: instant(at), clock: this.#clock }
  }

  #expire(now: number, inclusive: boolean): void {
    if (this.alarm === null) return
    const setting = {
      bound: this.#bound,
      rule: this.#rule,
      clock: this.#clock,
      judged: Math.max(this.#state?.judged ?? 0, this.#turned),
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

/** Until when what was last judged stands for what is now. */
const goodUntil = (bound: Bound, state: RuleState): number =>
  state.judged + 2 * paceOf(bound, state) + patience(bound.period)

/** The next turn of the city's clock at which the rule is judged by itself, event time. */
function nextTurn(
  bound: Bound,
  part: Asking,
  state: RuleState,
  alarm: AlarmState | null,
  turned: number,
  clock: CityClock,
): number | undefined {
  if (part === 'nothing' || state.values === undefined) return undefined
  const from = Math.max(state.judged, turned)
  const turn = clock.turnsAfter(instant(from), part === 'hour')
  const running =
    alarm !== null && alarm.held.some((since, level) => level > alarm.level && since > 0)
  return running || turn <= goodUntil(bound, state) ? turn : undefined
}

/** The next instant in event time at which something runs out or turns. */
export function nextDue(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState,
  clock: CityClock,
): number | undefined {
  const turn = nextTurn(bound, asksFor(rule), state, state.alarm, state.turned ?? 0, clock)
  if (state.alarm === null) return turn
  const setting = { bound, rule, clock, judged: state.judged, pace: paceOf(bound, state) }
  const due = new AlarmTimers(setting, state.alarm, state).next()
  if (turn === undefined || due === undefined) return due ?? turn
  return Math.min(due, turn)
}
