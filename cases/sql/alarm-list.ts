import { sql } from 'kysely'

import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { AlarmRow, CaseStore } from '../ports.ts'
import { alarmConditions } from './alarm-filter.ts'
import { alarmWay } from './alarm-way.ts'
import { alarmIn } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'
import { beyond, page } from './pages.ts'
import { waitingAlarms } from './waiting-alarms.ts'

/** Many alarms: pages of them, newest first. */
export function alarmList({
  read,
}: Pick<SqlEngine<CaseTables>, 'read'>): Pick<CaseStore, 'alarms'> {
  return {
    alarms: (filter, limit, cursor) =>
      read(async (database) => {
        const way = await alarmWay(database, filter)
        const waiting = await waitingAlarms(database)
        // With the plus no index has this order, nor is one the way to where a page ended.
        const newest = way.sorted ? sql`+raised_at` : sql.ref('raised_at')
        let query = database
          .selectFrom('alarms')
          .select(['raised_at as time', 'id'])
          .orderBy(newest, 'desc')
          .orderBy('id', 'desc')
          .limit(limit + 1)
        for (const asked of alarmConditions(filter, way, waiting)) query = query.where(asked)
        const after = beyond(cursor, newest, 'desc')
        if (after !== undefined) query = query.where(after)
        // The rows themselves are large, and read when it is known which.
        const rows = await database
          .selectFrom(query.as('met'))
          .innerJoin('alarms', 'alarms.id', 'met.id')
          .leftJoin('alarm_acknowledgements', 'alarm_acknowledgements.alarm', 'met.id')
          .select(['row', 'acknowledgement', 'met.time', 'met.id'])
          .orderBy('met.time', 'desc')
          .orderBy('met.id', 'desc')
          .execute()
        return page(rows, limit, ({ row, acknowledgement }): AlarmRow => {
          const { evidence: _, ...listed } = alarmIn(row, acknowledgement)
          return listed.standing && waiting.includes(listed.alarm)
            ? { ...listed, outcome: 'case-closed' }
            : listed
        })
      }),
  }
}
