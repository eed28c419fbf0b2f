import type { Device } from '../../core/device.ts'
import { metresBetween } from '../../core/distance.ts'

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
