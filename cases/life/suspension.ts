/**
 * An order that cannot be gone on with (挂账). Its unit asks until when and why, and by how long that is a dispatcher, a supervisor or
 * a manager answers. Then every deadline that runs stands still, with the rest of its own time: working time for one of working
 * hours. It goes on when somebody resumes the work, or at the end by itself.
 */
import type { Actor, ActorRole } from '../../core/actor.ts'
import type { DeadlineKind } from '../../core/case-terms.ts'
import {
  suspensionLevels,
  type Stopped,
  type Suspension,
  type SuspensionLevel,
} from '../../core/suspension-terms.ts'
import type { Instant } from '../../core/time.ts'
import type { Case, CaseDeadline } from './case.ts'
import type { Command, CommandName } from './commands.ts'
import { isOfCase, ofStageFirst, stageDeadline } from './deadlines.ts'
import type { Context } from './decision-context.ts'
import type { Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'

export const isSuspended = ({ suspension }: Pick<Case, 'suspension'>): boolean =>
  suspension?.state === 'suspended'

/** What moves an order on; nobody does it while the clocks stand still. */
const moving: ReadonlySet<CommandName> = new Set<CommandName>([
  'acceptOrder',
  'arrive',
  'report',
  'return',
  'recallOrder',
  'askExtension',
  'extend',
  'askSuspension',
])

export function refusedSuspension(
  state: Case,
  command: CommandName,
  { role }: Actor,
): Refusal | undefined {
  const { id, suspension } = state
  if (moving.has(command) && isSuspended(state))
    return { reason: 'suspended', text: `Case ${id} is suspended; resume it first.` }
  if (command === 'askSuspension') {
    if (suspension?.state === 'asked')
      return { reason: 'nothing-new', text: 'A suspension was asked for and waits for an answer.' }
    return stageDeadline(state)?.overdue === true
      ? { reason: 'too-late', text: 'The deadline has passed; a suspension is asked before it.' }
      : undefined
  }
  if (command === 'resume' && !isSuspended(state))
    return { reason: 'not-suspended', text: `Case ${id} is not suspended.` }
  if (command !== 'suspend' && command !== 'refuseSuspension') return undefined
  if (suspension?.state !== 'asked')
    return { reason: 'not-asked', text: `No suspension of case ${id} waits for an answer.` }
  return mayAnswer(role, suspension.level)
    ? undefined
    : {
        reason: 'above-level',
        text: `A suspension of that length is answered by a ${suspension.level}, not by a ${role}.`,
      }
}

const mayAnswer = (role: ActorRole, level: SuspensionLevel): boolean => {
  if (role === 'administrator') return true
  const own = suspensionLevels.findIndex((name) => name === role)
  return own >= suspensionLevels.indexOf(level)
}

type Asking = Command & { readonly command: 'askSuspension' }

export function askSuspension(
  state: Case,
  { reason, text, until, photos }: Asking,
  now: Instant,
  context: Context,
): Fact[] | Refusal {
  if (state.unit === undefined) return { reason: 'no-unit', text: 'No unit has the case.' }
  const refused = outside(state, until, now, context)
  if (refused !== undefined) return refused
  const level = context.suspensionLevel(until - now)
  return [
    { event: 'suspensionAsked', data: { unit: state.unit, reason, text, until, photos, level } },
  ]
}

/** Stops what runs; a deadline that has passed stays as it is. */
export function suspend(state: Case, now: Instant, context: Context): Fact[] | Refusal {
  const until = state.suspension?.until ?? now
  const refused = outside(state, until, now, context)
  if (refused !== undefined) return refused
  const stopped = state.deadlines
    .filter(({ kind, overdue }) => !overdue && isOfCase({ kind }))
    .map(({ kind, at }): Stopped => {
      const limit = limitOf(state, kind, context)
      return { kind, left: context.left(now, at, limit), limit }
    })
  return [{ event: 'suspended', data: { until, stopped } }]
}

function outside(
  state: Case,
  until: Instant,
  now: Instant,
  { longestSuspension }: Context,
): Refusal | undefined {
  if (until <= now)
    return { reason: 'until-past', text: 'The end of the suspension lies in the past.' }
  return (state.suspendedFor ?? 0) + (until - now) > longestSuspension
    ? {
        reason: 'too-long',
        text: `In all a case is suspended for ${longestSuspension / 86_400_000} days at most.`,
      }
    : undefined
}

/** By what the deadline runs. */
const limitOf = (state: Case, kind: DeadlineKind, context: Context): string =>
  context.limitOf(kind, (kind === 'handling' ? state.orderLimit : undefined) ?? state.limit)

const pausedUntil = (at: Instant, suspension: Suspension | undefined): number =>
  Math.max(0, at - (suspension?.since ?? at))

/** The clocks run again from `ended` on, with what was left of each. */
export function resumed(
  { suspension }: Case,
  ended: Instant,
  said: { readonly text?: string | undefined },
  context: Context,
): Fact {
  const goingOn = (suspension?.stopped ?? []).map(({ kind, left, limit }): CaseDeadline => {
    return context.goOn(kind, ended, left, limit)
  })
  const [deadline, ...beside] = goingOn
  return {
    event: 'resumed',
    data: {
      ended,
      paused: pausedUntil(ended, suspension),
      ...(said.text !== undefined && { text: said.text }),
      ...(deadline !== undefined && { deadline }),
      ...(beside.length > 0 && { beside }),
    },
  }
}

/** What an end, an order that is over, or a case that goes on leaves of it. */
export function over(before: Case, at: Instant): Partial<Case> {
  const { suspension, suspendedFor = 0 } = before
  if (suspension?.state === 'asked') return { suspension: { ...suspension, state: 'lapsed' } }
  if (suspension?.state !== 'suspended') return {}
  const { stopped: _, ...rest } = suspension
  return {
    suspension: { ...rest, state: 'ended' },
    suspendedFor: suspendedFor + pausedUntil(at, suspension),
  }
}

export function evolveSuspension(
  before: Case,
  event: Fact & {
    readonly event: 'suspensionAsked' | 'suspended' | 'suspensionRefused' | 'resumed'
  },
  at: Instant,
): Partial<Case> {
  const { suspension, deadlines } = before
  if (event.event === 'suspensionAsked') {
    const { reason, until, level } = event.data
    return { suspension: { state: 'asked', reason, until, level } }
  }
  if (suspension === undefined) return {}
  if (event.event === 'suspensionRefused')
    return { suspension: { ...suspension, state: 'refused' } }
  if (event.event === 'suspended') {
    const { until, stopped } = event.data
    return {
      suspension: { ...suspension, state: 'suspended', until, since: at, stopped },
      suspensions: (before.suspensions ?? 0) + 1,
      deadlines: deadlines.filter(({ kind, overdue }) => overdue || !isOfCase({ kind })),
    }
  }
  const { ended, deadline, beside = [] } = event.data
  const running = [...(deadline === undefined ? [] : [deadline]), ...beside]
  return {
    ...over(before, ended),
    deadlines: ofStageFirst([...running.map((one) => ({ ...one, overdue: false })), ...deadlines]),
  }
}
