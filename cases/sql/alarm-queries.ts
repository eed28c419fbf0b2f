import { sql } from 'kysely'

import type { RuleId } from '../../core/identity.ts'
import { wholeCity } from '../../core/scope.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { AlarmRow, CaseStore } from '../ports.ts'
import { alarmIn } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'
import { beyond, page } from './pages.ts'
import { alarmSeen, alarmWithin } from './scope.ts'
import { waitingAlarms } from './waiting-alarms.ts'

type Answers = Pick<CaseStore, 'alarm' | 'seen' | 'alarms' | 'standing'>

/** Alarms, and what became of them. */
export function alarmQueries({ read }: Pick<SqlEngine<CaseTables>, 'read'>): Answers {
  return {
    alarm: (id) =>
      read(async (database) => {
        const row = await database
          .selectFrom('alarms')
          .leftJoin('alarm_acknowledgements', 'alarm_acknowledgements.alarm', 'alarms.id')
          .select(['row', 'acknowledgement'])
          .where('id', '=', id)
          .executeTakeFirst()
        return row && alarmIn(row.row, row.acknowledgement)
      }),

    seen: (transition) =>
      read(async (database) => {
        const row = await database
          .selectFrom('alarm_transitions')
          .select('alarm')
          .where('transition', '=', transition)
          .executeTakeFirst()
        return row !== undefined
      }),

    alarms: ({ scope = wholeCity, ...filter }, limit, cursor) =>
      read(async (database) => {
        let query = database
          .selectFrom('alarms')
          .leftJoin('alarm_acknowledgements', 'alarm_acknowledgements.alarm', 'alarms.id')
          .select(['row', 'acknowledgement', 'raised_at as time', 'id'])
          // A plus keeps the engine from walking through all that ever were: few stood, and those are found by indexes.
          .orderBy(filter.stood === undefined ? sql.ref('raised_at') : sql`+raised_at`, 'desc')
          .orderBy('id', 'desc')
          .limit(limit + 1)
          .where(filter.alarm === undefined ? alarmWithin(scope) : alarmSeen(scope))
        if (filter.standing !== undefined)
          query = query.where('standing', '=', filter.standing ? 1 : 0)
        const waiting = await waitingAlarms(database)
        const { outcomes } = filter
        if (outcomes !== undefined)
          query = query.where((row) =>
            row.or([
              row('outcome', 'in', outcomes),
              ...(outcomes.includes('case-closed') && waiting.length > 0
                ? [row.and([row('standing', '=', 1), row('id', 'in', waiting)])]
                : []),
            ]),
          )
        if (filter.alarm !== undefined) query = query.where('id', '=', filter.alarm)
        if (filter.device !== undefined) query = query.where('device', '=', filter.device)
        if (filter.rule !== undefined) query = query.where('rule', '=', filter.rule)
        if (filter.cell !== undefined) query = query.where('cell', 'like', `${filter.cell}%`)
        const { raised } = filter
        if (raised !== undefined)
          query = query.where('raised_at', '>=', raised.from).where('raised_at', '<', raised.to)
        const { stood } = filter
        if (stood !== undefined)
          query = query
            .where('raised_at', '<', stood.to)
            .where('outcome', '!=', 'before-raised')
            .where('id', 'in', (all) =>
              all
                .selectFrom('alarms as now')
                .select('now.id')
                .where('now.standing', '=', sql.lit(1))
                .union(
                  all
                    .selectFrom('alarms as until')
                    .select('until.id')
                    .where('until.cleared_at', '>=', stood.from),
                ),
            )
        const { suppression } = filter
        if (suppression !== undefined)
          query = query.where('id', 'in', (held) =>
            held
              .selectFrom('suppressed_alarms')
              .select('suppressed_alarms.alarm')
              .where('suppression', '=', suppression),
          )
        const { foldedInto } = filter
        if (foldedInto !== undefined)
          query = query.where('id', 'in', (folded) =>
            folded
              .selectFrom('caused_alarms')
              .select('caused_alarms.alarm')
              .where('caused_alarms.state', '=', 'folded')
              .where('case_id', '=', foldedInto),
          )
        const after = beyond(cursor, 'raised_at', 'desc')
        if (after !== undefined) query = query.where(after)
        return page(await query.execute(), limit, ({ row, acknowledgement }): AlarmRow => {
          const { evidence: _, ...listed } = alarmIn(row, acknowledgement)
          return listed.standing && waiting.includes(listed.alarm)
            ? { ...listed, outcome: 'case-closed' }
            : listed
        })
      }),

    standing: () =>
      read(async (database) => {
        const rows = await database
          .selectFrom('alarms')
          .select(['rule', (e) => e.fn.countAll<number>().as('count')])
          .where('standing', '=', 1)
          .groupBy('rule')
          .execute()
        return new Map(rows.map(({ rule, count }) => [rule as RuleId, count]))
      }),
  }
}
