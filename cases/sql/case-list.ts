import { sql, type Kysely, type SqlBool } from 'kysely'

import { isFinal, stages, type Stage } from '../../core/case-terms.ts'
import { wholeCity } from '../../core/scope.ts'
import { waitings, type Waiting } from '../../core/supervision-terms.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CaseOrder } from '../life/listing.ts'
import type { CaseStore } from '../ports.ts'
import { conditions, late, suspended } from './case-filter.ts'
import { caseIn, namesText } from './case-row.ts'
import { never, type CaseTables } from './case-tables.ts'
import { foundBy, holds } from './case-search.ts'
import type { TextIndex } from './case-texts.ts'
import { beyond, page } from './pages.ts'
import { alarmWithin, caseAnswered, caseGivenAway, caseWithin } from './scope.ts'

type Answers = Pick<CaseStore, 'list' | 'summary'>

const orders = {
  newest: { column: 'collected_at', direction: 'desc' },
  deadline: { column: 'due_at', direction: 'asc' },
} as const satisfies Record<CaseOrder, unknown>

/** By deadline first the few of which one runs, whose order has an index; behind them all others, in the order of their numbers. */
type Part = 'all' | 'running' | 'idle'
const deadlineParts = ['running', 'idle'] as const

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

/** Many cases: pages of them, and how many there are. */
export function caseList(
  { read }: Pick<SqlEngine<CaseTables>, 'read'>,
  texts: Pick<TextIndex, 'found' | 'some'>,
): Answers {
  return {
    list: ({ scope = wholeCity, ...asked }, limit, cursor, order = 'newest') =>
      read(async (database) => {
        const { column, direction } = orders[order]
        const filter = { ...asked, unit: asked.unit ?? scope.unit }
        const seen = filter.given === false ? caseAnswered(scope) : caseWithin(scope)
        const search = filter.search ?? []
        const found = await foundBy(database, texts, search)
        const after = beyond(cursor, column, direction)
        const rowsOf = (part: Part, most: number) => {
          // A plus keeps the engine from walking through the order when few are found.
          const ordering = found === undefined ? sql.ref(column) : sql`+${sql.ref(column)}`
          const selected = database.selectFrom('cases').select([`${column} as time`, 'id'])
          let query = (part === 'idle' ? selected : selected.orderBy(ordering, direction))
            .orderBy('id', direction)
            .limit(most)
            .where(seen)
          if (filter.given === true) query = query.where(caseGivenAway(scope))
          for (const condition of conditions(filter, part === 'running'))
            query = query.where(condition)
          if (part === 'running') query = query.where('due_at', '<', sql.lit(never))
          if (part === 'idle') query = query.where(sql<SqlBool>`+due_at = ${sql.lit(never)}`)
          if (found !== undefined) query = query.where(sql<SqlBool>`id in ${found}`)
          for (const term of search) query = query.where(holds(term))
          if (after !== undefined) query = query.where(after)
          return query.execute()
        }
        // The cases themselves are large, and read when it is known which.
        const rows: Awaited<ReturnType<typeof rowsOf>> = []
        const inParts = order === 'deadline' && filter.stages === undefined
        for (const part of inParts ? deadlineParts : (['all'] as const))
          if (rows.length <= limit) rows.push(...(await rowsOf(part, limit + 1 - rows.length)))
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

    summary: (scope = wholeCity) =>
      read(async (database) => {
        const counts = database
          .selectFrom('cases')
          .where(caseAnswered(scope))
          .select(['stage', (e) => e.fn.countAll<number>().as('count')])
          .groupBy('stage')
        const counted = database
          .selectFrom('cases')
          .where(caseAnswered(scope))
          .select((e) => e.fn.countAll<number>().as('count'))
          .where('open', '=', 1)
          .where((row) => late(row, scope.unit))
        const stopped = database
          .selectFrom('cases')
          .where(caseAnswered(scope))
          .select((e) => e.fn.countAll<number>().as('count'))
          .where(suspended)
        const waited = database
          .selectFrom('cases')
          .where(caseAnswered(scope))
          .select(['waiting', (e) => e.fn.countAll<number>().as('count')])
          .where('waiting', '<>', '')
          .groupBy('waiting')
        const away = database
          .selectFrom('cases')
          .where(caseWithin(scope))
          .where(caseGivenAway(scope))
          .select((e) => e.fn.countAll<number>().as('count'))
          .where('open', '=', 1)
        const rows = await waited.execute()
        const waiting = Object.fromEntries(
          waitings.map((name) => [
            name,
            rows
              .filter((row) => row.waiting.includes(namesText([name])))
              .reduce((sum, { count }) => sum + count, 0),
          ]),
        ) as Record<Waiting, number>
        const standing = await database
          .selectFrom('alarms')
          .select((e) => e.fn.countAll<number>().as('count'))
          .where('standing', '=', 1)
          .where(alarmWithin(scope))
          .executeTakeFirstOrThrow()
        const overdue = await counted.executeTakeFirstOrThrow()
        const { count: still } = await stopped.executeTakeFirstOrThrow()
        const { count: given } = await away.executeTakeFirstOrThrow()
        const byStage: Partial<Record<Stage, number>> = {}
        let open = 0
        for (const { stage: name, count } of await counts.execute()) {
          const stage = stages.find((known) => known === name)
          if (stage === undefined) continue
          byStage[stage] = count
          if (!isFinal(stage)) open += count
        }
        return {
          stages: byStage,
          open,
          overdue: overdue.count,
          suspended: still,
          given,
          standingAlarms: standing.count,
          waiting,
        }
      }),
  }
}
