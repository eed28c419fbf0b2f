import { sql, type ExpressionBuilder, type SqlBool } from 'kysely'

import { isFinal, stages, type Stage } from '../../core/case-terms.ts'
import type { UnitId } from '../../core/identity.ts'
import type { Waiting } from '../../core/supervision-terms.ts'
import { isAtWork } from '../life/case.ts'
import { areaOf } from './area.ts'
import { namesText } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'
import { aside, isStreet, type Condition, type Filter, type Leads, type Led } from './case-way.ts'

/** What the filter asks of the columns of a case. */
export function* conditions(filter: Filter, { stage, few, many }: Leads): Generator<Condition> {
  const { unit, cell, category, severity, device, overdue, waiting, supporting } = filter
  if (filter.stages !== undefined) yield* atStages(filter.stages, stage)
  if (unit !== undefined) yield many((row) => row('unit', '=', unit))
  if (cell !== undefined) yield* inArea(cell, isStreet(cell) ? few : many)
  if (category !== undefined) yield few((row) => row('category', '=', category))
  if (severity !== undefined) yield many((row) => row('severity', '=', severity))
  if (device !== undefined) yield few((row) => row('device', '=', device))
  if (filter.collected !== undefined) yield* collectedIn(filter.collected)
  if (filter.reported === true) yield (row) => row.not(row('state', 'like', '%"source":"sensor",%'))
  if (waiting !== undefined) yield () => waits(waiting)
  if (supporting !== undefined) yield () => supports(supporting)
  if (overdue === true) yield (row) => late(row, unit)
  if (overdue === false) yield (row) => row.not(late(row, unit))
  if (filter.suspended === true) yield suspended
  if (filter.suspended === false) yield () => sql`not ${suspended()}`
}

function* collectedIn({ from, to }: NonNullable<Filter['collected']>): Generator<Condition> {
  yield (row) => row('collected_at', '>=', from)
  yield (row) => row('collected_at', '<', to)
}

const waits = (name: Waiting) =>
  sql<SqlBool>`waiting > '' and waiting like ${`%${namesText([name])}%`}`

const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

const supports = (unit: UnitId) =>
  sql<SqlBool>`supports > '' and supports like ${`%${literally(namesText([unit]))}%`} escape '\\'`

/**
 * Of many stages with one that is final nearly all cases are: not by the index of stages, whose cases would all be put in order
 * first. The open ones have an index of their own.
 */
function* atStages(wanted: readonly Stage[], led: Led): Generator<Condition> {
  const ended = wanted.filter(isFinal)
  if (ended.length === 0) {
    yield (row) => row('open', '=', sql.lit(1))
    yield led((row) => row('stage', 'in', wanted))
  } else if (wanted.length === 1) yield led((row) => row('stage', 'in', wanted))
  else {
    const others = stages.filter((stage) => !wanted.includes(stage))
    if (others.length > 0) yield (row) => row('stage', 'not in', others)
  }
}

function* inArea(cell: string, led: Led): Generator<Condition> {
  const { byIndex, besides } = areaOf(cell)
  if (byIndex !== undefined) yield led(() => byIndex)
  if (besides !== undefined) yield () => besides
}

/** By the text of the state: a quote in the words of a person is escaped, so that none looks like this. */
const isSuspended = `open = 1 and state like '%"suspension":{"state":"suspended",%'`

/** Of the few, where the states of all open ones would be read. Both engines know the words. */
export const suspendedIndex = `create index cases_suspended on cases (id) where ${isSuspended}`

export const suspended = () => sql<SqlBool>`(${sql.raw(isSuspended)})`

/** Of a unit only what is with it: a case that waits for its inspector is late by the inspector's time. */
export const late = (row: ExpressionBuilder<CaseTables, 'cases'>, unit: UnitId | undefined) =>
  unit === undefined
    ? row('overdue', '=', sql.lit(1))
    : row.and([row('overdue', '=', sql.lit(1)), atWork(row)])

const atWork = aside((row) =>
  row(
    'stage',
    'in',
    stages.filter((stage) => isAtWork({ stage })),
  ),
)
