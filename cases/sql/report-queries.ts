import { sql, type Kysely } from 'kysely'

import { severityNamed } from '../../core/severity.ts'
import type { DeviceId, RuleId, UnitId } from '../../core/identity.ts'
import { wholeCity, type Scope } from '../../core/scope.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from '../life/case.ts'
import type { AlarmRow } from '../ports.ts'
import {
  reportedEvents,
  topDevices,
  type CaseGroup,
  type CaseLike,
  type ClosedCase,
  type DayFacts,
  type EventGroup,
} from '../report/report.ts'
import { alarmIn, caseIn } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'
import { raised } from './raised-alarms.ts'
import { hourFigures } from './report-hours.ts'
import { alarmWithin, caseAnswered } from './scope.ts'

type Register = Kysely<CaseTables>

const page = 1_000
/** Of deadlines that a unit answers for; the rows of the record are canonical JSON. */
const ofUnit = sql<boolean>`(case_events.data like '%"deadline":"handling"%' or case_events.data like '%"deadline":"arrival"%')`
/** A unit answers for its arrival and handling only; dispatch and verification are the work of others. */
const chargedUnit = sql<string | null>`case
  when case_events.event = 'collected' then cases.unit
  when case_events.event = 'overdue' and not ${ofUnit} then null
  else case_events.unit end`
/** County 6 + street 3 digits of a grid code; what the city gave to another district is no matter of the street any more. */
const street = sql<
  string | null
>`case when cases.district is null then substr(cases.cell, 1, 9) end`

/** What cases of a report are counted by. */
const likeColumns = ['category', 'severity', 'street', 'unit'] as const

/** The register counts where it can: a day of a large city has more events than a report should carry about. */
export async function dayFacts(
  database: Register,
  from: Instant,
  to: Instant,
  scope: Scope = wholeCity,
): Promise<DayFacts> {
  return {
    hours: await hourFigures(database, from, to, scope),
    events: await eventGroups(database, from, to, scope),
    open: await openGroups(database, to, scope),
    closed: await closedCases(database, from, to, scope),
    recurred: await recurredGroups(database, from, to, scope),
    alarms: {
      cleared: await clearedAlarms(database, from, to, scope),
      raised: await raisedAlarms(database, from, to, scope),
      devices: await loudestDevices(database, from, to, scope),
    },
  }
}

async function eventGroups(
  database: Register,
  from: Instant,
  to: Instant,
  scope: Scope,
): Promise<readonly EventGroup[]> {
  const events = database
    .selectFrom('case_events')
    .innerJoin('cases', 'cases.id', 'case_events.case_id')
    .where('case_events.at', '>=', from)
    .where('case_events.at', '<', to)
    .where('case_events.event', 'in', reportedEvents)
    .where(caseAnswered(scope))
    .where((row) =>
      row.not(
        row.and([
          row('case_events.event', '=', 'overdue'),
          row('case_events.data', 'like', '%"deadline":"supervision"%'),
        ]),
      ),
    )
    .select([
      'case_events.event as event',
      'cases.category as category',
      'cases.severity as severity',
      street.as('street'),
      chargedUnit.as('unit'),
    ])
  const rows = await database
    .selectFrom(events.as('events'))
    .select((row) => ['event', ...likeColumns, row.fn.countAll<number>().as('count')])
    .groupBy(['event', ...likeColumns])
    .execute()
  return rows.flatMap(({ event, ...row }) => {
    const reported = reportedEvents.find((known) => known === event)
    return reported === undefined ? [] : [{ event: reported, ...groupOf(row) }]
  })
}

/** Cases that were collected before the instant and had not ended then, with the unit that had them then. */
async function openGroups(
  database: Register,
  to: Instant,
  scope: Scope,
): Promise<readonly CaseGroup[]> {
  const cases = database
    .selectFrom('cases')
    // The plus keeps SQLite from walking through everything that was ever collected.
    .where(sql<boolean>`+collected_at < ${to}`)
    .where(caseAnswered(scope))
    .where((row) => row.or([row('ended_at', 'is', null), row('ended_at', '>=', to)]))
    // A process of an older version, still running beside this one, ends cases without saying when.
    .where((row) => row.or([row('open', '=', 1), row('ended_at', '>=', to)]))
    .select((row) => [
      'category',
      'severity',
      street.as('street'),
      row
        .selectFrom('case_events')
        .select('case_events.unit')
        .whereRef('case_events.case_id', '=', 'cases.id')
        .where('case_events.at', '<', to)
        .orderBy('case_events.version', 'desc')
        .limit(1)
        .as('unit'),
    ])
  const rows = await database
    .selectFrom(cases.as('open_then'))
    .select((row) => [...likeColumns, row.fn.countAll<number>().as('count')])
    .groupBy(likeColumns)
    .execute()
  return rows.map(groupOf)
}

async function closedCases(
  database: Register,
  from: Instant,
  to: Instant,
  scope: Scope,
): Promise<readonly ClosedCase[]> {
  const closed: ClosedCase[] = []
  for (let after = { at: from as number, id: '' }; ;) {
    const rows = await database
      .selectFrom('cases')
      .select((row) => [
        'id',
        'ended_at',
        'state',
        'category',
        'severity',
        street.as('street'),
        'unit',
        row
          .selectFrom('case_events')
          .select((marks) => marks.fn.countAll<number>().as('count'))
          .whereRef('case_events.case_id', '=', 'cases.id')
          .whereRef('case_events.unit', '=', 'cases.unit')
          .where('event', '=', 'overdue')
          .where(ofUnit)
          .as('charged'),
      ])
      .where(sql<boolean>`(ended_at, id) > (${after.at}, ${after.id})`)
      .where('ended_at', '<', to)
      .where(caseAnswered(scope))
      .orderBy('ended_at')
      .orderBy('id')
      .limit(page)
      .execute()
    for (const { state, charged, ...row } of rows) {
      const found = caseIn(state)
      if (found.stage !== 'closed') continue
      const handledFor = found.handledFor ?? spanOf(found)
      closed.push({
        ...likeOf(row),
        unitOverdues: charged ?? 0,
        overdues: found.overdues,
        ...(handledFor !== undefined && { handledFor }),
      })
    }
    const end = rows.at(-1)
    if (end === undefined || rows.length < page) return closed
    after = { at: end.ended_at ?? from, id: end.id }
  }
}

/**
 * Cases that were collected and follow one that was closed; the unit is the one that had that one. What was void was not real, so
 * its coming is no coming back.
 */
async function recurredGroups(
  database: Register,
  from: Instant,
  to: Instant,
  scope: Scope,
): Promise<readonly CaseGroup[]> {
  const rows = await database
    .selectFrom('case_events')
    .innerJoin('cases', 'cases.id', 'case_events.case_id')
    .where('case_events.event', '=', 'collected')
    .where('case_events.at', '>=', from)
    .where('case_events.at', '<', to)
    .where('case_events.data', 'like', '%"follows":"%')
    .where(caseAnswered(scope))
    .select(['category', 'severity', street.as('street'), 'state'])
    .execute()
  const groups = new Map<string, CaseGroup>()
  for (const { state, ...row } of rows) {
    const { follows } = caseIn(state)
    const former = await database
      .selectFrom('cases')
      .select(['stage', 'unit'])
      .where('id', '=', follows ?? '')
      .executeTakeFirst()
    if (former?.stage !== 'closed') continue
    const like = likeOf({ ...row, unit: former.unit })
    const key = JSON.stringify(like)
    groups.set(key, { ...like, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  return [...groups.values()]
}

/** Of a case that an older version closed: it did not add up how long units had it. */
const spanOf = ({ dispatchedAt, reportedAt, orderedAt }: Case): number | undefined =>
  orderedAt !== undefined || dispatchedAt === undefined || reportedAt === undefined
    ? undefined
    : reportedAt - dispatchedAt

async function clearedAlarms(
  database: Register,
  from: Instant,
  to: Instant,
  scope: Scope,
): Promise<number> {
  const { count } = await database
    .selectFrom('alarms')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('cleared_at', '>=', from)
    .where('cleared_at', '<', to)
    .where(alarmWithin(scope))
    .executeTakeFirstOrThrow()
  return count
}

async function raisedAlarms(
  database: Register,
  from: Instant,
  to: Instant,
  scope: Scope,
): Promise<DayFacts['alarms']['raised']> {
  const rules = await raised(database, from, to, scope)
    .select((row) => [
      'rule',
      row.fn.countAll<number>().as('count'),
      row.fn.max('id').as('example'),
    ])
    .groupBy('rule')
    .execute()
  const found: { rule: RuleId; title: AlarmRow['title']; count: number }[] = []
  for (const { rule, count, example } of rules) {
    const { row } = await database
      .selectFrom('alarms')
      .select('row')
      .where('id', '=', example)
      .executeTakeFirstOrThrow()
    const { title } = alarmIn(row)
    found.push({ rule: rule as RuleId, title, count })
  }
  return found
}

async function loudestDevices(
  database: Register,
  from: Instant,
  to: Instant,
  scope: Scope,
): Promise<DayFacts['alarms']['devices']> {
  const rows = await raised(database, from, to, scope)
    .select((row) => ['device', row.fn.countAll<number>().as('count')])
    .groupBy('device')
    .orderBy('count', 'desc')
    .orderBy('device')
    .limit(topDevices)
    .execute()
  return rows.map(({ device, count }) => ({ device: device as DeviceId, count }))
}

interface LikeRow {
  readonly category: string
  readonly severity: string
  readonly street: string | null
  readonly unit: string | null
}

const likeOf = ({ category, severity, street, unit }: LikeRow): CaseLike => ({
  category,
  severity: severityNamed(severity) ?? 'blue',
  ...(unit !== null && { unit: unit as UnitId }),
  ...(street !== null && { street }),
})

const groupOf = (row: LikeRow & { readonly count: number }): CaseGroup => ({
  ...likeOf(row),
  count: row.count,
})
