import { setImmediate as breath } from 'node:timers/promises'

import { sql, type Kysely, type RawBuilder } from 'kysely'
import { z } from 'zod'

import { sources, type Source } from '../../core/case-terms.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import { wholeCity, type Scope } from '../../core/scope.ts'
import { days, instant, type Instant } from '../../core/time.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { evaluatedEvents, type CaseHistory, type Step } from '../report/duties.ts'
import type { CaseTables } from './case-tables.ts'
import { caseWithin } from './scope.ts'

const page = 200
const actorSchema = z.object({ name: z.string() })

interface Span {
  readonly from: Instant
  readonly to: Instant
  readonly after?: CaseId | undefined
  readonly scope?: Scope | undefined
}

/** Histories of the cases of which something happened or ran out in a time; `due` is the deadline that an event sets. */
export async function* caseHistories(
  { read }: Pick<SqlEngine<CaseTables>, 'read'>,
  due: RawBuilder<number | null>,
  { from, to, after = '' as CaseId, scope = wholeCity }: Span,
): AsyncGenerator<readonly CaseHistory[]> {
  const found = new Set<string>()
  for (let begin = from; begin < to; begin = instant(begin + days(1))) {
    const end = instant(Math.min(to, begin + days(1)))
    for (const id of await read((database) => casesOf(database, due, begin, end))) found.add(id)
    await breath()
  }
  const ids = [...found].filter((id) => id > after).sort()
  for (let next = 0; next < ids.length; next += page) {
    const some = ids.slice(next, next + page)
    yield await read((database) => historiesOf(database, due, { ids: some, to, scope }))
    // SQLite answers at once and lets nobody else in the thread have a turn.
    await breath()
  }
}

async function casesOf(
  database: Kysely<CaseTables>,
  due: RawBuilder<number | null>,
  from: Instant,
  to: Instant,
): Promise<readonly string[]> {
  const rows = await database
    .selectFrom('case_events')
    .select('case_id')
    .where('at', '>=', from)
    .where('at', '<', to)
    .where('event', 'in', evaluatedEvents)
    .union(
      database
        .selectFrom('case_events')
        .select('case_id')
        .where(sql<boolean>`${due} is not null and ${due} >= ${from} and ${due} < ${to}`),
    )
    .execute()
  return rows.map((row) => row.case_id)
}

/** By their text: a quote in the words of a person is escaped, so that none looks like this. */
const sourceOf = sql<Source | null>`case when case_events.event = 'collected' then case ${sql.join(
  sources.map(
    (source) => sql`when case_events.data like ${`%"source":"${source}"%`} then ${source}`,
  ),
  sql` `,
)} end end`

/** Of what an evaluation asks for: the answer to a supervision is no duty of the case. */
const dutyDue = (due: RawBuilder<number | null>) =>
  sql<
    number | null
  >`case when case_events.data like ${'%"kind":"supervision"%'} then null else ${due} end`

async function historiesOf(
  database: Kysely<CaseTables>,
  due: RawBuilder<number | null>,
  {
    ids,
    to,
    scope,
  }: { readonly ids: readonly string[]; readonly to: Instant; readonly scope: Scope },
): Promise<readonly CaseHistory[]> {
  const rows = await database
    .selectFrom('case_events')
    .innerJoin('cases', 'cases.id', 'case_events.case_id')
    .where('case_events.case_id', 'in', ids)
    .where('case_events.at', '<', to)
    .where('case_events.event', 'in', evaluatedEvents)
    .where(caseWithin(scope))
    .select([
      'case_events.case_id as id',
      'case_events.event as event',
      'case_events.at as at',
      'case_events.actor as actor',
      'case_events.unit as unit',
      'cases.category as category',
      'cases.cell as cell',
      dutyDue(due).as('due'),
      sourceOf.as('source'),
    ])
    .orderBy('case_events.case_id')
    .orderBy('case_events.version')
    .execute()
  const found: (CaseHistory & { readonly steps: Step[] })[] = []
  for (const { id, event, at, actor, unit, category, cell, due: deadline, source } of rows) {
    const known = evaluatedEvents.find((name) => name === event)
    if (known === undefined) continue
    let history = found.at(-1)
    if (history?.id !== id) {
      history = {
        ...{ id: id as CaseId, category, source: source ?? 'manual', steps: [] },
        ...(cell !== null && { cell }),
      }
      found.push(history)
    }
    history.steps.push({
      ...{ event: known, at: instant(at), by: checkedJson('an actor', actorSchema, actor).name },
      ...(unit !== null && { unit: unit as UnitId }),
      ...(deadline !== null && { due: instant(deadline) }),
    })
  }
  return found
}
