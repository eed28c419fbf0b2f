/**
 * A closed case that was not done after all (复开). A person opens it again within a window of its category, which begins anew with a dissatisfaction; the unit keeps it, its
 * clocks start anew, and the record of the first round stays. What an alarm brings again is a case of its own (decision 0013).
 */
import { plus, type Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import type { Command, CommandName } from './commands.ts'
import { entering } from './deadlines.ts'
import type { Context } from './decision-context.ts'
import type { Fact } from './facts.ts'
import { oneMore } from './order.ts'
import type { Refusal } from './refusals.ts'
import { isDissatisfied } from './satisfaction.ts'

export function refusedReopening(
  state: Case,
  command: CommandName,
  now: Instant,
  { reopenWindow }: Pick<Context, 'reopenWindow'>,
): Refusal | undefined {
  if (command !== 'reopen') return undefined
  const { id, unit, endedAt, rating, category } = state
  if (unit === undefined) return noUnit
  const from = isDissatisfied(state) && rating !== undefined ? rating.at : endedAt
  return from === undefined || plus(from, reopenWindow(category)) < now
    ? { reason: 'reopen-late', text: `Case ${id} was closed too long ago; report a new one.` }
    : undefined
}

export function reopen(
  { unit, limit }: Case,
  { reason, photos }: Command & { readonly command: 'reopen' },
  now: Instant,
  context: Pick<Context, 'deadline'>,
): Fact[] | Refusal {
  if (unit === undefined) return noUnit
  const deadline = context.deadline('handling', now, limit)
  return [{ event: 'reopened', data: { unit, reason, photos, deadline } }]
}

const noUnit: Refusal = { reason: 'no-unit', text: 'No unit has the case.' }

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
  ...oneMore(before, at),
  endedAt: undefined,
  rating: undefined,
  standing: before.recheck === undefined ? [] : before.standing,
  recheck: undefined,
  deadlines: entering([], data.deadline),
})
