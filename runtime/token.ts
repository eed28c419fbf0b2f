/** Secrets that programs give each other, and what is kept of them. */
import { createHash, randomBytes } from 'node:crypto'

import type { StationProtocol } from '../core/frame.ts'

/** 256 random bits in base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** SHA-256 of the token, hexadecimal. A fast hash is enough: nobody can guess 256 random bits. */
export const hashToken = (token: string | Uint8Array): string =>
  createHash('sha256').update(token).digest('hex')

/**
 * Of the password that a station sends in clear with every frame. It has nine characters at the most, of SL 651 four, so who has
 * the hash finds it; with the device in it equal passwords look different, and none is a token of MQTT.
 */
export const hashStationPassword = (
  protocol: StationProtocol,
  device: string,
  password: string,
): string => hashToken(`${protocol}\n${device}\n${password}`)
