import { sql, type Kysely } from 'kysely'

import type { CaseId } from '../../core/identity.ts'
import { stages, type Case, type Stage } from '../case.ts'
import type { AlarmRow, CaseStore, Page } from '../ports.ts'
import type { CasesSchema } from './sqlite-schema.ts'

type Queries = Pick<
  CaseStore,
  'openCase' | 'get' | 'list' | 'summary' | 'alarm' | 'seen' | 'alarms' | 'position' | 'latest'
>

/** The questions that change nothing. `read` turns what goes wrong into `store-unavailable`. */
export function sqliteCaseQueries(
  database: Kysely<CasesSchema>,
  read: <T>(work: () => Promise<T>) => Promise<T>,
): Queries {
  return {
    openCase: (key) =>
      read(async () => {
        const row = await database
          .selectFrom('cases')
          .select('id')
          .where('open_key', '=', key)
          .executeTakeFirst()
        return row?.id as CaseId | undefined
      }),

    get: (id) =>
      read(async () => {
        const row = await database
          .selectFrom('cases')
          .select('state')
          .where('id', '=', id)
          .executeTakeFirst()
        return row && (JSON.parse(row.state) as Case)
      }),

    list: (filter, limit, cursor) =>
      read(async () => {
        let query = database
          .selectFrom('cases')
          .select(['state', 'collected_at as time', 'id'])
          .orderBy('collected_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit + 1)
        if (filter.stages !== undefined) query = query.where('stage', 'in', filter.stages)
        if (filter.unit !== undefined) query = query.where('unit', '=', filter.unit)
        if (filter.cell !== undefined) query = query.where('cell', 'like', `${filter.cell}%`)
        if (filter.category !== undefined) query = query.where('category', '=', filter.category)
        if (filter.severity !== undefined) query = query.where('severity', '=', filter.severity)
        if (filter.device !== undefined) query = query.where('device', '=', filter.device)
        if (filter.overdue !== undefined)
          query = query.where('overdue', '=', filter.overdue ? 1 : 0)
        const after = parseCursor(cursor)
        if (after !== undefined)
          query = query.where(sql<boolean>`(collected_at, id) < (${after.time}, ${after.id})`)
        return page<Case, { state: string } & Key>(await query.execute(), limit, (r) => r.state)
      }),

    summary: (unit) =>
      read(async () => {
        let counts = database
          .selectFrom('cases')
          .select(['stage', (e) => e.fn.countAll<number>().as('count')])
          .groupBy('stage')
        let late = database
          .selectFrom('cases')
          .select((e) => e.fn.countAll<number>().as('count'))
          .where('open', '=', 1)
          .where('overdue', '=', 1)
        if (unit !== undefined) {
          counts = counts.where('unit', '=', unit)
          late = late.where('unit', '=', unit)
        }
        const standing = await database
          .selectFrom('alarms')
          .select((e) => e.fn.countAll<number>().as('count'))
          .where('standing', '=', 1)
          .executeTakeFirstOrThrow()
        const overdue = await late.executeTakeFirstOrThrow()
        const byStage: Partial<Record<Stage, number>> = {}
        let open = 0
        for (const { stage: name, count } of await counts.execute()) {
          const stage = stages.find((known) => known === name)
          if (stage === undefined) continue
          byStage[stage] = count
          if (stage !== 'closed' && stage !== 'void') open += count
        }
        return {
          stages: byStage,
          open,
          overdue: overdue.count,
          standingAlarms: standing.count,
        }
      }),

    alarm: (id) =>
      read(async () => {
        const row = await database
          .selectFrom('alarms')
          .select('row')
          .where('id', '=', id)
          .executeTakeFirst()
        return row && (JSON.parse(row.row) as AlarmRow)
      }),

    seen: (transition) =>
      read(async () => {
        const row = await database
          .selectFrom('alarm_transitions')
          .select('alarm')
          .where('transition', '=', transition)
          .executeTakeFirst()
        return row !== undefined
      }),

    alarms: (filter, limit, cursor) =>
      read(async () => {
        let query = database
          .selectFrom('alarms')
          .select(['row', 'raised_at as time', 'id'])
          .orderBy('raised_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit + 1)
        if (filter.standing !== undefined)
          query = query.where('standing', '=', filter.standing ? 1 : 0)
        if (filter.outcomes !== undefined) query = query.where('outcome', 'in', filter.outcomes)
        if (filter.device !== undefined) query = query.where('device', '=', filter.device)
        const after = parseCursor(cursor)
        if (after !== undefined)
          query = query.where(sql<boolean>`(raised_at, id) < (${after.time}, ${after.id})`)
        return page<AlarmRow, { row: string } & Key>(await query.execute(), limit, (r) => r.row)
      }),

    latest: () =>
      read(async () => {
        const row = await database
          .selectFrom('case_events')
          .select((e) => e.fn.max('sequence').as('latest'))
          .executeTakeFirst()
        return row?.latest ?? 0
      }),

    position: (reader) =>
      read(async () => {
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
  json: (row: Row) => string,
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => JSON.parse(json(row)) as T),
    ...(rows.length > limit && last !== undefined && { next: `${last.time}:${last.id}` }),
  }
}
