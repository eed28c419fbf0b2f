import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CaseStore } from '../ports.ts'
import { committed } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'

type Answers = Pick<CaseStore, 'load' | 'factsOf' | 'since' | 'links' | 'latest' | 'position'>

/** The record: what happened, in the order of one case and of all, and how far who reads it has come. */
export function eventQueries({ read }: Pick<SqlEngine<CaseTables>, 'read'>): Answers {
  return {
    load: (id) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('case_events')
          .selectAll()
          .where('case_id', '=', id)
          .orderBy('version')
          .execute()
        return rows.map((row) => committed(row).record)
      }),

    factsOf: (ids, events) =>
      read(async (database) => {
        if (ids.length === 0 || events.length === 0) return []
        const rows = await database
          .selectFrom('case_events')
          .selectAll()
          .where('case_id', 'in', ids)
          .where('event', 'in', events)
          .orderBy('case_id')
          .orderBy('version')
          .execute()
        return rows.map((row) => committed(row).record)
      }),

    since: (sequence, limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('case_events')
          .leftJoin('cases', 'cases.id', 'case_events.case_id')
          .selectAll('case_events')
          .select(['cases.cell', 'cases.district'])
          .where('sequence', '>', sequence)
          .orderBy('sequence')
          .limit(limit)
          .execute()
        return rows.map(({ cell, district, ...row }) => ({
          ...committed(row),
          ...(cell !== null && { cell }),
          ...(district !== null && { district }),
        }))
      }),

    links: (after, limit) =>
      read((database) =>
        database
          .selectFrom('case_events')
          .select(['sequence', 'hash'])
          .where('sequence', '>', after)
          .orderBy('sequence')
          .limit(limit)
          .execute(),
      ),

    latest: () =>
      read(async (database) => {
        const row = await database
          .selectFrom('case_events')
          .select((e) => e.fn.max('sequence').as('latest'))
          .executeTakeFirst()
        return row?.latest ?? 0
      }),

    position: (reader) =>
      read(async (database) => {
        const row = await database
          .selectFrom('case_positions')
          .select('sequence')
          .where('reader', '=', reader)
          .executeTakeFirst()
        return row?.sequence ?? 0
      }),
  }
}
