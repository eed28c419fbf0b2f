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
import { isAbout, orderOf } from './order.ts'
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
  | 'orders'
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
  readonly base: Instant
  /** Of the order that it belongs to. */
  readonly order?: number
  readonly since?: Instant
}

type Bases = Pick<Case, 'stage' | 'deadlines' | 'orderedAt' | 'orders'>

/** What runs of the case, that steps count from. */
export const basesOf = (state: Bases): readonly Base[] => [
  ...state.deadlines.map(({ kind, at, since }) => ({
    ...{ of: kind, base: at, ...orderOf(kind, state) },
    ...(since !== undefined && { since }),
  })),
  ...(state.orderedAt !== undefined && unaccepted.includes(state.stage)
    ? [{ of: 'order' as const, base: state.orderedAt, ...orderOf('order', state) }]
    : []),
]

/** When the step is told next, in the past when that is due; undefined when it has nobody or nothing to tell any more. */
function nextOf(step: EscalationStep, state: Escalating, now: Instant): DueStep | undefined {
  const { id, of, offset, tell, again } = step
  const found = basesOf(state).find((one) => one.of === of)
  if (found === undefined || (tell === 'unit' && state.unit === undefined)) return undefined
  const { since, ...clock } = found
  const { base } = clock
  const first = plus(base, offset)
  // The whole time is shorter than the warning would be ahead of its end.
  if (since !== undefined && first < since) return undefined
  const told = (state.told ?? []).find((one) => one.step === id && isAbout(one, clock))
  const every = again?.every ?? 0
  // Who looks late tells the newest repetition and none of those that it replaces.
  const newest = every === 0 ? 0 : Math.floor(Math.max(0, now - first) / every)
  const last = again?.times ?? 0
  const number = Math.max((told?.number ?? -1) + 1, Math.min(newest, last))
  const due = plus(first, number * every)
  const isPointless = number > last || (offset < 0 && (due >= base || now >= base))
  return isPointless ? undefined : { step: id, ...clock, number, due, tell }
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
  state: Bases & Pick<Case, 'told'>,
  { step, of, base, order, number }: ToldStep,
): readonly ToldStep[] => {
  const running = basesOf(state)
  const clock = { of, base, ...(order !== undefined && { order }) }
  const others = (state.told ?? []).filter(
    (one) =>
      !(one.step === step && isAbout(one, clock)) && running.some((kept) => isAbout(one, kept)),
  )
  return [...others, { step, ...clock, number }]
}

/** Nothing is repeated more often. */
export const leastEvery = minutes(1)
