import type { RawBuilder, Transaction } from 'kysely'
import { z } from 'zod'

import type { SqlEngine } from '../../storage/sql/engine.ts'
import { gramsIn, gramsOf, runsOf, withWords, type Worded } from '../life/case-text.ts'
import type { Gram, SearchTerm } from '../life/case-search.ts'
import type { Commit } from '../ports.ts'
import type { CaseTables } from './case-tables.ts'

/** Each of these, and of each one of its ways: all of its grams. */
export type Wanted = readonly (readonly (readonly Gram[])[])[]

/** The index of the texts, which every engine has of its own kind. */
export interface TextIndex {
  /** Writes the text of a case, new or another one. */
  readonly put: (
    transaction: Transaction<CaseTables>,
    id: string,
    text: string,
    grams: readonly string[],
  ) => Promise<void>
  /** A query for something of each text that may hold what is wanted, to be counted as far as it goes. */
  readonly some: (wanted: Wanted) => RawBuilder<unknown>
  /** A query for `case_id` of texts that may hold what is wanted; none that does is left out. */
  readonly found: (wanted: Wanted) => RawBuilder<{ readonly case_id: string }>
}

/** What the index can say of the terms; empty when it can say nothing. */
export const wantedBy = (terms: readonly SearchTerm[]): Wanted =>
  terms.flatMap((term) => {
    if (term.number !== undefined || term.grams.length === 0) return []
    const codes = [...term.categories, ...term.units, ...term.devices]
    const words = codes.map((code) =>
      runsOf(code).flatMap((run) => gramsOf(run).map((text) => ({ text, prefix: false }))),
    )
    return [[term.grams, ...words]]
  })

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
  if (text !== before?.text) await index.put(transaction, id, text, gramsIn(text))
}

const page = 200

/** Texts of cases that have none: those of a register that an older version of this program wrote. */
export async function fillTexts(engine: SqlEngine<CaseTables>, index: TextIndex): Promise<void> {
  for (let after = ''; ;) {
    const ids = await engine.read((database) =>
      database
        .selectFrom('cases')
        .leftJoin('case_texts', 'case_texts.case_id', 'cases.id')
        .select('cases.id')
        .where('case_texts.case_id', 'is', null)
        .where('cases.id', '>', after)
        .orderBy('cases.id')
        .limit(page)
        .execute(),
    )
    const last = ids.at(-1)
    if (last === undefined) return
    after = last.id
    await engine.write((transaction) =>
      fillPage(
        transaction,
        index,
        ids.map(({ id }) => id),
      ),
    )
  }
}

async function fillPage(
  transaction: Transaction<CaseTables>,
  index: TextIndex,
  ids: readonly string[],
): Promise<void> {
  const rows = await transaction
    .selectFrom('case_events')
    .select(['case_id', 'actor', 'data', 'unit'])
    .where('case_id', 'in', ids)
    .orderBy('case_id')
    .orderBy('version')
    .execute()
  const byCase = new Map<string, Worded[]>(ids.map((id) => [id, []]))
  for (const { case_id, actor, data, unit } of rows) {
    const by = jsonAs(actorSchema, actor)
    const said = jsonAs(dataSchema, data)
    // What is damaged is named by the proof of the record, and not by its index.
    if (by !== undefined && said !== undefined) byCase.get(case_id)?.push({ by, data: said, unit })
  }
  for (const [id, events] of byCase) {
    const text = withWords('', id, events)
    await index.put(transaction, id, text, gramsIn(text))
  }
}

const actorSchema = z.object({
  name: z.string(),
  role: z.string(),
  person: z.string().optional(),
})
const dataSchema = z.looseObject({})

function jsonAs<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
