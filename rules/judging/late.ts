/**
 * What a rule makes of readings that came late (补传). What is known of now does not change by them. `amend`: they are added to the
 * alarm that stood then and stands still. `historical`: those of other times have a course of their own, in which time is that of
 * these readings alone, and what is raised in it is past. It ends where they leave out more than the device is believed for, and
 * when none has come for as long; what stands then is cleared at the last of them.
 */
import type { AlarmTransition } from '../../core/alarm.ts'
import { alarmId, pastAlarmId } from '../../core/identity.ts'
import type { Reading } from '../../core/reading.ts'
import { instant } from '../../core/time.ts'
import type { Bound, ConditionRule } from '../language/rule.ts'
import { AlarmTimers, subjectOf } from './alarm-timers.ts'
import type { CityClock } from './city-clock.ts'
import { Course, goodUntil, scopeOf } from './course.ts'
import { patience } from './listening.ts'
import { complete, observed } from './observed.ts'
import { lateSamples, type Open } from './sampling.ts'
import { mostReadings, noWindows, refOf, type Outcome, type RuleState } from './state.ts'

const none: readonly AlarmTransition[] = []

/** A device of which nothing came in time yet. */
const unheard: RuleState = {
  judged: 0,
  received: 0,
  seen: 0,
  last: null,
  windows: noWindows,
  alarm: null,
  rests: 0,
}

/** Whether something of the device came in time. */
export const wasHeard = ({ judged }: RuleState): boolean => judged > 0

/** `slots` hold the values of the reading; `now` is listening time. */
export function stepLate(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState | undefined,
  reading: Reading,
  slots: Open['slots'],
  now: number,
  clock: CityClock,
): Outcome {
  const alarm = state?.alarm
  if (state !== undefined && alarm && alarm.level >= 0 && reading.observedAt >= alarm.began) {
    const amended = (alarm.amended ?? 0) + 1
    if (amended > mostReadings) return { state, transitions: none }
    const entries = new Set(rule.entries.map(({ to }) => to))
    const values = rule.slotNames.map((_, slot) =>
      entries.has(slot) ? null : (slots[slot] ?? null),
    )
    const setting = { bound, rule, clock, judged: reading.observedAt, pace: bound.period }
    const timers = new AlarmTimers(setting, { ...alarm, values, readings: [refOf(reading)] }, state)
    timers.say(reading.observedAt, 'amended')
    return { state: { ...state, alarm: { ...alarm, amended } }, transitions: timers.transitions }
  }
  if (rule.late !== 'historical') return { state, transitions: none }
  const before = state?.past
  const gap = before !== undefined && reading.observedAt > goodUntil(bound, before)
  const known = gap ? undefined : before
  const past = advanced(bound, rule, known, reading, slots, now, clock)
  return {
    state: { ...(state ?? unheard), past: past.state },
    transitions: [
      ...(gap ? ended(bound, rule, before) : none),
      ...past.transitions.filter(({ kind }) => kind !== 'reminded').map(asPast),
    ],
  }
}

const asPast = (one: AlarmTransition): AlarmTransition => ({
  ...one,
  alarm: pastAlarmId(one.alarm),
  past: true,
})

function advanced(
  bound: Bound,
  rule: ConditionRule,
  past: RuleState | undefined,
  reading: Reading,
  slots: Open['slots'],
  now: number,
  clock: CityClock,
): { readonly state: RuleState; readonly transitions: readonly AlarmTransition[] } {
  const at = reading.observedAt
  if (past !== undefined && at < past.judged) {
    const windows = lateSamples(bound, past, scopeOf(bound, slots, at, clock), past.judged)
    return { state: { ...past, windows, received: now }, transitions: none }
  }
  const course = new Course(bound, rule, past, clock)
  course.until(at, false)
  course.judge(
    reading,
    slots,
    at === past?.judged ? complete(rule, reading, slots, past) : undefined,
  )
  const state = observed(bound, rule, course, past, slots, at, now, 0)
  return { state, transitions: course.transitions }
}

/** When the course of what came late is over if nothing more comes, listening time. */
export const pastUntil = ({ period }: Bound, past: RuleState): number =>
  past.received + 2 * period + patience(period)

/** The state without a course that is over by `now`, and what that says; undefined when there is none. */
export function pastOver(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState,
  now: number,
): Outcome | undefined {
  const { past, ...rest } = state
  if (past === undefined || now < pastUntil(bound, past)) return undefined
  return { state: wasHeard(rest) ? rest : undefined, transitions: ended(bound, rule, past) }
}

const ended = (bound: Bound, { id, title }: ConditionRule, past: RuleState) =>
  clearedPast(past, { rule: id, title, subject: subjectOf(bound) })

/** The end of an alarm that stands in what came late. */
export function clearedPast(
  { alarm, judged }: RuleState,
  what: Pick<AlarmTransition, 'rule' | 'title' | 'subject'>,
): readonly AlarmTransition[] {
  if (alarm === null || alarm.level < 0) return none
  return [
    {
      type: 'alarm',
      alarm: pastAlarmId(alarmId(what.rule, what.subject.device, instant(alarm.began))),
      ...what,
      at: instant(judged),
      past: true,
      kind: 'cleared',
      because: 'late-data-over',
    },
  ]
}
