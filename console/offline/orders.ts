/** Reads orders from the server, and from what the phone has kept where the server is away. */
import { call } from '../api/client.ts'
import type { Case, CaseWithTimeline, Page } from '../api/types.ts'
import { isAway, watched, within } from './network.ts'
import { keepList, keepOrder, keptListAt, keptOrder, keptOrders } from './order-store.ts'
import type { Person } from './queue.ts'

/** Something read now, or kept from before. */
export interface Seen<T> {
  readonly value: T
  /** When the server said so, epoch milliseconds. */
  readonly at: number
  readonly kept: boolean
}

/** Which cases somebody in the field has to do with. */
export interface Wanted {
  /** Stages with commas between. */
  readonly stage: string
  /** Head of a grid code. */
  readonly cell?: string | undefined
  readonly fits?: (order: Case) => boolean
  /** Beside its own those in which the unit has a part to do (配合). */
  readonly supporting?: true
}

/** What a crew has to do, and what of it an inspector has still to look at. */
export const crewOrders: Wanted = {
  stage: 'dispatched,handling,rework,verifying',
  supporting: true,
}

/** In which other units can be asked for a part of the work. */
const atWork = 'dispatched,handling,rework,returned'

const patience = 10_000
const largestPage = 200
const mostPages = 5
/** Opened without network: those that run out first. */
const mostKept = 200

export async function readOrders(
  person: Person,
  wanted: Wanted,
  leaving: AbortSignal,
): Promise<Seen<readonly Case[]>> {
  const at = Date.now()
  try {
    const own = await allOrders(wanted, leaving)
    const { supporting, ...rest } = wanted
    const others =
      supporting === undefined || person.unit === undefined
        ? []
        : await allOrders({ ...rest, stage: atWork }, leaving, person.unit)
    const cases = [...own, ...others.filter(({ unit }) => unit !== person.unit)]
    void keepAll(person, cases.slice(0, mostKept), at).catch(() => undefined)
    return { value: cases, at, kept: false }
  } catch (error) {
    if (leaving.aborted || !isAway(error)) throw error
    const listAt = await keptListAt(person).catch(() => undefined)
    if (listAt === undefined) throw error
    const kept = await keptOrders(person)
    return { value: kept.map(({ order }) => order.case), at: listAt, kept: true }
  }
}

async function allOrders(
  { stage, cell, fits = () => true }: Wanted,
  leaving: AbortSignal,
  supporting?: string,
): Promise<readonly Case[]> {
  const cases: Case[] = []
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const { items, next }: Page<Case> = await watched(
      call('GET /v1/cases', {
        // What another district has been given is not to be done here.
        query: {
          stage,
          cell,
          supporting,
          given: false,
          order: 'deadline',
          limit: largestPage,
          cursor,
        },
        signal: within(patience, leaving),
      }),
    )
    cases.push(...items.filter(fits))
    if (next === undefined) break
    cursor = next
  }
  return cases
}

/** Each order with its record, so that it opens without network too; only those that have changed are read. */
async function keepAll(person: Person, cases: readonly Case[], at: number): Promise<void> {
  const before = new Map(
    (await keptOrders(person)).map((kept) => [kept.id, kept.order.case.version]),
  )
  await keepList(
    person,
    cases.map(({ id }) => id),
    at,
  )
  for (const { id, version } of cases) {
    if (before.get(id) === version) continue
    const order = await call('GET /v1/cases/{id}', { path: { id }, signal: within(patience) })
    await keepOrder(person, order, Date.now())
  }
}

export async function readOrder(
  person: Person,
  id: string,
  leaving: AbortSignal,
): Promise<Seen<CaseWithTimeline>> {
  const at = Date.now()
  try {
    const order = await watched(
      call('GET /v1/cases/{id}', { path: { id }, signal: within(patience, leaving) }),
    )
    void keepOrder(person, order, at).catch(() => undefined)
    return { value: order, at, kept: false }
  } catch (error) {
    if (leaving.aborted || !isAway(error)) throw error
    const kept = await keptOrder(person, id).catch(() => undefined)
    if (kept === undefined) throw error
    return { value: kept.order, at: kept.at, kept: true }
  }
}
