/** What happened in each hour of a day, counted by the register. */
import { sql, type Expression, type Kysely } from 'kysely'

import type { Scope } from '../../core/scope.ts'
import { hours, type Instant } from '../../core/time.ts'
import { hourlyEvents, type HourFigure } from '../report/hours.ts'
import type { CaseTables } from './case-tables.ts'
import { raised } from './raised-alarms.ts'
import { caseAnswered } from './scope.ts'

type Register = Kysely<CaseTables>

/** SQLite is given numbers with a fraction, and cuts it off here; to PostgreSQL both are whole already. */
const hourOf = (at: Expression<number>, from: Instant) =>
  sql<number>`cast((${at} - ${from}) / ${sql.lit(hours(1))} as integer)`

export async function hourFigures(
  database: Register,
  from: Instant,
  to: Instant,
  scope: Scope,
): Promise<readonly HourFigure[]> {
  const events = database
    .selectFrom('case_events')
    .innerJoin('cases', 'cases.id', 'case_events.case_id')
    .where('case_events.at', '>=', from)
    .where('case_events.at', '<', to)
    .where('case_events.event', 'in', hourlyEvents)
    .where(caseAnswered(scope))
    .select((row) => [
      'case_events.event as figure',
      hourOf(row.ref('case_events.at'), from).as('hour'),
    ])
  const ofCases = await database
    .selectFrom(events.as('events'))
    .select((row) => ['figure', 'hour', row.fn.countAll<number>().as('count')])
    .groupBy(['figure', 'hour'])
    .execute()
  const alarms = raised(database, from, to, scope).select((row) => [
    hourOf(row.ref('raised_at'), from).as('hour'),
  ])
  const ofAlarms = await database
    .selectFrom(alarms.as('raised'))
    .select((row) => ['hour', row.fn.countAll<number>().as('count')])
    .groupBy('hour')
    .execute()
  return [
    ...ofCases.flatMap(({ figure, ...row }) => {
      const known = hourlyEvents.find((name) => name === figure)
      return known === undefined ? [] : [{ figure: known, ...row }]
    }),
    ...ofAlarms.map((row) => ({ figure: 'raised' as const, ...row })),
  ]
}
