/**
 * Which units are where: told by the orders that they have, and never by where people are. A unit is at the place of an order that it
 * said to have come to; nobody is followed on the way. Pure.
 */
import { workStages, type Stage } from '../../../core/case-terms.ts'
import type { Case } from '../../api/types.ts'

/** on-site: it said so. coming: it has accepted the order. told: it has not. */
export const crewStates = ['on-site', 'coming', 'told'] as const
export type CrewState = (typeof crewStates)[number]

/** What is asked of a case to say where the unit of its order is. */
export interface OrderedCase extends Pick<
  Case,
  'id' | 'unit' | 'dispatchedAt' | 'arrivedAt' | 'reportedAt'
> {
  readonly stage: Stage
  readonly suspension?: Pick<NonNullable<Case['suspension']>, 'state'> | undefined
}

export interface CrewOrder<C extends OrderedCase> {
  readonly unit: string
  readonly state: CrewState
  /** Since when it is there. */
  readonly arrived?: number
  readonly of: C
}

/** An arrival before the order came, or before the work came back, is one of an earlier visit. */
function arrivedFor({ dispatchedAt = 0, arrivedAt, reportedAt = 0 }: OrderedCase) {
  return arrivedAt !== undefined && arrivedAt >= Math.max(dispatchedAt, reportedAt)
    ? arrivedAt
    : undefined
}

/** Nobody works on what is suspended (挂账). */
export function crewOrders<C extends OrderedCase>(cases: readonly C[]): readonly CrewOrder<C>[] {
  return cases
    .flatMap((of): readonly CrewOrder<C>[] => {
      const { unit, stage, suspension } = of
      if (unit === undefined || !workStages.includes(stage)) return []
      if (suspension?.state === 'suspended') return []
      if (stage !== 'handling') return [{ unit, state: 'told', of }]
      const arrived = arrivedFor(of)
      return arrived === undefined
        ? [{ unit, state: 'coming', of }]
        : [{ unit, state: 'on-site', arrived, of }]
    })
    .toSorted((a, b) => crewStates.indexOf(a.state) - crewStates.indexOf(b.state))
}

export interface UnitAtWork<C extends OrderedCase> {
  readonly unit: string
  /** On site first. */
  readonly orders: readonly CrewOrder<C>[]
}

/** In the order in which their first orders stand. */
export function unitsAtWork<C extends OrderedCase>(
  orders: readonly CrewOrder<C>[],
): readonly UnitAtWork<C>[] {
  const units = new Map<string, CrewOrder<C>[]>()
  for (const order of orders) units.set(order.unit, [...(units.get(order.unit) ?? []), order])
  return [...units].map(([unit, its]) => ({ unit, orders: its }))
}

/** Without an order in any open case; which these are is known only when all open cases are. */
export function idleUnits<U extends { readonly id: string }>(
  units: readonly U[],
  orders: readonly Pick<CrewOrder<OrderedCase>, 'unit'>[],
): readonly U[] {
  const busy = new Set(orders.map(({ unit }) => unit))
  return units.filter(({ id }) => !busy.has(id))
}
