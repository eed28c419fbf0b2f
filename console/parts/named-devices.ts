/** Names of a few devices that an answer gives by number. A name is an addition: without it the number stands alone. */
import { call } from '../api/client.ts'
import { useResource } from '../state/resource.ts'

export type DeviceNames = ReadonlyMap<string, string>

const none: DeviceNames = new Map()

export function useDeviceNames(ids: readonly string[]): DeviceNames {
  const names = useResource(`names ${ids.join(' ')}`, async (signal) => {
    const found = await Promise.all(
      ids.map((id) =>
        call('GET /v1/devices/{id}', { path: { id }, signal }).catch(() => undefined),
      ),
    )
    return new Map(
      found.flatMap((device): [string, string][] =>
        device?.name === undefined ? [] : [[device.id, device.name]],
      ),
    )
  })
  return names.value ?? none
}

/** `name (number)` */
export const withName = (id: string, names: DeviceNames): string => {
  const name = names.get(id)
  return name === undefined ? id : `${name} (${id})`
}
