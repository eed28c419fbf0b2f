/** Finding devices by words: the API has no search, so its pages are looked through, as far as needed. Pure but for `read`. */
import type { Device, DevicePage } from '../../api/types.ts'

type Searchable = Pick<
  Device,
  'id' | 'name' | 'component' | 'cell' | 'owner' | 'gateway' | 'catchment' | 'power'
>

/** Every word of the text is in one of the device's fields, large or small letters alike. */
export function matches(device: Searchable, text: string): boolean {
  const { id, name, component, cell, owner, gateway, catchment, power } = device
  const all = [id, name, component, cell, owner, gateway, catchment, power].join('\n').toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}

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
    found.push(...page.devices.filter((device) => matches(device, text)))
    if (found.length > most) return { devices: found.slice(0, most), cut: true }
    after = page.after
  } while (after !== undefined)
  return { devices: found, cut: false }
}
