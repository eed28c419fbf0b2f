/**
 * Whoever reported a problem is answered (答复), and says once after each closing whether it was dealt with well (回访, 满意度). Who is
 * dissatisfied waits for a supervisor, until one answers or the case is opened again.
 */
import { plus, type Instant } from '../../core/time.ts'
import { isFinal } from '../../core/case-terms.ts'
import type { Case } from './case.ts'
import type { Command, CommandName } from './commands.ts'
import type { Context } from './decision-context.ts'
import type { CaseEvent, Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'

type Answered = Extract<CaseEvent, { readonly event: 'replied' | 'rated' }>

/** An answer of theirs settles a dissatisfaction. */
const settlers: readonly string[] = ['supervisor', 'manager', 'administrator']

export function refusedSatisfaction(
  state: Case,
  command: CommandName,
  now: Instant,
  { ratingWindow }: Pick<Context, 'ratingWindow'>,
): Refusal | undefined {
  if (command !== 'reply' && command !== 'rate') return undefined
  if (state.source === 'sensor')
    return { reason: 'no-reporter', text: `An alarm opened case ${state.id}; nobody reported it.` }
  if (command === 'reply') return undefined
  if (state.rating !== undefined)
    return { reason: 'rated-before', text: `Case ${state.id} was rated since it was closed.` }
  const until = ratedUntil(state, ratingWindow)
  return until === undefined || until < now
    ? { reason: 'rate-late', text: `Case ${state.id} was closed too long ago to be rated.` }
    : undefined
}

/** Until when the case can be rated; undefined while it is not closed, or once it was rated. */
export const ratedUntil = (
  { stage, endedAt, rating, source }: Case,
  window: number,
): Instant | undefined =>
  stage === 'closed' && endedAt !== undefined && rating === undefined && source !== 'sensor'
    ? plus(endedAt, window)
    : undefined

export const isDissatisfied = ({ rating }: Pick<Case, 'rating'>): boolean =>
  rating?.rating === 'dissatisfied' && rating.settled !== true

export function answer(
  state: Case,
  command: Extract<Command, { readonly command: 'reply' | 'rate' }>,
  { actor }: Pick<Context, 'actor'>,
): Fact {
  if (command.command === 'rate') return { event: 'rated', data: { rating: command.rating } }
  const settles = isDissatisfied(state) && settlers.includes(actor.role)
  return {
    event: 'replied',
    data: { text: command.text, ...(settles && { settles: true as const }) },
  }
}

export function afterAnswer({ rating, stage }: Case, event: Answered): Partial<Case> {
  if (event.event === 'rated')
    return isFinal(stage) ? { rating: { rating: event.data.rating, at: event.at } } : {}
  return event.data.settles === true && rating !== undefined
    ? { rating: { ...rating, settled: true } }
    : {}
}
