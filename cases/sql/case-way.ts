/**
 * The way a list takes through the cases. Neither engine is left to guess it: SQLite keeps no statistics, and PostgreSQL knows nothing
 * of how the values of two columns go together. A way either stops when a page is full, or has few cases on it.
 */
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'

import { isFinal } from '../../core/case-terms.ts'
import type { CaseOrder } from '../life/listing.ts'
import type { CaseStore } from '../ports.ts'
import type { CaseTables } from './case-tables.ts'

export type Filter = Parameters<CaseStore['list']>[0]
export type Condition = (row: ExpressionBuilder<CaseTables, 'cases'>) => Expression<SqlBool>

/**
 * By deadline first the few of which one runs, whose order has an index; behind them all others (`idle`), in the order of their
 * numbers: many are met on the way, few are put in order.
 */
export type Part = 'all' | 'running' | 'idle'

export interface Way {
  readonly parts: readonly Part[]
  /** What is found is put in order, and not met in it. */
  readonly sorted: boolean
  /** Whether few cases have the `narrowest` of the filter is asked of the part that has no order but that of numbers. */
  readonly ledBy: (part: Part, fewHave: boolean) => Leads
}

export function wayOf(filter: Filter, order: CaseOrder, foundByIndex: boolean): Way {
  const { stages: wanted } = filter
  const open = isAmongOpen(filter)
  // Of one stage, as of those that are late, there is an index in the order of time.
  const oneStage = order === 'newest' && wanted?.length === 1
  const sorted =
    foundByIndex ||
    isRare(filter) ||
    (open && order === 'newest' && filter.overdue !== true && !oneStage)
  const inParts = order === 'deadline' && wanted === undefined && !open && !sorted
  return {
    sorted,
    parts: inParts ? ['running', 'idle'] : ['all'],
    ledBy: (part, fewHave) => {
      if (foundByIndex || part === 'running') return nothing
      if (part === 'idle') return fewHave ? byPlace(filter) : nothing
      const stage = oneStage ? leading : aside
      return open || isRare(filter) ? { ...nothing, stage } : { ...byPlace(filter), stage }
    },
  }
}

/** Few cases are open, and each of these finds open ones only. */
const isAmongOpen = ({ stages: wanted, overdue, suspended }: Filter): boolean =>
  overdue === true || suspended === true || wanted?.every((stage) => !isFinal(stage)) === true

/** Hardly any case has something that waits, or supporters, or was given to a district. */
const isRare = ({ waiting, supporting, given }: Filter): boolean =>
  waiting !== undefined || supporting !== undefined || given === true

/** A condition on a column that has an index: whether that may be the way, or the case is only looked at. */
export type Led = (condition: Condition) => Condition

/** Neither engine takes an index for it, and PostgreSQL reckons as before how many cases have it. */
export const aside: Led = (condition) => (row) => sql<SqlBool>`(${condition(row)}) is true`

const leading: Led = (condition) => condition

/** Which conditions may be the way; those that nobody lists have no index. */
export interface Leads {
  readonly stage: Led
  /** A category, a street or a device: a city has hundreds of the first two, and thousands of the last. */
  readonly few: Led
  /** A unit, a district or a severity. They lead where nothing better does, and in the order of time, which their indexes have. */
  readonly many: Led
}

const nothing: Leads = { stage: aside, few: aside, many: aside }

export const byPlace = (filter: Filter): Leads => ({
  stage: aside,
  few: leading,
  many: isNarrow(filter) ? aside : leading,
})

const isNarrow = ({ device, category, cell }: Filter): boolean =>
  device !== undefined || category !== undefined || (cell !== undefined && isStreet(cell))

export const isStreet = (cell: string): boolean => cell.length >= 9

/** What of the filter the fewest cases have, of that which may be the way. */
export function narrowest({ device, cell, category, unit, severity }: Filter): Filter | undefined {
  if (device !== undefined) return { device }
  if (cell !== undefined && isStreet(cell)) return { cell }
  if (category !== undefined) return { category }
  if (unit !== undefined) return { unit }
  if (cell !== undefined) return { cell }
  return severity === undefined ? undefined : { severity }
}
