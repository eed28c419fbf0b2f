import type { Device } from '../../core/device.ts'

export interface Neighbour {
  readonly device: Device
  readonly metres: number
}

export interface Neighbourhood {
  readonly kind?: Device['kind'] | undefined
  /** Metres. */
  readonly radius: number
  readonly limit: number
}

/** Mean radius of the earth (IUGG), metres. */
const earth = 6_371_008.8
const radians = (degrees: number): number => (degrees * Math.PI) / 180

type Position = Pick<Device, 'longitude' | 'latitude'>

/** Great-circle distance in metres by the haversine formula, on the sphere: within 0.6 % of the ellipsoid. */
export function metresBetween(a: Position, b: Position): number {
  const north = Math.sin(radians(b.latitude - a.latitude) / 2)
  const east = Math.sin(radians(b.longitude - a.longitude) / 2)
  const chord =
    north * north + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * east * east
  return 2 * earth * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/**
 * The active devices around one, nearest first. Every device is looked at: that takes about a millisecond for 5,000,
 * and an index would have to be made again with every change of the register.
 */
export function neighboursOf(
  device: Device,
  devices: Iterable<Device>,
  { kind, radius, limit }: Neighbourhood,
): readonly Neighbour[] {
  const found: Neighbour[] = []
  for (const other of devices) {
    if (other.id === device.id || !other.active) continue
    if (kind !== undefined && other.kind !== kind) continue
    const metres = metresBetween(device, other)
    if (metres <= radius) found.push({ device: other, metres })
  }
  return found
    .sort((a, b) => a.metres - b.metres || (a.device.id < b.device.id ? -1 : 1))
    .slice(0, limit)
}
