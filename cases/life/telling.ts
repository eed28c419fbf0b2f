import type { CaseEvent } from './facts.ts'

const telling: ReadonlySet<string> = new Set<CaseEvent['event']>([
  'dispatched',
  'rework',
  'overdue',
  'severityChanged',
  'checkAsked',
  'limitChanged',
  'deadlineMoved',
  'escalated',
  'personTold',
  'reinforcementOrdered',
  'extended',
  'returned',
  'orderRecalled',
  'disputed',
  'supervised',
  'supervisionAnswered',
  'supervisionDemanded',
  'suspensionAsked',
  'suspended',
  'suspensionRefused',
  'resumed',
  'reopened',
  'voided',
  'duplicateMarked',
  'duplicateUnmarked',
  'folded',
  'coordinationAsked',
  'coordinated',
  'coordinationDeclined',
  'transferHandled',
  'transferDeclined',
  'transferFailed',
  'supportAsked',
  'supported',
  'supportDeclined',
  'supportWithdrawn',
])

/** Whether a fact can make a notice; the others are passed over without a look into the register. */
export const mayTell = ({
  event,
  data,
}: {
  readonly event: string
  readonly data: Readonly<Record<string, unknown>>
}): boolean => telling.has(event) || (event === 'evidenceAttached' && data['kind'] === 'reminded')
