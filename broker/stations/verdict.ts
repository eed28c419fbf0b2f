/** What becomes of a frame of HJ 212: whose it is by MN and password, and whether its checksum fits as the register says. */
import { timingSafeEqual } from 'node:crypto'

import type { Refusal } from '../../core/frame.ts'
import { checksumModeOf, checksumOf, type ChecksumMode } from '../../core/hj212/checksum.ts'
import type { Frame } from '../../core/hj212/framing.ts'
import { readMessage, type Message } from '../../core/hj212/message.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { hashStationPassword } from '../../runtime/token.ts'

export interface Proven {
  readonly type: 'proven'
  readonly station: RegisteredDevice
  readonly message: Message
  /** In which an answer is made. */
  readonly mode: ChecksumMode
}

export interface Unproven {
  readonly type: 'unproven'
  readonly refusal: Refusal
  /** As the frame says it. */
  readonly mn?: string
  /** How the checksum would fit, where it does not as the register says. */
  readonly fits?: ChecksumMode
}

export function verdictOf(
  frame: Frame,
  directory: Pick<DeviceDirectory, 'station'>,
): Proven | Unproven {
  const { segment, checksum } = frame
  const message = readMessage(Buffer.from(segment).toString('utf8'))
  if ('fault' in message) return { type: 'unproven', refusal: 'unreadable-frame' }
  const { mn, pw } = message
  const station = directory.station(mn)
  const refused = (refusal: Refusal): Unproven => ({ type: 'unproven', refusal, mn })
  if (station === undefined) {
    const fits = checksumModeOf(segment, checksum)
    // Whose it is cannot be said of bytes that were changed on the way.
    return refused(fits === undefined ? 'wrong-checksum' : 'unknown-station')
  }
  const { id, checksum: rule = 'standard' } = station.device
  if (rule !== 'off' && checksumOf(segment, rule) !== checksum.toUpperCase()) {
    const fits = checksumModeOf(segment, checksum)
    return { ...refused('wrong-checksum'), ...(fits !== undefined && { fits }) }
  }
  const { credential } = station
  if (credential === undefined || pw === undefined || !isPassword(id, pw, credential))
    return refused('wrong-password')
  return { type: 'proven', station, message, mode: rule === 'off' ? 'standard' : rule }
}

function isPassword(device: string, password: string, credential: string): boolean {
  const have = Buffer.from(hashStationPassword(device, password), 'hex')
  const want = Buffer.from(credential, 'hex')
  return have.length === want.length && timingSafeEqual(have, want)
}
