import type { TopicName } from '../../core/log.ts'
import type { Purpose } from '../../core/room.ts'

const record: ReadonlySet<TopicName> = new Set([
  'alarms',
  'area-members',
  'case-events',
  'case-seals',
])

/** What a write of these topics is for; one without any moves an offset, which is of the record. */
export const purposeOf = (topics: readonly TopicName[]): Purpose =>
  topics.every((topic) => record.has(topic)) ? 'record' : 'readings'
