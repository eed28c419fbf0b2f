import type { AlarmId } from '../../core/identity.ts'
import { alarmSchema } from '../../core/record-schemas.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CaseStore, HeldAlarm } from '../ports.ts'
import { putAlarm } from './case-commits.ts'
import type { CaseTables } from './case-tables.ts'
import { suppressionIn } from './suppression-rows.ts'

type Held = Pick<CaseStore, 'holdBack' | 'holding' | 'heldBack' | 'release' | 'acknowledge'>

/** Alarms that are held back, and those that somebody has seen, in the words that both engines know. */
export function heldAlarmRows({ read, write }: SqlEngine<CaseTables>): Held {
  return {
    holdBack: (change, { suppression, transition }) =>
      write(async (transaction) => {
        await putAlarm(transaction, change)
        const { alarm } = transition
        await transaction
          .updateTable('suppressed_alarms')
          .set({ waiting: 0 })
          .where('alarm', '=', alarm)
          .where('suppression', '!=', suppression)
          .execute()
        const held = { waiting: 1, transition: JSON.stringify(transition) }
        await transaction
          .insertInto('suppressed_alarms')
          .values({ suppression, alarm, ...held })
          .onConflict((conflict) => conflict.columns(['suppression', 'alarm']).doUpdateSet(held))
          .execute()
      }),

    holding: () =>
      read(async (database) => {
        const rows = await database
          .selectFrom('suppressions')
          .select('suppression')
          .where('id', 'in', (query) =>
            query
              .selectFrom('suppressed_alarms')
              .select('suppressed_alarms.suppression')
              .where('waiting', '=', 1)
              .distinct(),
          )
          .execute()
        return rows.map((row) => suppressionIn(row.suppression))
      }),

    heldBack: (suppression, limit, after) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('suppressed_alarms')
          .select(['alarm', 'transition'])
          .where('suppression', '=', suppression)
          .where('waiting', '=', 1)
          .where('alarm', '>', after ?? ('' as AlarmId))
          .orderBy('alarm')
          .limit(limit)
          .execute()
        return rows.map(({ alarm, transition }): HeldAlarm => {
          const what = `what is held back of alarm ${alarm}`
          return { suppression, transition: checkedJson(what, alarmSchema, transition) }
        })
      }),

    release: (alarm) =>
      write(async (transaction) => {
        await transaction
          .updateTable('suppressed_alarms')
          .set({ waiting: 0 })
          .where('alarm', '=', alarm)
          .execute()
      }),

    acknowledge: (alarm, acknowledgement) =>
      write(async (transaction) => {
        const known = await transaction
          .selectFrom('alarms')
          .select('id')
          .where('id', '=', alarm)
          .executeTakeFirst()
        if (known === undefined) return false
        const value = { acknowledgement: JSON.stringify(acknowledgement) }
        await transaction
          .insertInto('alarm_acknowledgements')
          .values({ alarm, ...value })
          .onConflict((conflict) => conflict.column('alarm').doUpdateSet(value))
          .execute()
        return true
      }),
  }
}
