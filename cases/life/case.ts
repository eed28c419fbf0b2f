import type { Bilingual } from '../../core/bilingual.ts'
import {
  workStages,
  type DeadlineKind,
  type Extension,
  type Lateness,
  type Stage,
  type Work,
  type Check,
  type Source,
} from '../../core/case-terms.ts'
import type { CoordinationGround, CoordinationState } from '../../core/coordination-terms.ts'
import type { EscalationBasis } from '../../core/escalation-terms.ts'
import type { DisputeState } from '../../core/dispute-terms.ts'
import type { AlarmId, CaseId, CellCode, DeviceId, UnitId } from '../../core/identity.ts'
import type { PersonalChannel } from '../../core/personal-terms.ts'
import type { Satisfaction } from '../../core/satisfaction-terms.ts'
import type { Severity } from '../../core/severity.ts'
import type { SupportState } from '../../core/support-terms.ts'
import type {
  SupervisionKind,
  SupervisionLevel,
  SupervisionState,
} from '../../core/supervision-terms.ts'
import type { TransferState } from '../../core/transfer-terms.ts'
import type { Instant } from '../../core/time.ts'
import type { StandardOfCase } from './standards.ts'
import type { Suspension } from '../../core/suspension-terms.ts'

/** `certain` is false when the calendar had no data for a day it needed and took it for a plain weekday. */
export interface CaseDeadline {
  readonly kind: DeadlineKind
  readonly at: Instant
  readonly certain: boolean
  /** When its time began; older records do not say. */
  readonly since?: Instant
}

/** Of a case to an authority outside (移送). */
export interface Transfer {
  readonly state: TransferState
  /** The authority, in words. */
  readonly to: string
  readonly reason: string
  /** Of the letter (文号). */
  readonly number?: string
  /** What it answered, or what was found on site. */
  readonly feedback?: string
}

/** By the city (市级协调). */
export interface Coordination {
  readonly state: CoordinationState
  /** Why the district cannot settle it, and in its words. */
  readonly ground: CoordinationGround
  readonly reason: string
  /** To whom the city gave it: a district, a unit, or both. */
  readonly district?: string
  readonly unit?: UnitId
  /** The instruction (协调意见), or why it was returned. */
  readonly answer?: string
}

/** What is asked of one supporting unit (配合单位), and what became of it. */
export interface Support {
  readonly unit: UnitId
  readonly state: SupportState
  readonly task: string
  readonly deadline?: CaseDeadline
  readonly overdue?: true
  /** Why it was declined or withdrawn. */
  readonly reason?: string
  /** What was done. */
  readonly text?: string
}

/** Where the problem is, as far as known; WGS-84 degrees. */
export interface Place {
  readonly device?: DeviceId
  /** Component code (部件编码), 16 digits. */
  readonly component?: string
  readonly cell?: CellCode
  /** Where a rule over an area found it: more than the one device that it is told of. */
  readonly area?: string
  readonly longitude?: number
  readonly latitude?: number
  /** In the words of the person who reported it. */
  readonly description?: string
}

/** The inspector who has said to go there. */
export interface Claim {
  readonly name: string
  readonly person?: string
}

/** The last time that a step of escalation was told of the deadline, or order, that began or ends at `base`. */
export interface ToldStep {
  readonly step: string
  readonly of: EscalationBasis
  readonly base: Instant
  /** Which order of the case it was told in; older records do not say. */
  readonly order?: number
  /** 0 is the first time. */
  readonly number: number
}

/** That somebody of the unit was told of its order in person, and by which way. */
export interface PersonTold {
  readonly person: string
  readonly channel: PersonalChannel
  readonly notice: string
  readonly at: Instant
  /** It could not be brought there. */
  readonly failed?: true
}

/** Of the order that began at `order` and has that number: who was told of it in person, who read it, and that nobody is left. */
interface Personal {
  readonly order: Instant
  /** Older records do not say. */
  readonly number?: number
  readonly told: readonly PersonTold[]
  readonly read: readonly { readonly person: string; readonly at: Instant }[]
  readonly over?: true
}

/** Of what is demanded, and by whom (督办). */
export interface Supervision {
  readonly kind: SupervisionKind
  readonly level: SupervisionLevel
  readonly state: SupervisionState
  readonly demand: string
  /** To that demand. */
  readonly answer?: string
}

/** Of a repeat: what it is one of, and what stood still with it. */
export interface PutAside {
  readonly of: CaseId
  readonly stage: Stage
  readonly deadlines: Case['deadlines']
  readonly extension?: Extension
  readonly suspension?: Suspension
  readonly supervision?: Supervision
}

/** Of a kept case: who told of it too. */
export interface Repeat {
  readonly case: CaseId
  readonly source: Source
  readonly collectedAt: Instant
  /** Alarms that it brought. */
  readonly alarms: readonly AlarmId[]
}

/** Of whoever reported it (满意度). */
interface Rating {
  readonly rating: Satisfaction
  readonly at: Instant
  readonly settled?: true
}

/** The state that the events of a case add up to. */
export interface Case {
  readonly id: CaseId
  /** Number of events so far; the next append expects it. */
  readonly version: number
  readonly stage: Stage
  readonly source: Source
  readonly work: Work
  /** Category code (大类+小类), four digits, or a local extension. */
  readonly category: string
  readonly title: Bilingual
  readonly severity: Severity
  readonly place: Place
  /** Duty that finds the unit. */
  readonly lead: string
  /** Handling limit in words, see cases/life/working-time.ts. */
  readonly limit: string
  /** Every alarm that belongs to the case, the one that opened it first. */
  readonly alarms: readonly AlarmId[]
  /** Those of `alarms` that are not cleared. An empty list is machine evidence for the inspector, never a closing. */
  readonly standing: readonly AlarmId[]
  /** The unit that has the case, or had it last when it was not given back. */
  readonly unit?: UnitId
  /** The unit that gave it back, until another one has it. */
  readonly returnedBy?: UnitId
  /** Units that do a part of the work (配合单位), the last time that each was asked. */
  readonly supports?: readonly Support[]
  /** By the city (市级协调), the last one. */
  readonly coordination?: Coordination
  /** The city gave it to this district, which is not that of its place. */
  readonly district?: string | undefined
  /** To an authority outside (移送), the last one. */
  readonly transfer?: Transfer
  /** When its unit got it: by dispatch or as rework. */
  readonly orderedAt?: Instant
  /** How many orders units had of it, by dispatch, as rework and opened again: the last one has this number. */
  readonly orders?: number
  /** Milliseconds that units had it on site: each from dispatch or rework to report or return. */
  readonly handledFor?: number
  /** What still runs; met deadlines are gone. */
  readonly deadlines: readonly (CaseDeadline & {
    readonly overdue: boolean
    /** What became of the reason for its having passed; absent while none was given. */
    readonly lateness?: Lateness
  })[]
  /** How many deadlines passed in the case's life. */
  readonly overdues: number
  readonly returns: number
  /** The patrol (巡查任务) on which it was met. */
  readonly patrol?: string
  /** Mended on the spot by whoever found it (自行处置). */
  readonly selfHandled?: true
  /** Whose it is (争议); absent when nobody disputes it. */
  readonly dispute?: DisputeState
  readonly reworks: number
  /** How often it was opened again after it was closed (复开). */
  readonly reopens?: number
  /** What whoever reported it said since it was closed; `settled`: a supervisor answered that. */
  readonly rating?: Rating | undefined
  /** Whether it was seen on site before it is filed (核实); absent when nobody asked for that. */
  readonly check?: Check
  /** Which inspector has it, while it waits for one. */
  readonly claimed?: Claim
  /** More time for its order; `lapsed` when the order was over before the answer. */
  readonly extension?: Extension
  /** What the order runs by when that is not the handling limit of the case. */
  readonly orderLimit?: string | undefined
  /** That it cannot be gone on with (挂账): the last one, how many were granted, and how long those that are over lasted. */
  readonly suspension?: Suspension
  readonly suspensions?: number
  readonly suspendedFor?: number
  /** The last one (督办), and how many there were. */
  readonly supervision?: Supervision
  readonly supervisions?: number
  /** Passed by an inspector; only seen between that and a closing by hand. */
  readonly verified: boolean
  readonly collectedAt: Instant
  readonly filedAt?: Instant
  readonly dispatchedAt?: Instant
  readonly arrivedAt?: Instant
  readonly reportedAt?: Instant
  readonly endedAt?: Instant | undefined
  /** When the alarms are looked at again that stood when it ended. */
  readonly recheck?: Instant | undefined
  /** Alarms of the same cause that the record said to be folded into it. */
  readonly folded?: number
  /** Faults of sensors whose alarms it has. */
  readonly doubts?: readonly AlarmId[]
  /** The case of the same thing that ended before. */
  readonly follows?: CaseId
  /** It is a repeat of another case (重复). */
  readonly duplicate?: PutAside
  /** Its repeats. */
  readonly duplicates?: readonly Repeat[]
  /** What a person's problem was filed by, in the words of that day. */
  readonly standard?: StandardOfCase
  /** Its order is an emergency repair (应急抢修). */
  readonly emergency?: true
  /** More forces for it (增援). */
  readonly reinforcement?: 'ordered' | 'sent'
  /** Steps of escalation that were told of what runs. */
  readonly told?: readonly ToldStep[]
  readonly personal?: Personal
  readonly updatedAt: Instant
  /** Notices whose outcome is recorded: `channel:notice` when the unit has it, `channel:notice?` when nobody was told. */
  readonly receipts: readonly string[]
}

export const receiptOf = (channel: string, notice: string): string => `${channel}:${notice}`

/** Of a notice that was told to nobody; its receipt may still come. */
export const failureOf = (channel: string, notice: string): string =>
  `${receiptOf(channel, notice)}?`

/** Somebody is to look on site before it is filed, and has not found the problem yet. */
export const isUnconfirmed = ({ check }: Pick<Case, 'check'>): boolean =>
  check !== undefined && check !== 'confirmed'

/** An authority outside has it, whose feedback is waited for (移送). */
export const isTransferred = ({ transfer }: Pick<Case, 'transfer'>): boolean =>
  transfer?.state === 'sent'

/** The city is to decide about it (市级协调). */
export const isWithCity = ({ coordination }: Pick<Case, 'coordination'>): boolean =>
  coordination?.state === 'asked'

/** A crew has something to do on site. */
export const isAtWork = ({ stage }: Pick<Case, 'stage'>): boolean => workStages.includes(stage)

/** One open case per thing, category and kind of work; undefined when the thing is not known and nothing can join. */
export function openKey(
  place: Pick<Place, 'area' | 'component' | 'device'>,
  category: string,
  work: Work,
): string | undefined {
  const thing = place.area ?? place.component ?? place.device
  return thing === undefined ? undefined : `${thing}/${category}/${work}`
}
