import { setImmediate as breath } from 'node:timers/promises'

import { sql, type Kysely } from 'kysely'

import type { CaseId } from '../../core/identity.ts'
import { wholeCity, type Scope } from '../../core/scope.ts'
import { days, instant, type Instant } from '../../core/time.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { historyOf } from '../report/case-steps.ts'
import type { CaseHistory } from '../report/duties.ts'
import { never, type CaseTables } from './case-tables.ts'
import { sourceOf, stepsIn } from './evaluation-rows.ts'
import { caseAnswered } from './scope.ts'

const page = 200

interface Span {
  readonly from: Instant
  readonly to: Instant
  readonly after?: CaseId | undefined
  readonly scope?: Scope | undefined
}

/** Histories of the cases of which something happened or ran out in a time. */
export async function* caseHistories(
  { read }: Pick<SqlEngine<CaseTables>, 'read'>,
  { from, to, after = '' as CaseId, scope = wholeCity }: Span,
): AsyncGenerator<readonly CaseHistory[]> {
  const ids: string[] = []
  // By the day on which a case counted last; what goes on behind the end of the time comes together.
  for (let begin: number = from; begin < never;) {
    const end = begin < to ? Math.min(to, begin + days(1)) : never
    for (const id of await read((database) => casesOf(database, { begin, end, to, after })))
      ids.push(id)
    begin = end
    await breath()
  }
  ids.sort()
  for (let next = 0; next < ids.length; next += page) {
    const some = ids.slice(next, next + page)
    const found = await read((database) => historiesOf(database, { ids: some, from, to, scope }))
    if (found.length > 0) yield found
    // SQLite answers at once and lets nobody else in the thread have a turn.
    await breath()
  }
}

async function casesOf(
  database: Kysely<CaseTables>,
  { begin, end, to, after }: Readonly<Record<'begin' | 'end' | 'to', number>> & { after: CaseId },
): Promise<readonly string[]> {
  const rows = await database
    .selectFrom('case_evaluations')
    .select('case_id')
    .where('last_at', '>=', begin)
    .where('last_at', '<', end)
    .where('first_at', '<', to)
    .where('case_id', '>', after)
    .execute()
  return rows.map((row) => row.case_id)
}

async function historiesOf(
  database: Kysely<CaseTables>,
  {
    ids,
    scope,
    ...time
  }: {
    readonly ids: readonly string[]
    readonly from: Instant
    readonly to: Instant
    readonly scope: Scope
  },
): Promise<readonly CaseHistory[]> {
  let query = database
    .selectFrom('case_evaluations')
    .select(['case_id', 'category', 'cell', 'district', 'source', 'steps'])
    .where('case_id', 'in', ids)
    .orderBy('case_id')
  // The register is asked only where a scope asks for what it knows.
  if (scope.areas !== undefined || scope.unit !== undefined)
    query = query.where(
      sql<boolean>`exists (select 1 from cases where cases.id = case_evaluations.case_id and ${caseAnswered(scope)})`,
    )
  const rows = await query.execute()
  return rows.flatMap(({ case_id: id, category, cell, district, source, steps }) => {
    const found = { id: id as CaseId, category, cell, district, source: sourceOf(source) }
    return (
      historyOf(found, stepsIn(id, steps), { from: instant(time.from), to: instant(time.to) }) ?? []
    )
  })
}
