/** What an alarm that joins a case, or grows worse in it, makes of the case. It may ask for more than the case has, never for less. */
import type { CaseTemplate } from '../../core/alarm.ts'
import type { Instant } from '../../core/time.ts'
import { type Case, isUnconfirmed } from './case.ts'
import { stageDeadline } from './deadlines.ts'
import { isTransferred, isWithCity } from './case.ts'
import type { Context } from './decision-context.ts'
import { orderTimes } from './emergency.ts'
import type { Task } from './dispatch.ts'
import { compareSeverity, type Severity } from '../../core/severity.ts'
import type { AlarmId } from '../../core/identity.ts'
import { isTold } from './cause.ts'
import type { AlarmEvidence, Fact } from './facts.ts'
import { shortened } from './stopped.ts'

export interface Attaching {
  readonly alarm: AlarmEvidence
  /** The alarm was not part of the case before. */
  readonly joined: boolean
  /** What the level that was reached wants; left out when the alarm eased or cleared. */
  readonly template?: CaseTemplate
}

export interface Folding {
  /** Alarms of the cause that are in the case by now. */
  readonly count: number
  /** The last of them; left out when a storm is over and its number is said. */
  readonly last?: {
    readonly cause: string
    readonly alarm: AlarmId
    readonly severity: Severity
    readonly template?: CaseTemplate
  }
}

export function attach(state: Case, command: Attaching, now: Instant, context: Context): Fact[] {
  const { alarm, joined, template } = command
  return [
    { event: 'evidenceAttached', data: { ...alarm, joined } },
    ...grow(state, alarm.severity, template, now, context),
  ]
}

/** The record stays short however many alarms there are: the list of alarms has each of them. */
export function fold(
  state: Case,
  { count, last }: Folding,
  now: Instant,
  context: Context,
): readonly Fact[] {
  const isNew = last === undefined ? count > (state.folded ?? 0) : isTold(count, state)
  const named = last === undefined ? {} : { cause: last.cause, alarm: last.alarm }
  return [
    ...(isNew ? [{ event: 'folded', data: { count, ...named } } as const] : []),
    ...(last === undefined ? [] : grow(state, last.severity, last.template, now, context)),
  ]
}

function grow(
  state: Case,
  severity: Severity | undefined,
  template: CaseTemplate | undefined,
  now: Instant,
  context: Context,
): readonly Fact[] {
  const facts: Fact[] = []
  const wanted = template?.filing === 'none' ? undefined : template
  const limit =
    wanted !== undefined && isShorter(wanted.limit, state.limit, now, context)
      ? wanted.limit
      : state.limit
  if (limit !== state.limit) facts.push(limitChanged(state, limit, now, context))
  // A machine may call a case graver, never milder: that is for the people who are on site.
  const graver =
    severity !== undefined && compareSeverity(severity, state.severity) > 0
      ? severity
      : state.severity
  if (graver !== state.severity)
    facts.push({ event: 'severityChanged', data: { from: state.severity, to: graver } })
  if (wanted?.filing === 'automatic') facts.push(...onItsWay(state, graver, limit, now, context))
  return facts
}

const isShorter = (limit: string, than: string, now: Instant, context: Context): boolean =>
  context.deadline('handling', now, limit).at < context.deadline('handling', now, than).at

/** What runs is moved only to an earlier instant, and what has run out stays so. */
function limitChanged(state: Case, limit: string, now: Instant, context: Context): Fact {
  const running = stageDeadline(state)
  // What an authority outside was given is no clock of ours.
  if (isTransferred(state)) return { event: 'limitChanged', data: { limit, from: state.limit } }
  const data = { limit, from: state.limit }
  const stopped = shortened(state, limit, now, context)
  if (stopped !== undefined) return { event: 'limitChanged', data: { ...data, stopped } }
  if (running === undefined || running.overdue) return { event: 'limitChanged', data }
  const deadline = context.deadline(running.kind, now, limit)
  const moves = deadline.at < running.at
  return { event: 'limitChanged', data: { ...data, ...(moves && { deadline }) } }
}

/** The rest of the way from collection to a unit. A case that a dispatcher has been asked for waits for its dispatcher. */
function onItsWay(
  state: Case,
  severity: Severity,
  limit: string,
  now: Instant,
  context: Context,
): readonly Fact[] {
  // Whose it is the city says, or has said; the tables go by the place.
  if (isTransferred(state) || isWithCity(state) || state.district !== undefined) return []
  if (state.stage !== 'collected' && state.stage !== 'filed' && state.stage !== 'accepted')
    return []
  const { work, category, lead, place } = state
  const found = toUnit({ work, category, severity, lead, limit, place }, now, context)
  if (state.stage === 'accepted') return found.event === 'dispatched' ? [found] : []
  const filed: readonly Fact[] =
    state.stage === 'filed'
      ? []
      : [...seenBySensor(state, limit, now, context), { event: 'filed', data: {} }]
  return [...filed, { event: 'accepted', data: {} }, found]
}

/** An alarm that files a case by itself has seen the problem: nobody is sent any more. */
const seenBySensor = (
  state: Case,
  limit: string,
  now: Instant,
  context: Context,
): readonly Fact[] =>
  isUnconfirmed(state)
    ? [
        {
          event: 'problemConfirmed',
          data: { photos: [], deadline: context.deadline('dispatch', now, limit) },
        },
      ]
    : []

type Wanting = Pick<Task, 'work' | 'category' | 'lead'> & Pick<Case, 'limit' | 'place' | 'severity'>

/** The unit that the tables name gets it; without one it says why and waits for a dispatcher. */
export function toUnit(wanting: Wanting, now: Instant, context: Context): Fact {
  const { limit, place, severity, ...task } = wanting
  const found = context.assign({
    ...{ ...task, cell: place.cell, place },
    owner: context.ownerOf(place),
  })
  if (found.unit === undefined)
    return { event: 'unassigned', data: { reason: found.reason, text: found.text } }
  const { unit, why } = found
  const times = orderTimes({ ...task, severity, limit }, now, context)
  return { event: 'dispatched', data: { unit, why, ...times } }
}
