/** What the endpoints that standards define read, and what of it a caller sees. */
import type { FastifyRequest } from 'fastify'

import type { Access } from '../../core/access.ts'
import type { Device } from '../../core/device.ts'
import type { SeriesStore } from '../../core/series.ts'
import type { Clock } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { visibleDevices } from '../../runtime/visible-device.ts'

export interface StandardsDeps {
  readonly access: Access
  readonly clock: Clock
  readonly series: Pick<SeriesStore, 'readings' | 'latest' | 'buckets'>
  readonly directory: Pick<DeviceDirectory, 'values' | 'get' | 'follow'>
}

/** In the order of ids. */
export async function seenDevices(
  { access, directory }: StandardsDeps,
  request: FastifyRequest,
): Promise<readonly Device[]> {
  await directory.follow()
  return visibleDevices(directory, access.actor(request))
    .map(({ device }) => device)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
