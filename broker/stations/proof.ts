/** Whose a frame is: a station proves it by its name and a password. */
import { timingSafeEqual } from 'node:crypto'

import type { StationProtocol } from '../../core/frame.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import { hashStationPassword } from '../../runtime/token.ts'

export function isPassword(
  protocol: StationProtocol,
  { device, credential }: RegisteredDevice,
  password: string | undefined,
): boolean {
  if (credential === undefined || password === undefined) return false
  const have = Buffer.from(hashStationPassword(protocol, device.id, password), 'hex')
  const want = Buffer.from(credential, 'hex')
  return have.length === want.length && timingSafeEqual(have, want)
}
