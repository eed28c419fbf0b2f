import type { Kysely } from 'kysely'

import { isFinal, stages, type Stage } from '../../core/case-terms.ts'
import { wholeCity } from '../../core/scope.ts'
import { waitings, type Waiting } from '../../core/supervision-terms.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CaseStore } from '../ports.ts'
import { late, suspended } from './case-filter.ts'
import { caseIn, namesText } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'
import { wantedBy, type TextIndex } from './case-texts.ts'
import { walk, type Met, type Wanted } from './case-walk.ts'
import { page } from './pages.ts'
import { alarmWithin, caseAnswered, caseGivenAway, caseWithin } from './scope.ts'

type Answers = Pick<CaseStore, 'list' | 'summary'>

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

async function meet(
  database: Kysely<CaseTables>,
  texts: Pick<TextIndex, 'among' | 'isCommon'>,
  wanted: Wanted,
): Promise<readonly Met[] | undefined> {
  const words = wantedBy(wanted.filter.search ?? [])
  if (words.length === 0) return walk(database, wanted, {})
  if (await texts.isCommon(database, words)) {
    const met = await walk(database, wanted, { most: mostWalked })
    if (met !== undefined) return met
  }
  return walk(database, wanted, { found: await texts.among(database, words, mostFound) })
}

/** Many cases: pages of them, and how many there are. */
export function caseList(
  { read }: Pick<SqlEngine<CaseTables>, 'read'>,
  texts: Pick<TextIndex, 'among' | 'isCommon'>,
): Answers {
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
