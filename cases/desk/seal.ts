/**
 * Seals of the record of all cases. The register's own proof, the chain of each case, can be written anew by whoever owns
 * the database; what is signed and kept elsewhere can not. A seal covers the events since the one before it, so that a fault
 * is found in the stretch where it was made.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'

import { canonicalJson } from '../../core/canonical-json.ts'
import type { CaseSeal, SealedBeside } from '../../core/case-seal.ts'
import type { Instant } from '../../core/time.ts'

/** Seals with a private key of Ed25519. */
export interface SealingKey {
  readonly private: KeyObject
  /** As seals name it. */
  readonly public: string
}

export function sealingKey(pem: string): SealingKey {
  const secret = createPrivateKey(pem)
  const { x } = createPublicKey(secret).export({ format: 'jwk' })
  return { private: secret, public: Buffer.from(String(x), 'base64url').toString('base64') }
}

export const hashOf = (seal: CaseSeal): string => sha256(canonicalJson(seal))

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The events from one place of the register to another. */
export class Stretch {
  readonly #hash = createHash('sha256')
  events = 0
  sequence = 0

  add({ sequence, hash }: { readonly sequence: number; readonly hash: string }): void {
    this.#hash.update(`${hash}\n`)
    this.events += 1
    this.sequence = sequence
  }

  /** Ends it. */
  record(): string {
    return this.#hash.digest('hex')
  }
}

/** What a seal is made over. */
export interface Covered {
  readonly stretch: Stretch
  readonly beside: SealedBeside
}

export function sealed(
  before: CaseSeal | undefined,
  { stretch, beside }: Covered,
  at: Instant,
  key: SealingKey,
  accepts?: CaseSeal['accepts'],
): CaseSeal {
  const said = {
    type: 'case-seal' as const,
    number: (before?.number ?? 0) + 1,
    at,
    events: stretch.events + (accepts === undefined ? (before?.events ?? 0) : 0),
    sequence: stretch.sequence,
    record: stretch.record(),
    previous: before === undefined ? '' : hashOf(before),
    beside,
    ...(accepts === undefined ? {} : { accepts }),
    key: key.public,
  }
  const signature = sign(null, Buffer.from(canonicalJson(said)), key.private).toString('base64')
  return { ...said, signature }
}

/** Whether the signature is of the key that the seal names. */
export function isSigned(seal: CaseSeal): boolean {
  const { signature, ...said } = seal
  try {
    const x = Buffer.from(seal.key, 'base64').toString('base64url')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    return verify(null, Buffer.from(canonicalJson(said)), key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}
