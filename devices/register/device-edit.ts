/** In which fields two states of a device differ. Pure. */
import { canonicalJson } from '../../core/canonical-json.ts'
import type { Device } from '../../core/device.ts'
import type { DeviceEdit, Editing } from '../../core/device-edit.ts'

/** `before`: undefined of a device that is new. */
export function editOf(before: Device | undefined, after: Device, { by, at }: Editing): DeviceEdit {
  return before === undefined
    ? { by, at, added: true, fields: [] }
    : { by, at, fields: changedFields(before, after) }
}

export function changedFields(before: Device, after: Device): DeviceEdit['fields'] {
  const [old, now] = [textsOf(before), textsOf(after)]
  const names = [...new Set([...old.keys(), ...now.keys()])].sort()
  return names.flatMap((field) => {
    const [was, is] = [old.get(field), now.get(field)]
    if (was === is) return []
    return {
      field,
      ...(was !== undefined && { before: was }),
      ...(is !== undefined && { after: is }),
    }
  })
}

const textsOf = (device: Device): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(device).flatMap(([field, value]) =>
      value === undefined
        ? []
        : [[field, typeof value === 'string' ? value : canonicalJson(value)] as const],
    ),
  )
