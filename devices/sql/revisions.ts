import type { Transaction } from 'kysely'

import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { RegistryTables } from './registry-schema.ts'

interface Revisions {
  next(): number
}

/**
 * One writer at a time: touching the revision first takes its lock before anything is read, and holds it until the
 * commit. So revisions grow in the order of commits, and who follows them misses none.
 */
export const revising =
  (write: SqlEngine<RegistryTables>['write']) =>
  (
    work: (transaction: Transaction<RegistryTables>, revisions: Revisions) => Promise<void>,
  ): Promise<void> =>
    write(async (transaction) => {
      const { revision } = await transaction
        .updateTable('registry_revision')
        .set((row) => ({ revision: row('revision', '+', 0) }))
        .where('one', '=', 1)
        .returning('revision')
        .executeTakeFirstOrThrow()
      let last = revision
      await work(transaction, { next: () => (last += 1) })
      if (last === revision) return
      await transaction.updateTable('registry_revision').set({ revision: last }).execute()
    })
