import type { CaseEventRecord } from '../../../core/case-event.ts'
import type { Case } from '../../life/case.ts'
import { evolve } from '../../life/evolve.ts'
import { readFact } from '../../life/read-fact.ts'
import type { PlatformMessage } from '../../platform-ports.ts'
import { fieldsOf, type Told } from './fields.ts'
import type { Mapping } from './mapping.ts'

/** What the event of that version tells of a case that was as it is before it; undefined when the record does not have it. */
export function toldBy(
  records: readonly CaseEventRecord[],
  version: number,
  before: Case | undefined,
): Told | undefined {
  const record = records[version - 1]
  const state = record && evolve(record.case, before, readFact(record))
  return record && state && { record, state, key: `${record.case}/${version}` }
}

/** What the platform is told by it; a sentence when it has no words for that. */
export function platformMessage(mapping: Mapping, told: Told): PlatformMessage | string {
  const fields = fieldsOf(mapping, told)
  return typeof fields === 'string' ? fields : { key: told.key, body: JSON.stringify(fields) }
}
