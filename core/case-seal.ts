import type { Instant } from './time.ts'

/** An event of a frozen evaluation, of an audit of what was not filed, of the administrative acts of a day or of a hand-over; each is chained to the one before it of the same name. */
export interface SealedEvaluationEvent {
  /** Its place among all of them. */
  readonly sequence: number
  readonly evaluation: string
  readonly version: number
  readonly hash: string
}

/** Frozen evaluations and looks at personal data: few, and chained by themselves, so that a seal names what it covers. */
export interface SealedBeside {
  /** Those since the seal before. */
  readonly evaluations: readonly SealedEvaluationEvent[]
  /** The sequence of the last one that is sealed; 0: none. */
  readonly evaluation: number
  /** The newest look that is sealed; its hash holds those before it. */
  readonly look?: { readonly number: number; readonly hash: string }
  /** Looks up to this number are as old as the city keeps them: they may be gone. */
  readonly forgotten: number
}

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
  /** What is kept beside the record; left out by versions that did not seal it. */
  readonly beside?: SealedBeside
  /** Somebody knows why the record is not what seals before this one say: it begins anew. */
  readonly accepts?: { readonly by: string; readonly reason: string }
  /** The public key that the signature goes by: 32 bytes of Ed25519 (RFC 8032) in base64. */
  readonly key: string
  /** Over everything above, as canonical JSON; base64. */
  readonly signature: string
}
