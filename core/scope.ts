/** What part of the city somebody sees and acts in (数据范围). */
import { z } from 'zod'

import type { Actor } from './actor.ts'
import { areaPattern } from './area.ts'
import type { UnitId } from './identity.ts'

export const areaSchema = z
  .string()
  .regex(areaPattern, 'an area is 6, 9 or 12 digits of the grid code')

/** Both limits hold when both are given; without any it is the whole city. */
export interface Scope {
  readonly areas?: readonly string[] | undefined
  readonly unit?: UnitId | undefined
}

export const wholeCity: Scope = {}

/** A crew whose token names no unit sees nothing: no unit is called by the empty name. */
export const scopeOf = ({ role, unit, areas }: Actor): Scope => ({
  areas,
  unit: role === 'crew' ? (unit ?? ('' as UnitId)) : unit,
})

/** Whether a person sees less than the role does elsewhere; a crew always has its unit. */
export const isLimited = ({ role, unit, areas }: Actor): boolean =>
  areas !== undefined || (role !== 'crew' && unit !== undefined)

/** What lies in one of these areas as well, which are heads of codes of any length. */
export const narrowedTo = (scope: Scope, areas: readonly string[]): Scope => ({
  ...scope,
  areas:
    scope.areas === undefined
      ? areas
      : scope.areas.flatMap((mine) =>
          areas.flatMap((area) => {
            if (area.startsWith(mine)) return [area]
            return mine.startsWith(area) ? [mine] : []
          }),
        ),
})

/** What has no cell lies in no area. */
export const isInAreas = ({ areas }: Scope, cell: string | undefined): boolean =>
  areas === undefined || (cell !== undefined && areas.some((area) => cell.startsWith(area)))

/** Of the grid code of a cell. */
export const districtOf = (cell: string | undefined): string | undefined => cell?.slice(0, 6)

/** `district`: of a case that the city gave to another one than that of its place, where both see it. */
export const isWithin = (
  scope: Scope,
  {
    cell,
    unit,
    district,
  }: {
    readonly cell?: string | undefined
    readonly unit?: string | undefined
    readonly district?: string | undefined
  },
): boolean =>
  (isInAreas(scope, cell) ||
    (district !== undefined && scope.areas?.includes(district) === true)) &&
  (scope.unit === undefined || scope.unit === unit)
