/** Finding devices by words, as the API and the pages do. */
import type { Device } from './device.ts'

type Searchable = Readonly<
  Partial<
    Record<
      keyof Pick<
        Device,
        'name' | 'component' | 'cell' | 'owner' | 'gateway' | 'catchment' | 'power' | 'mn'
      >,
      string | undefined
    >
  > & { id: string }
>

/** Every word of the text is in one of the device's fields, large or small letters alike. */
export function matchesDevice(device: Searchable, text: string): boolean {
  const { id, name, component, cell, owner, gateway, catchment, power, mn } = device
  const all = [id, name, component, cell, owner, gateway, catchment, power, mn]
    .join('\n')
    .toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}
