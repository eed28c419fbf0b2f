/**
 * What a device is judged by: the tables of the city with what its district, street, owner and the device itself say
 * otherwise. Worked out when a rule is bound to a device, and once for all devices to which the same applies. Pure.
 */
import type { Device } from '../../core/device.ts'
import { parseWeekHours, type WeekHours } from '../../core/week-hours.ts'
import { cellDigits } from './area-document.ts'
import { withOwnLimits, type Limits, type LimitTree } from './limits.ts'
import { overrideKey, overrideScopes, type Override } from './override.ts'

/** The schedule that the `hours` of a device are. */
export const ownSchedule = 'business'

export interface Settings {
  /** Of this device, nearest first. */
  readonly overrides: readonly Override[]
  /** Without the limits of its own that a device brings. */
  readonly tree: LimitTree
  readonly schedules: ReadonlyMap<string, WeekHours>
}

const known = new WeakMap<Limits, Map<string, Settings>>()

export function settingsOf(limits: Limits, device: Device): Settings {
  let ofLimits = known.get(limits)
  if (ofLimits === undefined) known.set(limits, (ofLimits = new Map<string, Settings>()))
  const overrides = overridesOf(limits, device)
  const key = JSON.stringify([...overrides.map(({ scope, code }) => [scope, code]), device.hours])
  let settings = ofLimits.get(key)
  if (settings === undefined) {
    settings = merged(limits, overrides, device.hours)
    ofLimits.set(key, settings)
  }
  return settings
}

export function overridesOf(
  { overrides }: Limits,
  { id, owner, cell }: Pick<Device, 'id' | 'owner' | 'cell'>,
): readonly Override[] {
  if (overrides.size === 0) return []
  const codes = {
    device: id,
    owner,
    street: cell?.slice(0, cellDigits.street),
    district: cell?.slice(0, cellDigits.district),
  }
  return overrideScopes.flatMap((scope) => {
    const code = codes[scope]
    return (code === undefined ? undefined : overrides.get(overrideKey(scope, code))) ?? []
  })
}

function merged(limits: Limits, overrides: readonly Override[], own: string | undefined): Settings {
  const farthestFirst = overrides.toReversed()
  const schedules = new Map(limits.schedules)
  for (const one of farthestFirst)
    for (const [name, hours] of Object.entries(one.schedules)) schedules.set(name, hours)
  const hours = own === undefined ? undefined : parseWeekHours(own)
  if (typeof hours === 'object') schedules.set(ownSchedule, hours)
  const tree = farthestFirst.reduce((all, { numbers }) => withOwnLimits(all, numbers), limits.tree)
  return { overrides, tree, schedules }
}
