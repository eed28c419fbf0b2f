/**
 * A closed case that was not done after all (复开). A person opens it again within a window of its category, which begins anew with a dissatisfaction; the unit keeps it, its
 * clocks start anew, and the record of the first round stays. What an alarm brings again is a case of its own (decision 0013).
 */
import { plus, type Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import type { Command } from './commands.ts'
import { entering } from './deadlines.ts'
import type { Context } from './decision-context.ts'
import type { Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'
import { isDissatisfied } from './satisfaction.ts'

export function reopen(
  state: Case,
  { reason, photos }: Command & { readonly command: 'reopen' },
  now: Instant,
  context: Context,
): Fact[] | Refusal {
  const { id, unit, endedAt, rating, category, limit } = state
  if (unit === undefined) return { reason: 'no-unit', text: 'No unit has the case.' }
  const from = isDissatisfied(state) && rating !== undefined ? rating.at : endedAt
  if (from === undefined || plus(from, context.reopenWindow(category)) < now)
    return { reason: 'reopen-late', text: `Case ${id} was closed too long ago; report a new one.` }
  const deadline = context.deadline('handling', now, limit)
  return [{ event: 'reopened', data: { unit, reason, photos, deadline } }]
}

/** What was found standing at the second look is with another case by now, or over. */
export const reopened = (
  before: Case,
  { at, data }: { readonly at: Instant } & Pick<Fact & { readonly event: 'reopened' }, 'data'>,
): Partial<Case> => ({
  stage: 'dispatched',
  unit: data.unit,
  reopens: (before.reopens ?? 0) + 1,
  verified: false,
  dispatchedAt: at,
  orderedAt: at,
  endedAt: undefined,
  rating: undefined,
  standing: before.recheck === undefined ? [] : before.standing,
  recheck: undefined,
  deadlines: entering([], data.deadline),
})
