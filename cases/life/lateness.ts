/**
 * The reason for a deadline that passed (超期说明). Whoever had to keep it says why, and a supervisor accepts or rejects that; a
 * rejected one may be followed by another. The reason belongs to the deadline: it goes with it, and the next one has none.
 */
import type { Actor, ActorRole } from '../../core/actor.ts'
import type { DeadlineKind, Lateness } from '../../core/case-terms.ts'
import type { Case } from './case.ts'
import type { CommandName } from './commands.ts'
import { stageDeadline } from './deadlines.ts'
import type { Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'

const whose: Readonly<Partial<Record<DeadlineKind, readonly ActorRole[]>>> = {
  dispatch: ['dispatcher'],
  handling: ['crew', 'dispatcher'],
  verification: ['inspector', 'dispatcher'],
}

/** The deadline of the stage, when it has passed. */
const late = (state: Case) => {
  const deadline = stageDeadline(state)
  return deadline?.overdue === true ? deadline : undefined
}

/** Overdue, and no reason for it was given, or the one that was given was rejected (督办候选). */
export const isUnexplained = (state: Case): boolean => {
  const deadline = late(state)
  return deadline !== undefined && (deadline.lateness ?? 'rejected') === 'rejected'
}

/** What stands in the way of explaining and of judging what was said. */
export function refusedLateness(
  state: Case,
  command: CommandName,
  { role }: Actor,
): Refusal | undefined {
  const deadline = late(state)
  if (command === 'explain') {
    if (deadline === undefined || whose[deadline.kind]?.includes(role) !== true)
      return { reason: 'not-late', text: `No deadline has passed that a ${role} explains.` }
    return isUnexplained(state)
      ? undefined
      : { reason: 'nothing-new', text: `A reason was given; it is ${deadline.lateness}.` }
  }
  const judges = command === 'acceptReason' || command === 'rejectReason'
  return judges && deadline?.lateness !== 'given'
    ? {
        reason: 'not-explained',
        text: `No reason for the lateness of case ${state.id} waits for an answer.`,
      }
    : undefined
}

export function judgeLateness(
  state: Case,
  command:
    | { readonly command: 'explain' | 'rejectReason'; readonly reason: string }
    | { readonly command: 'acceptReason' },
): Fact[] {
  const deadline = late(state)?.kind
  if (deadline === undefined) return []
  if (command.command === 'acceptReason') return [{ event: 'reasonAccepted', data: { deadline } }]
  const { reason } = command
  return command.command === 'explain'
    ? [{ event: 'latenessExplained', data: { deadline, reason } }]
    : [{ event: 'reasonRejected', data: { deadline, reason } }]
}

/** The deadlines when that is what became of the reason. */
export const judged = (
  { deadlines }: Case,
  kind: DeadlineKind,
  lateness: Lateness,
): Case['deadlines'] =>
  deadlines.map((one) => (one.kind === kind && one.overdue ? { ...one, lateness } : one))
