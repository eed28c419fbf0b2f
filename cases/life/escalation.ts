/**
 * Chains of escalation (逐级催办): who hears when, while a case does not go on. A step is due by what the case is now, as its
 * deadlines are, and never by a timer: whoever looks later finds it. What was told stands in the case. Pure.
 */
import { fitsCategory } from '../../core/categories.ts'
import type { Stage, Work } from '../../core/case-terms.ts'
import type { EscalationBasis, EscalationTarget } from '../../core/escalation-terms.ts'
import type { Severity } from '../../core/severity.ts'
import { minutes, plus, type Instant } from '../../core/time.ts'
import type { Case, ToldStep } from './case.ts'
import { parseLimit } from './working-time.ts'

/** The clock of the handling limit: urgent runs always, working in working hours, natural by days of the calendar. */
export const timeClasses = ['urgent', 'working', 'natural'] as const
type TimeClass = (typeof timeClasses)[number]

export interface EscalationStep {
  /** Says what it is, so that a file may be reordered and nothing is told again. */
  readonly id: string
  readonly of: EscalationBasis
  /** Milliseconds behind what it counts from; below zero: ahead of the deadline. */
  readonly offset: number
  readonly tell: EscalationTarget
  /** Told again so often, in all `times` more, until there is no need any more. */
  readonly again?: { readonly every: number; readonly times: number }
}

/** What a row leaves out fits every case; the first row that fits has the steps. */
export interface EscalationRow {
  readonly severities?: readonly Severity[]
  readonly time?: TimeClass
  readonly work?: Work
  readonly category?: string
  readonly steps: readonly EscalationStep[]
}

export interface DueStep extends ToldStep {
  readonly due: Instant
  readonly tell: EscalationTarget
}

const timeClassOf = (limit: string): TimeClass => {
  const unit = parseLimit(limit)?.unit
  if (unit === 'working hour' || unit === 'working day') return 'working'
  return unit === 'natural day' ? 'natural' : 'urgent'
}

const stepsFor = (
  rows: readonly EscalationRow[],
  { severity, limit, work, category }: Pick<Case, 'severity' | 'limit' | 'work' | 'category'>,
): readonly EscalationStep[] =>
  rows.find(
    (row) =>
      (row.severities === undefined || row.severities.includes(severity)) &&
      (row.time === undefined || row.time === timeClassOf(limit)) &&
      (row.work === undefined || row.work === work) &&
      (row.category === undefined || fitsCategory(row.category, category)),
  )?.steps ?? []

type Escalating = Pick<
  Case,
  | 'stage'
  | 'deadlines'
  | 'orderedAt'
  | 'unit'
  | 'told'
  | 'severity'
  | 'limit'
  | 'work'
  | 'category'
  | 'suspension'
>

const unaccepted: readonly Stage[] = ['dispatched', 'rework']

interface Base {
  readonly of: EscalationBasis
  readonly at: Instant
  readonly since?: Instant
}

/** What runs of the case, that steps count from. */
export const basesOf = ({
  stage,
  deadlines,
  orderedAt,
}: Pick<Case, 'stage' | 'deadlines' | 'orderedAt'>): readonly Base[] => [
  ...deadlines.map(({ kind, at, since }) => ({
    of: kind,
    at,
    ...(since !== undefined && { since }),
  })),
  ...(orderedAt !== undefined && unaccepted.includes(stage)
    ? [{ of: 'order' as const, at: orderedAt }]
    : []),
]

/** When the step is told next, in the past when that is due; undefined when it has nobody or nothing to tell any more. */
function nextOf(step: EscalationStep, state: Escalating, now: Instant): DueStep | undefined {
  const { id, of, offset, tell, again } = step
  const base = basesOf(state).find((one) => one.of === of)
  if (base === undefined || (tell === 'unit' && state.unit === undefined)) return undefined
  const first = plus(base.at, offset)
  // The whole time is shorter than the warning would be ahead of its end.
  if (base.since !== undefined && first < base.since) return undefined
  const told = (state.told ?? []).find((one) => one.step === id && one.base === base.at)
  const every = again?.every ?? 0
  // Who looks late tells the newest repetition and none of those that it replaces.
  const newest = every === 0 ? 0 : Math.floor(Math.max(0, now - first) / every)
  const last = again?.times ?? 0
  const number = Math.max((told?.number ?? -1) + 1, Math.min(newest, last))
  const due = plus(first, number * every)
  const isPointless = number > last || (offset < 0 && (due >= base.at || now >= base.at))
  return isPointless ? undefined : { step: id, of, base: base.at, number, due, tell }
}

/** What comes next if the case stays as it is, the earliest first; nobody is told of one that is suspended (挂账). */
export const stepsAhead = (
  rows: readonly EscalationRow[],
  state: Escalating,
  now: Instant,
): readonly DueStep[] =>
  state.suspension?.state === 'suspended'
    ? []
    : stepsFor(rows, state)
        .flatMap((step) => nextOf(step, state, now) ?? [])
        .toSorted((a, b) => a.due - b.due)

export const stepsDue = (
  rows: readonly EscalationRow[],
  state: Escalating,
  now: Instant,
): readonly DueStep[] => stepsAhead(rows, state, now).filter(({ due }) => due <= now)

/** What the case remembers of it; what no longer runs is forgotten. */
export const withTold = (
  state: Pick<Case, 'stage' | 'deadlines' | 'orderedAt' | 'told'>,
  { step, of, base, number }: ToldStep,
): readonly ToldStep[] => {
  const running = basesOf(state)
  const others = (state.told ?? []).filter(
    (one) =>
      !(one.step === step && one.base === base) &&
      running.some((kept) => kept.of === one.of && kept.at === one.base),
  )
  return [...others, { step, of, base, number }]
}

/** Nothing is repeated more often. */
export const leastEvery = minutes(1)
