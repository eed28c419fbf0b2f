/**
 * Supervision (督办): whoever answers for a case that is not done demands that it is, and by when they are answered. Who has the
 * case answers; the supervisor lifts the supervision or demands again. It outlasts stages, and ends with the case.
 */
import type { Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import type { Command, CommandName } from './commands.ts'
import { replacing, without } from './deadlines.ts'
import type { Context } from './decision-context.ts'
import type { CaseEvent, Fact } from './facts.ts'
import { isUnexplained } from './lateness.ts'
import type { Refusal } from './refusals.ts'

type Supervising = Extract<
  Command,
  {
    readonly command: 'supervise' | 'answerSupervision' | 'demandAgain' | 'liftSupervision'
  }
>
type Supervised = Extract<
  CaseEvent,
  {
    readonly event:
      | 'supervised'
      | 'supervisionAnswered'
      | 'supervisionDemanded'
      | 'supervisionLifted'
  }
>

/** It was demanded, and neither lifted nor over. */
export const isSupervised = ({ supervision }: Pick<Case, 'supervision'>): boolean =>
  supervision?.state === 'demanded' || supervision?.state === 'answered'

export function refusedSupervision(state: Case, command: CommandName): Refusal | undefined {
  if (command === 'supervise' && isSupervised(state))
    return { reason: 'nothing-new', text: `Case ${state.id} is supervised already.` }
  if (command === 'answerSupervision' && state.supervision?.state !== 'demanded')
    return { reason: 'not-supervised', text: `Nobody demands an answer of case ${state.id}.` }
  const goesOn = command === 'demandAgain' || command === 'liftSupervision'
  return goesOn && !isSupervised(state)
    ? { reason: 'not-supervised', text: `Case ${state.id} is not supervised.` }
    : undefined
}

export function supervise(
  state: Case,
  command: Supervising,
  now: Instant,
  context: Context,
): Fact[] | Refusal {
  if (command.command === 'answerSupervision')
    return [{ event: 'supervisionAnswered', data: { text: command.text } }]
  if (command.command === 'liftSupervision') {
    const { text } = command
    return [{ event: 'supervisionLifted', data: { ...(text && { text }) } }]
  }
  const { demand, limit } = command
  const said = { demand, limit, deadline: context.deadline('supervision', now, limit) }
  if (command.command === 'demandAgain') return [{ event: 'supervisionDemanded', data: said }]
  const { kind: supervision, level } = command
  if (supervision === 'timeout' && !isUnexplained(state))
    return {
      reason: 'not-unexplained',
      text: `Case ${state.id} is not late without a reason; it can be supervised as leader or important.`,
    }
  return [{ event: 'supervised', data: { supervision, level, ...said } }]
}

export function afterSupervision(before: Case, event: Supervised): Partial<Case> {
  if (event.event === 'supervised') {
    const { supervision: kind, level, demand, deadline } = event.data
    return {
      supervision: { kind, level, state: 'demanded', demand },
      supervisions: (before.supervisions ?? 0) + 1,
      deadlines: replacing(before.deadlines, deadline),
    }
  }
  const { supervision } = before
  if (supervision === undefined) return {}
  const { kind, level, demand } = supervision
  if (event.event === 'supervisionDemanded')
    return {
      supervision: { kind, level, state: 'demanded', demand: event.data.demand },
      deadlines: replacing(before.deadlines, event.data.deadline),
    }
  return {
    supervision:
      event.event === 'supervisionLifted'
        ? { ...supervision, state: 'lifted' }
        : { kind, level, state: 'answered', demand, answer: event.data.text },
    deadlines: without(before.deadlines, 'supervision'),
  }
}

/** With the case its supervision is over. */
export const unsupervised = (state: Case): Partial<Case> =>
  state.supervision !== undefined && isSupervised(state)
    ? { supervision: { ...state.supervision, state: 'ended' } }
    : {}
