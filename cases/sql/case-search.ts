import { sql, type Kysely, type RawBuilder } from 'kysely'

import type { SearchTerm } from '../life/case-search.ts'
import type { Condition } from './case-filter.ts'
import type { CaseTables } from './case-tables.ts'
import { wantedBy, type TextIndex } from './case-texts.ts'

/** More texts than these are not put in order: so many stand everywhere, and are met on the way. */
const mostFound = 5_000

/** A query for the cases whose texts may hold the terms, when they are few. */
export async function foundBy(
  database: Kysely<CaseTables>,
  { found, some }: Pick<TextIndex, 'found' | 'some'>,
  terms: readonly SearchTerm[],
): Promise<RawBuilder<{ readonly case_id: string }> | undefined> {
  const wanted = wantedBy(terms)
  if (wanted.length === 0) return undefined
  const { rows } = await sql<{
    readonly count: number | string
  }>`select count(*) as count from (${some(wanted)} limit ${mostFound + 1}) as looked`.execute(
    database,
  )
  return Number(rows[0]?.count ?? 0) > mostFound ? undefined : sql`(${found(wanted)})`
}

/** Whether the case itself has what is looked for; an index finds at most too much. */
export const holds =
  ({ number, text, categories, units, devices }: SearchTerm): Condition =>
  (row) =>
    number !== undefined
      ? row.and([row('id', '>=', number), row('id', '<', `${number}~`)])
      : row.or([
          row.exists(
            row
              .selectFrom('case_texts')
              .select('case_texts.case_id')
              .whereRef('case_texts.case_id', '=', 'cases.id')
              .where('case_texts.text', 'like', `%${text}%`),
          ),
          ...(categories.length > 0 ? [row('category', 'in', categories)] : []),
          ...(units.length > 0 ? [row('unit', 'in', units)] : []),
          ...(devices.length > 0 ? [row('device', 'in', devices)] : []),
        ])
