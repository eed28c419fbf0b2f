/** The way a list of alarms takes through the register: as with cases (case-way.ts) neither engine is left to guess it. */
import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely'

import { wholeCity, type Scope } from '../../core/scope.ts'
import type { AlarmFilter } from '../filter-ports.ts'
import type { CaseTables } from './case-tables.ts'
import { isStreet } from './case-way.ts'

/**
 * What leads: has an index in the order of time, so that it stops when a page is full, or is on few alarms, which are put in order
 * (`sorted`). All else is looked at alarm by alarm.
 */
export interface AlarmWay {
  readonly lead: 'picked' | 'device' | 'standing' | 'area' | 'rule' | 'outcomes' | 'unit' | 'time'
  readonly sorted: boolean
}

/** In the order of time for each that leads so. Both engines know the words. */
export const alarmIndexes = [
  'create index alarms_by_device on alarms (device, raised_at, id)',
  'create index alarms_stand on alarms (raised_at, id) where standing = 1',
  'create index alarms_by_street on alarms (substr(cell, 1, 9), raised_at, id)',
  'create index alarms_by_district on alarms (substr(cell, 1, 6), raised_at, id)',
  'create index alarms_by_rule on alarms (rule, raised_at, id)',
  'create index alarms_by_outcome on alarms (outcome, raised_at, id)',
] as const

const inOrder = (lead: AlarmWay['lead']): AlarmWay => ({ lead, sorted: false })
const inNone = (lead: AlarmWay['lead']): AlarmWay => ({ lead, sorted: true })

export async function alarmWay(
  database: Kysely<CaseTables>,
  filter: AlarmFilter,
): Promise<AlarmWay> {
  const { stood, suppression, foldedInto, device, standing, rule, outcomes, scope } = filter
  if (stood !== undefined || suppression !== undefined || foldedInto !== undefined)
    return inNone('picked')
  if (filter.alarm !== undefined) return inNone('picked')
  if (device !== undefined) return inOrder('device')
  if (standing === true) return inOrder('standing')
  const area = leadingArea(filter)
  if (area !== undefined && isStreet(area)) return inOrder('area')
  if (rule !== undefined) return inOrder('rule')
  if (area !== undefined) return inOrder('area')
  if (outcomes !== undefined && (await areFew(database, haveOutcomes(outcomes))))
    return inNone('outcomes')
  const unit = scope?.unit
  if (unit !== undefined && (await areFew(database, casesOf(unit)))) return inNone('unit')
  return inOrder('time')
}

/** The one area that all of them lie in, when an index has it. */
export function leadingArea({ cell, scope = wholeCity }: AlarmFilter): string | undefined {
  const [only, ...others] = scope.areas ?? []
  const area = cell ?? (others.length === 0 ? only : undefined)
  return area !== undefined && area.length >= 6 ? area : undefined
}

const haveOutcomes = (outcomes: readonly string[]) =>
  sql<SqlBool>`select 1 from alarms where outcome in (${sql.join(outcomes)})`

export const casesOf = (unit: NonNullable<Scope['unit']>) =>
  sql`select id from cases where unit = ${unit}`

/** More than these are not put in order. */
const mostSorted = 5_000

/** Counted without reading the rows. */
async function areFew(database: Kysely<CaseTables>, rows: RawBuilder<unknown>): Promise<boolean> {
  const { rows: found } = await sql<{
    readonly count: number
  }>`select count(*) as count from (${rows} limit ${mostSorted + 1}) as "have"`.execute(database)
  return Number(found[0]?.count) <= mostSorted
}
