/**
 * A case that unit after unit gives back as not theirs is a dispute (争议): no dispatcher sends it on, a supervisor or manager
 * designates the unit (指定), and that unit cannot give it back.
 */
import type { Instant } from '../../core/time.ts'
import { placeAt } from './boundary.ts'
import type { Case } from './case.ts'
import type { Command, CommandName } from './commands.ts'
import type { Context } from './decision-context.ts'
import { orderTimes } from './emergency.ts'
import type { CaseEvent, Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'

type Disputed = Extract<CaseEvent, { readonly event: 'selfHandled' | 'disputed' | 'designated' }>

export function refusedDispute(state: Case, command: CommandName): Refusal | undefined {
  const { id, dispute } = state
  if (command === 'dispatch' && dispute === 'open')
    return { reason: 'disputed', text: `Whose case ${id} is, a supervisor or manager designates.` }
  if (command === 'designate' && dispute !== 'open')
    return { reason: 'not-disputed', text: `Nobody disputes whose case ${id} is.` }
  return (command === 'return' || command === 'recallOrder') && dispute === 'designated'
    ? { reason: 'designated', text: `Case ${id} was designated to its unit, which keeps it.` }
    : undefined
}

/** Behind a return: whether it was one too many. */
export function disputed(state: Case, { disputeAfter }: Pick<Context, 'disputeAfter'>): Fact[] {
  const returns = state.returns + 1
  return returns >= disputeAfter ? [{ event: 'disputed', data: { returns } }] : []
}

export function designate(
  state: Case,
  command: Command & { readonly command: 'designate' },
  now: Instant,
  context: Context,
): Fact[] | Refusal {
  const { unit, reason, boundary } = command
  if (!context.isUnit(unit)) return { reason: 'unknown-unit', text: `There is no unit ${unit}.` }
  if (boundary !== undefined && placeAt(boundary, state.place) === undefined)
    return {
      reason: 'no-place',
      text: `Case ${state.id} has no ${boundary}, so that no boundary can be drawn by it.`,
    }
  return [
    { event: 'designated', data: { unit, reason, ...(boundary !== undefined && { boundary }) } },
    { event: 'dispatched', data: { unit, why: 'designated', ...orderTimes(state, now, context) } },
  ]
}

/** Who handles it: whoever found it, nobody for now, or the unit that was designated. */
export const afterDispute = ({ event }: Disputed): Partial<Case> =>
  event === 'selfHandled'
    ? { selfHandled: true }
    : { dispute: event === 'disputed' ? 'open' : 'designated' }
