/**
 * Whether a reported problem is one (核实), told by an inspector on site before it is filed. What a city wants checked is
 * written into the case when it is collected, so that a later setting changes no case.
 */
import type { Instant } from '../../core/time.ts'
import { isUnconfirmed, type Case } from './case.ts'
import type { Command, CommandName } from './commands.ts'
import type { Context } from './decision-context.ts'
import type { Fact } from './facts.ts'
import { onSite } from './on-site.ts'
import type { Refusal } from './refusals.ts'

type Checking = Extract<
  Command,
  { readonly command: 'askCheck' | 'confirmProblem' | 'denyProblem' }
>

export function refusedCheck(state: Case, command: CommandName): Refusal | undefined {
  const { id, check } = state
  if (command === 'file' && isUnconfirmed(state))
    return {
      reason: 'check-needed',
      text: `Case ${id} is filed after an inspector has confirmed the problem on site.`,
    }
  if (command === 'askCheck' && check === 'asked')
    return { reason: 'nothing-new', text: 'An inspector has been asked already.' }
  const answers = command === 'confirmProblem' || command === 'denyProblem'
  return answers && check !== 'asked'
    ? { reason: 'check-not-asked', text: `Nobody asked to check case ${id} on site.` }
    : undefined
}

/** With the answer the time of the desk begins anew. */
export function checked(state: Case, command: Checking, now: Instant, context: Context): Fact {
  const deadline = (kind: 'check' | 'dispatch') => context.deadline(kind, now, state.limit)
  if (command.command === 'askCheck') {
    const { text } = command
    return { event: 'checkAsked', data: { ...(text && { text }), deadline: deadline('check') } }
  }
  const { photos, position } = command
  const data = { photos, ...onSite(state, position), deadline: deadline('dispatch') }
  if (command.command === 'denyProblem')
    return { event: 'problemDenied', data: { reason: command.reason, ...data } }
  const { text } = command
  return { event: 'problemConfirmed', data: { ...(text && { text }), ...data } }
}
