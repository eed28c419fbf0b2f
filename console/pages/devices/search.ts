/** Finding devices by words: the API has no search, so its pages are looked through, as far as needed. Pure but for `read`. */
import { matchesDevice } from '../../../core/device-search.ts'
import type { DevicePage } from '../../api/types.ts'

type Searchable = Parameters<typeof matchesDevice>[0]

export interface Found<T> {
  readonly devices: readonly T[]
  /** There may be more than those. */
  readonly cut: boolean
}

/** The first `most` devices that match. */
export async function findDevices<T extends Searchable>(
  text: string,
  read: (after: string | undefined) => Promise<DevicePage<T>>,
  most: number,
): Promise<Found<T>> {
  const found: T[] = []
  let after: string | undefined
  do {
    const page = await read(after)
    found.push(...page.devices.filter((device) => matchesDevice(device, text)))
    if (found.length > most) return { devices: found.slice(0, most), cut: true }
    after = page.after
  } while (after !== undefined)
  return { devices: found, cut: false }
}
