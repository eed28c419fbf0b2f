/**
 * Silence of a device. It is judged on listening time alone: `seen` is when the last reading arrived, whatever its
 * quality and timing, or for a device that never reported the first tick that knew it. Silence counts from the later of
 * `seen` and, for a rule with hours, their opening today; outside the hours nothing is judged. Our own outages and steps
 * of the host's clock are left out of it, what came before them is not. After an outage a device is waited for before it
 * is called silent. The alarm began when the device was heard last, and any reading ends it.
 */
import type { AlarmTransition } from '../../core/alarm.ts'
import { alarmId } from '../../core/identity.ts'
import { instant, minutes } from '../../core/time.ts'
import type { Instant } from '../../core/time.ts'
import type { CityClock } from './city-clock.ts'
import { hostAt, listeningAt, listeningOf, waitingFor, type Listening } from './listening.ts'
import {
  caseTemplate,
  linkOf,
  type AbsenceLevel,
  type AbsenceRule,
  type Bound,
} from '../language/rule.ts'
import { openedAt } from './opening.ts'
import { cooldownUntil, evidenceOf, subjectOf } from './alarm-timers.ts'
import {
  noWindows,
  refOf,
  type AlarmState,
  type Input,
  type Outcome,
  type ReadingRef,
  type RuleState,
} from './state.ts'

const nothing: readonly AlarmTransition[] = []
const minute = minutes(1)

/** A device nobody has heard of yet, known since `at`. */
export const firstKnown = (at: Instant, listening: Listening): RuleState => ({
  judged: 0,
  received: 0,
  seen: listeningAt(listening, at),
  heard: at,
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
  listening: Listening,
): Outcome {
  if (input.type === 'tick') {
    if (state === undefined) {
      return { state: firstKnown(input.at, listening), transitions: nothing }
    }
    return onTick(bound, rule, state, input.at, listening, clock)
  }
  const { receivedAt } = input
  const now = listeningAt(listening, receivedAt)
  const before = state ?? firstKnown(receivedAt, listening)
  const seen = Math.max(before.seen, now)
  const heard = seen === now ? receivedAt : (before.heard ?? receivedAt)
  const last = refOf(input)
  const { alarm } = before
  if (alarm === null) {
    return { state: heardAgain(before, seen, heard, last), transitions: nothing }
  }
  const rested = rule.levels[alarm.level]?.severity
  return {
    state: {
      ...before,
      seen,
      heard,
      last,
      alarm: null,
      rests: now + rule.cooldown,
      ...(rested !== undefined && { rested }),
    },
    transitions: [
      { ...base(bound, alarm.began), at: receivedAt, kind: 'cleared', because: 'recovered' },
    ],
  }
}

/** The path of nearly every reading, so without a spread. */
function heardAgain(
  { judged, received, windows, rests, rested, named }: RuleState,
  seen: number,
  heard: number,
  last: ReadingRef,
): RuleState {
  const next: { -readonly [Name in keyof RuleState]: RuleState[Name] } = {
    judged,
    received,
    seen,
    heard,
    last,
    windows,
    alarm: null,
    rests,
  }
  if (rested !== undefined) next.rested = rested
  if (named !== undefined) next.named = named
  return next
}

function onTick(
  bound: Bound,
  rule: AbsenceRule,
  state: RuleState,
  at: Instant,
  listening: Listening,
  clock: CityClock,
): Outcome {
  const standing = state.alarm?.level ?? -1
  const next = highest(bound, rule, state, at, listening, clock)
  if (next === undefined || next.level <= standing) return { state, transitions: nothing }
  const { level, since } = next
  const target = rule.levels[level]
  if (target === undefined) return { state, transitions: nothing }
  // A clock that was set back must not give two alarms one name.
  const began = state.alarm?.began ?? Math.max(next.began, (state.named ?? 0) + 1)
  const shown = hostAt(listening, next.at)
  return {
    state: { ...state, alarm: { ...(state.alarm ?? quiet), level, began }, named: began },
    transitions: [
      {
        ...base(bound, began),
        at: instant(shown),
        kind: standing < 0 ? 'raised' : 'escalated',
        severity: target.severity,
        case: caseTemplate(bound, target),
        ...linkOf(bound),
        evidence: {
          version: rule.version,
          condition: target.absence.text,
          values: {
            silentSeconds: Math.floor((next.at - since) / 1_000),
            'device.period': bound.device.period,
          },
          readings: state.last === null ? [] : [evidenceOf(bound.device.id, state.last)],
          since: instant(Math.min(next.began, shown)),
        },
      },
    ],
  }
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

export const lasting = (bound: Bound, { absence }: AbsenceLevel): number =>
  Math.max(
    absence.atLeast,
    'ms' in absence.after ? absence.after.ms : absence.after.periods * bound.period,
  )

interface Silence {
  readonly level: number
  /** Listening time. */
  readonly since: number
  readonly at: number
  /** By the host's clock. */
  readonly began: number
}

function highest(
  bound: Bound,
  rule: AbsenceRule,
  state: RuleState,
  now: Instant,
  listening: Listening,
  clock: CityClock,
): Silence | undefined {
  for (let level = rule.levels.length - 1; level >= 0; level -= 1) {
    const target = rule.levels[level]
    if (target === undefined) continue
    const opened = opening(target, now, clock)
    if (opened === undefined) continue
    const from = opened === 0 ? 0 : listeningOf(listening, opened)
    const since = Math.max(state.seen, from)
    const at = endOf(bound, rule, state, level, since, listening)
    if (at > listeningAt(listening, now)) continue
    const began = from > state.seen ? opened : (state.heard ?? hostAt(listening, state.seen))
    return { level, since, at, began }
  }
  return undefined
}

/** When silence since then has lasted long enough for a level, listening time. */
function endOf(
  bound: Bound,
  rule: AbsenceRule,
  state: RuleState,
  level: number,
  since: number,
  listening: Listening,
): number {
  const target = rule.levels[level]
  if (target === undefined) return Number.POSITIVE_INFINITY
  const rests = state.alarm === null ? cooldownUntil(state, rule, level) : 0
  const at = Math.max(since + lasting(bound, target), rests)
  return waitingFor(listening, at, state.seen, bound.period)
}

/** When the hours of the level opened that `now` is in; 0 without hours, undefined outside of them. */
function opening(level: AbsenceLevel, now: Instant, clock: CityClock): number | undefined {
  const { hours } = level.absence
  return hours === undefined ? 0 : openedAt(hours, now, clock)
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

/**
 * When the state wants a tick at the earliest, listening time; a rule with hours is looked at again every minute it is
 * due, at whole ones of the host's clock, so that whoever begins anew between two of them puts nothing off.
 */
export function absenceDueAt(
  bound: Bound,
  rule: AbsenceRule,
  state: RuleState,
  listening: Listening,
): Instant | undefined {
  const standing = state.alarm?.level ?? -1
  const ends = rule.levels.flatMap((_, level) =>
    level > standing ? [endOf(bound, rule, state, level, state.seen, listening)] : [],
  )
  const target = rule.levels[standing + 1]
  if (target === undefined) return undefined
  const at = Math.min(...ends)
  const now = listeningAt(listening, instant(listening.at))
  if (at > now) return instant(at)
  const hours = rule.levels.some(({ absence }) => absence.hours !== undefined)
  return instant(hours ? now + minute - (listening.at % minute) : now)
}
