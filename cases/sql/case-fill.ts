/** What stands beside the record and is made of it: in a register of an older version it is made when it is opened. */
import { sql, type Kysely, type Transaction } from 'kysely'

import type { SqlEngine } from '../../storage/sql/engine.ts'
import { gramsIn, withWords } from '../life/case-text.ts'
import type { CaseTables } from './case-tables.ts'
import type { TextIndex } from './case-texts.ts'
import { evaluationRow } from './evaluation-rows.ts'
import { toldInShares, type Filling } from './filling.ts'
import { saidIn, type SaidRow } from './said.ts'

/** A transaction each: of few, an index of words is merged less often. */
const page = 1_000

type Missing = Pick<CaseTables['cases'], 'id' | 'version' | 'category' | 'cell' | 'district'> & {
  readonly text: string | null
  readonly evaluation: string | null
}

export async function fillFromRecord(
  engine: SqlEngine<CaseTables>,
  index: TextIndex,
  told: Filling = () => {},
): Promise<void> {
  // Counting is quick; whose row it is that is missing is asked only when one is.
  const of = await engine.read(missing)
  if (of === 0) return
  told({ done: 0, of })
  const tell = toldInShares(of, (done) => told({ done, of }))
  for (let after = ''; ;) {
    const cases = await engine.read((database) => missingAfter(database, after))
    const last = cases.at(-1)
    if (last === undefined) break
    after = last.id
    await engine.write((transaction) => fill(transaction, index, cases))
    tell(cases.length)
  }
}

/** The most rows that one of the tables lacks. */
async function missing(database: Kysely<CaseTables>): Promise<number> {
  const count = async (table: 'cases' | 'case_texts' | 'case_evaluations') => {
    const { count } = await database
      .selectFrom(table)
      .select((row) => row.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return count
  }
  const cases = await count('cases')
  return cases - Math.min(await count('case_texts'), await count('case_evaluations'))
}

const missingAfter = (database: Kysely<CaseTables>, after: string): Promise<readonly Missing[]> =>
  database
    .selectFrom('cases')
    .leftJoin('case_texts', 'case_texts.case_id', 'cases.id')
    .leftJoin('case_evaluations', 'case_evaluations.case_id', 'cases.id')
    .select(['cases.id', 'cases.version', 'cases.category', 'cases.cell', 'cases.district'])
    .select(['case_texts.case_id as text', 'case_evaluations.case_id as evaluation'])
    .where((row) =>
      row.or([row('case_texts.case_id', 'is', null), row('case_evaluations.case_id', 'is', null)]),
    )
    .where('cases.id', '>', after)
    .orderBy('cases.id')
    .limit(page)
    .execute()

async function fill(
  transaction: Transaction<CaseTables>,
  index: TextIndex,
  cases: readonly Missing[],
): Promise<void> {
  const rows = await transaction
    .selectFrom('case_events')
    .select(['case_id', 'version', 'event', 'at', 'actor', 'data', 'unit'])
    .where(
      'case_id',
      'in',
      cases.map(({ id }) => id),
    )
    .orderBy('case_id')
    .orderBy('version')
    .execute()
  const records = new Map<string, (SaidRow & { readonly version: number })[]>(
    cases.map(({ id }) => [id, []]),
  )
  for (const row of rows) records.get(row.case_id)?.push(row)
  const texts = cases
    .filter(({ text }) => text === null)
    .map(({ id }) => {
      const events = (records.get(id) ?? []).flatMap((row) => saidIn(row) ?? [])
      const text = withWords('', id, events)
      return { id, text, grams: gramsIn(text) }
    })
  if (texts.length > 0) await index.put(transaction, texts)
  const evaluations = cases
    .filter(({ evaluation }) => evaluation === null)
    .map((found) => {
      const record = records.get(found.id) ?? []
      // Another process may have written since the case was looked at.
      return evaluationRow({ ...found, version: record.at(-1)?.version ?? found.version }, record)
    })
  if (evaluations.length > 0)
    await transaction
      .insertInto('case_evaluations')
      .values(evaluations)
      .onConflict((conflict) =>
        conflict
          .column('case_id')
          .doUpdateSet((row) => ({
            version: row.ref('excluded.version'),
            first_at: row.ref('excluded.first_at'),
            last_at: row.ref('excluded.last_at'),
            category: row.ref('excluded.category'),
            cell: row.ref('excluded.cell'),
            district: row.ref('excluded.district'),
            source: row.ref('excluded.source'),
            steps: row.ref('excluded.steps'),
          }))
          .where('case_evaluations.version', '<', sql<number>`excluded.version`),
      )
      .execute()
}
