import type { Transaction } from 'kysely'

import type { CaseId } from '../../core/identity.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { keptReporterSchema, type SaltedReporter } from '../life/reporter.ts'
import type { CaseStore } from '../ports.ts'
import type { CaseTables } from './case-tables.ts'
import { eraseFollow } from './follow-rows.ts'

export async function keepReporter(
  transaction: Transaction<CaseTables>,
  id: CaseId,
  reporter: SaltedReporter,
): Promise<void> {
  await transaction
    .insertInto('case_reporters')
    .values({ case_id: id, reporter: JSON.stringify(reporter) })
    .execute()
}

/** Who reported a case, beside its record and not in it. */
export const reporterRows = ({
  read,
  write,
}: SqlEngine<CaseTables>): Pick<CaseStore, 'reporter' | 'eraseReporter'> => ({
  reporter: (id) =>
    read(async (database) => {
      const row = await database
        .selectFrom('case_reporters')
        .select('reporter')
        .where('case_id', '=', id)
        .executeTakeFirst()
      return row && checkedJson('who reported a case', keptReporterSchema, row.reporter)
    }),

  eraseReporter: (id, erased) =>
    write(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('case_reporters')
        .set({ reporter: JSON.stringify({ erased }) })
        .where('case_id', '=', id)
        .where('reporter', 'not like', '{"erased":%')
        .executeTakeFirst()
      return (await eraseFollow(transaction, id)) || numUpdatedRows > 0n
    }),
})
