import type { Selectable } from 'kysely'

import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from '../life/case.ts'
import type { CommittedEvent } from '../ports.ts'
import { never, type CaseTables } from './case-tables.ts'

export const dueOf = ({ deadlines }: Pick<Case, 'deadlines'>): number =>
  Math.min(never, ...deadlines.map(({ at }) => at))

/** An event as its row says it. */
export function committed(row: Selectable<CaseTables['case_events']>): CommittedEvent {
  const record: CaseEventRecord = {
    type: 'case-event',
    sequence: row.sequence,
    case: row.case_id as CaseId,
    version: row.version,
    at: row.at as Instant,
    by: JSON.parse(row.actor) as CaseEventRecord['by'],
    event: row.event,
    data: JSON.parse(row.data) as CaseEventRecord['data'],
  }
  return { record, ...(row.unit !== null && { unit: row.unit as UnitId }) }
}
