/** Finding devices by words, as the API and the pages do. */
import type { Device } from './device.ts'

type Searchable = Readonly<
  Partial<
    Record<
      keyof Pick<
        Device,
        | 'name'
        | 'component'
        | 'cell'
        | 'owner'
        | 'gateway'
        | 'catchment'
        | 'power'
        | 'mn'
        | 'stationAddress'
        | 'externalId'
      >,
      string | undefined
    >
  > & { id: string }
>

/** Every word of the text is in one of the device's fields, or in what its place and its owner are called; large or small letters alike. */
export function matchesDevice(device: Searchable, text: string, called = ''): boolean {
  const { id, name, component, cell, owner, gateway, catchment, power } = device
  const { mn, stationAddress, externalId } = device
  const places = [id, name, component, cell, owner, gateway, catchment, power]
  const all = [...places, mn, stationAddress, externalId, called].join('\n').toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}
