/**
 * What is to be done about a notice that nobody is known to have. An order is judged by what the case is now and not by its
 * age: while it is open with the unit it is told, however late. What the unit did after the event proves that it knows.
 */
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import { isAtWork, type Case } from './case.ts'
import type { CaseEvent } from './facts.ts'
import { caseOf } from './history.ts'
import { readFact } from './read-fact.ts'
import { movedDeadline, notice, type Notice, type NoticeSetting } from './notice.ts'

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

const settled: Prospect = { kind: 'settled' }

export function prospect(
  id: CaseId,
  version: number,
  history: readonly CaseEventRecord[],
  looking: Looking,
): Prospect {
  const record = history.find((one) => one.version === version)
  const then = caseOf(id, history, version)
  const now = caseOf(id, history)
  if (record === undefined || then === undefined || now === undefined) return settled
  const event = readFact(record)
  if (isToldWithNext(event, version, history)) return settled
  const told = notice(then, event, looking.setting(then), evidenceUntil(history, version))
  if (told === undefined) return settled
  if (hasActed(history, version, told.unit)) return settled
  const channels = history.filter(
    ({ event: name, data }) => name === 'notified' && data['notice'] === told.id,
  )
  if (channels.some(({ data }) => data['channel'] === looking.channel)) return settled
  const elsewhere = channels.length > 0
  if (isTrue(event, told.unit, now, looking)) return { kind: 'open', told, elsewhere }
  return elsewhere ? settled : { kind: 'overtaken', told }
}

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

const hasActed = (history: readonly CaseEventRecord[], version: number, unit: UnitId): boolean =>
  history.some((one) => one.version > version && one.by.role === 'crew' && one.by.unit === unit)

function isTrue(event: CaseEvent, unit: UnitId, now: Case, { now: at, stale }: Looking): boolean {
  if (event.event === 'voided') return at - event.at <= stale
  if (!isAtWork(now) || now.unit !== unit) return false
  if (event.event === 'overdue')
    return now.deadlines.some(({ kind, overdue }) => overdue && kind === event.data.deadline)
  if (event.event === 'severityChanged') return now.severity === event.data.to
  if (event.event === 'evidenceAttached') return now.standing.includes(event.data.alarm)
  // An older number is told no more when a newer one is.
  if (event.event === 'folded') return now.folded === event.data.count
  const moved = movedDeadline(event)
  return moved === undefined || now.deadlines.some(({ at }) => at === moved)
}

/** The newest that an alarm of the case had brought by then. */
function evidenceUntil(history: readonly CaseEventRecord[], version: number) {
  return history
    .filter((one) => one.version <= version)
    .map((one) => readFact(one))
    .map((event) =>
      event.event === 'collected'
        ? event.data.alarm?.evidence
        : event.event === 'evidenceAttached'
          ? event.data.evidence
          : undefined,
    )
    .findLast((evidence) => evidence !== undefined)
}
