import type { Selectable } from 'kysely'

import type { CaseId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { Address } from '../life/addressee.ts'
import type { CaseStore, PendingNotice } from '../ports.ts'
import type { CaseTables } from './case-tables.ts'

type Notices = Pick<
  CaseStore,
  'addNotices' | 'pendingNotice' | 'updateNotice' | 'removeNotice' | 'noticesDue' | 'hastenNotices'
>

/** Notices that are still to be told, in the words that both engines know. */
export function noticeRows({ read, write }: SqlEngine<CaseTables>): Notices {
  return {
    addNotices: (pending) =>
      write(async (transaction) => {
        if (pending.length === 0) return
        await transaction
          .insertInto('case_notices')
          .values(pending.map(rowOf))
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),

    pendingNotice: (channel, notice) =>
      read(async (database) => {
        const row = await database
          .selectFrom('case_notices')
          .selectAll()
          .where('channel', '=', channel)
          .where('notice', '=', notice)
          .executeTakeFirst()
        return row && pendingOf(row)
      }),

    updateNotice: (pending) =>
      write(async (transaction) => {
        const { channel, notice, ...row } = rowOf(pending)
        await transaction
          .updateTable('case_notices')
          .set(row)
          .where('channel', '=', channel)
          .where('notice', '=', notice)
          .execute()
      }),

    removeNotice: (channel, notice) =>
      write(async (transaction) => {
        await transaction
          .deleteFrom('case_notices')
          .where('channel', '=', channel)
          .where('notice', '=', notice)
          .execute()
      }),

    noticesDue: (channel, before, except, limit) =>
      read(async (database) => {
        let query = database
          .selectFrom('case_notices')
          .selectAll()
          .where('channel', '=', channel)
          .where('next_at', '<=', before)
          .orderBy('since')
          .orderBy('case_id')
          .orderBy('version')
          .limit(limit)
        if (except.length > 0) query = query.where('unit', 'not in', except)
        return (await query.execute()).map(pendingOf)
      }),

    hastenNotices: (channel, at, to) =>
      write(async (transaction) => {
        let query = transaction
          .updateTable('case_notices')
          .set({ next_at: at })
          .where('channel', '=', channel)
          .where('next_at', '>', at)
        if (to !== undefined) query = query.where('unit', '=', to)
        await query.execute()
      }),
  }
}

const rowOf = (pending: PendingNotice): CaseTables['case_notices'] => ({
  channel: pending.channel,
  notice: pending.notice,
  case_id: pending.case,
  version: pending.version,
  unit: pending.to,
  since: pending.since,
  next_at: pending.next,
  attempts: pending.attempts,
  reported: pending.reported ? 1 : 0,
})

const pendingOf = (row: Selectable<CaseTables['case_notices']>): PendingNotice => ({
  channel: row.channel,
  notice: row.notice,
  case: row.case_id as CaseId,
  version: row.version,
  to: row.unit as Address,
  since: instant(row.since),
  next: instant(row.next_at),
  attempts: row.attempts,
  reported: row.reported === 1,
})
