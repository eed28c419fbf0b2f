/**
 * Emergency repair (应急抢修): the crew is on site within a quarter of an hour of its order, and when it has not mended the thing in two
 * hours more forces come (增援). The case stays open; the record says who sent how many. Pure.
 */
import type { Instant } from '../../core/time.ts'
import type { Case, CaseDeadline } from './case.ts'
import type { Context } from './decision-context.ts'
import type { Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'

/** The deadlines of an order that is given now. */
export function orderTimes(
  { category, severity, work, limit }: Pick<Case, 'category' | 'severity' | 'work' | 'limit'>,
  now: Instant,
  context: Context,
): { readonly deadline: CaseDeadline; readonly arrival?: CaseDeadline } {
  const deadline = context.deadline('handling', now, limit)
  if (work !== 'incident' || !context.isEmergency(category, severity)) return { deadline }
  const repair = context.deadline('handling', now, context.repair)
  return {
    deadline: repair.at < deadline.at ? repair : deadline,
    arrival: context.deadline('arrival', now, limit),
  }
}

/** What follows when the handling deadline of an emergency has passed. */
export const reinforcements = (
  { emergency, unit }: Pick<Case, 'emergency' | 'unit'>,
  due: Instant,
): readonly Extract<Fact, { readonly event: 'reinforcementOrdered' }>[] =>
  emergency === true && unit !== undefined
    ? [{ event: 'reinforcementOrdered', data: { unit, due } }]
    : []

export function reinforce(
  { reinforcement, id }: Pick<Case, 'reinforcement' | 'id'>,
  { count, text }: { readonly count: number; readonly text?: string | undefined },
): Fact[] | Refusal {
  return reinforcement === undefined
    ? { reason: 'nothing-new', text: `No reinforcement is ordered for case ${id}.` }
    : [{ event: 'reinforced', data: { count, ...(text !== undefined && { text }) } }]
}
