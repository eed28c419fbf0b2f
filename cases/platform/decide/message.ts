import type { CaseEventRecord } from '../../../core/case-event.ts'
import { caseOf } from '../../life/history.ts'
import type { PlatformMessage } from '../../platform-ports.ts'
import { fieldsOf } from './fields.ts'
import type { Mapping } from './mapping.ts'

/** What the platform is told of one event of a case, whose record is given at least that far; a mistake when it cannot be said. */
export function platformMessage(
  mapping: Mapping,
  records: readonly CaseEventRecord[],
  version: number,
): { readonly message: PlatformMessage } | { readonly mistake: string } {
  const record = records.find((one) => one.version === version)
  const state = record && caseOf(record.case, records, version)
  if (record === undefined || state === undefined)
    return { mistake: `the register has no event ${version} of this case` }
  const key = `${record.case}/${version}`
  const fields = fieldsOf(mapping, { record, state, key })
  if (typeof fields === 'string') return { mistake: fields }
  return { message: { key, body: JSON.stringify(fields) } }
}
