import { createHash, randomBytes } from 'node:crypto'

export interface NewCredential {
  /** Shown once and kept nowhere. */
  readonly token: string
  readonly hash: string
}

/** 256 random bits in base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** SHA-256 of the token, hexadecimal. A fast hash is enough: nobody can guess 256 random bits. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

export function newCredential(): NewCredential {
  const token = newToken()
  return { token, hash: hashToken(token) }
}
