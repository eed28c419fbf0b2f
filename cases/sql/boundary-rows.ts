import type { Transaction } from 'kysely'

import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { boundarySchema, drawn, type Boundary } from '../life/boundary.ts'
import type { CaseStore, Commit } from '../ports.ts'
import type { CaseTables } from './case-tables.ts'

const kept = (row: { readonly boundary: string }): Boundary =>
  checkedJson('a boundary', boundarySchema, row.boundary)

/** What the designations of a commit draw. */
export async function keepBoundaries(
  transaction: Transaction<CaseTables>,
  { events, states }: Pick<Commit, 'events' | 'states'>,
): Promise<void> {
  for (const [place, event] of events.entries()) {
    const state = states[place]
    const boundary = state && drawn(state, event)
    if (boundary === undefined) continue
    const { case: case_id, category, since } = boundary
    const values = { category, since, revoked: 0, boundary: JSON.stringify(boundary) }
    await transaction
      .insertInto('case_boundaries')
      .values({ case_id, ...values })
      .onConflict((conflict) => conflict.column('case_id').doUpdateSet(values))
      .execute()
  }
}

/** Boundaries that designations drew. */
export const boundaryRows = ({
  read,
  write,
}: SqlEngine<CaseTables>): Pick<CaseStore, 'boundariesOf' | 'boundaries' | 'revokeBoundary'> => ({
  boundariesOf: (category) =>
    read(async (database) => {
      const rows = await database
        .selectFrom('case_boundaries')
        .select('boundary')
        .where('category', '=', category)
        .where('revoked', '=', 0)
        .execute()
      return rows.map(kept)
    }),

  boundaries: () =>
    read(async (database) => {
      const rows = await database
        .selectFrom('case_boundaries')
        .select('boundary')
        .orderBy('since', 'desc')
        .orderBy('case_id')
        .execute()
      return rows.map(kept)
    }),

  revokeBoundary: (id, revoked) =>
    write(async (transaction) => {
      const row = await transaction
        .updateTable('case_boundaries')
        .set({ revoked: 1 })
        .where('case_id', '=', id)
        .returning('boundary')
        .executeTakeFirst()
      const before = row && kept(row)
      if (before === undefined) return undefined
      if (before.revoked !== undefined) return { boundary: before, changed: false }
      const after = { ...before, revoked }
      await transaction
        .updateTable('case_boundaries')
        .set({ boundary: JSON.stringify(after) })
        .where('case_id', '=', id)
        .execute()
      return { boundary: after, changed: true }
    }),
})
