import type { AlarmTransition, Evidence } from '../../core/alarm.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import type { Severity } from '../../core/severity.ts'
import type { Actor } from '../../core/actor.ts'
import type { AlarmId, CaseId, RuleId, UnitId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import type { CaseDeadline, Place } from './case.ts'
import type { DeadlineKind, Work } from '../../core/case-terms.ts'

/** What an alarm said, as machine evidence in the record of a case. */
export interface AlarmEvidence {
  readonly alarm: AlarmId
  readonly rule: RuleId
  readonly kind: AlarmTransition['kind']
  readonly at: Instant
  readonly severity?: Severity
  readonly because?: string
  readonly evidence?: Evidence
}

/** A photo lies in the photo store, or comes there later; the record holds its SHA-256 in hexadecimal, so that it cannot be exchanged. */
interface Photo {
  readonly sha256: string
  readonly name?: string | undefined
}

/** Of a case that ended although alarms of it stood. */
interface Despite {
  /** Why, in the words of whoever ended it. */
  readonly despite?: string
  readonly standing?: readonly AlarmId[]
  /** When they are looked at again. */
  readonly recheck?: Instant
}

interface Shapes {
  collected: {
    readonly source: 'sensor' | 'manual'
    readonly work: Work
    readonly category: string
    readonly title: Bilingual
    readonly severity: Severity
    readonly place: Place
    readonly lead: string
    readonly limit: string
    readonly deadline: CaseDeadline
    readonly text?: string
    readonly photos?: readonly Photo[]
    readonly alarm?: AlarmEvidence
    /** The case of the same thing that ended before. */
    readonly follows?: CaseId
  }
  filed: object
  accepted: object
  /** No unit was found; a dispatcher has to name one. */
  unassigned: { readonly reason: string; readonly text: string }
  dispatched: {
    readonly unit: UnitId
    readonly why: 'owner' | 'table' | 'duty' | 'dispatcher'
    readonly deadline: CaseDeadline
  }
  orderAccepted: { readonly unit: UnitId }
  arrived: {
    readonly unit: UnitId
    readonly position?: { readonly longitude: number; readonly latitude: number }
  }
  reported: {
    readonly unit: UnitId
    readonly text: string
    readonly photos: readonly Photo[]
    readonly deadline: CaseDeadline
  }
  returned: { readonly unit: UnitId; readonly reason: string; readonly deadline: CaseDeadline }
  verified: { readonly text?: string; readonly photos: readonly Photo[] }
  rework: {
    readonly unit: UnitId
    readonly reason: string
    readonly photos: readonly Photo[]
    readonly deadline: CaseDeadline
  }
  closed: object & Despite
  voided: { readonly reason: string } & Despite
  /** Those that stood, and the cases that have them now. */
  rechecked: { readonly standing: readonly AlarmId[]; readonly followedBy: readonly CaseId[] }
  evidenceAttached: AlarmEvidence & { readonly joined: boolean }
  /** A graver level, or a further alarm, wants it done sooner; `deadline` when that moved what runs. */
  limitChanged: {
    readonly limit: string
    readonly from: string
    readonly deadline?: CaseDeadline
  }
  severityChanged: { readonly from: Severity; readonly to: Severity }
  commented: { readonly text: string }
  overdue: { readonly deadline: DeadlineKind; readonly due: Instant }
  /** The calendar of the year came after the deadline was set; `from` is what it was. */
  deadlineMoved: { readonly deadline: CaseDeadline; readonly from: Instant }
  notified: { readonly notice: string; readonly channel: string }
  noticeFailed: { readonly notice: string; readonly channel: string; readonly reason: string }
}

type FactName = keyof Shapes

/** Idempotency key of the request that a fact answers, on the first fact of each answer; whoever asks again is known by it. */
interface Asked {
  readonly request?: string
  /** Hash of what was asked under that key; older records have none. */
  readonly requestBody?: string
}

/**
 * The vocabulary of a case's record. It only grows: a name or shape that was ever written stays readable, because
 * history is replayed. Extension, suspension and supervision will be further entries.
 */
export type Fact = {
  readonly [Name in FactName]: {
    readonly event: Name
    readonly data: Readonly<Shapes[Name] & Asked>
  }
}[FactName]

/** A fact, when it became one and by whom. */
export type CaseEvent = Fact & { readonly at: Instant; readonly by: Actor }
