/** Secrets that programs give each other, and what is kept of them. */
import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits in base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** SHA-256 of the token, hexadecimal. A fast hash is enough: nobody can guess 256 random bits. */
export const hashToken = (token: string | Uint8Array): string =>
  createHash('sha256').update(token).digest('hex')

/**
 * Of the password that a station of HJ 212 sends in clear with every frame. It has nine characters at the most, so who has the
 * hash finds it; with the device in it equal passwords look different, and none is a token of MQTT.
 */
export const hashStationPassword = (device: string, password: string): string =>
  hashToken(`hj212\n${device}\n${password}`)
