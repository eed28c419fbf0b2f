import { sql, type ExpressionBuilder } from 'kysely'

import type { CaseId, RuleId, UnitId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { stages, type Stage, isFinal } from '../../core/case-terms.ts'
import { isAtWork, openKey } from '../life/case.ts'
import { dueKinds, type AlarmRow, type CaseStore, type DueDeadline, type Page } from '../ports.ts'
import type { CaseOrder } from '../life/listing.ts'
import { alarmIn, caseIn, committed } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'
import { dayFacts } from './report-queries.ts'
import { waitingAlarms } from './waiting-alarms.ts'

type Queries = Pick<
  CaseStore,
  | 'load'
  | 'since'
  | 'latest'
  | 'due'
  | 'openCase'
  | 'reported'
  | 'lastEnded'
  | 'get'
  | 'list'
  | 'summary'
  | 'alarm'
  | 'seen'
  | 'alarms'
  | 'standing'
  | 'day'
  | 'position'
>

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

/** The questions that change nothing, in the words that both engines know. */
export function caseQueries({ read }: SqlEngine<CaseTables>): Queries {
  return {
    load: (id) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('case_events')
          .selectAll()
          .where('case_id', '=', id)
          .orderBy('version')
          .execute()
        return rows.map((row) => committed(row).record)
      }),

    since: (sequence, limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('case_events')
          .selectAll()
          .where('sequence', '>', sequence)
          .orderBy('sequence')
          .limit(limit)
          .execute()
        return rows.map(committed)
      }),

    due: (before, limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('case_deadlines')
          .selectAll()
          .where('at', '<=', before)
          .orderBy('at')
          .orderBy('case_id')
          .orderBy('kind')
          .limit(limit)
          .execute()
        return rows.map(({ case_id, kind, at }): DueDeadline => ({
          case: case_id as CaseId,
          kind: dueKinds.find((known) => known === kind) ?? 'handling',
          at: instant(at),
        }))
      }),

    openCase: (key) =>
      read(async (database) => {
        const row = await database
          .selectFrom('cases')
          .select('id')
          .where('open_key', '=', key)
          .executeTakeFirst()
        return row?.id as CaseId | undefined
      }),

    reported: (actor, key) =>
      read(async (database) => {
        const row = await database
          .selectFrom('report_keys')
          .select(['case_id', 'body'])
          .where('actor', '=', actor)
          .where('request', '=', key)
          .executeTakeFirst()
        return row && { case: row.case_id as CaseId, body: row.body }
      }),

    lastEnded: (place, category, work, since) =>
      read(async (database) => {
        const key = openKey(place, category, work)
        if (key === undefined) return undefined
        const rows = await database
          .selectFrom('cases')
          .select('state')
          .where('ended_at', '>=', since)
          .where('category', '=', category)
          .where((either) =>
            either.or([
              either('device', '=', place.device ?? ''),
              ...(place.component === undefined
                ? []
                : [either('state', 'like', `%"component":"${place.component}"%`)]),
            ]),
          )
          .orderBy('ended_at', 'desc')
          .orderBy('id')
          .execute()
        const ended = rows.map(({ state }) => caseIn(state))
        return ended.find((one) => openKey(one.place, one.category, one.work) === key)?.id
      }),

    get: (id) =>
      read(async (database) => {
        const row = await database
          .selectFrom('cases')
          .select('state')
          .where('id', '=', id)
          .executeTakeFirst()
        return row && caseIn(row.state)
      }),

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
        const after = parseCursor(cursor)
        if (after !== undefined)
          query = query.where(
            sql<boolean>`(${sql.ref(column)}, id) ${sql.raw(direction === 'asc' ? '>' : '<')} (${after.time}, ${after.id})`,
          )
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

    alarm: (id) =>
      read(async (database) => {
        const row = await database
          .selectFrom('alarms')
          .select('row')
          .where('id', '=', id)
          .executeTakeFirst()
        return row && alarmIn(row.row)
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

    alarms: (filter, limit, cursor) =>
      read(async (database) => {
        let query = database
          .selectFrom('alarms')
          .select(['row', 'raised_at as time', 'id'])
          .orderBy('raised_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit + 1)
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
        const after = parseCursor(cursor)
        if (after !== undefined)
          query = query.where(sql<boolean>`(raised_at, id) < (${after.time}, ${after.id})`)
        return page(await query.execute(), limit, ({ row }): AlarmRow => {
          const { evidence: _, ...listed } = alarmIn(row)
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

    day: (from, to) => read((database) => dayFacts(database, from, to)),

    latest: () =>
      read(async (database) => {
        const row = await database
          .selectFrom('case_events')
          .select((e) => e.fn.max('sequence').as('latest'))
          .executeTakeFirst()
        return row?.latest ?? 0
      }),

    position: (reader) =>
      read(async (database) => {
        const row = await database
          .selectFrom('case_positions')
          .select('sequence')
          .where('reader', '=', reader)
          .executeTakeFirst()
        return row?.sequence ?? 0
      }),
  }
}

/** Where a page ended: time and identifier of its last row, as `time:identifier`. */
interface Key {
  readonly time: number
  readonly id: string
}

function parseCursor(cursor: string | undefined): Key | undefined {
  const match = /^(\d{1,15}):(.{1,300})$/s.exec(cursor ?? '')
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { time: Number(match[1]), id: match[2] }
}

function page<T, Row extends Key>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => item(row)),
    ...(rows.length > limit && last !== undefined && { next: `${last.time}:${last.id}` }),
  }
}
