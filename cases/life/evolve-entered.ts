/** What the system enters changes of a case: its alarms, its level, the marks of the clock, notices. */
import type { Case } from './case.ts'
import { failureOf, receiptOf } from './case.ts'
import { isAtWork } from './case.ts'
import { isOfCase, replacing } from './deadlines.ts'
import { withTold } from './escalation.ts'
import { personFailed } from './personal.ts'
import { supportLate, supportMoved } from './support.ts'
import type { AlarmEvidence, CaseEvent } from './facts.ts'
import type { Stopped } from '../../core/suspension-terms.ts'

type Entered = Extract<
  CaseEvent,
  {
    readonly event:
      | 'rechecked'
      | 'recheckPostponed'
      | 'evidenceAttached'
      | 'folded'
      | 'doubted'
      | 'limitChanged'
      | 'severityChanged'
      | 'overdue'
      | 'deadlineMoved'
      | 'escalated'
      | 'notified'
      | 'noticeFailed'
  }
>

export function besides(before: Case, event: Entered): Partial<Case> {
  switch (event.event) {
    case 'rechecked':
      return { recheck: undefined }
    case 'recheckPostponed':
      return { recheck: event.data.recheck }
    case 'evidenceAttached':
      return attached(before, event.data)
    case 'folded':
      return { folded: event.data.count }
    case 'doubted':
      return { doubts: [...(before.doubts ?? []), event.data.alarm] }
    case 'limitChanged': {
      const { limit, deadline, stopped } = event.data
      return {
        limit,
        ...orderLimit(before, (deadline ?? stopped) !== undefined),
        ...(stopped !== undefined && still(before, stopped)),
        ...(deadline !== undefined && {
          deadlines: replacing(before.deadlines, deadline),
        }),
      }
    }
    case 'severityChanged':
      return { severity: event.data.to }
    case 'overdue':
      if (event.data.deadline === 'support') return supportLate(before, event.data.due)
      return {
        overdues: before.overdues + (isOfCase({ kind: event.data.deadline }) ? 1 : 0),
        deadlines: before.deadlines.map((deadline) =>
          deadline.kind === event.data.deadline && deadline.at === event.data.due
            ? { ...deadline, overdue: true }
            : deadline,
        ),
      }
    case 'deadlineMoved': {
      const { deadline, from } = event.data
      if (deadline.kind === 'support') return supportMoved(before, deadline, from)
      return {
        deadlines: before.deadlines.map((running) =>
          running.kind === deadline.kind && running.at === from
            ? { ...deadline, overdue: running.overdue }
            : running,
        ),
      }
    }
    case 'escalated':
      return { told: withTold(before, event.data) }
    case 'notified':
      return recorded(before, receiptOf(event.data.channel, event.data.notice))
    case 'noticeFailed':
      break
  }
  const { channel, notice } = event.data
  return { ...recorded(before, failureOf(channel, notice)), ...personFailed(before, notice) }
}

/** An order that the shorter limit does not move runs by the one that it had. */
const orderLimit = (before: Case, moved: boolean): Partial<Case> => {
  if (moved) return before.orderLimit === undefined ? {} : { orderLimit: undefined }
  return isAtWork(before) ? { orderLimit: before.orderLimit ?? before.limit } : {}
}

const still = ({ suspension }: Case, stopped: Stopped): Partial<Case> =>
  suspension?.stopped === undefined
    ? {}
    : {
        suspension: {
          ...suspension,
          stopped: suspension.stopped.map((one) => (one.kind === stopped.kind ? stopped : one)),
        },
      }

const recorded = ({ receipts }: Case, receipt: string): Partial<Case> =>
  receipts.includes(receipt) ? {} : { receipts: [...receipts, receipt] }

function attached(before: Case, { alarm, kind }: AlarmEvidence): Partial<Case> {
  const others = before.standing.filter((id) => id !== alarm)
  return {
    alarms: before.alarms.includes(alarm) ? before.alarms : [...before.alarms, alarm],
    standing: kind === 'cleared' ? others : [...others, alarm],
  }
}
