/** Which cases stand in which queue, whose queue it is, and in what order they are worked off. Pure. */
import { compareSeverity } from '../../../core/severity.ts'
import type { ActorRole } from '../../../core/actor.ts'
import type { Case, Summary } from '../../api/types.ts'
import type { Waiting } from '../../../core/supervision-terms.ts'
import type { Stage } from '../../../core/case-terms.ts'
import { finalStages, openStages, workStages } from '../../../core/case-terms.ts'

export const queues = {
  intake: { stages: ['collected', 'filed'] },
  dispatch: { stages: ['accepted', 'returned'] },
  working: { stages: workStages },
  verify: { stages: ['verifying'] },
  overdue: { stages: openStages, overdue: true },
  suspended: { stages: openStages, suspended: true },
  transferred: { stages: openStages, waiting: 'feedback' },
  coordination: { stages: openStages, waiting: 'coordination' },
  given: { stages: openStages, given: true },
  open: { stages: openStages },
  ended: { stages: finalStages },
} as const satisfies Record<
  string,
  {
    readonly stages: readonly Stage[]
    readonly overdue?: true
    readonly suspended?: true
    readonly waiting?: Waiting
    readonly given?: true
  }
>

export type QueueName = keyof typeof queues

const isQueueName = (text: string): text is QueueName => Object.hasOwn(queues, text)

const own: Readonly<Partial<Record<ActorRole, readonly QueueName[]>>> = {
  operator: ['intake'],
  dispatcher: ['dispatch', 'transferred', 'coordination'],
  inspector: ['verify', 'intake'],
  supervisor: ['open', 'overdue', 'coordination'],
  manager: ['open', 'overdue', 'coordination'],
  administrator: ['open', 'overdue'],
}

/** Every queue, those of the role first. */
export function queuesOf(role: ActorRole): readonly QueueName[] {
  const first = own[role] ?? []
  const others = Object.keys(queues).filter(isQueueName)
  return [...first, ...others.filter((name) => !first.includes(name))]
}

/** The queue that an address names; the role's own when it names none that there is. */
export const queueOf = (text: string | undefined, role: ActorRole): QueueName =>
  text !== undefined && isQueueName(text) ? text : (queuesOf(role)[0] ?? 'open')

export function countOf(
  queue: QueueName,
  { stages, overdue, suspended, waiting, given }: Summary,
): number {
  if (queue === 'transferred') return waiting.feedback
  if (queue === 'coordination') return waiting.coordination
  if (queue === 'given') return given
  if (queue === 'suspended') return suspended
  if (queue === 'overdue') return overdue
  return queues[queue].stages.reduce((sum, stage) => sum + (stages[stage] ?? 0), 0)
}

/** What a role finds when it comes: the first of its own queues that has something in it, else all that is open. */
export function firstQueue(role: ActorRole, counts: Summary): QueueName {
  const mine = own[role] ?? []
  const busy = [...mine, 'open' as const].find((name) => countOf(name, counts) > 0)
  return busy ?? queueOf(undefined, role)
}

export type Order = 'deadline' | 'newest' | 'severity'

/** Nothing runs in a case that has ended, and nothing of it is urgent: the last ones come first there. */
export const orderIn = (queue: QueueName, order: Order): Order =>
  queue === 'ended' ? 'newest' : order

/** Of the deadline that runs out first; nothing runs: after all others. */
const dueAt = ({ deadlines }: Pick<Case, 'deadlines'>): number =>
  Math.min(Number.MAX_SAFE_INTEGER, ...deadlines.map(({ at }) => at))

type Ranked = Pick<Case, 'id' | 'deadlines' | 'collectedAt' | 'severity'>

const byDeadline = (a: Ranked, b: Ranked): number =>
  dueAt(a) - dueAt(b) || a.collectedAt - b.collectedAt || (a.id < b.id ? -1 : 1)

const orders: Readonly<Record<Order, (a: Ranked, b: Ranked) => number>> = {
  deadline: byDeadline,
  newest: (a, b) => b.collectedAt - a.collectedAt || (a.id < b.id ? 1 : -1),
  severity: (a, b) => compareSeverity(b.severity, a.severity) || byDeadline(a, b),
}

export const inOrder = <T extends Ranked>(cases: readonly T[], order: Order): readonly T[] =>
  [...cases].sort(orders[order])

/** Whether all words of the search are somewhere in what one knows of the case. */
export function isFound(
  { id, title, place, category, unit }: Case,
  search: string,
  unitName: string,
): boolean {
  const { device, component, cell, description } = place
  const text = [
    id,
    title.zh,
    title.en,
    category,
    device,
    component,
    cell,
    description,
    unit,
    unitName,
  ]
    .join('\n')
    .toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
