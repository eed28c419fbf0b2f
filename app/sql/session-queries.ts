import { instant } from '../../core/time.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { SessionStore } from '../engines/session-store.ts'

export interface SessionTables {
  readonly session: {
    readonly id: string
    readonly token: string
    readonly opened: number
    readonly seen: number
  }
}

/** Sessions in the words that both engines know. */
export function sqlSessions({
  read,
  write,
}: SqlEngine<SessionTables>): Omit<SessionStore, typeof Symbol.asyncDispose> {
  return {
    get: (id) =>
      read(async (database) => {
        const row = await database
          .selectFrom('session')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirst()
        return row && { ...row, opened: instant(row.opened), seen: instant(row.seen) }
      }),
    add: (row, { most, unused, opened }) =>
      write(async (transaction) => {
        await transaction.insertInto('session').values(row).execute()
        await transaction
          .deleteFrom('session')
          .where((one) => one.or([one('seen', '<=', unused), one('opened', '<=', opened)]))
          .execute()
        const kept = transaction
          .selectFrom('session')
          .select('id')
          .where('token', '=', row.token)
          .orderBy('opened', 'desc')
          .orderBy('id')
          .limit(most)
        await transaction
          .deleteFrom('session')
          .where('token', '=', row.token)
          .where('id', 'not in', kept)
          .execute()
      }),
    saw: (id, at) =>
      write(async (transaction) => {
        await transaction.updateTable('session').set({ seen: at }).where('id', '=', id).execute()
      }),
    remove: (id) =>
      write(async (transaction) => {
        await transaction.deleteFrom('session').where('id', '=', id).execute()
      }),
  }
}
