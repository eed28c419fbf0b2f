/** Secrets that people read off and type. */
import { randomBytes } from 'node:crypto'

/** Without those that look like another one. */
const signs = 'abcdefghjkmnpqrstuvwxyz023456789'

/** Five bits of each byte, in groups of four. */
export const readable = (bytes: Uint8Array): string =>
  (
    Array.from(bytes, (byte) => signs[byte % 32])
      .join('')
      .match(/.{1,4}/g) ?? []
  ).join('-')

/** 80 random bits. */
export const oneTimePassword = (): string => readable(randomBytes(16))
