import type { ExpressionBuilder } from 'kysely'

import { isFinal, stages, type Stage } from '../../core/case-terms.ts'
import type { UnitId } from '../../core/identity.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { isAtWork } from '../life/case.ts'
import type { CaseOrder } from '../life/listing.ts'
import type { CaseStore } from '../ports.ts'
import { caseIn } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'
import { beyond, page } from './pages.ts'

type Answers = Pick<CaseStore, 'list' | 'summary'>

const orders = {
  newest: { column: 'collected_at', direction: 'desc' },
  deadline: { column: 'due_at', direction: 'asc' },
} as const satisfies Record<CaseOrder, unknown>

/** Of a unit only what is with it: a case that waits for its inspector is late by the inspector's time. */
const late = (row: ExpressionBuilder<CaseTables, 'cases'>, unit: UnitId | undefined) =>
  unit === undefined
    ? row('overdue', '=', 1)
    : row.and([
        row('overdue', '=', 1),
        row(
          'stage',
          'in',
          stages.filter((stage) => isAtWork({ stage })),
        ),
      ])

/** Many cases: pages of them, and how many there are. */
export function caseList({ read }: Pick<SqlEngine<CaseTables>, 'read'>): Answers {
  return {
    list: (filter, limit, cursor, order = 'newest') =>
      read(async (database) => {
        const { column, direction } = orders[order]
        let query = database
          .selectFrom('cases')
          .select(['state', `${column} as time`, 'id'])
          .orderBy(column, direction)
          .orderBy('id', direction)
          .limit(limit + 1)
        if (filter.stages !== undefined) query = query.where('stage', 'in', filter.stages)
        if (filter.unit !== undefined) query = query.where('unit', '=', filter.unit)
        if (filter.cell !== undefined) query = query.where('cell', 'like', `${filter.cell}%`)
        if (filter.category !== undefined) query = query.where('category', '=', filter.category)
        if (filter.severity !== undefined) query = query.where('severity', '=', filter.severity)
        if (filter.device !== undefined) query = query.where('device', '=', filter.device)
        const { overdue, unit } = filter
        if (overdue !== undefined)
          query = query.where((row) => (overdue ? late(row, unit) : row.not(late(row, unit))))
        const after = beyond(cursor, column, direction)
        if (after !== undefined) query = query.where(after)
        return page(await query.execute(), limit, ({ state }) => caseIn(state))
      }),

    summary: (unit) =>
      read(async (database) => {
        let counts = database
          .selectFrom('cases')
          .select(['stage', (e) => e.fn.countAll<number>().as('count')])
          .groupBy('stage')
        let counted = database
          .selectFrom('cases')
          .select((e) => e.fn.countAll<number>().as('count'))
          .where('open', '=', 1)
          .where((row) => late(row, unit))
        if (unit !== undefined) {
          counts = counts.where('unit', '=', unit)
          counted = counted.where('unit', '=', unit)
        }
        const standing = await database
          .selectFrom('alarms')
          .select((e) => e.fn.countAll<number>().as('count'))
          .where('standing', '=', 1)
          .executeTakeFirstOrThrow()
        const overdue = await counted.executeTakeFirstOrThrow()
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
          standingAlarms: standing.count,
        }
      }),
  }
}
