/**
 * What depends on the notice of the State Council for the next year. It comes late in the year before, and until the data have it,
 * deadlines beyond take plain weekdays: people are told in time, and such deadlines are computed again when the data come.
 */
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseId } from '../../core/identity.ts'
import { days, type Instant } from '../../core/time.ts'
import type { Case, CaseDeadline } from '../life/case.ts'
import { type DeadlineKind, openStages } from '../../core/case-terms.ts'
import type { CaseDesk } from './desk.ts'
import { urbanBrain } from '../life/passed.ts'
import { readFact } from '../life/read-fact.ts'
import { caseOf } from '../life/history.ts'
import type { CaseStore } from '../ports.ts'
import type { Calendar } from '../life/working-time.ts'

/** How long before the data end people are told. */
const notice = days(60)

/** undefined while the calendar reaches far enough. */
export function calendarWarning(calendar: Calendar, now: Instant): string | undefined {
  const ends = calendar.ends(now) * days(1)
  const left = ends - (now + calendar.offset(now))
  if (left > notice) return undefined
  const last = new Date(ends - 1).toISOString().slice(0, 10)
  const when = left <= 0 ? 'has ended' : `ends in ${Math.ceil(left / days(1))} days`
  return (
    `the calendar of public holidays ${when} (${last}): working time after it knows no swap days; ` +
    'update the program, or name all holidays of the next year in city.yaml'
  )
}

/** Where the time of a running deadline began: each of these sets its clock. */
const starters: Readonly<Record<DeadlineKind, readonly string[]>> = {
  check: ['checkAsked', 'limitChanged'],
  dispatch: [
    ...['collected', 'problemConfirmed', 'problemDenied', 'returned', 'limitChanged'],
    ...['orderRecalled', 'transferDeclined', 'transferRecalled', 'transferFailed'],
    ...['coordinated', 'coordinationDeclined', 'coordinationWithdrawn'],
  ],
  arrival: ['dispatched', 'resumed'],
  handling: ['dispatched', 'rework', 'limitChanged', 'extended', 'resumed', 'reopened'],
  verification: ['reported', 'transferHandled'],
  supervision: ['supervised', 'supervisionDemanded'],
  support: ['supportAsked'],
  transfer: ['transferred'],
  coordination: ['coordinationAsked', 'limitChanged'],
}

/** A shorter limit sets the clock of what it moved only. */
const started = (kind: DeadlineKind, due: Instant, { event, data }: CaseEventRecord): boolean => {
  if (!starters[kind].includes(event)) return false
  const { deadline } = data as { readonly deadline?: CaseDeadline }
  // Each supporting unit has a deadline of its own.
  if (kind === 'support') return deadline?.at === due
  return event !== 'limitChanged' || deadline?.kind === kind
}

/** With the handling limit that the case had then, or that an extension gave its order. */
function startOf(
  { kind, at }: Pick<CaseDeadline, 'kind' | 'at'>,
  id: CaseId,
  history: readonly CaseEventRecord[],
): { readonly start: Instant; readonly limit: string; readonly left?: number } | undefined {
  const record = history.findLast((one) => started(kind, at, one))
  if (record?.event === 'resumed') return resumedAt(kind, id, record, history)
  const then = record && caseOf(id, history, record.version)
  return record && then && { start: record.at, limit: limitIn(record) ?? then.limit }
}

/** With what was left of it when it stood still. */
function resumedAt(
  kind: DeadlineKind,
  id: CaseId,
  record: CaseEventRecord,
  history: readonly CaseEventRecord[],
): { readonly start: Instant; readonly limit: string; readonly left: number } | undefined {
  const fact = readFact(record)
  const before = caseOf(id, history, record.version - 1)
  const stopped = before?.suspension?.stopped?.find((one) => one.kind === kind)
  return fact.event === 'resumed' && stopped !== undefined
    ? { start: fact.data.ended, limit: stopped.limit, left: stopped.left }
    : undefined
}

const limitIn = (record: CaseEventRecord): string | undefined => {
  const fact = readFact(record)
  const ofItsOwn = ['extended', 'supervised', 'supervisionDemanded', 'supportAsked']
  return 'limit' in fact.data && ofItsOwn.includes(fact.event) ? fact.data.limit : undefined
}

const uncertain = ({ deadlines }: Case): readonly CaseDeadline[] =>
  deadlines.filter(({ certain, overdue }) => !certain && !overdue)

const page = 200

/** Computes the deadlines of open cases again that were not certain when they were set. Returns how many changed. */
export async function settleDeadlines(
  store: Pick<CaseStore, 'list' | 'load'>,
  desk: CaseDesk,
  signal: AbortSignal,
): Promise<number> {
  let settled = 0
  let cursor: string | undefined
  do {
    const { items, next } = await store.list({ stages: openStages }, page, cursor)
    for (const state of items) {
      for (const { kind, at } of uncertain(state)) {
        if (signal.aborted) return settled
        const began = startOf({ kind, at }, state.id, await store.load(state.id))
        if (began === undefined) continue
        const command = { command: 'settleDeadline', deadline: kind, due: at, ...began } as const
        const answer = await desk.execute(state.id, command, urbanBrain)
        if (answer.refusal === undefined) settled += 1
      }
    }
    cursor = next
  } while (cursor !== undefined)
  return settled
}
