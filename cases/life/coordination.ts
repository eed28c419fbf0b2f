/**
 * Coordination by the city (市级协调) of a case that its district cannot settle. Whoever dispatches in the district asks; people of no
 * district decide: they give the case to a district, to a unit, or to both, or return it. No unit has it meanwhile, and no clock
 * of the district runs. A case that was given to another district than that of its place is that district's to go on with.
 */
import type { Actor } from '../../core/actor.ts'
import { districtOf, isLimited } from '../../core/scope.ts'
import type { Instant } from '../../core/time.ts'
import { isWithCity, type Case } from './case.ts'
import type { Command, CommandName } from './commands.ts'
import { entering } from './deadlines.ts'
import type { Context } from './decision-context.ts'
import { orderTimes } from './emergency.ts'
import type { CaseEvent, Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'

type Coordinating = Extract<
  Command,
  {
    readonly command:
      | 'askCoordination'
      | 'withdrawCoordination'
      | 'coordinate'
      | 'declineCoordination'
  }
>
export type OfCoordination = Extract<
  CaseEvent,
  {
    readonly event:
      | 'coordinationAsked'
      | 'coordinationWithdrawn'
      | 'coordinated'
      | 'coordinationDeclined'
  }
>

export const isOfCoordination = (event: CaseEvent): event is OfCoordination =>
  event.event.startsWith('coordinat')

/** Nobody of the district goes on with it before the city has decided. */
const moving: ReadonlySet<CommandName> = new Set<CommandName>([
  'dispatch',
  'designate',
  'transfer',
  'askCoordination',
])
const ofDistrict: ReadonlySet<CommandName> = new Set(['askCoordination', 'withdrawCoordination'])
const ofCity: ReadonlySet<CommandName> = new Set(['coordinate', 'declineCoordination'])

/** Who has to do with the place alone reads, and may say something. A crew acts for its unit, wherever that is. */
export const refusedDistrict = (
  { id, district }: Case,
  command: CommandName,
  { role, areas }: Actor,
): Refusal | undefined =>
  district === undefined ||
  role === 'crew' ||
  areas === undefined ||
  areas.includes(district) ||
  command === 'comment'
    ? undefined
    : { reason: 'other-district', text: `The city gave case ${id} to district ${district}.` }

export function refusedCoordination(
  state: Case,
  command: CommandName,
  actor: Actor,
): Refusal | undefined {
  const { id, unit, coordination } = state
  if (moving.has(command) && isWithCity(state))
    return { reason: 'with-city', text: `The city is to decide about case ${id}.` }
  if (ofDistrict.has(command) && actor.areas === undefined)
    return { reason: 'of-city', text: 'Only the people of a district turn to the city.' }
  if (ofCity.has(command) && isLimited(actor))
    return { reason: 'not-of-city', text: 'The city decides, and nobody of a district or a unit.' }
  if ((ofCity.has(command) || command === 'withdrawCoordination') && !isWithCity(state))
    return { reason: 'not-with-city', text: `No decision of the city about case ${id} is asked.` }
  const keeps = coordination?.state === 'given' && coordination.unit !== undefined
  const gives = command === 'return' || command === 'recallOrder'
  return gives && keeps && coordination.unit === unit
    ? { reason: 'designated', text: `The city gave case ${id} to its unit, which keeps it.` }
    : undefined
}

export function coordinate(
  state: Case,
  command: Coordinating,
  now: Instant,
  context: Context,
): Fact[] | Refusal {
  const { limit } = state
  if (command.command === 'coordinate') return given(state, command, now, context)
  if (command.command === 'askCoordination') {
    const { ground, reason } = command
    if (ground === 'dispute' && state.dispute !== 'open')
      return { reason: 'not-disputed', text: `Nobody disputes whose case ${state.id} is.` }
    const deadline = context.deadline('coordination', now, limit)
    return [{ event: 'coordinationAsked', data: { ground, reason, deadline } }]
  }
  const data = { reason: command.reason, deadline: context.deadline('dispatch', now, limit) }
  return command.command === 'declineCoordination'
    ? [{ event: 'coordinationDeclined', data }]
    : [{ event: 'coordinationWithdrawn', data }]
}

/** To a unit it goes at once, to a district for its dispatcher to go on. */
function given(
  state: Case,
  { district, unit, instruction }: Command & { readonly command: 'coordinate' },
  now: Instant,
  context: Context,
): Fact[] | Refusal {
  if (district !== undefined && !context.isDistrict(district))
    return { reason: 'unknown-district', text: `The grid has no district ${district}.` }
  if (unit !== undefined && !context.isUnit(unit))
    return { reason: 'unknown-unit', text: `There is no unit ${unit}.` }
  const said = { instruction, ...(district !== undefined && { district }) }
  if (unit === undefined) {
    const deadline = context.deadline('dispatch', now, state.limit)
    return [{ event: 'coordinated', data: { ...said, deadline } }]
  }
  return [
    { event: 'coordinated', data: { ...said, unit } },
    { event: 'dispatched', data: { unit, why: 'coordinated', ...orderTimes(state, now, context) } },
  ]
}

export function afterCoordination(before: Case, event: OfCoordination): Partial<Case> {
  if (event.event === 'coordinationAsked') {
    const { ground, reason, deadline } = event.data
    return {
      coordination: { state: 'asked', ground, reason },
      deadlines: entering(before.deadlines, deadline),
    }
  }
  const { coordination: asked } = before
  if (asked === undefined) return {}
  if (event.event !== 'coordinated') {
    const { reason: answer, deadline } = event.data
    const deadlines = entering(before.deadlines, deadline)
    return event.event === 'coordinationDeclined'
      ? { coordination: { ...asked, state: 'declined', answer }, deadlines }
      : { coordination: { ...asked, state: 'withdrawn' }, deadlines }
  }
  const { instruction: answer, district, unit, deadline } = event.data
  return {
    stage: 'accepted',
    coordination: {
      ...{ ...asked, state: 'given', answer },
      ...(district !== undefined && { district }),
      ...(unit !== undefined && { unit }),
    },
    ...(district !== undefined && {
      district: district === districtOf(before.place.cell) ? undefined : district,
    }),
    ...(before.dispute === 'open' && { dispute: 'coordinated' }),
    deadlines: entering(before.deadlines, ...(deadline === undefined ? [] : [deadline])),
  }
}

/** With the case the question is over. */
export const undecided = (state: Case): Partial<Case> =>
  state.coordination !== undefined && isWithCity(state)
    ? { coordination: { ...state.coordination, state: 'ended' } }
    : {}
