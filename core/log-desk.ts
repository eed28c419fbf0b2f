/** Whose log of shifts (值班日志) it is: that of a unit, of a desk, or of those of a desk who are limited to areas. */
import type { Actor } from './actor.ts'
import { areaPattern } from './area.ts'
import { dutyDesk, holderOf, type RotaHolder } from './duty-desks.ts'
import type { UnitId } from './identity.ts'
import type { Scope } from './scope.ts'

export interface LogDesk {
  readonly holder: RotaHolder
  /** Heads of grid codes, in their order. */
  readonly areas?: readonly string[]
}

/** `lj-water-supply`, `@operator`, `@dispatcher.330106+330108`. */
export const logDeskName = ({ holder, areas }: LogDesk): string =>
  areas === undefined ? holder : `${holder}.${areas.toSorted().join('+')}`

/** undefined: nothing can be called so. Of a unit it does not say that there is one. */
export function logDesk(name: string): LogDesk | undefined {
  if (!name.startsWith('@')) return { holder: name as UnitId }
  const [head = '', list, ...more] = name.split('.')
  const holder = dutyDesk(head)
  if (holder === undefined || more.length > 0) return undefined
  if (list === undefined) return { holder }
  const areas = list.split('+')
  const desk = { holder, areas }
  return areas.every((area) => areaPattern.test(area)) && logDeskName(desk) === name
    ? desk
    : undefined
}

/** That of the desk that somebody works at; whoever has none, such as a manager, only reads. */
export function ownLogDesk({ role, unit, areas }: Actor): LogDesk | undefined {
  const holder = holderOf({ role, unit })
  if (holder === undefined) return undefined
  return unit === undefined && areas !== undefined
    ? { holder, areas: areas.toSorted() }
    : { holder }
}

/** What its people see of the city. */
export const scopeOfDesk = ({ holder, areas }: LogDesk): Scope =>
  dutyDesk(holder) === undefined ? { unit: holder as UnitId } : { areas }
