import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { SearchTerm } from '../life/case-search.ts'

/** Whether the case itself has what is looked for, an index finds at most too much; undefined: nothing is. */
export function holding(terms: readonly SearchTerm[]): RawBuilder<SqlBool> | undefined {
  if (terms.length === 0) return undefined
  const words = terms.filter(({ number }) => number === undefined)
  const all = [
    ...terms.flatMap(({ number }) =>
      number === undefined ? [] : [sql`cases.id >= ${number} and cases.id < ${`${number}~`}`],
    ),
    ...(words.length > 0 ? [saying(words)] : []),
  ]
  return sql<SqlBool>`(${sql.join(all, sql` and `)})`
}

/**
 * One look at the text for all words, case by case on both engines: a subquery for one value is never turned into a join. `coalesce`
 * keeps PostgreSQL from reckoning that hardly any case has them all, and putting a million in order to find those.
 */
const saying = (terms: readonly SearchTerm[]) =>
  sql<SqlBool>`coalesce((select ${sql.join(
    terms.map((term) => sql`(${saidOrCalled(term)})`),
    sql` and `,
  )} from case_texts where case_texts.case_id = cases.id), false)`

const saidOrCalled = ({ text, ...called }: SearchTerm) =>
  sql.join(
    [
      ...columns.flatMap(([column, codes]) =>
        called[codes].length > 0 ? [sql`${sql.ref(column)} in (${sql.join(called[codes])})`] : [],
      ),
      sql`case_texts.text like ${`%${text}%`}`,
    ],
    sql` or `,
  )

const columns = [
  ['cases.category', 'categories'],
  ['cases.unit', 'units'],
  ['cases.device', 'devices'],
] as const
