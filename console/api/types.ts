/** What the API answers, by its contracts. Instants are epoch milliseconds. */
import type { Case } from '../../cases/api/contract.ts'

export type {
  Alarm,
  Case,
  CaseCommand,
  CaseEvent,
  CaseWithTimeline,
  Collect,
  DailyReport,
  FeedEvent,
  Summary,
  Unit,
  Verification,
} from '../../cases/api/contract.ts'

export type {
  Device,
  DeviceHealth,
  DevicePlace,
  DevicesHealth,
  UnknownDevice,
} from '../../devices/api/contract.ts'

export type {
  DeadLetter,
  DeadLetterHead,
  DeadLettersPage,
  Redriven,
} from '../../ingest/api/contract.ts'
export type { DeviceRule, Rule, WrittenRule } from '../../rules/api/contract.ts'
export type { Bucket, Reading } from '../../series/api/contract.ts'

export type { City, Person } from '../../app/http/contract.ts'

export type Place = Case['place']

export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
}
