/** What holds of any case, however it lived: of its suspensions (挂账) and of its being opened again (复开). */
import { expect } from 'vitest'

import { isAtWork, type Case } from '../../cases/life/case.ts'
import { evolve } from '../../cases/life/evolve.ts'
import type { CommandName } from '../../cases/life/commands.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import type { Actor } from '../../core/actor.ts'
import { isTransferred, isWithCity } from '../../cases/life/case.ts'
import { isOfCase, isOfStage } from '../../cases/life/deadlines.ts'
import { isFinal } from '../../core/case-terms.ts'
import { isSupportOpen } from '../../core/support-terms.ts'
import { keptData } from '../../cases/life/read-fact.ts'
import { isSuspended } from '../../cases/life/suspension.ts'
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import { caseEventsTopic } from '../../core/topics.ts'

/** A suspension whose time is over ends before anything else; the case then, by which its deadlines are looked at. */
export function afterSuspension(
  previous: Case | undefined,
  [first]: readonly CaseEvent[],
  now: Instant,
): Case | undefined {
  const isOver = previous?.suspension?.state === 'suspended' && previous.suspension.until <= now
  expect(first?.event === 'resumed' && first.by.role === 'service').toBe(isOver)
  if (!isOver || first === undefined) return previous
  const looked = evolve(previous.id, previous, first)
  const stopped = previous.suspension?.stopped ?? []
  expect(looked?.deadlines.map(({ kind }) => kind).sort()).toEqual(
    [...stopped, ...previous.deadlines].map(({ kind }) => kind).sort(),
  )
  return looked
}

/** Nothing runs while it is suspended, nothing waits for an answer when the order is over, and none lasts for ever. */
export function suspensionHolds(state: Case, now: Instant, longest: number): void {
  if (isSuspended(state)) {
    // What a supervisor asks is answered all the same, and supporting units go on.
    const running = state.deadlines.filter((one) => !one.overdue && isOfCase(one))
    expect(running).toEqual([])
    expect(state.suspension?.until).toBeGreaterThan(now)
  } else expect(state.suspension?.stopped).toBeUndefined()
  if (!isAtWork(state)) expect(['asked', 'suspended']).not.toContain(state.suspension?.state)
  expect(state.suspendedFor ?? 0).toBeLessThanOrEqual(longest)
}

export function reopeningHolds(previous: Case | undefined, state: Case): void {
  expect(previous).toMatchObject({ stage: 'closed', unit: state.unit })
  expect(state).toMatchObject({ reopens: (previous?.reopens ?? 0) + 1, verified: false })
  expect([state.endedAt, state.recheck]).toEqual([undefined, undefined])
}

/** It goes on where it stood aside, and what ran out meanwhile is marked. */
export function unmarkingHolds(previous: Case, state: Case): void {
  expect(state.stage).toBe(previous.duplicate?.stage)
  expect(state.duplicate).toBeUndefined()
  expect(state.endedAt).toBeUndefined()
  if (previous.duplicate?.suspension?.state !== 'suspended')
    expect(state.deadlines.filter(isOfCase).map(({ kind, at }) => [kind, at])).toEqual(
      previous.duplicate?.deadlines.filter(isOfCase).map(({ kind, at }) => [kind, at]),
    )
}

/** While an authority outside has it nobody here does, and nothing of ours runs. */
export function transferHolds(state: Case): void {
  if (isFinal(state.stage)) return
  const kinds = state.deadlines.filter(isOfStage).map(({ kind }) => kind)
  if (isTransferred(state)) {
    expect(state.unit).toBeUndefined()
    expect(['accepted', 'returned']).toContain(state.stage)
    expect(kinds).toEqual(['transfer'])
  } else expect(kinds).not.toContain('transfer')
}

/** While the city decides no unit has it and nothing of the district runs; what was given away is gone on with there alone. */
export function coordinationHolds(
  previous: Case | undefined,
  state: Case,
  { role, areas }: Actor,
  command: CommandName,
): void {
  const given = previous?.district
  if (given !== undefined && role !== 'crew' && areas !== undefined && !areas.includes(given))
    expect(command).toBe('comment')
  if (isFinal(state.stage)) {
    if (state.stage !== 'duplicate') expect(state.coordination?.state).not.toBe('asked')
    return
  }
  const kinds = state.deadlines.filter(isOfStage).map(({ kind }) => kind)
  if (isWithCity(state)) {
    expect(state.unit).toBeUndefined()
    expect(['accepted', 'returned']).toContain(state.stage)
    expect(kinds).toEqual(['coordination'])
  } else expect(kinds).not.toContain('coordination')
}

/** What runs of supporting units is the first of their deadlines; nothing is asked of them once the lead has reported. */
export function supportHolds(state: Case): void {
  const open = (state.supports ?? []).filter((one) => isSupportOpen(one.state))
  const due = open.flatMap(({ deadline, overdue }) =>
    deadline === undefined || overdue === true ? [] : [deadline.at],
  )
  expect(state.deadlines.flatMap(({ kind, at }) => (kind === 'support' ? [at] : []))).toEqual(
    due.length === 0 || isFinal(state.stage) ? [] : [Math.min(...due)],
  )
  expect(open.map(({ unit }) => unit)).not.toContain(state.unit)
  const waitsForLead =
    state.stage === 'returned' ||
    // The city gave it away, or the order was taken back.
    (state.stage === 'accepted' &&
      (state.coordination?.state === 'given' || state.dispatchedAt !== undefined))
  if (state.stage !== 'duplicate' && !isAtWork(state) && !waitsForLead) expect(open).toEqual([])
}

/** An event as it comes out of its topic again. */
export const travelled = (id: CaseId, event: CaseEvent, version: number): CaseEventRecord =>
  caseEventsTopic.decode(
    caseEventsTopic.encode({
      type: 'case-event',
      sequence: version,
      case: id,
      version,
      at: event.at,
      by: event.by,
      event: event.event,
      data: keptData(event),
    }),
  )

/** What some history must come to, or the property says nothing of it. */
export const rareEvents: readonly CaseEvent['event'][] = [
  'arrived',
  'escalated',
  'extended',
  'extensionRefused',
  'suspended',
  'suspensionRefused',
  'resumed',
  'reopened',
  'latenessExplained',
  'reasonAccepted',
  'reasonRejected',
  'noticeFailed',
  'problemConfirmed',
  'problemDenied',
  'claimed',
  'rechecked',
  'photosDeleted',
  'supervised',
  'supervisionAnswered',
  'supervisionDemanded',
  'supervisionLifted',
  'duplicateMarked',
  'duplicateUnmarked',
  'duplicateAdded',
  'duplicateRemoved',
  'replied',
  'rated',
  'supportAsked',
  'supportAccepted',
  'supported',
  'supportDeclined',
  'supportWithdrawn',
  'orderRecalled',
  'transferred',
  'transferHandled',
  'transferDeclined',
  'transferRecalled',
  'transferFailed',
  'coordinationAsked',
  'coordinationWithdrawn',
  'coordinated',
  'coordinationDeclined',
]
