import type { RuleId } from '../../core/identity.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CaseStore } from '../ports.ts'
import { alarmIn } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'

type Answers = Pick<CaseStore, 'alarm' | 'seen' | 'standing'>

/** One alarm, and how many stand; lists of them: alarm-list.ts. */
export function alarmQueries({ read }: Pick<SqlEngine<CaseTables>, 'read'>): Answers {
  return {
    alarm: (id) =>
      read(async (database) => {
        const row = await database
          .selectFrom('alarms')
          .leftJoin('alarm_acknowledgements', 'alarm_acknowledgements.alarm', 'alarms.id')
          .select(['row', 'acknowledgement'])
          .where('id', '=', id)
          .executeTakeFirst()
        return row && alarmIn(row.row, row.acknowledgement)
      }),

    seen: (transition) =>
      read(async (database) => {
        const row = await database
          .selectFrom('alarm_transitions')
          .select('alarm')
          .where('transition', '=', transition)
          .executeTakeFirst()
        return row !== undefined
      }),

    standing: () =>
      read(async (database) => {
        const rows = await database
          .selectFrom('alarms')
          .select(['rule', (e) => e.fn.countAll<number>().as('count')])
          .where('standing', '=', 1)
          .groupBy('rule')
          .execute()
        return new Map(rows.map(({ rule, count }) => [rule as RuleId, count]))
      }),
  }
}
