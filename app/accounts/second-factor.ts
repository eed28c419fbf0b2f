/** The second factor (双因素): codes of RFC 6238 from a telephone, and codes on paper for the day it is lost. */
import { randomBytes } from 'node:crypto'

import { Secret, TOTP } from 'otpauth'

import { hashToken } from '../../runtime/token.ts'
import { readable } from './one-time.ts'

const period = 30
const codes = 10

const totpOf = (secret: string, label = '') =>
  new TOTP({ issuer: 'Urban Brain', label, secret: Secret.fromBase32(secret), period })

export const newSecret = (): string => new Secret({ size: 20 }).base32

/** What an app for codes reads. */
export const uriOf = (secret: string, name: string): string => totpOf(secret, name).toString()

/** The step of time that the code is of: now, the one before or the one behind; undefined when it is of none. */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: 1 })
  return delta === null ? undefined : Math.floor(now / 1_000 / period) + delta
}

/** To be shown once; what is kept of them are hashes. */
export const recoveryCodes = (): readonly string[] =>
  Array.from({ length: codes }, () => readable(randomBytes(16)))

export const recoveryHash = (code: string): string => hashToken(code.trim().toLowerCase())
