/** What was said of the order of a case, as its record tells: the note that came with it, and why the case came back. Pure. */
import type { CaseEventRecord } from '../../core/case-event.ts'
import { instant, type Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import type { CaseEvent } from './facts.ts'

/** How a case comes back to somebody: 退回、撤回派遣、返工、复开. */
export const comingBack = [
  'returned',
  'orderRecalled',
  'rework',
  'reopened',
] as const satisfies readonly CaseEvent['event'][]
type ComingBack = (typeof comingBack)[number]

/** Whoever has it next goes on: why it came back is told no more. */
const goingOn = [
  'dispatched',
  'reported',
  'coordinated',
  'transferred',
  'closed',
  'voided',
] as const satisfies readonly CaseEvent['event'][]

/** The facts that it is read from. */
export const orderTurns: readonly string[] = [...comingBack, ...goingOn]

export interface OrderWords {
  /** Until it goes on. */
  readonly cameBack?: { readonly event: ComingBack; readonly at: Instant; readonly reason: string }
  /** While the unit has the order that it came with, or has reported it. */
  readonly note?: string
}

/** A case of which there is something to be read: it had an order. Older records do not number orders. */
export const hadOrder = ({
  dispatchedAt,
  returns,
  reworks,
}: Pick<Case, 'dispatchedAt' | 'returns' | 'reworks'>): boolean =>
  dispatchedAt !== undefined || returns + reworks > 0

const takesNote: ReadonlySet<string> = new Set<CaseEvent['event']>([
  'returned',
  'orderRecalled',
  'coordinated',
  'transferred',
])

/** Events of one case in their order; those that are no turns are passed over. What is not of the expected shape is not told. */
export function orderWords(
  events: readonly Pick<CaseEventRecord, 'event' | 'at' | 'data'>[],
): OrderWords {
  let words: OrderWords = {}
  for (const { event, at, data } of events) {
    if (!orderTurns.includes(event)) continue
    const { note, cameBack: _, ...rest } = words
    const reason = textIn(data['reason'])
    const back = comingBack.find((name) => name === event)
    const told =
      event === 'dispatched' ? textIn(data['note']) : takesNote.has(event) ? undefined : note
    words = {
      ...rest,
      ...(told !== undefined && { note: told }),
      ...(back !== undefined &&
        reason !== undefined && { cameBack: { event: back, at: instant(at), reason } }),
    }
  }
  return words
}

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
