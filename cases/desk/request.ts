import { createHash } from 'node:crypto'

import { canonicalJson } from '../../core/canonical-json.ts'

/**
 * What somebody asked under a key of their own (idempotency key): one key of one person is one body, as long as the register
 * lives.
 */
export interface Request {
  readonly key: string
  /** SHA-256 over the canonical JSON of what was asked, in hexadecimal. */
  readonly body: string
}

export const requestOf = (key: string | undefined, body: unknown): Request | undefined =>
  key === undefined
    ? undefined
    : { key, body: createHash('sha256').update(canonicalJson(body), 'utf8').digest('hex') }
