import type { Selectable } from 'kysely'

import { isFinal } from '../../core/case-terms.ts'
import type { UnitId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { caseEventSchema } from '../../core/record-schemas.ts'
import { compareSeverity } from '../../core/severity.ts'
import { checked, checkedJson, keptJson } from '../../core/upcast.ts'
import type { Case } from '../life/case.ts'
import { supporters } from '../life/support.ts'
import { alarmRowSchema } from '../life/alarm-row-schema.ts'
import { caseSchema } from '../life/case-schema.ts'
import { acknowledgementSchema } from '../life/suppression-schema.ts'
import type { Waiting } from '../../core/supervision-terms.ts'
import type { AlarmRow, CommittedEvent } from '../ports.ts'
import { never, type CaseTables } from './case-tables.ts'

export const dueOf = ({ deadlines }: Pick<Case, 'deadlines'>): number =>
  Math.min(never, ...deadlines.map(({ at }) => at))

/** Each name between commas, so that one is found by its text. */
export const namesText = (names: readonly (Waiting | UnitId)[]): string =>
  names.map((name) => `,${name},`).join('')

/** Nobody asks for ended cases that a unit supported: few rows are looked through. */
export const supportersText = (state: Case): string =>
  namesText(isFinal(state.stage) ? [] : supporters(state))

/** The state of a case as its row keeps it. */
export const caseIn = (state: string): Case => checkedJson('the state of a case', caseSchema, state)

/** An acknowledgement counts as long as the alarm is not graver than it was then. */
export function alarmIn(row: string, acknowledgement: string | null = null): AlarmRow {
  const alarm = checkedJson('the row of an alarm', alarmRowSchema, row)
  if (acknowledgement === null) return alarm
  const acknowledged = checkedJson('an acknowledgement', acknowledgementSchema, acknowledgement)
  return compareSeverity(alarm.severity, acknowledged.severity) > 0
    ? alarm
    : { ...alarm, acknowledged }
}

/** An event as its row says it. */
export function committed(row: Selectable<CaseTables['case_events']>): CommittedEvent {
  const what = `event ${row.version} of case ${row.case_id}`
  const record = checked(what, caseEventSchema, {
    type: 'case-event',
    sequence: row.sequence,
    case: row.case_id,
    version: row.version,
    at: instant(row.at),
    by: keptJson(what, row.actor),
    event: row.event,
    data: keptJson(what, row.data),
  })
  return { record, ...(row.unit !== null && { unit: row.unit as UnitId }) }
}
