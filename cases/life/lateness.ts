/**
 * The reason for a deadline that passed (超期说明). Whoever had to keep it says why, and a supervisor accepts or rejects that; a
 * rejected one may be followed by another. The reason belongs to the deadline: it goes with it, and the next one has none.
 */
import type { Actor, ActorRole } from '../../core/actor.ts'
import type { DeadlineKind, Lateness } from '../../core/case-terms.ts'
import type { Case } from './case.ts'
import type { CommandName } from './commands.ts'
import { isOfCase } from './deadlines.ts'
import type { Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'

const whose: Readonly<Partial<Record<DeadlineKind, readonly ActorRole[]>>> = {
  dispatch: ['dispatcher'],
  arrival: ['crew', 'dispatcher'],
  handling: ['crew', 'dispatcher'],
  verification: ['inspector', 'dispatcher'],
}

type Late = Case['deadlines'][number]

/** Those that have passed of the stage, and of getting there; a reason is given and judged for one after the other. */
const late = ({ deadlines }: Pick<Case, 'deadlines'>): readonly Late[] =>
  deadlines.filter((one) => one.overdue && isOfCase(one))

const wantsReason = ({ lateness }: Late): boolean => (lateness ?? 'rejected') === 'rejected'

/** Which an `explain` of that role, or whoever judges, means. */
const toExplain = (state: Case, role: ActorRole): Late | undefined =>
  late(state).find((one) => wantsReason(one) && whose[one.kind]?.includes(role) === true)
const toJudge = (state: Case): Late | undefined =>
  late(state).find(({ lateness }) => lateness === 'given')

/** Overdue, and no reason for it was given, or the one that was given was rejected (督办候选). */
export const isUnexplained = (state: Case): boolean => late(state).some(wantsReason)

/** A reason waits for its answer. */
export const isExplained = (state: Case): boolean => toJudge(state) !== undefined

/** What stands in the way of explaining and of judging what was said. */
export function refusedLateness(
  state: Case,
  command: CommandName,
  { role }: Actor,
): Refusal | undefined {
  if (command === 'explain') {
    if (toExplain(state, role) !== undefined) return undefined
    const told = late(state).find(({ kind }) => whose[kind]?.includes(role))
    return told === undefined
      ? { reason: 'not-late', text: `No deadline has passed that a ${role} explains.` }
      : { reason: 'nothing-new', text: `A reason was given; it is ${told.lateness}.` }
  }
  const judges = command === 'acceptReason' || command === 'rejectReason'
  return judges && !isExplained(state)
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
  { role }: Actor,
): Fact[] {
  const meant = command.command === 'explain' ? toExplain(state, role) : toJudge(state)
  if (meant === undefined) return []
  const deadline = meant.kind
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
