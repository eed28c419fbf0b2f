/**
 * Who of a unit is told of its order in person, by which way, and what comes when nobody accepts it: the next way of the same person, then
 * the next one of the rota. Each is told once of an order by each way. What was told stands in the case, so that whoever looks later finds
 * what comes next. Pure.
 */
import type { DutyDesk } from '../../core/duty-desks.ts'
import type { PersonalChannel } from '../../core/personal-terms.ts'
import { instant, plus, type Instant } from '../../core/time.ts'
import type { Case, PersonTold } from './case.ts'
import type { Context } from './decision-context.ts'
import type { Duty } from './duty-officer.ts'
import { basesOf, type DueStep } from './escalation.ts'
import type { CaseEvent, Fact } from './facts.ts'
import { isAbout, orderOf } from './order.ts'
import type { Refusal } from './refusals.ts'

type Ordered = Pick<
  Case,
  'stage' | 'deadlines' | 'orderedAt' | 'orders' | 'unit' | 'severity' | 'personal' | 'suspension'
>

/** The order that the unit has not accepted, and since when; undefined when none waits. */
const waiting = (state: Ordered) =>
  state.unit === undefined || state.suspension?.state === 'suspended'
    ? undefined
    : basesOf(state).find(({ of }) => of === 'order')

/** What was told of the last order, which is the one that waits when one does. */
export function ofLastOrder(
  state: Pick<Case, 'personal' | 'orderedAt' | 'orders'>,
): Case['personal'] {
  const { personal, orderedAt } = state
  if (personal === undefined || orderedAt === undefined) return undefined
  const told = { of: 'order', base: personal.order, order: personal.number } as const
  const last = { of: 'order', base: orderedAt, ...orderOf('order', state) } as const
  return isAbout(told, last) ? personal : undefined
}

const toldOf = (state: Ordered): readonly PersonTold[] => ofLastOrder(state)?.told ?? []

const readBy = (state: Ordered, person: string): Instant | undefined =>
  ofLastOrder(state)?.read.find((one) => one.person === person)?.at

/** When to look whether somebody has to be told, in the past when that is due; undefined when nobody has. */
export function personDue(state: Ordered, { after }: { readonly after: number }) {
  const order = waiting(state)
  if (order === undefined) return undefined
  const last = toldOf(state).at(-1)
  if (last === undefined) return order.base
  if (state.personal?.over === true) return undefined
  if (last.failed === true) return last.at
  return plus(instant(Math.max(last.at, readBy(state, last.person) ?? 0)), after)
}

const ofUnit = ({ unit, severity }: Ordered) => ({ holder: unit, severity })

interface Telling {
  readonly person: string
  readonly channel: PersonalChannel
}

/** Whoever read it is not told by another way; one who was passed over or cannot be reached is followed by the next. */
function next(state: Ordered, now: Instant, context: Context): Telling | undefined {
  const told = toldOf(state)
  const last = told.at(-1)
  if (last !== undefined && readBy(state, last.person) === undefined) {
    const used = told.filter(({ person }) => person === last.person).map(({ channel }) => channel)
    const channel = context
      .waysOf(last.person, ofUnit(state), now)
      .find((way) => !used.includes(way))
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
  const [channel] = context.waysOf(person, ofUnit(state), now)
  return channel === undefined ? undefined : { person, channel }
}

/** Tells the next one, or says once that nobody is left. */
export function tellPerson(state: Case, now: Instant, context: Context): Fact[] | Refusal {
  const clock = waiting(state)
  const due = personDue(state, context.personal)
  const { unit } = state
  if (unit === undefined || clock === undefined || due === undefined || due > now)
    return { reason: 'nothing-new', text: 'Nobody has to be told in person.' }
  const { base, order } = clock
  const named = { base, ...(order !== undefined && { order }) }
  const telling = next(state, now, context)
  if (telling !== undefined)
    return [{ event: 'personTold', data: { unit, ...telling, of: 'order', ...named } }]
  const people = new Set(toldOf(state).map(({ person }) => person)).size
  return people === 0
    ? { reason: 'nothing-new', text: 'Nobody is on duty.' }
    : [{ event: 'nobodyAnswered', data: { unit, people, ...named } }]
}

/** Of a step of escalation that names somebody on duty: told in person too, unless that was done of this order already, or just now. */
export function tellOnDuty(
  state: Case,
  { of, base, order, due }: DueStep,
  { person, desk, facts }: Duty & { readonly facts: readonly Fact[] },
  now: Instant,
  context: Context,
): Fact[] {
  const { unit } = state
  const holder = desk ?? unit
  if (person === undefined || holder === undefined) return []
  const isTold =
    (of === 'order' && toldOf(state).some((one) => one.person === person)) ||
    facts.some(({ event, data }) => event === 'personTold' && data.person === person)
  if (isTold) return []
  const telling =
    desk === undefined
      ? first(person, state, now, context)
      : atDesk(person, desk, state, now, context)
  return telling === undefined
    ? []
    : [
        {
          event: 'personTold',
          data: { unit: holder, ...telling, of, base, ...(order !== undefined && { order }), due },
        },
      ]
}

/** What the desk is told stands on its pages, and goes to the devices of its people: nobody is told of it in person by these. */
function atDesk(
  person: string,
  desk: DutyDesk,
  { severity }: Case,
  now: Instant,
  context: Context,
): Telling | undefined {
  const [channel] = context.waysOf(person, { holder: desk, severity }, now)
  return channel === undefined || channel === 'console' || channel === 'push'
    ? undefined
    : { person, channel }
}

/** Whoever was told of the order has it before them. */
export function readOrder(state: Case, { actor }: Pick<Context, 'actor'>): Fact[] | Refusal {
  const { unit } = state
  const isTold =
    waiting(state) !== undefined &&
    toldOf(state).some(({ person }) => person === actor.name) &&
    readBy(state, actor.name) === undefined
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
  const { order: number } = orderOf('order', before)
  const none = { order: base, ...(number !== undefined && { number }), told: [], read: [] }
  const same = ofLastOrder(before) ?? none
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
