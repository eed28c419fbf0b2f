/** What each program event says beside its name, in the order of core/program-events.ts. Never a payload, never a secret. */
import type { Severity } from './severity.ts'
import type { DeadLetterReason } from './dead-letter.ts'

/** Aliases and no interfaces: only those are also a `Fields`. */
type None = Readonly<Record<string, never>>

type Failure = {
  readonly message: string
}

type ComponentFields = {
  readonly component: string
}

/** Which level of an alarm. */
type LevelFields = {
  readonly alarm: string
  readonly severity: Severity
}

type ChannelFields = {
  readonly channel: string
  readonly unit: string
}

type NoticeFields = ChannelFields & {
  readonly notice: string
}

type OutletFields = {
  readonly outlet: string
}

type PlatformFields = {
  readonly case: string
  readonly version: number
}

type SuppressionFields = {
  readonly kind: string
  readonly suppression: string
  readonly by: string
}
type RoomFields = Failure & {
  readonly level: string
}

/** Of a station. */
type SpokenFrame = {
  readonly kind: 'data' | 'notice' | 'reply' | 'other' | 'packet'
}

type RefusedBytes = {
  readonly reason: DeadLetterReason
  readonly topic: string
  readonly address: string
  /** How the checksum would fit. */
  readonly fits?: string
}

export interface ProgramEventFields {
  readonly 'component.started': ComponentFields
  readonly 'component.stopped': ComponentFields
  readonly 'component.failed': ComponentFields & Failure
  readonly 'installation.made': { readonly id: string }
  readonly 'installation.adopted': { readonly id: string }
  readonly 'store.renewed': { readonly store: string }
  readonly 'store.set-aside': Failure & { readonly store: string; readonly to: string }
  readonly 'engine.awaited': Failure
  readonly 'register.filling': {
    readonly step?: string
    readonly done: number
    readonly of: number
    readonly rows?: number
    readonly ofRows?: number
  }
  readonly 'pump.failed': Failure & { readonly group: string }
  readonly 'task.failed': Failure & { readonly task: string }
  readonly 'heartbeat.sent': { readonly status: 'ok' | 'unready' }
  readonly 'heartbeat.unheard': Failure
  readonly 'tls.certificate-read': { readonly setting: string }
  readonly 'tls.certificate-refused': Failure & { readonly setting: string }
  readonly 'broker.connected': { readonly client: string }
  readonly 'broker.disconnected': { readonly client: string }
  readonly 'broker.refused': Partial<Failure> & {
    readonly reason: string
    readonly client?: string
  }
  readonly 'broker.frame': None
  readonly 'broker.frame-refused': {
    readonly reason: DeadLetterReason
    readonly source: string
    readonly topic: string
  }
  readonly 'broker.unstored': { readonly reason: string | undefined }
  /** Seconds that judging is behind. */
  readonly 'broker.lane-closed': { readonly behind: number }
  readonly 'broker.lane-opened': { readonly behind: number }
  readonly 'broker.subscribe-refused': { readonly client: string }
  readonly 'broker.client-error': Failure & { readonly client?: string }
  readonly 'broker.violation': { readonly clause: string; readonly client: string }
  readonly 'broker.forward-dropped': { readonly reason: string; readonly client?: string }
  readonly 'broker.session-displaced': { readonly reason: string; readonly client: string }
  readonly 'broker.will-suppressed': { readonly reason: string; readonly source: string }
  readonly 'broker.accept-failed': Partial<Failure> & {
    readonly open?: number
    readonly address?: string
    readonly kept?: string
  }
  readonly 'broker.address-paused': { readonly address: string; readonly seconds: number }
  readonly 'hj212.frame': SpokenFrame
  readonly 'hj212.answered': None
  readonly 'hj212.refused': RefusedBytes
  readonly 'hj212.closed': { readonly reason: string }
  readonly 'sl651.frame': SpokenFrame
  readonly 'sl651.answered': None
  readonly 'sl651.refused': RefusedBytes
  readonly 'sl651.closed': { readonly reason: string }
  readonly 'clock.stepped': { readonly direction: string; readonly ms: number }
  readonly 'ingest.frame': None
  readonly 'ingest.item': None
  readonly 'ingest.reading': { readonly timing: string }
  readonly 'ingest.beside': { readonly kind: 'part' | 'correction' }
  readonly 'ingest.duplicate': None
  readonly 'ingest.status': None
  readonly 'ingest.dead-letter': { readonly reason: DeadLetterReason }
  readonly 'ingest.unknown-quantity': None
  readonly 'ingest.unusable-value': { readonly reason: string }
  readonly 'ingest.quality': { readonly quality: string }
  readonly 'ingest.redriven': { readonly frames: number }
  readonly 'ingest.imported': { readonly format: string }
  readonly 'device.enrolment': { readonly outcome: 'granted' | 'refused'; readonly device: string }
  readonly 'device-command.given': { readonly command: string }
  readonly 'device-command.sent': { readonly command: string }
  readonly 'device-command.reply': { readonly outcome: string }
  readonly 'device-command.expired': { readonly command: string }
  readonly 'device-configuration.set': { readonly version: number }
  readonly 'device-configuration.sent': { readonly version: number }
  readonly 'device-configuration.reported': { readonly outcome: string }
  readonly 'link.started': {
    readonly outcome: string
    readonly rule: string
    readonly device: string
  }
  readonly 'series.written': None
  readonly 'series.dead': { readonly reason: string; readonly detail: string | undefined }
  readonly 'series.refilled': { readonly records: number }
  readonly 'series.rollup': None
  readonly 'operations.written': { readonly measurement: string }
  readonly 'operations.refused': {
    readonly measurement: string
    readonly detail: string | undefined
  }
  readonly 'operations.skipped': Failure & { readonly report: string }
  readonly 'bindings.loaded': { readonly bindings: number }
  readonly 'bindings.pushed': None
  readonly 'bindings.push-refused': {
    readonly reason: 'unproved' | 'too-many' | 'sealed'
    readonly binding: string
  }
  readonly 'bindings.load-failed': Failure
  readonly 'rules.judged': None
  readonly 'rules.judged-again': { readonly partition: number }
  readonly 'rules.loaded': { readonly rules: number; readonly version: string }
  readonly 'rules.load-failed': Failure
  readonly 'rules.drafted': { readonly version: string; readonly by: string }
  readonly 'rules.shadowed': { readonly version: string; readonly by: string }
  readonly 'rules.shadow-failed': Failure
  readonly 'rules.put': { readonly version: string; readonly by: string }
  readonly 'rules.keep-failed': Failure
  readonly 'rules.evaluation-failed': Failure
  readonly 'rules.muting-unread': Failure
  readonly 'rules.clock-rebased': None
  readonly 'alarm.raised': LevelFields
  readonly 'alarm.escalated': LevelFields
  readonly 'alarm.eased': LevelFields
  readonly 'alarm.reminded': LevelFields
  readonly 'alarm.amended': LevelFields
  readonly 'alarm.past': LevelFields
  readonly 'alarm.cleared': { readonly alarm: string; readonly because: string }
  readonly 'case.event': { readonly fact: string; readonly case: string; readonly stage: string }
  readonly 'case.refused': {
    readonly reason: string
    readonly case: string
    readonly command: string
  }
  readonly 'case.not-opened': { readonly reason: string; readonly alarm: string }
  readonly 'alarm.acknowledged': { readonly alarm: string; readonly by: string }
  readonly 'alarm.released': { readonly alarm: string; readonly suppression: string }
  readonly 'incident.folded': {
    readonly case: string
    readonly cause: string
    readonly count: number
  }
  readonly 'suppression.made': SuppressionFields
  readonly 'suppression.ended': SuppressionFields
  readonly 'calendar.running-out': Failure
  readonly 'record.proven': { readonly events: number }
  readonly 'record.faulty': { readonly faults: number; readonly first: string }
  readonly 'seals.sent': { readonly seals: number }
  readonly 'seals.unsent': Failure
  readonly 'seals.late': Failure
  readonly 'catalogue.put': {
    readonly table: string
    readonly version: number
    readonly by: string
  }
  readonly 'deadline.missed': {
    readonly case: string
    readonly kind: string
    readonly due: number
  }
  readonly 'rota.changed': {
    readonly unit: string
    readonly by: string
    readonly version: number
  }
  readonly 'duty.gap': { readonly unit: string; readonly from: string }
  readonly 'shift.changed': {
    readonly desk: string
    readonly what: string
    readonly shift: number
    readonly by: string
  }
  readonly 'shift.late': { readonly desk: string; readonly since: string }
  readonly 'patrol.missed': { readonly patrol: string; readonly plan: string }
  readonly 'patrol.unfinished': {
    readonly patrol: string
    readonly plan: string
    readonly by: string
  }
  readonly 'tracks.forgotten': { readonly count: number }
  readonly 'boundary.revoked': { readonly case: string; readonly unit: string; readonly by: string }
  readonly 'reporter.read': { readonly case: string; readonly by: string }
  readonly 'follow.given': { readonly case: string; readonly by: string }
  readonly 'photos.unnamed': { readonly count: number }
  readonly 'photos.deleted': { readonly case: string }
  readonly 'reporter.erased': { readonly case: string; readonly by: string }
  readonly 'filing.audited': {
    readonly command: string
    readonly audit: string
    readonly by: string
  }
  readonly 'looks.forgotten': { readonly count: number }
  readonly 'evaluation.frozen': {
    readonly command: string
    readonly evaluation: string
    readonly by: string
  }
  readonly 'case.overdue': {
    readonly case: string
    readonly deadline: string
    readonly unit: string | undefined
  }
  readonly 'photo.damaged': Failure & { readonly sha256: string }
  readonly 'notice.sent': NoticeFields
  readonly 'notice.failed': NoticeFields & Failure
  readonly 'notice.held-up': ChannelFields & Failure
  readonly 'notice.receipt-failed': ChannelFields & Failure
  readonly 'push.ended': {
    readonly reason: 'gone' | 'account'
    readonly person: string
    readonly device?: string
    readonly count?: number
  }
  readonly 'outlet.sent': OutletFields
  readonly 'outlet.unsent': OutletFields & Failure
  readonly 'outlet.late': OutletFields & Failure
  readonly 'outlet.refused': OutletFields & Failure & { readonly id: string }
  readonly 'platform.taken': PlatformFields
  readonly 'platform.failed': PlatformFields & Failure
  readonly 'platform.refused': PlatformFields & Failure
  readonly 'platform.retried': { readonly cases: number; readonly by: string }
  readonly 'platform.status': {
    readonly outcome: 'done' | 'known' | 'noted' | 'refused'
    readonly case: string
    readonly status: string
  }
  readonly 'account.changed': {
    readonly what: string
    readonly account: string
    readonly by: string
  }
  readonly 'account.paused': None
  readonly 'http.refused': { readonly code: string; readonly route: string | undefined }
  readonly 'http.connection-refused': { readonly reason: 'all' | 'address' }
  readonly 'http.failed': Failure & { readonly method: string; readonly route: string | undefined }
  readonly 'sse.opened': { readonly role: string }
  readonly 'sse.displaced': { readonly role: string }
  readonly 'sse.resynced': { readonly after: number }
  readonly 'storage.room-low': RoomFields
  readonly 'storage.room-back': RoomFields
  readonly 'lines.dropped': { readonly lines: number }
  readonly 'log.partitions-taken': { readonly group: string; readonly partitions: number }
  readonly 'log.partitions-given-up': { readonly group: string; readonly partitions: number }
  readonly 'log.membership-lost': Failure & { readonly group: string }
  readonly 'log.transaction-undone': Failure & { readonly group: string }
  readonly 'log.kafka-trouble': Failure
  readonly 'log.expired': {
    readonly group: string
    readonly topic: string
    readonly partition: number
  }
  readonly 'log.set-back': {
    readonly group: string
    readonly from: number
    readonly to: number
    readonly store?: string
  }
  readonly 'log.retired': { readonly records: number }
  readonly 'simulator.published': None
  readonly 'simulator.failed': Failure & { readonly device: string; readonly connections: number }
}

export type ProgramEventName = keyof ProgramEventFields

/** An event that waits to be told. */
export type Happened = {
  readonly [Name in ProgramEventName]: {
    readonly event: Name
    readonly fields: ProgramEventFields[Name]
  }
}[ProgramEventName]
