/**
 * How many cases have ended, counted as they end (decision 0081): a city of some years has a hundred of them for each open one, and
 * nobody is to wait until they are counted. Triggers of both engines keep the numbers, whichever version of this program writes.
 */
import { sql, type Kysely } from 'kysely'

import type { Scope } from '../../core/scope.ts'
import type { CaseTables } from './case-tables.ts'
import { caseAnswered } from './scope.ts'

/** Digits of a street (街道) and of a community (社区), the smallest area that a scope names. Few add up the second. */
const levels = { street: 9, community: 12 } as const

/** What a case is counted under, in the words of both engines: once in its street, once in its community. */
const counted = (row: 'cases' | 'old' | 'new'): string =>
  [
    `digits`,
    `${row}.stage`,
    `coalesce(substr(${row}.cell, 1, digits), '')`,
    `coalesce(${row}.unit, '')`,
    `coalesce(${row}.district, '')`,
  ].join(', ')
const atLevels = `(select ${levels.street} as digits union all select ${levels.community} as digits) as levels`

/** All that there are, where none is counted yet. */
export const countEnded = `
  insert into ended_cases (digits, stage, area, unit, district, count)
  select ${counted('cases')}, count(*) from cases, ${atLevels} where open = 0 group by 1, 2, 3, 4, 5`

/** What a trigger does for a row as it was, or as it is. */
export const countOne = (row: 'old' | 'new'): string => `
  insert into ended_cases (digits, stage, area, unit, district, count)
  select ${counted(row)}, ${row === 'old' ? -1 : 1} from ${atLevels} where ${row}.open = 0
  on conflict (digits, stage, area, unit, district) do update set count = ended_cases.count + excluded.count`

/** Whether a change of a row moves it from one number to another. */
export const isRecounted = `
  (old.open = 0 or new.open = 0) and (old.open <> new.open or old.stage <> new.stage
    or coalesce(old.cell, '') <> coalesce(new.cell, '') or coalesce(old.unit, '') <> coalesce(new.unit, '')
    or coalesce(old.district, '') <> coalesce(new.district, ''))`

/** By their stage. */
export function endedByStage(database: Kysely<CaseTables>, scope: Scope) {
  const byStreet = scope.areas?.every((area) => area.length <= levels.street) ?? true
  return database
    .selectFrom(
      database
        .selectFrom('ended_cases')
        .where('digits', '=', byStreet ? levels.street : levels.community)
        .select(['stage', 'count', 'area as cell', 'unit'])
        .select(sql<string | null>`nullif(district, '')`.as('district'))
        .as('cases'),
    )
    .where(caseAnswered(scope))
    .select(['stage', (row) => row.fn.sum<number>('count').as('count')])
    .groupBy('stage')
    .execute()
}
