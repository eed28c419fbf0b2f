import { createHash } from 'node:crypto'

/** Key of an advisory lock, in decimal. Such locks hold within one database and know numbers only. */
export const lockKey = (name: string): string =>
  createHash('sha256').update(`urban-brain ${name}`, 'utf8').digest().readBigInt64BE().toString()
