import { sql, type Expression, type Kysely, type SelectQueryBuilder, type SqlBool } from 'kysely'

import type { Scope } from '../../core/scope.ts'
import type { CaseOrder } from '../life/listing.ts'
import { conditions } from './case-filter.ts'
import { holding } from './case-search.ts'
import { never, type CaseTables } from './case-tables.ts'
import { aside, byPlace, narrowest, wayOf, type Filter, type Part } from './case-way.ts'
import { beyond, beyondNumber } from './pages.ts'
import { caseAnswered, caseGivenAway, caseWithin } from './scope.ts'

export interface Wanted {
  readonly filter: Filter
  readonly scope: Scope
  readonly order: CaseOrder
  readonly cursor: string | undefined
  readonly limit: number
}

export interface Met {
  readonly time: number
  readonly id: string
}

const orders = {
  newest: { column: 'collected_at', direction: 'desc' },
  deadline: { column: 'due_at', direction: 'asc' },
} as const satisfies Record<CaseOrder, unknown>

/**
 * The cases of a page in their order, and one more if there is one. `found`: an index says where to look. `most`: no more cases than
 * these are looked at; undefined when that is not enough to say.
 */
export async function walk(
  database: Kysely<CaseTables>,
  { filter, scope, order, cursor, limit }: Wanted,
  { found, most }: { readonly found?: Expression<SqlBool> | undefined; readonly most?: number },
): Promise<readonly Met[] | undefined> {
  const { column, direction } = orders[order]
  const sought = holding(filter.search ?? [])
  const pickedOut = found !== undefined && sought !== undefined
  const { sorted, parts, ledBy } = wayOf(filter, order, found !== undefined)
  // With the plus no index has this order, nor is one the way to where a page ended.
  const ordering = sorted ? sql`+${sql.ref(column)}` : sql.ref(column)
  const partOf = async (part: Part, room: number): Promise<readonly Met[] | undefined> => {
    const leads = ledBy(part, part === 'idle' && (await fewHave(database, filter)))
    const selected = database
      .selectFrom('cases')
      .select([`${column} as time`, 'id'])
      // What its words are compared with, where they are looked at from outside.
      .$if(most !== undefined, (query) => query.select(['category', 'unit', 'device']))
    let query = (part === 'idle' ? selected : selected.orderBy(ordering, direction))
      .orderBy('id', direction)
      .$if(!pickedOut, (all) => all.limit(most ?? room))
      .where(aside(() => (filter.given === false ? caseAnswered(scope) : caseWithin(scope))))
    // More than nothing: SQLite takes an index for no other way of saying that there is one.
    if (filter.given === true) query = query.where(caseGivenAway(scope)).where('district', '>', '')
    for (const condition of conditions(filter, leads)) query = query.where(condition)
    if (part === 'running') query = query.where('due_at', '<', sql.lit(never))
    if (part === 'idle') query = query.where(sql<SqlBool>`+due_at = ${sql.lit(never)}`)
    if (found !== undefined) query = query.where(found)
    const after =
      part === 'idle' ? beyondNumber(cursor, never) : beyond(cursor, ordering, direction)
    if (after !== undefined) query = query.where(after)
    if (sought === undefined) return query.execute()
    if (pickedOut) return firstHolding(database, await query.execute(), sought, room)
    if (most === undefined) return query.where(sought).execute()
    const met = await database
      .selectFrom(query.as('cases'))
      .select(['time', 'id'])
      .where(sought)
      .orderBy('time', direction)
      .orderBy('id', direction)
      .limit(room)
      .execute()
    return met.length === room || (await countOf(database, query)) < most ? met : undefined
  }
  const met: Met[] = []
  for (const part of parts)
    if (met.length <= limit) {
      const rows = await partOf(part, limit + 1 - met.length)
      if (rows === undefined) return undefined
      met.push(...rows)
    }
  return met
}

/** The first of those that an index found that hold the words. A text is long, and looked at only until there are enough. */
async function firstHolding(
  database: Kysely<CaseTables>,
  inOrder: readonly Met[],
  words: Expression<SqlBool>,
  room: number,
): Promise<readonly Met[]> {
  const holders: Met[] = []
  for (let at = 0, some = room; at < inOrder.length && holders.length < room; some *= 2) {
    const looked = inOrder.slice(at, (at += some))
    const rows = await database
      .selectFrom('cases')
      .select('id')
      .where(
        'id',
        'in',
        looked.map(({ id }) => id),
      )
      .where(words)
      .execute()
    const holding = new Set(rows.map(({ id }) => id))
    holders.push(...looked.filter(({ id }) => holding.has(id)))
  }
  return holders.slice(0, room)
}

/** More cases than these are not put in order by their numbers. */
const mostSorted = 20_000

async function fewHave(database: Kysely<CaseTables>, filter: Filter): Promise<boolean> {
  const one = narrowest(filter)
  if (one === undefined) return false
  let query = database
    .selectFrom('cases')
    .select(sql.lit(1).as('one'))
    .limit(mostSorted + 1)
  for (const condition of conditions(one, byPlace(one))) query = query.where(condition)
  return (await countOf(database, query)) <= mostSorted
}

async function countOf(
  database: Kysely<CaseTables>,
  query: SelectQueryBuilder<CaseTables, 'cases', unknown>,
): Promise<number> {
  const { count } = await database
    .selectFrom(query.as('have'))
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
