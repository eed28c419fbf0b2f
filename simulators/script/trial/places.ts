/**
 * Where devices of a trial belong: catchments of gauges side by side and feeds of what hangs on one cabinet, where the register
 * has none of either. Half of the gauges of such a catchment stand in one grid cell, closer than in most cities, so that rules
 * over cells have something to tell as well.
 */
import type { Device } from '../../../core/device.ts'
import { metresBetween } from '../../../core/distance.ts'
import { catchmentIdSchema, powerIdSchema } from '../../../core/identity.ts'

const gaugesOfCatchment = 6
const devicesOfFeed = 8

export const isStreetGauge = ({ kind, site }: Device): boolean =>
  kind === 'water' && (site === 'road' || site === 'underpass')

/** Covers have batteries of their own, and what stands behind a gateway counts with it. */
const hangsOnFeed = ({ kind, gateway }: Device): boolean =>
  kind !== 'manhole' && kind !== 'fume' && gateway === undefined

export function placed(devices: readonly Device[]): readonly Device[] {
  const catchments = devices.some(({ catchment }) => catchment !== undefined)
    ? new Map<string, Device>()
    : inCatchments(devices.filter(isStreetGauge))
  const feeds = devices.some(({ power }) => power !== undefined)
    ? new Map<string, Device['power']>()
    : feedsOf(devices.filter(hangsOnFeed))
  return devices.map((device) => {
    const power = feeds.get(device.id)
    return { ...(catchments.get(device.id) ?? device), ...(power !== undefined && { power }) }
  })
}

const inCatchments = (gauges: readonly Device[]): ReadonlyMap<string, Device> =>
  new Map(
    groupsOf(gauges, gaugesOfCatchment).flatMap((group, index) => {
      const catchment = catchmentIdSchema.parse(`trial-${index + 1}`)
      const cell = group[0]?.cell
      return group.map((device, place) => {
        const near = place < gaugesOfCatchment / 2 && cell !== undefined ? { cell } : {}
        return [device.id, { ...device, catchment, ...near }] as const
      })
    }),
  )

const feedsOf = (devices: readonly Device[]): ReadonlyMap<string, Device['power']> =>
  new Map(
    groupsOf(devices, devicesOfFeed).flatMap((group, index) => {
      const power = powerIdSchema.parse(`trial-${index + 1}`)
      return group.map(({ id }) => [id, power] as const)
    }),
  )

/** From west to east. */
function groupsOf(devices: readonly Device[], size: number): readonly (readonly Device[])[] {
  const sorted = devices.toSorted((a, b) => a.longitude - b.longitude || (a.id < b.id ? -1 : 1))
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, index) =>
    sorted.slice(index * size, (index + 1) * size),
  )
}

/** Devices that a chain of steps of at most so many metres joins, by the first of them. */
export function clusters(
  devices: readonly Device[],
  radius: number,
): ReadonlyMap<string, readonly Device[]> {
  const left = new Set(devices)
  const found = new Map<string, readonly Device[]>()
  for (const first of devices) {
    if (!left.delete(first)) continue
    const cluster = [first]
    for (const one of cluster)
      for (const other of left)
        if (metresBetween(one, other) <= radius) {
          left.delete(other)
          cluster.push(other)
        }
    found.set(first.id, cluster)
  }
  return found
}
