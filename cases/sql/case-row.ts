import type { Selectable } from 'kysely'

import type { UnitId } from '../../core/identity.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { instant } from '../../core/time.ts'
import { caseEventSchema } from '../../core/record-schemas.ts'
import { checked } from '../../core/upcast.ts'
import type { Case } from '../life/case.ts'
import { alarmRowSchema } from '../life/alarm-row-schema.ts'
import { caseSchema } from '../life/case-schema.ts'
import type { AlarmRow, CommittedEvent } from '../ports.ts'
import { never, type CaseTables } from './case-tables.ts'

export const dueOf = ({ deadlines }: Pick<Case, 'deadlines'>): number =>
  Math.min(never, ...deadlines.map(({ at }) => at))

/** The state of a case as its row keeps it. */
export const caseIn = (state: string): Case =>
  checked('the state of a case', caseSchema, parsed('the state of a case', state))

export const alarmIn = (row: string): AlarmRow =>
  checked('the row of an alarm', alarmRowSchema, parsed('the row of an alarm', row))

/** An event as its row says it. */
export function committed(row: Selectable<CaseTables['case_events']>): CommittedEvent {
  const what = `event ${row.version} of case ${row.case_id}`
  const record = checked(what, caseEventSchema, {
    type: 'case-event',
    sequence: row.sequence,
    case: row.case_id,
    version: row.version,
    at: instant(row.at),
    by: parsed(what, row.actor),
    event: row.event,
    data: parsed(what, row.data),
  })
  return { record, ...(row.unit !== null && { unit: row.unit as UnitId }) }
}

function parsed(what: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new UrbanBrainError('record-damaged', `${what} is no JSON`, { cause: error })
  }
}
