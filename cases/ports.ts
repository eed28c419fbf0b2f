import type { AlarmTransition, Evidence } from '../core/alarm.ts'
import type { Bilingual } from '../core/bilingual.ts'
import type { Severity } from '../core/severity.ts'
import type { CaseEventRecord } from '../core/case-event.ts'
import type { CaseSeal } from '../core/case-seal.ts'
import type { AlarmId, CaseId, CellCode, DeviceId, RuleId, UnitId } from '../core/identity.ts'
import type { Scope } from '../core/scope.ts'
import type { Waiting } from '../core/supervision-terms.ts'
import type { Instant } from '../core/time.ts'
import type { EvaluationStore } from './evaluation-ports.ts'
import type { AlarmFilter, CaseFilter } from './filter-ports.ts'
import type { FollowStore } from './follow-ports.ts'
import type { PersonalStore } from './personal-ports.ts'
import type { PushStore } from './push-ports.ts'
import type { LookStore } from './look-ports.ts'
import type { BoundaryStore } from './boundary-ports.ts'
import type { CatalogueStore } from './catalogue-ports.ts'
import type { DutyLogStore, DutyStore } from './duty-ports.ts'
import type { PatrolStore } from './patrol-ports.ts'
import type { ComponentStore } from './component-ports.ts'
import type { PhotoUseStore } from './photo-ports.ts'
import type { Causes, CauseStore } from './cause-ports.ts'
import type { AlikeQuestion } from './life/alike.ts'
import type { Case, Place } from './life/case.ts'
import { deadlineKinds, type Stage, type Work } from '../core/case-terms.ts'
import type { Address, Addressee } from './life/addressee.ts'
import type { CaseEvent } from './life/facts.ts'
import type { AlarmOutcome, CaseOrder } from './life/listing.ts'
import type { Notice } from './life/notice.ts'
import type { KeptReporter, SaltedReporter } from './life/reporter.ts'
import type { Suppression } from './life/suppression.ts'
import type { PlatformStore } from './platform-ports.ts'
import type { AlarmQualityFacts } from './report/alarm-quality.ts'
import type { CaseHistory } from './report/duties.ts'
import type { DayFacts } from './report/report.ts'

/** A person has seen an alarm as grave as it was then; when it gets graver the word is worth nothing any more. */
export interface Acknowledgement {
  readonly by: string
  readonly at: Instant
  readonly severity: Severity
  readonly note?: string | undefined
}

/** One alarm, as its last transition left it. */
export interface AlarmRow {
  readonly alarm: AlarmId
  readonly rule: RuleId
  readonly title: Bilingual
  readonly device: DeviceId
  readonly cell?: CellCode
  readonly severity?: Severity
  readonly standing: boolean
  readonly raisedAt: Instant
  /** Of the last transition. */
  readonly at: Instant
  readonly clearedAt?: Instant
  readonly outcome: AlarmOutcome
  readonly case?: CaseId
  /** Cases it has opened; more than one when it escalated after its case had ended. */
  readonly opened: number
  /** What held it back last. */
  readonly suppression?: string
  /** Why it is folded or held: the storm, the gateway or the faulty device. */
  readonly cause?: string
  readonly acknowledged?: Acknowledgement
  /** What made it as grave as it got: of the last transition that raised or escalated it. */
  readonly evidence?: Evidence
}

export interface AlarmChange {
  readonly row: AlarmRow
  /** Identity of the transition; the register remembers it, so that a repeat has no effect. */
  readonly transition: string
  /** Left out when it belongs to no cause any more. */
  readonly causes?: Causes
}

/** The key under which a person reported a problem, and the case that came of it. */
export interface ReportKey {
  /** Name of the person. */
  readonly actor: string
  readonly key: string
  /** Hash of the report. */
  readonly body: string
}

/** When somebody is told again, if the case stays as it is. */
export interface Ahead {
  /** By its next step of escalation. */
  readonly escalation?: Instant | undefined
  /** In person, of an order that nobody has accepted. */
  readonly person?: Instant | undefined
}

/** Everything that becomes true together. */
export interface Commit extends Ahead {
  readonly id: CaseId
  readonly expectedVersion: number
  /** Never empty. */
  readonly events: readonly CaseEvent[]
  /** The case after each event, for the read model; same length as `events`. */
  readonly states: readonly Case[]
  /** Key under which no second open case may be; undefined when nothing can join. */
  readonly openKey: string | undefined
  readonly alarm?: AlarmChange
  /** Of a case that a person reported under a key. */
  readonly report?: ReportKey | undefined
  /** Who reported it. */
  readonly reporter?: SaltedReporter | undefined
  /** What they said with their rating; empty: nothing. */
  readonly said?: string | undefined
}

/** `unit` is the unit that had the case after the event; feeds are filtered by it and by the cell. */
export interface CommittedEvent {
  readonly record: CaseEventRecord
  readonly unit?: UnitId
  /** Of the case; only of events that `since` gives. */
  readonly cell?: string
  /** The same: it was given to. */
  readonly district?: string
}

/**
 * recheck: of a case that ended although an alarm of it stood. escalation: the next step that is told of a case. person: the next one who
 * is told of its order. resume: of one that is suspended.
 */
export const dueKinds = [...deadlineKinds, 'recheck', 'escalation', 'person', 'resume'] as const

export interface DueDeadline {
  readonly case: CaseId
  readonly kind: (typeof dueKinds)[number]
  readonly at: Instant
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Give it back to get the next page; undefined after the last one. */
  readonly next?: string
}

interface Summary {
  readonly stages: Readonly<Partial<Record<Stage, number>>>
  readonly open: number
  readonly overdue: number
  readonly suspended: number
  /** Open ones in the scope that another district has and that are counted nowhere else. */
  readonly given: number
  readonly standingAlarms: number
  /** Cases of which that waits for whoever decides. */
  readonly waiting: Readonly<Record<Waiting, number>>
}

/** A place where the record is not what was written. */
export interface Fault {
  readonly case: CaseId
  readonly version: number
  readonly fault: 'changed' | 'missing' | 'not-in-register' | 'photo-damaged'
}

/** Where an event stands in the register, and what its chain says of it. */
interface EventLink {
  readonly sequence: number
  readonly hash: string
}

/** Seals as they are kept on this machine; undefined stands for a line that is none. */
export interface SealFile {
  last(): Promise<CaseSeal | undefined>
  all(): AsyncIterable<CaseSeal | undefined>
  /** On the disk when it resolves. Rejects with `store-unavailable`. */
  append(seals: readonly CaseSeal[]): Promise<void>
}

export interface Verification {
  readonly cases: number
  readonly events: number
  readonly faults: readonly Fault[]
}

/** A notice of which nobody has said yet that the unit has it. */
export interface PendingNotice {
  readonly channel: string
  readonly notice: string
  readonly case: CaseId
  /** Of the event that it tells of. */
  readonly version: number
  readonly to: Address
  /** When it was written down. */
  readonly since: Instant
  /** When it is looked at next. */
  readonly next: Instant
  /** How often it was sent, or tried. */
  readonly attempts: number
  /** The record of the case says already that nobody was told. */
  readonly reported: boolean
}

/** What is still to be told, beside the events: rows that go when the unit has the notice, or when it is true no more. */
interface NoticeStore {
  /** All of them or none; one that is there already stays as it is. */
  addNotices(pending: readonly PendingNotice[]): Promise<void>
  pendingNotice(channel: string, notice: string): Promise<PendingNotice | undefined>
  /** Nothing happens when it is gone: a receipt may be faster than whoever sent it. */
  updateNotice(pending: PendingNotice): Promise<void>
  removeNotice(channel: string, notice: string): Promise<void>
  /** Those to be looked at until `before`, the oldest first, to whoever is not in `except`. */
  noticesDue(
    channel: string,
    before: Instant,
    except: readonly Address[],
    limit: number,
  ): Promise<readonly PendingNotice[]>
  /** All of the channel, or to one address, are to be looked at by `at`. */
  hastenNotices(channel: string, at: Instant, to?: Address): Promise<void>
}

/** An alarm that is held back: what is taken to the cases if it still stands when its suppression is over. */
export interface HeldAlarm {
  readonly suppression: string
  /** The last transition of it that raised, escalated or eased. */
  readonly transition: AlarmTransition
}

interface SuppressionStore {
  /** Nothing happens, and it resolves with what is there, when one of this id is. */
  addSuppression(suppression: Suppression): Promise<Suppression>
  /** Resolves with it as it is then; undefined when there is none. One that was ended before stays as it was. */
  endSuppression(
    id: string,
    ended: NonNullable<Suppression['ended']>,
  ): Promise<Suppression | undefined>
  suppression(id: string): Promise<Suppression | undefined>
  /** Newest first; only those that are not over at `running`, when that is given. */
  suppressions(
    filter: { readonly running?: Instant | undefined },
    limit: number,
    cursor?: string,
  ): Promise<Page<Suppression>>
  /** Those whose time holds the instant, ended ones too. */
  suppressionsAt(at: Instant): Promise<readonly Suppression[]>
  /** The alarm's row and what is held back of it, together. */
  holdBack(change: AlarmChange, held: HeldAlarm): Promise<void>
  /** Those that hold alarms back which nobody released. */
  holding(): Promise<readonly Suppression[]>
  /** Alarms that it holds back and nobody released, in the order of their ids behind `after`. */
  heldBack(suppression: string, limit: number, after?: AlarmId): Promise<readonly HeldAlarm[]>
  /** The alarm is with the cases now, or over. */
  release(alarm: AlarmId): Promise<void>
  /** Whether there is such an alarm. */
  acknowledge(alarm: AlarmId, acknowledgement: Acknowledgement): Promise<boolean>
}

/**
 * The register of cases. Events are append-only and hash-chained for each case: an event's hash is SHA-256 over the
 * previous one and its own canonical JSON, and the store forbids changing or deleting rows. `sequence` grows in the order of
 * commits, so a reader of `since` never misses an event that became visible later. Rejects with `store-unavailable`
 * (retry `later`) when it cannot be reached; a write that was under way then may or may not have happened.
 */
export interface CaseStore
  extends
    NoticeStore,
    SuppressionStore,
    CauseStore,
    BoundaryStore,
    CatalogueStore,
    DutyStore,
    DutyLogStore,
    ComponentStore,
    PhotoUseStore,
    PlatformStore,
    EvaluationStore,
    LookStore,
    PatrolStore,
    FollowStore,
    PersonalStore,
    PushStore,
    AsyncDisposable {
  /** Oldest first; empty when there is no such case. */
  load(id: CaseId): Promise<readonly CaseEventRecord[]>
  /** Of these cases the facts of `events`, in the order of each case; cases and facts that there are not are left out. */
  factsOf(ids: readonly CaseId[], events: readonly string[]): Promise<readonly CaseEventRecord[]>
  /**
   * Events, read model, deadlines, open key, alarm and report key in one transaction, durable when it resolves. Rejects with
   * `version-conflict` when the case has another version than expected, or another open case has the open key, or another
   * case the report key; then nothing was written. With commits of other cases, all or none.
   */
  append(...commits: readonly [Commit, ...Commit[]]): Promise<void>
  /** Events after `sequence`, oldest first. */
  since(sequence: number, limit: number): Promise<readonly CommittedEvent[]>
  /** Sequence of the newest event; 0 when there is none. */
  latest(): Promise<number>
  /** Deadlines that run out at or before `before` and are not marked, earliest first. */
  due(before: Instant, limit: number): Promise<readonly DueDeadline[]>
  /** Sets or takes away when the next step of escalation of the case is told, unless the case has another version by now. */
  planEscalation(id: CaseId, version: number, at: Instant | undefined): Promise<void>
  /** The same of when the next one is told of its order in person. */
  planPerson(id: CaseId, version: number, at: Instant | undefined): Promise<void>
  /** The open case of the key; of one that is a repeat the case that is kept. */
  openCase(key: string): Promise<CaseId | undefined>
  /** The open case of the category nearest to the place, within so many metres, unless both have component codes. */
  openNear(place: Place, category: string, work: Work, metres: number): Promise<CaseId | undefined>
  /** Open cases of these categories collected from `from` until `to`, oldest first, so many at most. */
  openCollected(question: AlikeQuestion, limit: number): Promise<readonly Case[]>
  /** What that person reported under that key, whenever it was. */
  reported(
    actor: string,
    key: string,
  ): Promise<{ readonly case: CaseId; readonly body: string } | undefined>
  /** Who reported the case, or that it was erased; undefined when nobody is known. */
  reporter(id: CaseId): Promise<KeptReporter | undefined>
  /** Whether there was something to erase: with who it was go the code by which the case is followed and what was said of it. */
  eraseReporter(id: CaseId, erased: { readonly at: Instant; readonly by: string }): Promise<boolean>
  /** The case of the same thing, category and work that ended last, not before `since`. */
  lastEnded(
    place: Pick<Place, 'area' | 'component' | 'device'>,
    category: string,
    work: Work,
    since: Instant,
  ): Promise<CaseId | undefined>
  /** Of events after the sequence, in order. */
  links(after: number, limit: number): Promise<readonly EventLink[]>
  /** Recomputes the hash chain of one case, or of all. */
  verify(id?: CaseId): Promise<Verification>

  get(id: CaseId): Promise<Case | undefined>
  /** Newest first, unless another order is asked for; a cursor is of its order. */
  list(filter: CaseFilter, limit: number, cursor?: string, order?: CaseOrder): Promise<Page<Case>>
  /** Counts of what whoever has the scope answers for. */
  summary(scope?: Scope): Promise<Summary>

  alarm(id: AlarmId): Promise<AlarmRow | undefined>
  /** Whether the register remembers the transition. */
  seen(transition: string): Promise<boolean>
  /** An alarm that changes no case. */
  putAlarm(change: AlarmChange): Promise<void>
  /** Standing alarms of each rule that has any. */
  standing(): Promise<ReadonlyMap<RuleId, number>>
  /** Most recently raised first, without their evidence. */
  alarms(filter: AlarmFilter, limit: number, cursor?: string): Promise<Page<AlarmRow>>

  /**
   * What happened from `from` until before `to`, and which cases were open at `to`, counted. Category, severity and cell of a
   * case are those it has now; the unit is the one that had it then, and for its collection, when none can have it, now. A scope is that of now.
   */
  day(from: Instant, to: Instant, scope?: Scope): Promise<DayFacts>
  /**
   * What evaluation is computed of, in pages: until before `to`, of each case of which something happened from `from` on or a deadline that was
   * set lies there, in the order of their numbers behind `after`. Category and cell are those it has now.
   */
  histories(
    from: Instant,
    to: Instant,
    of?: { readonly after?: CaseId | undefined; readonly scope?: Scope | undefined },
  ): AsyncIterable<readonly CaseHistory[]>
  /** Alarms raised and cases collected from `from` until before `to`, and the oldest that stand now. */
  quality(from: Instant, to: Instant, scope?: Scope): Promise<AlarmQualityFacts>

  /** How far a named reader of `since` has come; 0 for a new one. */
  position(reader: string): Promise<number>
  setPosition(reader: string, sequence: number): Promise<void>
  /**
   * Runs the work while this process holds the lease of the task, which one process at a time does; waits for it. The work's
   * signal aborts when the lease is lost or `signal` aborts, and the lease lasts until the work has ended. Rejects with what the work rejects with, and with
   * `store-unavailable` when the lease was lost; resolves without running the work when `signal` aborts before it was
   * got. For moments after a loss two processes may be at work: the task must bear a repeat.
   */
  underLease(
    task: string,
    work: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>
}

/** The word of a crew or a desk that it has a notice. */
export interface Receipt {
  readonly notice: string
  readonly to: Address
}

/**
 * A way to reach units and desks. `deliver` rejects with `notice-failed` when the notice was not taken by the other side. It resolves
 * with `received` when the unit has it, and with `handed` when only something between took it: then a receipt tells.
 */
export interface Notifier {
  readonly channel: string
  /** Whether it can be reached this way at all. */
  serves(to: Addressee): boolean
  deliver(notice: Notice, to: Addressee, signal: AbortSignal): Promise<'received' | 'handed'>
  /**
   * Of a channel with a connection: another number for each one, undefined without. What was handed over an earlier
   * connection may be lost.
   */
  connection?(): number | undefined
  /** From now on the listener hears of receipts. */
  onReceipt?(listener: (receipt: Receipt) => void): void
}
