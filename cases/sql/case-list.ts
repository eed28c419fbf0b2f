import type { Kysely } from 'kysely'

import { wholeCity } from '../../core/scope.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CaseStore } from '../ports.ts'
import { caseIn } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'
import { wantedBy, wantedWith, type TextIndex } from './case-texts.ts'
import { walk, type Met, type Wanted } from './case-walk.ts'
import { page } from './pages.ts'

async function statesOf(
  database: Kysely<CaseTables>,
  rows: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, string>> {
  if (rows.length === 0) return new Map()
  const ids = rows.map(({ id }) => id)
  const found = await database
    .selectFrom('cases')
    .select(['id', 'state'])
    .where('id', 'in', ids)
    .execute()
  return new Map(found.map(({ id, state }) => [id, state]))
}

/** More texts than these are not put in order: so many stand everywhere, and are met on the way. */
const mostFound = 5_000

/** What stands nearly everywhere is met among so many cases, or is looked for in the index after all. */
const mostWalked = 40_000
/** Of a category the index says it at once: it is asked for both. */
const mostWalkedInCategory = 2_000

async function meet(
  database: Kysely<CaseTables>,
  texts: Pick<TextIndex, 'among' | 'isCommon'>,
  wanted: Wanted,
): Promise<readonly Met[] | undefined> {
  const words = wantedBy(wanted.filter.search ?? [])
  if (words.length === 0) return walk(database, wanted, {})
  if (await texts.isCommon(database, words)) {
    const most = wanted.filter.category === undefined ? mostWalked : mostWalkedInCategory
    const met = await walk(database, wanted, { most })
    if (met !== undefined) return met
  }
  const found = await texts.among(database, wantedWith(words, wanted.filter), mostFound)
  return walk(database, wanted, { found })
}

/** Many cases: pages of them. */
export function caseList(
  { read }: Pick<SqlEngine<CaseTables>, 'read'>,
  texts: Pick<TextIndex, 'among' | 'isCommon'>,
): Pick<CaseStore, 'list'> {
  return {
    list: ({ scope = wholeCity, ...asked }, limit, cursor, order = 'newest') =>
      read(async (database) => {
        const filter = { ...asked, unit: asked.unit ?? scope.unit }
        const wanted = { filter, scope, order, cursor, limit }
        const rows = (await meet(database, texts, wanted)) ?? []
        // The cases themselves are large, and read when it is known which.
        const states = await statesOf(database, rows)
        return page(
          rows.flatMap((row) => {
            const state = states.get(row.id)
            return state === undefined ? [] : [{ ...row, state }]
          }),
          limit,
          ({ state }) => caseIn(state),
        )
      }),
  }
}
