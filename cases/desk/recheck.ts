/**
 * The second look at a case that ended although alarms of it stood. The record of an ended case is final, so what still stands
 * goes to the case that is open for the thing, or to a new one that names the former. A repeat after a crash finds it done.
 * While a fault of their own sensor explains all of them nothing follows, as nothing new of it opens a case (causes.ts).
 */
import type { AlarmId, CaseId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import { urbanBrain } from '../life/passed.ts'
import { explainsCase, faultOf, type Wanting } from '../life/cause.ts'
import { openKey, type Case } from '../life/case.ts'
import { caseNumber } from './case-number.ts'
import type { CaseDesk } from './desk.ts'
import type { AlarmRow, CaseStore } from '../ports.ts'
import type { Calendar } from '../life/working-time.ts'

export interface RecheckDeps {
  readonly store: CaseStore
  readonly desk: CaseDesk
  readonly calendar: Pick<Calendar, 'offset'>
}

/** Whether it was done; it comes again when somebody was faster. */
export async function recheck(deps: RecheckDeps, id: CaseId, due: Instant): Promise<boolean> {
  const { store, desk } = deps
  const former = await store.get(id)
  if (former === undefined || former.recheck !== due) return false
  const standing: AlarmId[] = []
  const followedBy = new Set<CaseId>()
  const rows = await standingOf(store, former)
  const fault = await faultOfAll(store, former, rows)
  if (fault !== undefined) {
    const { alarm, title } = fault
    const command = { command: 'postponeRecheck', due, alarm, title } as const
    return (await desk.execute(id, command, urbanBrain)).refusal === undefined
  }
  for (const row of rows) {
    const { alarm } = row
    const next = await follow(deps, former, row, due)
    if (next === undefined) return false
    standing.push(alarm)
    followedBy.add(next)
  }
  const command = { command: 'recheck', due, standing, followedBy: [...followedBy] } as const
  return (await desk.execute(id, command, urbanBrain)).refusal === undefined
}

async function standingOf(store: CaseStore, former: Case): Promise<readonly AlarmRow[]> {
  const rows = await Promise.all(former.standing.map((alarm) => store.alarm(alarm)))
  return rows.flatMap((row) => (row?.standing === true ? row : []))
}

/**
 * The fault of its own sensor that explains the first of them, when each is explained so. One that another sensor bears out is
 * followed at once, and the others with it.
 */
async function faultOfAll(
  store: CaseStore,
  former: Case,
  rows: readonly AlarmRow[],
): Promise<Wanting | undefined> {
  let first: Wanting | undefined
  for (const { device } of rows) {
    const faults = await store.causing(faultOf(device))
    const fault = faults.find(({ transition }) => explainsCase(transition, former))
    if (fault === undefined) return undefined
    first ??= fault.transition
  }
  return first
}

async function follow(
  { store, desk, calendar }: RecheckDeps,
  former: Case,
  row: AlarmRow,
  due: Instant,
): Promise<CaseId | undefined> {
  const { work, category, limit, lead, title, place, filedAt } = former
  // What nobody had filed is not sent out unseen now.
  const filing = filedAt === undefined ? 'confirm' : 'automatic'
  const template = { work, category, limit, lead, filing } as const
  const alarm = evidenceOf(row)
  const key = openKey(place, category, work)
  const open = key === undefined ? undefined : await store.openCase(key)
  if (open !== undefined) {
    if ((await store.get(open))?.alarms.includes(row.alarm) === true) return open
    const command = { command: 'attachEvidence', alarm, joined: true, template } as const
    const joined = await desk.execute(open, command, urbanBrain)
    return joined.refusal === undefined ? open : undefined
  }
  const id = caseNumber(`${former.id}>${row.alarm}`, due, calendar.offset(due))
  const severity = row.severity ?? former.severity
  const opened = await desk.execute(
    id,
    { command: 'open', template, title, severity, place, alarm, follows: former.id },
    urbanBrain,
  )
  // It was opened before a crash, and has ended since.
  if (opened.refusal !== undefined) return (await store.get(id)) === undefined ? undefined : id
  const now = await store.alarm(row.alarm)
  if (now !== undefined && !now.standing) {
    const cleared = { ...alarm, kind: 'cleared', at: now.at } as const
    const command = { command: 'attachEvidence', alarm: cleared, joined: false } as const
    await desk.execute(id, command, urbanBrain)
  }
  return id
}

const evidenceOf = ({ alarm, rule, raisedAt, severity, evidence }: AlarmRow) => ({
  alarm,
  rule,
  kind: 'raised' as const,
  at: raisedAt,
  ...(severity !== undefined && { severity }),
  ...(evidence !== undefined && { evidence }),
})
