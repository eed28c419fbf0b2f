/**
 * More time for an order (延期). Who has the order asks before its deadline, once in the life of a case, and a supervisor
 * answers. What is granted holds for that order: rework starts the handling limit of the case anew.
 */
import type { Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import type { CommandName } from './commands.ts'
import { stageDeadline } from './deadlines.ts'
import type { Context } from './decision-context.ts'
import type { Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'

/** What stands in the way of asking and of answering. */
export function refusedExtension(state: Case, command: CommandName): Refusal | undefined {
  if (command === 'askExtension') {
    if (state.extension !== undefined)
      return { reason: 'asked-before', text: `An extension was ${state.extension} before.` }
    return stageDeadline(state)?.overdue === true
      ? { reason: 'too-late', text: 'The deadline has passed; an extension is asked before it.' }
      : undefined
  }
  const answers = command === 'extend' || command === 'refuseExtension'
  return answers && state.extension !== 'asked'
    ? { reason: 'not-asked', text: `No extension of case ${state.id} waits for an answer.` }
    : undefined
}

/** An answer that comes after the deadline leaves the mark that it had passed. */
export function extend(
  state: Case,
  limit: string,
  now: Instant,
  context: Context,
): Fact[] | Refusal {
  const deadline = context.deadline('handling', now, limit)
  const running = stageDeadline(state)
  if (running === undefined || deadline.at <= running.at)
    return {
      reason: 'not-later',
      text: `With ${limit} from now the order would have no more time than it has.`,
    }
  return [{ event: 'extended', data: { limit, deadline, was: running.at } }]
}
