/**
 * A component of the city (部件): a thing with a code, an owner and somebody who maintains it. Whose work it is stands with the thing, not
 * with the category of what happens to it. Each is as the newest version of the table says that names it and has begun.
 */
import { z } from 'zod'

import type { CellCode, UnitId } from '../../core/identity.ts'
import { componentStates } from '../../core/component-terms.ts'
import { keptText } from '../../core/record-schemas.ts'

const degrees = z.coerce.number().exactOptional()

/** From the cells of its row, as they are kept. */
export const componentSchema = z.object({
  /** Division (6 digits), big class, small class, number (6). */
  code: z.string(),
  name: z.string(),
  /** 权属单位 */
  owner: keptText<UnitId>().exactOptional(),
  /** 养护单位 */
  maintenance: keptText<UnitId>().exactOptional(),
  state: z.enum(componentStates),
  longitude: degrees,
  latitude: degrees,
  cell: keptText<CellCode>().exactOptional(),
  /** Day of the census (普查日期). */
  census: z.string().exactOptional(),
  note: z.string().exactOptional(),
})

export type Component = Readonly<z.infer<typeof componentSchema>> & {
  /** The version of the table that says so, and the first day on which it does. */
  readonly version: number
  readonly from: string
}

/** What of the components a city takes for the unit of a case. */
export const unitRules = ['owner', 'maintenance', 'none'] as const
export type UnitRule = (typeof unitRules)[number]

/** The unit that a case of the component goes to: the one that the rule names, else the other. */
export function unitOf(
  component: Pick<Component, 'owner' | 'maintenance'> | undefined,
  rule: UnitRule,
): UnitId | undefined {
  if (component === undefined || rule === 'none') return undefined
  const { owner, maintenance } = component
  return rule === 'owner' ? (owner ?? maintenance) : (maintenance ?? owner)
}
