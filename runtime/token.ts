/** Secrets that programs give each other, and what is kept of them. */
import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits in base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** SHA-256 of the token, hexadecimal. A fast hash is enough: nobody can guess 256 random bits. */
export const hashToken = (token: string | Uint8Array): string =>
  createHash('sha256').update(token).digest('hex')
