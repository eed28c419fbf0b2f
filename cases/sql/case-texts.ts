import type { Expression, Kysely, SqlBool, Transaction } from 'kysely'

import { gramsIn, gramsOf, runsOf, withWords } from '../life/case-text.ts'
import type { Gram, SearchTerm } from '../life/case-search.ts'
import type { CaseFilter } from '../filter-ports.ts'
import type { Commit } from '../ports.ts'
import type { CaseTables } from './case-tables.ts'

/** Each of these, and of each one of its ways: all of its grams. */
export type Wanted = readonly (readonly (readonly Gram[])[])[]

interface CaseText {
  readonly id: string
  readonly text: string
  readonly grams: readonly string[]
}

/** The index of the texts, which every engine has of its own kind. */
export interface TextIndex {
  /** Writes the texts of cases, new or other ones. */
  readonly put: (transaction: Transaction<CaseTables>, texts: readonly CaseText[]) => Promise<void>
  /** That the `id` is that of a text which may hold what is wanted; none that does is left out. undefined: they are more than `most`. */
  readonly among: (
    database: Kysely<CaseTables>,
    wanted: Wanted,
    most: number,
  ) => Promise<Expression<SqlBool> | undefined>
  /** Whether it reckons that so many texts hold what is wanted that asking the index for them takes long. */
  readonly isCommon: (database: Kysely<CaseTables>, wanted: Wanted) => Promise<boolean>
}

/** What the index can say of the terms; empty when it can say nothing. */
export const wantedBy = (terms: readonly SearchTerm[]): Wanted =>
  terms.flatMap((term) => {
    if (term.number !== undefined || term.grams.length === 0) return []
    const codes = [...term.categories, ...term.units, ...term.devices]
    return [[term.grams, ...codes.map(gramsOfCode)]]
  })

/**
 * With what else is asked for and stands in the text of each case that has it. A category does from its first event on; a unit
 * may have come when a text was as long as they get.
 */
export function wantedWith(wanted: Wanted, { category }: Pick<CaseFilter, 'category'>): Wanted {
  const grams = category === undefined ? [] : gramsOfCode(category)
  return grams.length === 0 ? wanted : [...wanted, [grams]]
}

const gramsOfCode = (code: string): readonly Gram[] =>
  runsOf(code).flatMap((run) => gramsOf(run).map((text) => ({ text, prefix: false })))

/** The text of a case after a commit. */
export async function keepText(
  transaction: Transaction<CaseTables>,
  index: TextIndex,
  { id, expectedVersion, events, states }: Commit,
): Promise<void> {
  const before =
    expectedVersion === 0
      ? undefined
      : await transaction
          .selectFrom('case_texts')
          .select('text')
          .where('case_id', '=', id)
          .executeTakeFirst()
  const worded = events.map(({ by, data }, index) => ({ by, data, unit: states[index]?.unit }))
  const text = withWords(before?.text ?? '', id, worded)
  if (text !== before?.text) await index.put(transaction, [{ id, text, grams: gramsIn(text) }])
}
