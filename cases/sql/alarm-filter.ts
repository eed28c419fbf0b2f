import { sql, type RawBuilder, type SqlBool } from 'kysely'

import type { AlarmId } from '../../core/identity.ts'
import { wholeCity } from '../../core/scope.ts'
import type { AlarmFilter } from '../filter-ports.ts'
import { casesOf, leadingArea, type AlarmWay } from './alarm-way.ts'
import { areaOf } from './area.ts'
import { alarmSeen, alarmWithin } from './scope.ts'

type Asked = RawBuilder<SqlBool>

/** What the filter asks of an alarm; only what leads may be found by an index. `waiting`: they stood when their case ended. */
export function* alarmConditions(
  filter: AlarmFilter,
  { lead }: AlarmWay,
  waiting: readonly AlarmId[],
): Generator<Asked> {
  const { alarm, device, standing, rule, outcomes, raised, scope = wholeCity } = filter
  const led = (name: AlarmWay['lead'], asked: Asked): Asked =>
    name === lead ? asked : sql`(${asked}) is true`
  for (const asked of picked(filter)) yield led('picked', asked)
  if (device !== undefined) yield led('device', sql`device = ${device}`)
  if (standing !== undefined)
    yield led('standing', sql`standing = ${standing ? sql.lit(1) : sql.lit(0)}`)
  if (rule !== undefined) yield led('rule', sql`rule = ${rule}`)
  if (outcomes !== undefined) yield led('outcomes', hasOutcome(outcomes, waiting))
  if (lead === 'area') yield* leadBy(leadingArea(filter))
  if (lead === 'unit' && scope.unit !== undefined) yield sql`with_case in (${casesOf(scope.unit)})`
  const { cell } = filter
  if (cell !== undefined) yield sql`(cell like ${`${cell}%`}) is true`
  if (raised !== undefined) {
    yield sql`raised_at >= ${raised.from}`
    yield sql`raised_at < ${raised.to}`
  }
  yield sql`(${alarm === undefined ? alarmWithin(scope) : alarmSeen(scope)}) is true`
}

function* leadBy(area: string | undefined): Generator<Asked> {
  const byIndex = area === undefined ? undefined : areaOf(area).byIndex
  if (byIndex !== undefined) yield byIndex
}

/** Those that an index of their own names. */
function* picked({ alarm, stood, suppression, foldedInto }: AlarmFilter): Generator<Asked> {
  if (alarm !== undefined) yield sql`id = ${alarm}`
  if (stood !== undefined) {
    yield sql`id in (select now.id from alarms as now where now.standing = 1
      union select until.id from alarms as until where until.cleared_at >= ${stood.from})`
    yield sql`+raised_at < ${stood.to}`
    yield sql`outcome || '' != 'before-raised'`
  }
  if (suppression !== undefined)
    yield sql`id in (select alarm from suppressed_alarms where suppression = ${suppression})`
  if (foldedInto !== undefined)
    yield sql`id in (select alarm from caused_alarms where state = 'folded' and case_id = ${foldedInto})`
}

/** The register learns of a case that has ended under a standing alarm by the case, not by the alarm. */
function hasOutcome(outcomes: readonly string[], waiting: readonly AlarmId[]): Asked {
  const known = sql<SqlBool>`outcome in (${sql.join(outcomes)})`
  return outcomes.includes('case-closed') && waiting.length > 0
    ? sql`(${known} or (standing = 1 and id in (${sql.join(waiting)})))`
    : known
}
