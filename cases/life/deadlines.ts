/**
 * What runs of a case: the clock of its stage, of which there is one at a time, and beside it deadlines of other kinds. The
 * clock of the stage stands first in the list.
 */
import type { DeadlineKind } from '../../core/case-terms.ts'
import type { Case, CaseDeadline } from './case.ts'

type Running = Case['deadlines']

const ofStage: ReadonlySet<DeadlineKind> = new Set([
  'dispatch',
  'check',
  'handling',
  'verification',
  'transfer',
  'coordination',
])
/** Kinds that go on when the stage changes or stands still, until an act of their own or the end of the case. */
const lasting: ReadonlySet<DeadlineKind> = new Set<DeadlineKind>(['supervision', 'support'])

/** Of the stage, and so of what the case is late by; others say of their own matter that it is late. */
export const isOfStage = ({ kind }: { readonly kind: DeadlineKind }): boolean => ofStage.has(kind)

/** What others than whoever has the case answer for. */
const ofOthers: ReadonlySet<DeadlineKind> = new Set<DeadlineKind>([
  ...lasting,
  'transfer',
  'coordination',
])

/** What the case is late by: an answer to a supervision is not, nor is what supporting units, authorities outside or the city do. */
export const isOfCase = ({ kind }: { readonly kind: DeadlineKind }): boolean => !ofOthers.has(kind)

export const stageDeadline = ({
  deadlines,
}: Pick<Case, 'deadlines'>): Running[number] | undefined => deadlines.find(isOfStage)

export const ofStageFirst = (deadlines: Running): Running => {
  const first = stageDeadline({ deadlines })
  return first === undefined ? deadlines : [first, ...deadlines.filter((one) => one !== first)]
}

/** A stage begins with these; of those before only what outlasts a stage goes on. */
export const entering = (before: Running, ...deadlines: readonly CaseDeadline[]): Running => [
  ...deadlines.map(running),
  ...before.filter(({ kind }) => lasting.has(kind)),
]

/** A new deadline within the stage: it takes the place of the one of its kind, and every other goes on. */
export const replacing = (before: Running, deadline: CaseDeadline): Running => {
  const next = running(deadline)
  return before.some(({ kind }) => kind === deadline.kind)
    ? before.map((one) => (one.kind === deadline.kind ? next : one))
    : [...before, next]
}

/** Those that go on when that kind is done. */
export const without = (before: Running, done: DeadlineKind): Running =>
  before.filter(({ kind }) => kind !== done)

const running = (deadline: CaseDeadline): Running[number] => ({ ...deadline, overdue: false })
