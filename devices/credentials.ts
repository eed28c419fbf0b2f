import { randomInt } from 'node:crypto'

import type { Device } from '../core/device.ts'
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

/** Of a station that speaks HJ 212, whose passwords have six characters; `password` where the station has one already. */
export function stationCredential(
  { id }: Pick<Device, 'id'>,
  password = Array.from({ length: 6 }, () => typed[randomInt(typed.length)]).join(''),
): NewCredential {
  return { token: password, hash: hashStationPassword(id, password) }
}
