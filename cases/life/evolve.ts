import type { CaseId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import { isAtWork } from './case.ts'
import { besides } from './evolve-entered.ts'
import { entering, replacing } from './deadlines.ts'
import type { CaseEvent } from './facts.ts'
import {
  afterDuplicate,
  evolveRepeat,
  isOfKept,
  isOfRepeat,
  type OfKept,
  type OfRepeat,
} from './duplicate.ts'
import {
  afterCoordination,
  isOfCoordination,
  undecided,
  type OfCoordination,
} from './coordination.ts'
import { afterDispute } from './dispute.ts'
import { judged } from './lateness.ts'
import { oneMore } from './order.ts'
import { claimBy, endsClaim } from './on-site.ts'
import { afterPersonal, isOfPersonal, type OfPersonal } from './personal.ts'
import { reopened } from './reopening.ts'
import { afterAnswer } from './satisfaction.ts'
import { evolveSuspension, over } from './suspension.ts'
import { afterTransfer, isOfTransfer, type OfTransfer } from './transfer.ts'
import { afterSupport, isOfSupport, supportOver, type OfSupport } from './support.ts'
import { afterSupervision, unsupervised } from './supervision.ts'

/**
 * The case after one more event. Total: an event that cannot follow what was before changes nothing but the version, so
 * a record written by another version of this program never stops a replay.
 */
export function evolve(id: CaseId, last: Case | undefined, event: CaseEvent): Case | undefined {
  if (event.event === 'collected') return last ?? collected(id, event)
  if (last === undefined) return undefined
  const before = withoutSupport(last, event)
  if (isOfRepeat(event))
    return { ...evolveRepeat(before, event), version: before.version + 1, updatedAt: event.at }
  const { unit, returnedBy, claimed, ...rest } = before
  // Who gave the case back has it no more; who has it now did not give it back, nor did anybody where the city gave it to.
  const holder =
    event.event === 'returned'
      ? { ...(unit !== undefined && { returnedBy: unit }) }
      : {
          ...(unit !== undefined && event.event !== 'orderRecalled' && { unit }),
          ...(returnedBy !== undefined && !getsHolder.has(event.event) && { returnedBy }),
        }
  return {
    ...rest,
    ...holder,
    ...(claimed !== undefined && !endsClaim(event) && { claimed }),
    ...changed(before, event),
    version: before.version + 1,
    updatedAt: event.at,
  }
}

const getsHolder: ReadonlySet<CaseEvent['event']> = new Set<CaseEvent['event']>([
  'dispatched',
  'coordinated',
])

const endsSupport: ReadonlySet<CaseEvent['event']> = new Set<CaseEvent['event']>([
  'reported',
  'transferred',
  'closed',
  'voided',
])

/** Supporting units have nothing more to do when the lead has reported, an authority outside has the case, or it ends; and one that gets the case none of its own. */
function withoutSupport(before: Case, event: CaseEvent): Case {
  if (event.event === 'dispatched') return supportOver(before, event.data.unit)
  return endsSupport.has(event.event) ? supportOver(before) : before
}

export const replay = (id: CaseId, events: Iterable<CaseEvent>): Case | undefined => {
  let state: Case | undefined
  for (const event of events) state = evolve(id, state, event)
  return state
}

function collected(id: CaseId, { at, data }: CaseEvent & { event: 'collected' }): Case {
  const alarms = data.alarm === undefined ? [] : [data.alarm.alarm]
  return {
    id,
    version: 1,
    stage: 'collected',
    source: data.source,
    work: data.work,
    category: data.category,
    title: data.title,
    severity: data.severity,
    place: data.place,
    lead: data.lead,
    limit: data.limit,
    alarms,
    standing: alarms,
    deadlines: entering([], data.deadline),
    overdues: 0,
    returns: 0,
    reworks: 0,
    verified: false,
    collectedAt: at,
    updatedAt: at,
    receipts: [],
    ...(data.follows !== undefined && { follows: data.follows }),
    ...(data.standard !== undefined && { standard: data.standard }),
    ...(data.check !== undefined && { check: data.check }),
    ...(data.patrol !== undefined && { patrol: data.patrol }),
  }
}

function changed(before: Case, event: Exclude<CaseEvent, OfRepeat>): Partial<Case> {
  if (isOfKept(event)) return afterDuplicate(before, event)
  if (isOfTransfer(event)) return afterTransfer(before, event)
  if (isOfCoordination(event)) return afterCoordination(before, event)
  if (isOfPersonal(event)) return afterPersonal(before, event)
  return isOfSupport(event) ? afterSupport(before, event) : changes(before, event)
}

type OfItself = Exclude<
  CaseEvent,
  OfRepeat | OfKept | OfSupport | OfTransfer | OfCoordination | OfPersonal
>

function changes(before: Case, event: OfItself): Partial<Case> {
  switch (event.event) {
    case 'checkAsked':
      return { check: 'asked', deadlines: entering(before.deadlines, event.data.deadline) }
    case 'problemConfirmed':
    case 'problemDenied':
      return answered(before, event)
    case 'claimed':
      return { claimed: claimBy(event.by) }
    case 'filed':
      return { stage: 'filed', filedAt: event.at }
    case 'accepted':
      return { stage: 'accepted' }
    case 'dispatched':
      return {
        stage: 'dispatched',
        unit: event.data.unit,
        dispatchedAt: event.at,
        ...oneMore(before, event.at),
        deadlines: entering(
          before.deadlines,
          event.data.deadline,
          ...(event.data.arrival === undefined ? [] : [event.data.arrival]),
        ),
        ...(event.data.arrival !== undefined && { emergency: true as const }),
        ...ordered(before),
      }
    case 'orderAccepted':
      return { stage: 'handling' }
    case 'arrived':
      return {
        stage: 'handling',
        arrivedAt: event.at,
        deadlines: before.deadlines.filter(({ kind }) => kind !== 'arrival'),
      }
    case 'reported':
      return {
        ...lapsed(before, event.at),
        stage: 'verifying',
        reportedAt: event.at,
        ...handled(before, event.at),
        deadlines: entering(before.deadlines, event.data.deadline),
      }
    case 'returned':
      return { ...unsent(before, event), stage: 'returned', returns: before.returns + 1 }
    case 'orderRecalled':
      return { ...unsent(before, event), stage: 'accepted' }
    case 'rework':
      return {
        stage: 'rework',
        reworks: before.reworks + 1,
        ...oneMore(before, event.at),
        ...ordered(before),
        deadlines: entering(before.deadlines, event.data.deadline),
      }
    case 'selfHandled':
    case 'disputed':
    case 'designated':
      return afterDispute(event)
    case 'extensionAsked':
    case 'extended':
    case 'extensionRefused':
      return afterExtension(before, event)
    case 'reinforcementOrdered':
      return { reinforcement: 'ordered' }
    case 'reinforced':
      return { reinforcement: 'sent' }
    case 'suspensionAsked':
    case 'suspended':
    case 'suspensionRefused':
    case 'resumed':
      return evolveSuspension(before, event, event.at)
    case 'latenessExplained':
    case 'reasonAccepted':
    case 'reasonRejected':
      return { deadlines: judged(before, event.data.deadline, said[event.event]) }
    case 'supervised':
    case 'supervisionAnswered':
    case 'supervisionDemanded':
    case 'supervisionLifted':
      return afterSupervision(before, event)
    case 'verified':
      return { verified: true, deadlines: entering(before.deadlines) }
    case 'closed':
    case 'voided':
      return finished(before, event)
    case 'reopened':
      return { ...reopened(before, event), ...ordered(before) }
    case 'replied':
    case 'rated':
      return afterAnswer(before, event)
    case 'rechecked':
    case 'recheckPostponed':
    case 'evidenceAttached':
    case 'folded':
    case 'doubted':
    case 'limitChanged':
    case 'severityChanged':
    case 'overdue':
    case 'deadlineMoved':
    case 'escalated':
    case 'notified':
    case 'noticeFailed':
      return besides(before, event)
    case 'collected':
    case 'unassigned':
    case 'commented':
    case 'photosDeleted':
      break
  }
  return {}
}

function afterExtension(
  { deadlines }: Case,
  event: CaseEvent & { event: 'extensionAsked' | 'extended' | 'extensionRefused' },
): Partial<Case> {
  if (event.event !== 'extended')
    return { extension: event.event === 'extensionAsked' ? 'asked' : 'refused' }
  const { limit, deadline } = event.data
  return { extension: 'granted', orderLimit: limit, deadlines: replacing(deadlines, deadline) }
}

const said = {
  latenessExplained: 'given',
  reasonAccepted: 'accepted',
  reasonRejected: 'rejected',
} as const

const answered = (
  { deadlines }: Case,
  { event, data }: CaseEvent & { event: 'problemConfirmed' | 'problemDenied' },
): Partial<Case> => ({
  check: event === 'problemConfirmed' ? 'confirmed' : 'denied',
  deadlines: entering(deadlines, data.deadline),
})

const finished = (
  before: Case,
  event: CaseEvent & { event: 'closed' | 'voided' },
): Partial<Case> => ({
  ...(event.event === 'voided' && lapsed(before, event.at)),
  ...unsupervised(before),
  ...undecided(before),
  stage: event.event === 'closed' ? 'closed' : 'void',
  endedAt: event.at,
  deadlines: [],
  ...again(event.data),
})

/** Who gets an order has the handling limit of the case. */
const ordered = ({ orderLimit }: Case): Partial<Case> =>
  orderLimit === undefined ? {} : { orderLimit: undefined }

const unsent = (
  before: Case,
  { at, data }: CaseEvent & { event: 'returned' | 'orderRecalled' },
): Partial<Case> => ({
  ...lapsed(before, at),
  ...handled(before, at),
  deadlines: entering(before.deadlines, data.deadline),
})

const lapsed = (before: Case, at: Instant): Partial<Case> => ({
  ...(before.extension === 'asked' && { extension: 'lapsed' as const }),
  ...over(before, at),
})

const again = ({ recheck }: { readonly recheck?: Instant }): Partial<Case> =>
  recheck === undefined ? {} : { recheck }

const handled = (before: Case, at: Instant): Partial<Case> =>
  before.orderedAt === undefined || !isAtWork(before)
    ? {}
    : { handledFor: (before.handledFor ?? 0) + at - before.orderedAt }
