/** Gathers what stands as a shift is handed over (交班单). */
import { openStages } from '../../core/case-terms.ts'
import { scopeOfDesk, type LogDesk } from '../../core/log-desk.ts'
import { compareSeverity } from '../../core/severity.ts'
import { plus, type Instant } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { Case } from '../life/case.ts'
import { hasDeadLetters } from '../life/duty-log-decide.ts'
import type { DutyLog } from '../life/duty-log.ts'
import { mostRows, type HandOverSheet } from '../life/hand-over-sheet.ts'
import { onDuty } from '../life/rota.ts'
import { isOver, type Suppression } from '../life/suppression.ts'
import type { Calendar } from '../life/working-time.ts'
import type { AlarmRow, CaseStore, Page } from '../ports.ts'

/** How many messages could not be used since then; `more`: at least so many. */
export type CountDeadLetters = (
  since: Instant,
) => Promise<{ readonly count: number; readonly more: boolean }>

export interface SheetDeps {
  readonly store: Pick<CaseStore, 'alarms' | 'list' | 'summary' | 'suppressions' | 'rota'>
  readonly directory: Pick<DeviceDirectory, 'get'>
  readonly calendar: Pick<Calendar, 'offset' | 'workday'>
  /** What of it concerns a desk that is for a part of the city alone. */
  readonly partOf: (suppression: Suppression, desk: LogDesk) => Suppression | undefined
  readonly deadLetters: CountDeadLetters
  /** How far ahead it looks. */
  readonly ahead: number
}

const pageSize = 500

/** People of a desk who are limited to areas have none. */
export const rotaOf = async ({ store }: Pick<SheetDeps, 'store'>, { holder, areas }: LogDesk) =>
  areas === undefined ? store.rota(holder) : undefined

export async function handOverSheet(
  deps: SheetDeps,
  desk: LogDesk,
  log: DutyLog,
  now: Instant,
): Promise<HandOverSheet> {
  const { calendar } = deps
  const until = plus(now, deps.ahead)
  const rota = await rotaOf(deps, desk)
  const peopleAt = (at: Instant) =>
    rota === undefined ? [] : onDuty(rota, at, calendar).map(({ person }) => person)
  const since = log.since ?? log.entries[0]?.at
  return {
    ...{ at: now, until, onDuty: peopleAt(now), next: peopleAt(until) },
    ...(await alarmsOf(deps, desk)),
    cases: await casesOf(deps, desk, now, until),
    heldBack: await heldBackOf(deps, desk, now),
    ...(hasDeadLetters(desk) &&
      since !== undefined && { deadLetters: await deps.deadLetters(since) }),
    ...{ entries: log.entries, settled: log.settled, followUps: log.open },
  }
}

async function* pages<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<readonly T[]> {
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    yield page.items
    cursor = page.next
  } while (cursor !== undefined)
}

async function alarmsOf({ store, directory }: SheetDeps, desk: LogDesk) {
  const filter = { standing: true, scope: scopeOfDesk(desk) }
  const grave: AlarmRow[] = []
  const onGateways: AlarmRow[] = []
  for await (const page of pages((cursor) => store.alarms(filter, pageSize, cursor)))
    for (const row of page) {
      if (row.severity === 'red' || row.severity === 'orange') grave.push(row)
      else if (directory.get(row.device)?.device.kind === 'gateway') onGateways.push(row)
    }
  return { alarms: listedAlarms(grave), gateways: listedAlarms(onGateways) }
}

const listedAlarms = (rows: readonly AlarmRow[]): HandOverSheet['alarms'] => ({
  total: rows.length,
  rows: rows
    .toSorted(
      (a, b) =>
        compareSeverity(b.severity ?? 'blue', a.severity ?? 'blue') || a.raisedAt - b.raisedAt,
    )
    .slice(0, mostRows)
    .map(({ alarm, title, device, cell, severity, raisedAt, case: id, acknowledged }) => ({
      ...{ alarm, title, device, severity: severity ?? 'blue', since: raisedAt },
      ...(cell !== undefined && { cell }),
      ...(id !== undefined && { case: id }),
      ...(acknowledged !== undefined && {
        acknowledged: { by: acknowledged.by, at: acknowledged.at },
      }),
    })),
})

async function casesOf({ store }: SheetDeps, desk: LogDesk, now: Instant, until: Instant) {
  const scope = scopeOfDesk(desk)
  const { stages, open, suspended } = await store.summary(scope)
  const overdue: Case[] = []
  const due: Case[] = []
  const filter = { scope, stages: openStages }
  // By deadline: behind the first one that runs out later nothing more is due.
  for await (const page of pages((cursor) => store.list(filter, pageSize, cursor, 'deadline'))) {
    for (const one of page) {
      const at = dueAt(one)
      if (isOverdue(one, now)) overdue.push(one)
      else if (at !== undefined && at <= until) due.push(one)
    }
    const last = page.at(-1)
    if (last === undefined || (dueAt(last) ?? Infinity) > until) break
  }
  return {
    stages: Object.fromEntries(
      openStages.flatMap((stage) => {
        const count = stages[stage] ?? 0
        return count === 0 ? [] : [[stage, count]]
      }),
    ),
    ...{ open, suspended, overdue: listedCases(overdue), due: listedCases(due) },
  }
}

const dueAt = ({ deadlines }: Case): Instant | undefined =>
  deadlines.length === 0 ? undefined : (Math.min(...deadlines.map(({ at }) => at)) as Instant)

const isOverdue = ({ deadlines }: Case, now: Instant): boolean =>
  deadlines.some(({ overdue, at }) => overdue || at <= now)

const listedCases = (cases: readonly Case[]): HandOverSheet['cases']['due'] => ({
  total: cases.length,
  rows: cases.slice(0, mostRows).map((one) => {
    const { id, title, stage, severity, unit } = one
    const due = dueAt(one)
    return {
      ...{ case: id, title, stage, severity },
      ...(unit !== undefined && { unit }),
      ...(due !== undefined && { due }),
    }
  }),
})

async function heldBackOf({ store, partOf }: SheetDeps, desk: LogDesk, now: Instant) {
  const found: Suppression[] = []
  const running = { running: now }
  for await (const page of pages((cursor) => store.suppressions(running, pageSize, cursor)))
    for (const one of page) {
      const part = isOver(one, now) ? undefined : partOf(one, desk)
      if (part !== undefined) found.push(part)
    }
  return {
    total: found.length,
    rows: found
      .toSorted((a, b) => a.until - b.until)
      .slice(0, mostRows)
      .map(({ id, kind, reason, permit, until, by }) => ({
        ...{ id, kind, reason, until, by },
        ...(permit !== undefined && { permit }),
      })),
  }
}
