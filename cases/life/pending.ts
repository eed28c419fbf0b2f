/**
 * What is to be done about a notice that nobody is known to have. An order is judged by what the case is now and not by its
 * age: while it is open with the unit it is told, however late. What the unit did after the event proves that it knows.
 */
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import { isAtWork, type Case } from './case.ts'
import { basesOf } from './escalation.ts'
import type { CaseEvent } from './facts.ts'
import { caseOf } from './history.ts'
import { measuredIn, type Measured } from './measured.ts'
import { isAbout } from './order.ts'
import { readFact } from './read-fact.ts'
import { isSupportNews } from './support-news.ts'
import { isCoordinationNews } from './coordination-news.ts'
import { isTransferNews } from './transfer-news.ts'
import { isSuspensionNews } from './suspension-news.ts'
import { isFinal } from '../../core/case-terms.ts'
import { movedDeadline, notices, type Notice, type NoticeSetting } from './notice.ts'

export type Prospect =
  /** Nobody has to be told, or somebody was. */
  | { readonly kind: 'settled' }
  /** It is true no more, and nobody of the unit is known to have heard of it. */
  | { readonly kind: 'overtaken'; readonly told: Notice }
  /** Still true. `elsewhere`: another channel has told it. */
  | { readonly kind: 'open'; readonly told: Notice; readonly elsewhere: boolean }

export interface Looking {
  readonly channel: string
  readonly now: Instant
  /** How long the news that a case is void is worth telling. */
  readonly stale: number
  readonly setting: (state: Case) => NoticeSetting
}

type Unsettled = Exclude<Prospect, { readonly kind: 'settled' }>

/** What became of the notices that the event makes; those that are settled are left out. */
export function prospects(
  id: CaseId,
  version: number,
  history: readonly CaseEventRecord[],
  looking: Looking,
): readonly Unsettled[] {
  const record = history.find((one) => one.version === version)
  const then = caseOf(id, history, version)
  const now = caseOf(id, history)
  if (record === undefined || then === undefined || now === undefined) return []
  const event = readFact(record)
  if (isToldWithNext(event, version, history)) return []
  // A person has chosen the one way.
  const isPersonal = event.event === 'personTold'
  if (isPersonal && event.data.channel !== looking.channel) return []
  const made = notices(then, event, looking.setting(then), measuredUntil(history, version))
  return made.flatMap((told): readonly Unsettled[] => {
    if (!isPersonal && hasActed(history, version, told.to)) return []
    const channels = history.filter(
      ({ event: name, data }) => name === 'notified' && data['notice'] === told.id,
    )
    if (channels.some(({ data }) => data['channel'] === looking.channel)) return []
    const elsewhere = channels.length > 0
    if (isTrue(event, told.to, now, looking)) return [{ kind: 'open', told, elsewhere }]
    // An order that nobody heard of is written down. A desk sees in the case what became of it.
    return elsewhere || isPersonal || 'role' in told.to ? [] : [{ kind: 'overtaken', told }]
  })
}

/** The same of one of them. */
export const prospect = (notice: string, ...asked: Parameters<typeof prospects>): Prospect =>
  prospects(...asked).find(({ told }) => told.id === notice) ?? { kind: 'settled' }

/** A level that is graver and shortens the limit is one piece of news, and its notice has the new deadline. */
const isToldWithNext = (
  event: CaseEvent,
  version: number,
  history: readonly CaseEventRecord[],
): boolean =>
  event.event === 'limitChanged' &&
  history.some(
    (one) => one.version === version + 1 && one.event === 'severityChanged' && one.at === event.at,
  )

const hasActed = (
  history: readonly CaseEventRecord[],
  version: number,
  to: Notice['to'],
): boolean =>
  history.some(
    (one) =>
      one.version > version &&
      ('role' in to ? one.by.role === to.role : one.by.role === 'crew' && one.by.unit === to.unit),
  )

function isTrue(event: CaseEvent, to: Notice['to'], now: Case, looking: Looking): boolean {
  if (event.event === 'voided') return looking.now - event.at <= looking.stale
  // For as long as a void case: it is of no use to whoever never set out.
  if (event.event === 'orderRecalled')
    return now.unit !== event.data.unit && looking.now - event.at <= looking.stale
  if (event.event === 'duplicateMarked')
    return now.stage === 'duplicate' && looking.now - event.at <= looking.stale
  const support = isSupportNews(event, now, 'unit' in to ? to.unit : undefined)
  if (support !== undefined) return support
  const transfer = isTransferNews(event, now) ?? isCoordinationNews(event, now)
  if (transfer !== undefined) return transfer
  if ('unit' in to && (!isAtWork(now) || now.unit !== to.unit)) return false
  if (event.event === 'overdue') {
    const { deadline, due } = event.data
    return now.deadlines.some(({ kind, at, overdue }) => overdue && kind === deadline && at === due)
  }
  if (event.event === 'reinforcementOrdered')
    return isAtWork(now) && now.reinforcement === 'ordered'
  if (event.event === 'escalated' || event.event === 'personTold')
    return basesOf(now).some((clock) => isAbout(event.data, clock))
  if (event.event === 'supervised' || event.event === 'supervisionDemanded')
    return now.supervision?.state === 'demanded' && now.supervision.demand === event.data.demand
  if (event.event === 'supervisionAnswered')
    return now.supervision?.state === 'answered' && now.supervision.answer === event.data.text
  if (event.event === 'disputed') return now.dispute === 'open' && !isFinal(now.stage)
  if (event.event === 'returned') return now.stage === 'returned'
  if (event.event === 'checkAsked') return now.check === 'asked' && now.stage === 'collected'
  const suspension = isSuspensionNews(event, now)
  if (suspension !== undefined) return suspension
  if (event.event === 'severityChanged') return now.severity === event.data.to
  if (event.event === 'evidenceAttached') return now.standing.includes(event.data.alarm)
  // An older number is told no more when a newer one is.
  if (event.event === 'folded') return now.folded === event.data.count
  const moved = movedDeadline(event)
  return moved === undefined || now.deadlines.some(({ at }) => at === moved)
}

/** What an alarm of the case had passed by then: the newest, of what each of them brought last. */
function measuredUntil(history: readonly CaseEventRecord[], version: number): Measured | undefined {
  const measured = new Map<string, Measured | undefined>()
  for (const record of history) {
    if (record.version > version) continue
    const { event, data } = readFact(record)
    const told =
      event === 'collected' ? data.alarm : event === 'evidenceAttached' ? data : undefined
    if (told?.evidence === undefined) continue
    measured.delete(told.alarm)
    measured.set(told.alarm, measuredIn(told.evidence))
  }
  // An open cover measures nothing, and its tilt still tells.
  return [...measured.values()].findLast((one) => one !== undefined)
}
