/** How many cases there are. What is open is counted; what has ended was counted before (`ended-cases.ts`). */
import { sql, type Kysely, type SelectQueryBuilder } from 'kysely'

import { openStages, stages } from '../../core/case-terms.ts'
import { wholeCity, type Scope } from '../../core/scope.ts'
import { waitings } from '../../core/supervision-terms.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CaseStore } from '../ports.ts'
import { late, suspended } from './case-filter.ts'
import { namesText } from './case-row.ts'
import { aside } from './case-way.ts'
import type { CaseTables } from './case-tables.ts'
import { endedByStage } from './ended-cases.ts'
import { alarmWithin, caseAnswered, caseGivenAway, caseWithin } from './scope.ts'

export const caseSummary = ({
  read,
}: Pick<SqlEngine<CaseTables>, 'read'>): Pick<CaseStore, 'summary'> => ({
  summary: (scope = wholeCity) =>
    read(async (database) => {
      const cases = database.selectFrom('cases')
      // Not by the index of units: theirs are all that they ever had.
      const answered = cases.where(aside(() => caseAnswered(scope)))
      const byStage = new Map(
        [...(await openByStage(answered)), ...(await endedByStage(database, scope))].map(
          ({ stage, count }) => [stage, count],
        ),
      )
      return {
        stages: Object.fromEntries(
          stages.flatMap((stage) => {
            const count = byStage.get(stage) ?? 0
            return count === 0 ? [] : [[stage, count]]
          }),
        ),
        open: openStages.reduce((sum, stage) => sum + (byStage.get(stage) ?? 0), 0),
        overdue: await countOf(answered.where(open).where((row) => late(row, scope.unit))),
        suspended: await countOf(answered.where(suspended)),
        given: await countOf(
          cases
            .where('district', '>', '')
            .where(open)
            .where(aside(() => caseWithin(scope)))
            .where(caseGivenAway(scope)),
        ),
        standingAlarms: await standing(database, scope),
        waiting: await waitingOf(answered),
      }
    }),
})

type Cases = SelectQueryBuilder<CaseTables, 'cases', object>

/** What runs late, or was given away, has an index of its own. */
const open = aside((row) => row('open', '=', 1))

const openByStage = (cases: Cases) =>
  cases
    .where('stage', 'in', openStages)
    .select(['stage', (row) => row.fn.countAll<number>().as('count')])
    .groupBy('stage')
    .execute()

async function countOf(cases: Cases): Promise<number> {
  const { count } = await cases
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

async function waitingOf(cases: Cases) {
  const rows = await cases
    .where('waiting', '>', '')
    .select(['waiting', (row) => row.fn.countAll<number>().as('count')])
    .groupBy('waiting')
    .execute()
  const countOfAll = (name: (typeof waitings)[number]) =>
    rows
      .filter((row) => row.waiting.includes(namesText([name])))
      .reduce((sum, { count }) => sum + count, 0)
  return Object.fromEntries(waitings.map((name) => [name, countOfAll(name)])) as Record<
    (typeof waitings)[number],
    number
  >
}

async function standing(database: Kysely<CaseTables>, { unit, areas }: Scope): Promise<number> {
  let alarms = database
    .selectFrom('alarms')
    .where('standing', '=', sql.lit(1))
    .where(alarmWithin({ areas }))
  // One by one: hardly any of all that a unit ever had has an alarm that stands.
  if (unit !== undefined)
    alarms = alarms.where(
      sql<boolean>`(select cases.unit from cases where cases.id = alarms.with_case) = ${unit}`,
    )
  const { count } = await alarms
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
