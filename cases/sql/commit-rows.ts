import { createHash } from 'node:crypto'

import type { Insertable } from 'kysely'

import { canonicalJson } from '../../core/canonical-json.ts'
import { isFinal } from '../../core/case-terms.ts'
import type { Case } from '../life/case.ts'
import { isOfCase } from '../life/deadlines.ts'
import { chained } from '../life/hash-chain.ts'
import { keptData } from '../life/read-fact.ts'
import { waitingOf } from '../life/waiting.ts'
import type { Ahead, AlarmRow, Commit } from '../ports.ts'
import { dueOf, namesText, supportersText } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'

type EventRow = Insertable<CaseTables['case_events']>
type CaseRow = Omit<Insertable<CaseTables['cases']>, 'id' | 'hash' | 'open_key'>
type DeadlineRow = Insertable<CaseTables['case_deadlines']>

export const sha256 = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('hex')

/** The events of a commit as rows, chained to `hash`, that of the event before them. */
export function eventRows(
  { id, expectedVersion, events, states }: Commit,
  hash: string,
): readonly EventRow[] {
  let last = hash
  return events.map((fact, index) => {
    const { at, by, event } = fact
    const data = keptData(fact)
    const version = expectedVersion + index + 1
    last = sha256(chained(last, { case: id, version, at, by, event, data }))
    return {
      case_id: id,
      version,
      at,
      actor: canonicalJson(by),
      event,
      data: canonicalJson(data),
      unit: states[index]?.unit ?? null,
      hash: last,
    }
  })
}

/** What a case is found by, and the case itself. */
export const caseRow = (state: Case): CaseRow => ({
  version: state.version,
  stage: state.stage,
  open: isFinal(state.stage) ? 0 : 1,
  unit: state.unit ?? null,
  cell: state.place.cell ?? null,
  device: state.place.device ?? null,
  category: state.category,
  severity: state.severity,
  overdue: state.deadlines.some((one) => one.overdue && isOfCase(one)) ? 1 : 0,
  collected_at: state.collectedAt,
  ended_at: state.endedAt ?? null,
  due_at: dueOf(state),
  waiting: namesText(waitingOf(state)),
  supports: supportersText(state),
  district: state.district ?? null,
  state: JSON.stringify(state),
})

/** The deadlines that the sweep is to find, and when it tells the next step of escalation, or the next person. */
export function deadlineRows(
  { id, deadlines, recheck, suspension }: Case,
  { escalation, person }: Ahead = {},
): readonly DeadlineRow[] {
  const running: { readonly kind: string; readonly at: number }[] = deadlines.filter(
    ({ overdue }) => !overdue,
  )
  if (recheck !== undefined) running.push({ kind: 'recheck', at: recheck })
  if (escalation !== undefined) running.push({ kind: 'escalation', at: escalation })
  if (person !== undefined) running.push({ kind: 'person', at: person })
  if (suspension?.state === 'suspended') running.push({ kind: 'resume', at: suspension.until })
  return running.map(({ kind, at }) => ({ case_id: id, kind, at }))
}

/** What an alarm is found by, and its row. */
export const alarmValues = (row: AlarmRow): Omit<Insertable<CaseTables['alarms']>, 'id'> => ({
  rule: row.rule,
  device: row.device,
  standing: row.standing ? 1 : 0,
  outcome: row.outcome,
  raised_at: row.raisedAt,
  cleared_at: row.clearedAt ?? null,
  row: JSON.stringify(row),
  cell: row.cell ?? null,
  with_case: row.case ?? null,
})
