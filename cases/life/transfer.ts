/**
 * Transfer (移送) of a case that is the matter of an authority outside of the platform. No unit has it meanwhile, and no clock of ours runs but the one
 * until the feedback. What the authority says to be handled is verified on site as any report is; what it declines, what is recalled
 * and what does not pass goes back to the dispatcher.
 */
import type { TransferState } from '../../core/transfer-terms.ts'
import type { Instant } from '../../core/time.ts'
import { isTransferred, type Case } from './case.ts'
import type { Command, CommandName } from './commands.ts'
import { entering } from './deadlines.ts'
import type { Context } from './decision-context.ts'
import type { CaseEvent, Fact } from './facts.ts'
import { onSite } from './on-site.ts'
import type { Refusal } from './refusals.ts'

type Transferring = Extract<
  Command,
  { readonly command: 'transfer' | 'enterFeedback' | 'recallTransfer' }
>
export type OfTransfer = Extract<
  CaseEvent,
  {
    readonly event:
      | 'transferred'
      | 'transferHandled'
      | 'transferDeclined'
      | 'transferRecalled'
      | 'transferFailed'
  }
>

export const isOfTransfer = (event: CaseEvent): event is OfTransfer =>
  event.event.startsWith('transfer')

/** Nobody of the platform goes on with it before the feedback. */
const moving: ReadonlySet<CommandName> = new Set<CommandName>([
  'dispatch',
  'designate',
  'transfer',
  'askCoordination',
])

export function refusedTransfer(state: Case, command: CommandName): Refusal | undefined {
  const { id } = state
  if (moving.has(command) && isTransferred(state))
    return { reason: 'transferred', text: `Case ${id} is transferred; recall it first.` }
  const ends = command === 'enterFeedback' || command === 'recallTransfer'
  return ends && !isTransferred(state)
    ? { reason: 'not-transferred', text: `No feedback to case ${id} is waited for.` }
    : undefined
}

export function transfer(
  state: Case,
  command: Transferring,
  now: Instant,
  context: Pick<Context, 'deadline'>,
): Fact[] | Refusal {
  const { limit } = state
  if (command.command === 'recallTransfer') {
    const deadline = context.deadline('dispatch', now, limit)
    return [{ event: 'transferRecalled', data: { reason: command.reason, deadline } }]
  }
  if (command.command === 'enterFeedback') {
    const { outcome, text, photos } = command
    if (outcome === 'declined') {
      const deadline = context.deadline('dispatch', now, limit)
      return [{ event: 'transferDeclined', data: { reason: text, photos, deadline } }]
    }
    const deadline = context.deadline('verification', now, limit)
    return [{ event: 'transferHandled', data: { text, photos, deadline } }]
  }
  const { addressee, reason, number, until } = command
  if (until !== undefined && until <= now)
    return { reason: 'until-past', text: 'The day of the expected answer lies in the past.' }
  const expected =
    until === undefined
      ? context.deadline('transfer', now, limit)
      : { kind: 'transfer' as const, since: now, at: until, certain: true }
  return [
    {
      event: 'transferred',
      data: { addressee, reason, ...(number !== undefined && { number }), deadline: expected },
    },
  ]
}

/** Verified on site, and not as the authority said. */
export const failed = (
  state: Case,
  { text, photos, position }: Command & { readonly command: 'verify' },
  now: Instant,
  context: Pick<Context, 'deadline'>,
): Fact => ({
  event: 'transferFailed',
  data: {
    ...{ reason: text ?? 'The verification on site did not pass.', photos },
    ...onSite(state, position),
    deadline: context.deadline('dispatch', now, state.limit),
  },
})

const ended = {
  transferHandled: 'handled',
  transferDeclined: 'declined',
  transferRecalled: 'recalled',
  transferFailed: 'failed',
} as const satisfies Readonly<Partial<Record<OfTransfer['event'], TransferState>>>

export function afterTransfer(before: Case, event: OfTransfer): Partial<Case> {
  const deadlines = entering(before.deadlines, event.data.deadline)
  if (event.event === 'transferred') {
    const { addressee: to, reason, number } = event.data
    return {
      transfer: { state: 'sent', to, reason, ...(number !== undefined && { number }) },
      deadlines,
    }
  }
  const { transfer: sent } = before
  if (sent === undefined) return {}
  const said = event.event === 'transferHandled' ? event.data.text : event.data.reason
  return {
    stage: event.event === 'transferHandled' ? 'verifying' : 'returned',
    transfer: {
      ...sent,
      state: ended[event.event],
      ...(event.event !== 'transferRecalled' && { feedback: said }),
    },
    deadlines,
  }
}
