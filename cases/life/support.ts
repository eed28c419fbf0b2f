/**
 * Supporting units (配合单位) of a joint case (联合处置). Beside the unit that leads, whoever dispatches asks others for a part of the work;
 * each accepts, reports or declines its own. Their deadlines run beside those of the case and are no lateness of it. What is open
 * ends with the lead's report, or with the case.
 */
import type { Actor } from '../../core/actor.ts'
import type { UnitId } from '../../core/identity.ts'
import { isSupportOpen } from '../../core/support-terms.ts'
import type { Instant } from '../../core/time.ts'
import type { Case, CaseDeadline, Support } from './case.ts'
import type { Command, CommandName } from './commands.ts'
import { replacing, without } from './deadlines.ts'
import type { Context } from './decision-context.ts'
import type { CaseEvent, Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'

type Asking = Extract<Command, { readonly command: 'askSupport' | 'withdrawSupport' }>
type Answering = Extract<
  Command,
  { readonly command: 'acceptSupport' | 'reportSupport' | 'declineSupport' }
>
export type OfSupport = Extract<
  CaseEvent,
  {
    readonly event:
      | 'supportAsked'
      | 'supportAccepted'
      | 'supported'
      | 'supportDeclined'
      | 'supportWithdrawn'
  }
>

export const isOfSupport = (event: CaseEvent): event is OfSupport =>
  event.event === 'supported' || event.event.startsWith('support')

type Supported = Pick<Case, 'supports'>

/** Commands of a supporting unit, which does not have the case. */
const answers: ReadonlySet<CommandName> = new Set<CommandName>([
  'acceptSupport',
  'reportSupport',
  'declineSupport',
])

const open = ({ supports = [] }: Supported): readonly Support[] =>
  supports.filter(({ state }) => isSupportOpen(state))

/** Units that the case is shown to beside the one that has it. */
export const supporters = ({ supports = [] }: Supported): readonly UnitId[] =>
  supports
    .filter(({ state }) => state !== 'declined' && state !== 'withdrawn')
    .map(({ unit }) => unit)

/** Whose it is for a crew to do: of what supporting units do theirs, of all else that of the unit that has the case. */
export function refusedUnit(
  state: Case,
  command: CommandName,
  { role, unit, name }: Actor,
): Refusal | undefined {
  if (role !== 'crew') return undefined
  if (!answers.has(command))
    return unit !== undefined && unit === state.unit
      ? undefined
      : { reason: 'not-your-unit', text: `Case ${state.id} is not with the unit of ${name}.` }
  const own = open(state).find((one) => one.unit === unit)
  if (own === undefined)
    return { reason: 'not-supporting', text: `Nothing is asked of ${name} in case ${state.id}.` }
  return command === 'acceptSupport' && own.state === 'accepted'
    ? { reason: 'nothing-new', text: `The unit of ${name} has accepted before.` }
    : undefined
}

export const refusedSupport = (state: Case, command: CommandName): Refusal | undefined =>
  command === 'withdrawSupport' && open(state).length === 0
    ? { reason: 'not-supporting', text: `Nothing is asked of another unit in case ${state.id}.` }
    : undefined

/** What stands in the way of the lead's report, unless it says why it does not wait (`despite`). */
export function unsupported(state: Case): Refusal | undefined {
  const units = open(state).map(({ unit }) => unit)
  return units.length === 0
    ? undefined
    : {
        reason: 'support-open',
        text: `What is asked of ${units.join(', ')} is not done; say why it is not waited for (\`despite\`).`,
      }
}

export function arrangeSupport(
  state: Case,
  command: Asking,
  now: Instant,
  context: Context,
): Fact[] | Refusal {
  const { unit } = command
  const known = open(state).some((one) => one.unit === unit)
  if (command.command === 'withdrawSupport')
    return known
      ? [{ event: 'supportWithdrawn', data: { unit, reason: command.reason } }]
      : { reason: 'not-supporting', text: `Nothing is asked of ${unit} in case ${state.id}.` }
  if (!context.isUnit(unit)) return { reason: 'unknown-unit', text: `There is no unit ${unit}.` }
  if (unit === state.unit)
    return { reason: 'leads', text: `Unit ${unit} has case ${state.id}; it supports nobody.` }
  if (known)
    return { reason: 'nothing-new', text: `Unit ${unit} is asked already, and has not answered.` }
  const { task, limit } = command
  const deadline = limit === undefined ? undefined : context.deadline('support', now, limit)
  return [
    {
      event: 'supportAsked',
      data: { unit, task, ...(limit !== undefined && { limit }), ...(deadline && { deadline }) },
    },
  ]
}

export function answerSupport(command: Answering, { actor }: Pick<Context, 'actor'>): Fact[] {
  const { unit } = actor
  if (unit === undefined) return []
  if (command.command === 'acceptSupport') return [{ event: 'supportAccepted', data: { unit } }]
  if (command.command === 'declineSupport')
    return [{ event: 'supportDeclined', data: { unit, reason: command.reason } }]
  const { text, photos } = command
  return [{ event: 'supported', data: { unit, text, photos } }]
}

/** The deadline that runs out first stands among those of the case, where the clock finds it. */
const withSupports = ({ deadlines }: Case, supports: readonly Support[]): Partial<Case> => {
  const running = open({ supports }).flatMap(({ deadline, overdue }) =>
    deadline === undefined || overdue === true ? [] : [deadline],
  )
  const [first] = running.toSorted((a, b) => a.at - b.at)
  return {
    supports,
    deadlines: first === undefined ? without(deadlines, 'support') : replacing(deadlines, first),
  }
}

export function afterSupport(before: Case, event: OfSupport): Partial<Case> {
  const { supports = [] } = before
  const { unit } = event.data
  if (event.event === 'supportAsked') {
    const { task, deadline } = event.data
    const asked: Support = { unit, state: 'asked', task, ...(deadline && { deadline }) }
    return withSupports(before, [...supports.filter((one) => one.unit !== unit), asked])
  }
  const change = changed(event)
  return withSupports(
    before,
    supports.map((one) =>
      one.unit === unit && isSupportOpen(one.state) ? { ...one, ...change } : one,
    ),
  )
}

function changed(event: Exclude<OfSupport, { readonly event: 'supportAsked' }>): Partial<Support> {
  if (event.event === 'supportAccepted') return { state: 'accepted' }
  if (event.event === 'supported') return { state: 'done', text: event.data.text }
  const { reason } = event.data
  return { state: event.event === 'supportDeclined' ? 'declined' : 'withdrawn', reason }
}

/** The deadlines of supporting units that ran out then are late, and the next one runs. */
export const supportLate = (before: Case, due: Instant): Partial<Case> =>
  withSupports(
    before,
    (before.supports ?? []).map((one) =>
      isSupportOpen(one.state) && one.deadline?.at === due ? { ...one, overdue: true } : one,
    ),
  )

/** The calendar of the year came after it was set. */
export const supportMoved = (before: Case, deadline: CaseDeadline, from: Instant): Partial<Case> =>
  withSupports(
    before,
    (before.supports ?? []).map((one) => (one.deadline?.at === from ? { ...one, deadline } : one)),
  )

/** The case when what is still asked of other units, or of this one alone, is over. */
export function supportOver(before: Case, unit?: UnitId): Case {
  const { supports } = before
  if (supports === undefined) return before
  const lapses = (one: Support) =>
    isSupportOpen(one.state) && (unit === undefined || one.unit === unit)
  return {
    ...before,
    ...withSupports(
      before,
      supports.map((one) => (lapses(one) ? { ...one, state: 'lapsed' } : one)),
    ),
  }
}
