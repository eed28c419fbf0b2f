/**
 * Who of a unit is told of its order in person, by which way, and what comes when nobody accepts it: the next way of the same person, then
 * the next one of the rota. Each is told once of an order by each way. What was told stands in the case, so that whoever looks later finds
 * what comes next. Pure.
 */
import type { PersonalChannel } from '../../core/personal-terms.ts'
import { instant, plus, type Instant } from '../../core/time.ts'
import type { Case, PersonTold } from './case.ts'
import type { Context } from './decision-context.ts'
import { basesOf, type DueStep } from './escalation.ts'
import type { CaseEvent, Fact } from './facts.ts'
import type { Refusal } from './refusals.ts'

type Ordered = Pick<
  Case,
  'stage' | 'deadlines' | 'orderedAt' | 'unit' | 'severity' | 'personal' | 'suspension'
>

/** When the unit got the order that it has not accepted; undefined when none waits. */
const waitingSince = (state: Ordered): Instant | undefined =>
  state.unit === undefined || state.suspension?.state === 'suspended'
    ? undefined
    : basesOf(state).find(({ of }) => of === 'order')?.at

/** Who was told of the order that waits. */
const toldOf = ({ personal }: Ordered, order: Instant): readonly PersonTold[] =>
  personal?.order === order ? personal.told : []

const readBy = ({ personal }: Ordered, order: Instant, person: string): Instant | undefined =>
  personal?.order === order ? personal.read.find((one) => one.person === person)?.at : undefined

/** When to look whether somebody has to be told, in the past when that is due; undefined when nobody has. */
export function personDue(state: Ordered, { after }: { readonly after: number }) {
  const order = waitingSince(state)
  if (order === undefined) return undefined
  const last = toldOf(state, order).at(-1)
  if (last === undefined) return order
  if (state.personal?.over === true) return undefined
  if (last.failed === true) return last.at
  return plus(instant(Math.max(last.at, readBy(state, order, last.person) ?? 0)), after)
}

interface Telling {
  readonly person: string
  readonly channel: PersonalChannel
}

/** Whoever read it is not told by another way; one who was passed over or cannot be reached is followed by the next. */
function next(state: Ordered, order: Instant, now: Instant, context: Context): Telling | undefined {
  const told = toldOf(state, order)
  const last = told.at(-1)
  if (last !== undefined && readBy(state, order, last.person) === undefined) {
    const used = told.filter(({ person }) => person === last.person).map(({ channel }) => channel)
    const channel = context.waysOf(last.person, state, now).find((way) => !used.includes(way))
    if (channel !== undefined) return { person: last.person, channel }
  }
  const people = new Set(told.map(({ person }) => person))
  if (state.unit === undefined || people.size >= context.personal.people) return undefined
  const person = context.onDuty(state.unit, now).find((one) => !people.has(one))
  return person === undefined ? undefined : first(person, state, now, context)
}

function first(
  person: string,
  state: Ordered,
  now: Instant,
  context: Context,
): Telling | undefined {
  const [channel] = context.waysOf(person, state, now)
  return channel === undefined ? undefined : { person, channel }
}

/** Tells the next one, or says once that nobody is left. */
export function tellPerson(state: Case, now: Instant, context: Context): Fact[] | Refusal {
  const order = waitingSince(state)
  const due = personDue(state, context.personal)
  const { unit } = state
  if (unit === undefined || order === undefined || due === undefined || due > now)
    return { reason: 'nothing-new', text: 'Nobody has to be told in person.' }
  const telling = next(state, order, now, context)
  if (telling !== undefined)
    return [{ event: 'personTold', data: { unit, ...telling, of: 'order', base: order } }]
  const people = new Set(toldOf(state, order).map(({ person }) => person)).size
  return people === 0
    ? { reason: 'nothing-new', text: 'Nobody is on duty.' }
    : [{ event: 'nobodyAnswered', data: { unit, people, base: order } }]
}

/** Of a step of escalation that names somebody on duty: told in person too, unless that was done of this order already, or just now. */
export function tellOnDuty(
  state: Case,
  { of, base, due }: DueStep,
  { person, facts }: { readonly person: string | undefined; readonly facts: readonly Fact[] },
  now: Instant,
  context: Context,
): Fact[] {
  const { unit } = state
  if (person === undefined || unit === undefined) return []
  const isTold =
    (of === 'order' && toldOf(state, base).some((one) => one.person === person)) ||
    facts.some(({ event, data }) => event === 'personTold' && data.person === person)
  if (isTold) return []
  const telling = first(person, state, now, context)
  return telling === undefined
    ? []
    : [{ event: 'personTold', data: { unit, ...telling, of, base, due } }]
}

/** Whoever was told of the order has it before them. */
export function readOrder(state: Case, { actor }: Pick<Context, 'actor'>): Fact[] | Refusal {
  const order = waitingSince(state)
  const { unit } = state
  const isTold =
    order !== undefined &&
    toldOf(state, order).some(({ person }) => person === actor.name) &&
    readBy(state, order, actor.name) === undefined
  return unit === undefined || !isTold
    ? { reason: 'nothing-new', text: 'It waits for nobody of that name to read it.' }
    : [{ event: 'orderRead', data: { unit } }]
}

export type OfPersonal = Extract<
  CaseEvent,
  { readonly event: 'personTold' | 'orderRead' | 'nobodyAnswered' }
>

export const isOfPersonal = (event: CaseEvent): event is OfPersonal =>
  event.event === 'personTold' || event.event === 'orderRead' || event.event === 'nobodyAnswered'

/** What the case remembers: of the order that waits, and nothing of orders before. */
export function afterPersonal(before: Case, event: OfPersonal): Partial<Case> {
  const { personal } = before
  if (event.event === 'orderRead')
    return personal === undefined
      ? {}
      : {
          personal: {
            ...personal,
            read: [...personal.read, { person: event.by.name, at: event.at }],
          },
        }
  if (event.event === 'nobodyAnswered')
    return personal === undefined ? {} : { personal: { ...personal, over: true } }
  const { person, channel, of, base } = event.data
  if (of !== 'order') return {}
  const notice = `${before.id}/${before.version + 1}~${person}`
  const same = personal?.order === base ? personal : { order: base, told: [], read: [] }
  return {
    personal: { ...same, told: [...same.told, { person, channel, notice, at: event.at }] },
  }
}

/** It could not be brought to the person: the next way need not wait. */
export const personFailed = ({ personal }: Case, notice: string): Partial<Case> =>
  personal?.told.some((one) => one.notice === notice) === true
    ? {
        personal: {
          ...personal,
          told: personal.told.map((one) =>
            one.notice === notice ? { ...one, failed: true as const } : one,
          ),
        },
      }
    : {}
