import type { Insertable, Transaction } from 'kysely'
import { z } from 'zod'

import { sources, type Source } from '../../core/case-terms.ts'
import { checkedJson } from '../../core/upcast.ts'
import { keptStep, spanOf, type KeptStep } from '../report/case-steps.ts'
import type { CaseTables } from './case-tables.ts'
import { saidIn, type SaidRow } from './said.ts'

type EvaluationRow = Insertable<CaseTables['case_evaluations']>
type Found = Pick<CaseTables['cases'], 'id' | 'version' | 'category' | 'cell' | 'district'>

const stepsSchema = z.array(
  z.tuple(
    [z.string(), z.number(), z.string(), z.string().nullable(), z.number().nullable()],
    z.string(),
  ),
)

export const stepsIn = (id: string, text: string): readonly KeptStep[] =>
  checkedJson(`the steps of case ${id}`, stepsSchema, text)

/** How the problem was found; `manual` when the record does not say. */
const sourceSchema = z.looseObject({ source: z.enum(sources) })

/** The row of a case by its whole record. */
export function evaluationRow(found: Found, record: readonly SaidRow[]): EvaluationRow {
  const said = record.flatMap((row) => saidIn(row) ?? [])
  const { data } = sourceSchema.safeParse(said.find(({ event }) => event === 'collected')?.data)
  return rowOf(found, data?.source ?? 'manual', said.map(keptStep))
}

function rowOf(
  { id, version, category, cell, district }: Found,
  source: Source,
  steps: readonly KeptStep[],
): EvaluationRow {
  const { first, last } = spanOf(steps)
  return {
    ...{ case_id: id, version, category, cell, district, source },
    ...{ first_at: first === Infinity ? 0 : first, last_at: last, steps: JSON.stringify(steps) },
  }
}

/** Adds a commit to the row of its case; `written` are its events. */
export async function keepEvaluation(
  transaction: Transaction<CaseTables>,
  after: Found,
  written: readonly SaidRow[],
): Promise<void> {
  const { id, version } = after
  const before = version - written.length
  const kept =
    before === 0
      ? undefined
      : await transaction
          .selectFrom('case_evaluations')
          .select(['version', 'source', 'steps'])
          .where('case_id', '=', id)
          .executeTakeFirst()
  const row =
    kept?.version === before
      ? rowOf(after, sourceOf(kept.source), [
          ...stepsIn(id, kept.steps),
          ...written.flatMap((one) => saidIn(one) ?? []).map(keptStep),
        ])
      : evaluationRow(after, [...(await recordOf(transaction, id, before)), ...written])
  await transaction
    .insertInto('case_evaluations')
    .values(row)
    .onConflict((conflict) => conflict.column('case_id').doUpdateSet(row))
    .execute()
}

export const sourceOf = (text: string): Source =>
  sources.find((source) => source === text) ?? 'manual'

/** What a version of this program wrote that kept no such rows, or another one since. */
function recordOf(
  transaction: Transaction<CaseTables>,
  id: string,
  until: number,
): Promise<readonly SaidRow[]> {
  return until === 0
    ? Promise.resolve([])
    : transaction
        .selectFrom('case_events')
        .select(['event', 'at', 'actor', 'data', 'unit'])
        .where('case_id', '=', id)
        .where('version', '<=', until)
        .orderBy('version')
        .execute()
}
