import type { AlarmTransition } from '../../core/alarm.ts'
import type { Device } from '../../core/device.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Case, Place } from './case.ts'
import { isFinal } from '../../core/case-terms.ts'
import type { AlarmEvidence } from './facts.ts'
import type { AlarmRow } from '../ports.ts'
import type { AlarmOutcome } from './listing.ts'

/** What the register knows when a transition comes in. */
export interface Known {
  readonly row: AlarmRow | undefined
  /** The case of `row`. */
  readonly linked: Case | undefined
  /** An open case for the same thing, category and work. */
  readonly open: Case | undefined
  readonly device: Device | undefined
}

export type Plan =
  | { readonly act: 'open'; readonly place: Place; readonly number: number }
  | { readonly act: 'attach'; readonly case: CaseId; readonly joined: boolean }
  | { readonly act: 'register'; readonly outcome: AlarmOutcome }

/** It wants a case, and gets one when what holds it back is over. */
export const waits = ({ outcome }: Pick<AlarmRow, 'outcome'>): boolean =>
  outcome === 'held' || outcome === 'suppressed'

/** What a transition that was not seen before does to the cases. */
export function correlate(transition: AlarmTransition, known: Known): Plan {
  const { row, linked, open, device } = known
  if (transition.past === true) return { act: 'register', outcome: 'past' }
  if (linked !== undefined && !isFinal(linked.stage))
    return { act: 'attach', case: linked.id, joined: false }
  // The case has ended, and another one has the alarm since.
  if (open?.alarms.includes(transition.alarm) === true)
    return { act: 'attach', case: open.id, joined: false }
  if (transition.kind === 'cleared')
    return { act: 'register', outcome: row?.outcome ?? 'before-raised' }
  if (transition.kind === 'reminded' || transition.kind === 'amended')
    return { act: 'register', outcome: row?.outcome ?? 'before-raised' }
  // The case has ended and the alarm has not: only when it grows worse is that a new problem, and one that waits stays one.
  if (row !== undefined && linked !== undefined && transition.kind !== 'escalated' && !waits(row))
    return { act: 'register', outcome: row.outcome }
  if (transition.case.filing === 'none') return { act: 'register', outcome: 'alarm-only' }
  if (device?.active === false) return { act: 'register', outcome: 'device-inactive' }
  if (open !== undefined) return { act: 'attach', case: open.id, joined: true }
  return { act: 'open', place: placeOf(transition, device), number: (row?.opened ?? 0) + 1 }
}

/** Where the gateway hangs whose silence a device's alarm tells of. */
export const placeOfDevice = ({ id, component, cell, longitude, latitude }: Device): Place => ({
  ...{ device: id, longitude, latitude },
  ...(component !== undefined && { component }),
  ...(cell !== undefined && { cell }),
})

/** The cell is where the alarm happened. A device that has been moved since is elsewhere, and its new position proves nothing. */
export function placeOf({ subject }: AlarmTransition, device: Device | undefined): Place {
  const cell = subject.cell ?? device?.cell
  const there = device !== undefined && device.cell === cell
  return {
    device: subject.device,
    ...(device?.component !== undefined && { component: device.component }),
    ...(cell !== undefined && { cell }),
    ...(subject.area !== undefined && { area: subject.area }),
    ...(there && { longitude: device.longitude, latitude: device.latitude }),
  }
}

export const evidenceOf = (transition: AlarmTransition): AlarmEvidence => ({
  alarm: transition.alarm,
  rule: transition.rule,
  kind: transition.kind,
  at: transition.at,
  ...(transition.kind === 'cleared'
    ? { because: transition.because }
    : { severity: transition.severity, evidence: transition.evidence }),
})

/** `(alarm, kind, severity, at)`; a repeat has the same one. */
export const transitionId = (transition: AlarmTransition): string =>
  `${transition.alarm}|${transition.kind}|${
    transition.kind === 'cleared' ? '' : transition.severity
  }|${transition.at}`

/** The alarm's row after the transition. */
export function nextRow(
  before: AlarmRow | undefined,
  transition: AlarmTransition,
  result: {
    readonly outcome: AlarmOutcome
    readonly case?: CaseId
    readonly opened: number
    readonly suppression?: string
    readonly cause?: string
  },
): AlarmRow {
  const { alarm, rule, title, subject, at, kind } = transition
  const severity = kind === 'cleared' ? before?.severity : transition.severity
  // What proves the alarm is what made it as grave as it got: easing and clearing leave that as it is.
  const evidence =
    transition.kind === 'raised' || transition.kind === 'escalated'
      ? transition.evidence
      : before?.evidence
  // A case of another cause is that of the alarm only while it is folded into it.
  const left = before?.outcome === 'folded' && result.outcome !== 'folded'
  const owner = result.case ?? (left ? undefined : before?.case)
  const cause = result.cause ?? (before?.outcome === result.outcome ? before.cause : undefined)
  const suppression = result.suppression ?? before?.suppression
  return {
    alarm,
    rule,
    title,
    device: subject.device,
    ...(subject.cell !== undefined && { cell: subject.cell }),
    ...(severity !== undefined && { severity }),
    standing: kind !== 'cleared' && transition.past !== true,
    raisedAt: before?.raisedAt ?? at,
    // Late evidence is older than what is known.
    at: kind === 'amended' ? (before?.at ?? at) : at,
    ...(kind === 'cleared' && { clearedAt: at }),
    outcome: result.outcome,
    ...(owner !== undefined && { case: owner }),
    opened: result.opened,
    ...(suppression !== undefined && { suppression }),
    ...(cause !== undefined && { cause }),
    ...(evidence !== undefined && { evidence }),
  }
}
