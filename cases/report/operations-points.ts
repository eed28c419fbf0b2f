/** Cases as points for dashboards; see "Operations points" in docs/series.md. */
import type { CaseEventRecord } from '../../core/case-event.ts'
import {
  nameless,
  placeTags,
  slotOf,
  slots,
  type Naming,
  type OperationsPoint,
} from '../../core/operations.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from '../life/case.ts'
import type { DeadlineKind } from '../../core/case-terms.ts'
import { isOfCase } from '../life/deadlines.ts'
import { evolve } from '../life/evolve.ts'
import { readFact } from '../life/read-fact.ts'
import type { CaseStore } from '../ports.ts'

/** The deadline that an event ends, where the event shows that its work was done. */
const deadlineOf: Readonly<Partial<Record<string, DeadlineKind>>> = {
  problemConfirmed: 'check',
  problemDenied: 'check',
  reported: 'handling',
  verified: 'verification',
}

/** A case before and after one event of its record. */
interface Step {
  readonly record: CaseEventRecord
  readonly before: Case | undefined
  readonly after: Case
  /** No deadline of the case's life had passed, marked or not. */
  readonly inTime: boolean
  /** Handling deadlines that passed with the unit that has the case. */
  readonly unitOverdues: number
}

/**
 * A point for each event of one case whose version is wanted. `history` is its record, oldest first, at least up to
 * those events; what follows them changes nothing.
 */
export function caseEventPoints(
  history: readonly CaseEventRecord[],
  wanted: ReadonlySet<number>,
  naming: Naming = nameless,
): readonly OperationsPoint[] {
  return stepsOf(history).flatMap((step) =>
    wanted.has(step.record.version) ? [caseEventPoint(step, naming)] : [],
  )
}

function stepsOf(history: readonly CaseEventRecord[]): readonly Step[] {
  const steps: Step[] = []
  let before: Case | undefined
  let inTime = true
  const charged = new Map<string | undefined, number>()
  for (const record of history) {
    const after = evolve(record.case, before, readFact(record))
    if (after === undefined) continue
    inTime &&=
      after.overdues === 0 &&
      !(before?.deadlines.filter(isOfCase).some(passedBy(record.at)) ?? false)
    if (before !== undefined && isCharged(record.at, before, after))
      charged.set(before.unit, (charged.get(before.unit) ?? 0) + 1)
    steps.push({ record, before, after, inTime, unitOverdues: charged.get(after.unit) ?? 0 })
    before = after
  }
  return steps
}

/** A unit answers for its arrival and its handling. */
const isOfUnit = (kind: unknown): boolean => kind === 'handling' || kind === 'arrival'

/** Whether the event marks a deadline of the unit, or ends one that had passed without a mark. */
function isCharged(at: Instant, before: Case, after: Case): boolean {
  const unmarked = ({ deadlines }: Case) =>
    deadlines.some((one) => isOfUnit(one.kind) && !one.overdue && one.at <= at)
  return unmarked(before) && !unmarked(after)
}

/** A record of an older version may hold no mark where a deadline passed shortly before the next step. */
const passedBy =
  (at: Instant) =>
  (deadline: Case['deadlines'][number]): boolean =>
    deadline.overdue || deadline.at <= at

function caseEventPoint(
  { record, before, after, inTime, unitOverdues }: Step,
  naming: Naming,
): OperationsPoint {
  const { id, stage, severity, category, work, unit, source, place, title } = after
  const closed = record.event === 'closed'
  return {
    measurement: 'case',
    at: record.at,
    // No two of a million events in a row have the same one.
    slot: record.sequence % slots,
    tags: {
      event: record.event,
      stage,
      severity,
      category,
      work,
      // Who dispatches or verifies too late is not the unit.
      unit: record.event === 'overdue' && !isOfUnit(record.data['deadline']) ? undefined : unit,
      source,
      ...districtTags(after),
    },
    fields: {
      case: id,
      title_zh: title.zh,
      title_en: title.en,
      ...namesOf(place, naming),
      by: record.by.role,
      on_time: closed ? Number(inTime) : onTime(record, before),
      handling_minutes:
        closed && after.handledFor !== undefined ? after.handledFor / 60_000 : undefined,
      total_minutes: closed ? minutesBetween(after.collectedAt, after.endedAt) : undefined,
      reworks: after.reworks,
      returns: after.returns,
      overdues: after.overdues,
      unit_on_time: closed ? Number(unitOverdues === 0) : undefined,
      unit_overdues: closed ? unitOverdues : undefined,
      one: 1,
    },
  }
}

/** 1 when the deadline of the step had not passed, 0 when it had, undefined when the event ends none. */
function onTime({ event, at }: CaseEventRecord, before: Case | undefined): number | undefined {
  const kind = deadlineOf[event]
  const running = before?.deadlines.filter((deadline) => deadline.kind === kind) ?? []
  if (running.length === 0) return undefined
  return Number(!running.some(passedBy(at)))
}

/** What the city gave to another district is that one's, and no street's. */
const districtTags = ({ place, district }: Pick<Case, 'place' | 'district'>) =>
  district === undefined ? placeTags(place.cell) : { district }

const minutesBetween = (from: Instant | undefined, to: Instant | undefined): number | undefined =>
  from === undefined || to === undefined || to < from ? undefined : (to - from) / 60_000

const namesOf = ({ cell, device }: Case['place'], naming: Naming) => ({
  name: device === undefined ? undefined : naming.device(device),
  place: cell === undefined ? undefined : naming.place(cell),
})

/** `slot` tells open cases of one report apart. */
export function openCasePoint(
  state: Case,
  at: Instant,
  slot = slotOf(state.id),
  naming: Naming = nameless,
): OperationsPoint {
  const { id, stage, severity, category, work, unit, place, title, deadlines } = state
  return {
    measurement: 'open_case',
    at,
    slot,
    tags: {
      stage,
      severity,
      category,
      work,
      unit,
      ...districtTags(state),
      device: place.device,
    },
    fields: {
      case: id,
      title_zh: title.zh,
      title_en: title.en,
      ...namesOf(place, naming),
      longitude: place.longitude,
      latitude: place.latitude,
      overdue: Number(deadlines.filter(isOfCase).some(passedBy(at))),
      due: deadlines.length === 0 ? undefined : Math.min(...deadlines.map((each) => each.at)),
      age_minutes: Math.max(0, at - state.collectedAt) / 60_000,
      one: 1,
    },
  }
}

/** The cases' part of the city's point; the devices' part is written beside it under the same instant. */
export function cityCasesPoint(
  summary: Pick<
    Awaited<ReturnType<CaseStore['summary']>>,
    'open' | 'overdue' | 'standingAlarms' | 'stages'
  >,
  at: Instant,
): OperationsPoint {
  const { open, overdue, standingAlarms, stages } = summary
  return {
    measurement: 'city',
    at,
    tags: {},
    fields: {
      open,
      overdue,
      standing_alarms: standingAlarms,
      to_file: stages.collected ?? 0,
      to_verify: stages.verifying ?? 0,
    },
  }
}
