/** What the record of a case asked of whom, until when, and what became of it. */
import type { DeadlineKind, Source } from '../../core/case-terms.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import type { Satisfaction } from '../../core/satisfaction-terms.ts'
import type { Instant } from '../../core/time.ts'
import type { Fact } from '../life/facts.ts'

/** The facts that begin, move or end a duty, or that are counted themselves. */
export const evaluatedEvents = [
  'collected',
  'checkAsked',
  'problemConfirmed',
  'problemDenied',
  'filed',
  'accepted',
  'dispatched',
  'reported',
  'returned',
  'orderRecalled',
  'verified',
  'rework',
  'closed',
  'voided',
  'duplicateMarked',
  'duplicateUnmarked',
  'limitChanged',
  'deadlineMoved',
  'extended',
  'suspended',
  'resumed',
  'reopened',
  'rated',
  'selfHandled',
  'supervised',
  'supervisionDemanded',
  'supervisionLifted',
  'transferred',
  'transferHandled',
  'transferDeclined',
  'transferRecalled',
  'transferFailed',
  'coordinationAsked',
  'coordinationWithdrawn',
  'coordinated',
  'coordinationDeclined',
  'supportAsked',
  'supported',
  'supportDeclined',
  'supportWithdrawn',
] as const satisfies readonly Fact['event'][]

export interface Step {
  readonly event: (typeof evaluatedEvents)[number]
  readonly at: Instant
  /** Name of who did it. */
  readonly by: string
  /** The unit that had the case after it; of support the one that supports. */
  readonly unit?: UnitId
  /** Of `rated`. */
  readonly rating?: Satisfaction
  /** Of the deadline that it sets. */
  readonly due?: Instant
}

/** The steps of one case, oldest first. */
export interface CaseHistory {
  readonly id: CaseId
  readonly category: string
  readonly source: Source
  readonly cell?: string
  /** The city gave it to this district, which is not that of its place. */
  readonly district?: string
  readonly steps: readonly Step[]
}

export interface Duty {
  readonly kind: DeadlineKind
  /** Of handling: whose order it is. */
  readonly unit?: UnitId
  readonly begun: Instant
  /** When it passed, or else the last that it was moved to. */
  readonly due: Instant
  readonly passed: boolean
  /** It was given more time (延期). */
  readonly extended?: true
  /** It stands still (挂账). */
  readonly still?: true
  /** Absent while it runs. */
  readonly end?: Step
}

const begins: Readonly<Partial<Record<Step['event'], DeadlineKind>>> = {
  collected: 'dispatch',
  checkAsked: 'check',
  problemConfirmed: 'dispatch',
  problemDenied: 'dispatch',
  returned: 'dispatch',
  orderRecalled: 'dispatch',
  dispatched: 'handling',
  rework: 'handling',
  reopened: 'handling',
  reported: 'verification',
  transferHandled: 'verification',
  transferDeclined: 'dispatch',
  transferRecalled: 'dispatch',
  transferFailed: 'dispatch',
  coordinationWithdrawn: 'dispatch',
  coordinated: 'dispatch',
  coordinationDeclined: 'dispatch',
}
const ends: ReadonlySet<Step['event']> = new Set([
  'transferred',
  'coordinationAsked',
  'verified',
  'closed',
  'voided',
])

/** Of steps that all came before `to`: one that runs out at the very moment of an act has passed, as for the desk. */
export function dutiesOf(steps: readonly Step[], to: Instant): readonly Duty[] {
  const duties: Duty[] = []
  let running: Duty | undefined
  for (const step of steps) {
    if (running !== undefined && passes(running, step.at)) running = { ...running, passed: true }
    const kind = begins[step.event]
    if (running !== undefined && (kind !== undefined || ends.has(step.event))) {
      duties.push({ ...running, end: step })
      running = undefined
    }
    if (running !== undefined && step.event === 'suspended') running = { ...running, still: true }
    if (running !== undefined && step.event === 'resumed') {
      const { still: _, ...going } = running
      running = going
    }
    if (step.due === undefined) continue
    if (running !== undefined && step.event === 'extended') running = { ...running, extended: true }
    if (kind !== undefined)
      running = {
        ...{ kind, begun: step.at, due: step.due, passed: false },
        ...(kind === 'handling' && step.unit !== undefined && { unit: step.unit }),
      }
    else if (running !== undefined && !running.passed) running = { ...running, due: step.due }
  }
  if (running === undefined) return duties
  return [
    ...duties,
    { ...running, passed: running.passed || (running.still !== true && running.due < to) },
  ]
}

const passes = ({ due, still }: Duty, at: Instant): boolean => still !== true && due <= at

/** The work itself ended it: a return or an end of the case is none. */
export function isDone({ kind, end }: Duty): boolean {
  if (kind === 'check') return end?.event === 'problemConfirmed' || end?.event === 'problemDenied'
  if (kind === 'dispatch') return end?.event === 'dispatched'
  if (kind === 'handling') return end?.event === 'reported'
  return end?.event === 'verified' || end?.event === 'rework' || end?.event === 'transferFailed'
}
