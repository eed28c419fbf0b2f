/** Whom ingest knows, and who may speak for whom. */
import { detailOf } from '../core/dead-letter-details.ts'
import type { DeadLetterReason } from '../core/dead-letter.ts'
import type { DeviceId } from '../core/identity.ts'
import type { RegisteredDevice } from '../core/registry.ts'
import type { NameLookup } from './bound.ts'
import { quote } from './values.ts'

/** The register as the stage sees it: at once, and fixed while a batch is worked off. */
export interface DeviceLookup extends NameLookup {
  get(id: string): RegisteredDevice | undefined
}

/** Why the source may not speak for the device; undefined when it may. */
export function deniedTo(
  source: DeviceId,
  device: DeviceId | undefined,
  devices: DeviceLookup,
): readonly [DeadLetterReason, string] | undefined {
  if (device === undefined || device === source) return undefined
  const registered = devices.get(device)
  if (registered === undefined)
    return ['unknown-device', detailOf('unknown', { device: quote(device) })]
  if (registered.device.gateway !== source) {
    return ['not-your-device', detailOf('notGateway', { source, device })]
  }
  if (!registered.device.active) return ['inactive-device', detailOf('inactive', { device })]
  return undefined
}
