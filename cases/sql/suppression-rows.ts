import { sql } from 'kysely'

import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { suppressionSchema } from '../life/suppression-schema.ts'
import type { Suppression } from '../life/suppression.ts'
import type { CaseStore } from '../ports.ts'
import type { CaseTables } from './case-tables.ts'
import { beyond, page } from './pages.ts'

type Suppressions = Pick<
  CaseStore,
  'addSuppression' | 'endSuppression' | 'suppression' | 'suppressions' | 'suppressionsAt'
>

/** Suppressions, in the words that both engines know. */
export function suppressionRows({ read, write }: SqlEngine<CaseTables>): Suppressions {
  const one = (id: string) =>
    read(async (database) => {
      const row = await database
        .selectFrom('suppressions')
        .select('suppression')
        .where('id', '=', id)
        .executeTakeFirst()
      return row && suppressionIn(row.suppression)
    })

  return {
    addSuppression: async (suppression) => {
      await write(async (transaction) => {
        await transaction
          .insertInto('suppressions')
          .values(rowOf(suppression))
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute()
      })
      return (await one(suppression.id)) ?? suppression
    },

    endSuppression: async (id, ended) => {
      const before = await one(id)
      if (before === undefined || before.ended !== undefined) return before
      await write(async (transaction) => {
        const { ended: done, suppression } = rowOf({ ...before, ended })
        await transaction
          .updateTable('suppressions')
          .set({ ended: done, suppression })
          .where('id', '=', id)
          .where('ended', '=', 0)
          .execute()
      })
      return one(id)
    },

    suppression: one,

    suppressions: ({ running }, limit, cursor) =>
      read(async (database) => {
        let query = database
          .selectFrom('suppressions')
          .select(['suppression', 'made_at as time', 'id'])
          .orderBy('made_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit + 1)
        if (running !== undefined)
          query = query.where('until_at', '>', running).where('ended', '=', 0)
        const after = beyond(cursor, sql.ref('made_at'), 'desc')
        if (after !== undefined) query = query.where(after)
        return page(await query.execute(), limit, (row) => suppressionIn(row.suppression))
      }),

    suppressionsAt: (at) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('suppressions')
          .select('suppression')
          .where('until_at', '>', at)
          .where('from_at', '<=', at)
          .execute()
        return rows.map((row) => suppressionIn(row.suppression))
      }),
  }
}

const rowOf = (suppression: Suppression): CaseTables['suppressions'] => ({
  id: suppression.id,
  from_at: suppression.from,
  until_at: suppression.until,
  ended: suppression.ended === undefined ? 0 : 1,
  made_at: suppression.at,
  suppression: JSON.stringify(suppression),
})

export const suppressionIn = (text: string): Suppression =>
  checkedJson('a suppression', suppressionSchema, text)
