import { createHash, randomBytes } from 'node:crypto'

/** Without letters that are misheard or misread for others. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 80 random bits, as they are read out on the telephone. */
export const newFollowCode = (): string =>
  Array.from(randomBytes(16), (byte) => letters[byte % letters.length])
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-')

/** Undefined: nobody was ever told such a code. A register has this only. */
export function hashOfCode(told: string): string | undefined {
  const plain = told.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return new RegExp(`^[${letters}]{16}$`).test(plain)
    ? createHash('sha256').update(plain, 'utf8').digest('hex')
    : undefined
}
