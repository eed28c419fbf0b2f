import { devicePath } from './device-names.ts'
import { useDeviceNames } from './named-devices.ts'

/** To the page of a device, by its name where it has one, with the number that its readings and cases carry. */
export function DeviceLink({ id }: { readonly id: string }) {
  const name = useDeviceNames([id]).get(id)
  return (
    <>
      <a href={devicePath(id)}>{name ?? id}</a>
      {name === undefined ? null : <span class="quiet"> {id}</span>}
    </>
  )
}
