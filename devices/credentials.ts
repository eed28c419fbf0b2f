import { randomInt } from 'node:crypto'

import type { Device } from '../core/device.ts'
import type { StationProtocol } from '../core/frame.ts'
import { hashStationPassword, hashToken, newToken } from '../runtime/token.ts'

export interface NewCredential {
  /** Shown once and kept nowhere. */
  readonly token: string
  readonly hash: string
}

/** None begins with a dash: a spreadsheet would take it for a formula, and a file of credentials is to hold them as they are. */
export function newCredential(): NewCredential {
  const token = newToken()
  return token.startsWith('-') ? newCredential() : { token, hash: hashToken(token) }
}

/** Without what looks like another: somebody types it at a station. */
const typed = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

const made: Readonly<Record<StationProtocol, () => string>> = {
  hj212: () => Array.from({ length: 6 }, () => typed[randomInt(typed.length)]).join(''),
  // Neither of those that every station has before it is given one.
  sl651: () => randomInt(1, 0xffff).toString(16).toUpperCase().padStart(4, '0'),
}

/** Undefined where the station has one already that its protocol has no room for. */
export function stationCredential(
  protocol: StationProtocol,
  { id }: Pick<Device, 'id'>,
  password = made[protocol](),
): NewCredential | undefined {
  if (protocol === 'sl651' && !/^[0-9A-Fa-f]{4}$/.test(password)) return undefined
  const token = protocol === 'sl651' ? password.toUpperCase() : password
  return { token, hash: hashStationPassword(protocol, id, token) }
}
