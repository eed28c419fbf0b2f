import { createHash, randomBytes } from 'node:crypto'

export interface NewCredential {
  /** 256 random bits in base64url; shown once and kept nowhere. */
  readonly token: string
  /** SHA-256 of the token, hexadecimal. A fast hash is enough: nobody can guess 256 random bits. */
  readonly hash: string
}

export function newCredential(): NewCredential {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: createHash('sha256').update(token).digest('hex') }
}
