/** What of a suppression concerns somebody who sees a part of the city alone. Pure. */
import type { Device } from '../../../core/device.ts'
import { narrowedTo, type Scope } from '../../../core/scope.ts'
import { covers, type Suppression } from '../../life/suppression.ts'

export interface SuppressionPart extends Suppression {
  /** It covers more than that. */
  readonly partial?: true
}

/** undefined: it reaches none of these devices, which are all that the scope has. Names of others are left out. */
export function partWithin(
  suppression: Suppression,
  scope: Scope,
  devices: ReadonlyMap<string, Device>,
): SuppressionPart | undefined {
  const { matcher } = suppression
  if (!reaches(suppression, devices)) return undefined
  const { devices: named, gateways, owners, cells } = matcher
  const known = (ids: readonly string[] | undefined) => ids?.filter((id) => devices.has(id))
  const own = {
    devices: known(named),
    gateways: known(gateways),
    owners: owners?.filter((owner) => scope.unit === undefined || owner === scope.unit),
    cells: cells && narrowedTo(scope, cells).areas,
  }
  const partial = (Object.keys(own) as (keyof typeof own)[]).some(
    (list) => own[list]?.join() !== matcher[list]?.join(),
  )
  return { ...suppression, matcher: { ...matcher, ...own }, ...(partial && { partial }) }
}

/** Of the mildest severity, by any rule. */
function reaches(suppression: Suppression, devices: ReadonlyMap<string, Device>): boolean {
  const reach = { ...suppression, matcher: { ...suppression.matcher, rules: undefined } }
  // Most name their devices, and a district has thousands.
  const named = suppression.matcher.devices?.flatMap((id) => devices.get(id) ?? [])
  for (const device of named ?? devices.values()) {
    const { id, cell } = device
    const suspect = { rule: '' as never, severity: 'blue', device: id, cell } as const
    if (covers(reach, { ...suspect, registered: device })) return true
  }
  return false
}
