import type { Instant } from './time.ts'

/**
 * What vouches for a stretch of the record of all cases from outside of the register: signed, and each holds the hash of the
 * one before it. `number` identifies it.
 */
export interface CaseSeal {
  readonly type: 'case-seal'
  /** 1, 2, 3 ... */
  readonly number: number
  readonly at: Instant
  /** How many events the record had, up to the last one that this seal covers. */
  readonly events: number
  /** The sequence of that event. */
  readonly sequence: number
  /**
   * SHA-256 over the hashes of the events since the seal before, in the order of the register; where it accepts, of all
   * from the first one.
   */
  readonly record: string
  /** SHA-256 of the seal before it; '' for the first one. */
  readonly previous: string
  /** Somebody knows why the record is not what seals before this one say: it begins anew. */
  readonly accepts?: { readonly by: string; readonly reason: string }
  /** The public key that the signature goes by: 32 bytes of Ed25519 (RFC 8032) in base64. */
  readonly key: string
  /** Over everything above, as canonical JSON; base64. */
  readonly signature: string
}
