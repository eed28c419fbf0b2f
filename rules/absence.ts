/**
 * Silence of a device. It is judged on the server's clock alone: `seen` is when the last reading arrived, whatever its
 * quality and timing, or for a device that never reported the first tick that knew it. Silence counts from the latest
 * of `seen`, the end of our own last interruption, and, for a rule with hours, their opening today; outside the hours
 * nothing is judged. The alarm began when the silence began, and any reading ends it.
 */
import type { AlarmTransition } from '../core/alarm.ts'
import { alarmId } from '../core/identity.ts'
import { instant } from '../core/time.ts'
import type { Instant } from '../core/time.ts'
import type { CityClock } from './city-clock.ts'
import { caseTemplate, type AbsenceLevel, type AbsenceRule, type Bound } from './rule.ts'
import { evidenceOf, subjectOf } from './settlement.ts'
import {
  noWindows,
  refOf,
  type AlarmState,
  type Input,
  type Outcome,
  type RuleState,
} from './state.ts'

const nothing: readonly AlarmTransition[] = []

/** A device nobody has heard of yet, known since `at`. */
export const firstKnown = (at: Instant): RuleState => ({
  judged: 0,
  received: 0,
  seen: at,
  last: null,
  windows: noWindows,
  alarm: null,
  rests: 0,
})

export function stepAbsence(
  bound: Bound,
  rule: AbsenceRule,
  state: RuleState | undefined,
  input: Input,
  clock: CityClock,
): Outcome {
  if (input.type === 'tick') {
    if (state === undefined) return { state: firstKnown(input.at), transitions: nothing }
    return onTick(bound, rule, state, input.at, input.resumedAt, clock)
  }
  const { receivedAt } = input
  const before = state ?? firstKnown(receivedAt)
  const seen = Math.max(before.seen, receivedAt)
  const last = refOf(input)
  if (before.alarm === null) return { state: { ...before, seen, last }, transitions: nothing }
  return {
    state: { ...before, seen, last, alarm: null, rests: receivedAt + rule.cooldown },
    transitions: [
      {
        ...base(bound, before.alarm.began),
        at: receivedAt,
        kind: 'cleared',
        because: 'recovered',
      },
    ],
  }
}

function onTick(
  bound: Bound,
  rule: AbsenceRule,
  state: RuleState,
  now: Instant,
  resumedAt: Instant,
  clock: CityClock,
): Outcome {
  let { alarm } = state
  const transitions: AlarmTransition[] = []
  const standing = alarm?.level ?? -1
  const next = highest(bound, rule, state, now, resumedAt, clock)
  if (next !== undefined && next.level > standing) {
    const { level, since, at } = next
    const target = rule.levels[level]
    if (target === undefined) return { state, transitions: nothing }
    const began = alarm?.began ?? since
    alarm = { ...(alarm ?? quiet), level, began }
    transitions.push({
      ...base(bound, began),
      at: instant(at),
      kind: standing < 0 ? 'raised' : 'escalated',
      severity: target.severity,
      case: caseTemplate(bound, target),
      evidence: {
        version: rule.version,
        condition: target.absence.text,
        values: {
          silentSeconds: Math.floor((at - since) / 1_000),
          'device.period': bound.device.period,
        },
        readings: state.last === null ? [] : [evidenceOf(bound.device.id, state.last)],
        since: instant(since),
      },
    })
  }
  return transitions.length === 0
    ? { state, transitions: nothing }
    : { state: { ...state, alarm }, transitions }
}

const quiet: AlarmState = {
  level: -1,
  began: 0,
  reached: 0,
  held: [],
  clearing: [],
  confirmed: [],
  values: [],
  readings: [],
}

export const patience = (bound: Bound, { absence }: AbsenceLevel): number =>
  Math.max(
    absence.atLeast,
    'ms' in absence.after ? absence.after.ms : absence.after.periods * bound.period,
  )

function highest(
  bound: Bound,
  rule: AbsenceRule,
  state: RuleState,
  now: Instant,
  resumedAt: Instant,
  clock: CityClock,
): { level: number; since: number; at: number } | undefined {
  for (let level = rule.levels.length - 1; level >= 0; level -= 1) {
    const target = rule.levels[level]
    if (target === undefined) continue
    const opened = opening(target, now, clock)
    if (opened === undefined) continue
    const since = Math.max(state.seen, resumedAt, opened)
    const at = Math.max(since + patience(bound, target), state.alarm === null ? state.rests : 0)
    if (at <= now) return { level, since, at }
  }
  return undefined
}

/** When the hours of the level opened that `now` is in; 0 without hours, undefined outside of them. */
function opening(level: AbsenceLevel, now: Instant, clock: CityClock): number | undefined {
  const { hours } = level.absence
  if (hours === undefined) return 0
  const time = clock.sinceMidnight(now)
  const from = hours.from * 60_000
  const to = hours.to * 60_000
  if (from <= to ? time < from || time >= to : time < from && time >= to) return undefined
  return now - (time >= from ? time - from : time - from + 86_400_000)
}

function base(bound: Bound, began: number) {
  return {
    type: 'alarm' as const,
    alarm: alarmId(bound.rule.id, bound.device.id, instant(began)),
    rule: bound.rule.id,
    title: bound.rule.title,
    subject: subjectOf(bound),
  }
}

/** When the state wants a tick at the earliest; a rule with hours is looked at again every minute it is due. */
export function absenceDueAt(
  bound: Bound,
  rule: AbsenceRule,
  state: RuleState,
  now: Instant,
  resumedAt: Instant,
): Instant | undefined {
  const standing = state.alarm?.level ?? -1
  const level = rule.levels[standing + 1]
  if (level === undefined) return undefined
  const since = Math.max(state.seen, resumedAt)
  const at = Math.max(since + patience(bound, level), state.alarm === null ? state.rests : 0)
  const again = level.absence.hours === undefined ? now : now + 60_000
  return instant(at <= now ? again : at)
}
