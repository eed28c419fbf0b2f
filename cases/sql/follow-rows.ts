import type { Transaction } from 'kysely'

import type { CaseId } from '../../core/identity.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { FollowStore } from '../follow-ports.ts'
import type { CaseTables } from './case-tables.ts'

/** PostgreSQL takes no NUL in a text. */
const kept = (text: string) => JSON.stringify(text)

/** With the rating, in one transaction. */
export async function keepSaid(
  transaction: Transaction<CaseTables>,
  id: CaseId,
  text: string,
): Promise<void> {
  const said = text === '' ? null : kept(text)
  const { numUpdatedRows } = await transaction
    .updateTable('case_follows')
    .set({ said })
    .where('case_id', '=', id)
    .executeTakeFirst()
  if (said === null || numUpdatedRows > 0n) return
  await transaction
    .insertInto('case_follows')
    .values({ case_id: id, code_hash: null, since: 0, said })
    .execute()
}

export async function eraseFollow(
  transaction: Transaction<CaseTables>,
  id: CaseId,
): Promise<boolean> {
  const { numDeletedRows } = await transaction
    .deleteFrom('case_follows')
    .where('case_id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export const followRows = ({ read, write }: SqlEngine<CaseTables>): FollowStore => ({
  keepFollow: (id, codeHash, at) =>
    write(async (transaction) => {
      const code = { code_hash: codeHash, since: at }
      await transaction
        .insertInto('case_follows')
        .values({ case_id: id, ...code, said: null })
        .onConflict((conflict) => conflict.column('case_id').doUpdateSet(code))
        .execute()
    }),

  followed: (codeHash) =>
    read(async (database) => {
      const row = await database
        .selectFrom('case_follows')
        .select('case_id')
        .where('code_hash', '=', codeHash)
        .executeTakeFirst()
      return row && (row.case_id as CaseId)
    }),

  said: (id) =>
    read(async (database) => {
      const row = await database
        .selectFrom('case_follows')
        .select('said')
        .where('case_id', '=', id)
        .executeTakeFirst()
      return row?.said == null ? undefined : String(JSON.parse(row.said))
    }),
})
