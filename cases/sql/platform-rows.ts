import type { Selectable } from 'kysely'

import type { CaseId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { PlatformCase, PlatformStore } from '../platform-ports.ts'
import type { CaseTables } from './case-tables.ts'

/** How far the platform has each case, in the words that both engines know. */
export function platformRows({ read, write }: SqlEngine<CaseTables>): PlatformStore {
  return {
    addToPlatform: (newest, next) =>
      write(async (transaction) => {
        if (newest.size === 0) return
        await transaction
          .insertInto('platform_cases')
          .values(
            Array.from(newest, ([id, version]) => ({
              ...{ case_id: id, newest: version, taken: 0, attempts: 0, next_at: next },
              ...{ refused_at: null, refused: null },
            })),
          )
          .onConflict((conflict) =>
            conflict
              .column('case_id')
              .doUpdateSet((row) => ({ newest: row.ref('excluded.newest') }))
              .whereRef('platform_cases.newest', '<', 'excluded.newest'),
          )
          .execute()
      }),

    dueToPlatform: ({ before, after }, except, limit) =>
      read(async (database) => {
        let query = database
          .selectFrom('platform_cases')
          .selectAll()
          .whereRef('taken', '<', 'newest')
          .where('refused_at', 'is', null)
          .where((row) => row.or([row('next_at', '<=', before), row('next_at', '>', after)]))
          .orderBy('next_at')
          .orderBy('case_id')
          .limit(limit)
        if (except.length > 0) query = query.where('case_id', 'not in', except)
        return (await query.execute()).map(platformCaseOf)
      }),

    stepToPlatform: (before, { taken, attempts, next, refused }) =>
      write(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('platform_cases')
          .set({
            ...{ taken, attempts, next_at: next },
            ...{ refused_at: refused?.at ?? null, refused: refused?.reason ?? null },
          })
          .where('case_id', '=', before.case)
          .where('taken', '=', before.taken)
          .where('refused_at', 'is', null)
          .executeTakeFirst()
        return numUpdatedRows > 0n
      }),

    refusedByPlatform: (limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('platform_cases')
          .selectAll()
          .where('refused_at', 'is not', null)
          .orderBy('refused_at')
          .orderBy('case_id')
          .limit(limit)
          .execute()
        return rows.map(platformCaseOf)
      }),

    platformCounts: () =>
      read(async (database) => {
        const { waiting, refused } = await database
          .selectFrom('platform_cases')
          .select(({ fn }) => [
            fn.countAll<number>().as('waiting'),
            fn.count<number>('refused_at').as('refused'),
          ])
          .whereRef('taken', '<', 'newest')
          .executeTakeFirstOrThrow()
        return { waiting, refused }
      }),

    retryToPlatform: (at, id) =>
      write(async (transaction) => {
        let query = transaction
          .updateTable('platform_cases')
          .set({ attempts: 0, next_at: at, refused_at: null, refused: null })
          .where('refused_at', 'is not', null)
        if (id !== undefined) query = query.where('case_id', '=', id)
        const { numUpdatedRows } = await query.executeTakeFirst()
        return Number(numUpdatedRows)
      }),
  }
}

const platformCaseOf = (row: Selectable<CaseTables['platform_cases']>): PlatformCase => ({
  case: row.case_id as CaseId,
  newest: row.newest,
  taken: row.taken,
  attempts: row.attempts,
  next: instant(row.next_at),
  ...(row.refused_at !== null && {
    refused: { at: instant(row.refused_at), reason: row.refused ?? '' },
  }),
})
