/**
 * A case file (案卷): all that is kept of one case, with what proves it, to be read and checked without the system and
 * without its database.
 */
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseSeal } from '../../core/case-seal.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from '../life/case.ts'
import type { AlarmRow } from '../ports.ts'

/** A picture that the record names. `versions`: of the events that do. */
export interface FiledPhoto {
  readonly sha256: string
  readonly versions: readonly number[]
  readonly type?: string
  readonly bytes?: number
  /** In base64; left out with the reason why. */
  readonly content?: string
  readonly missing?: 'not-kept' | 'damaged' | 'too-large' | 'deleted'
}

/**
 * The seal over the newest sealed event: who has the public key of the city sees by it that the chain of the case up to there is
 * as it was then. `stretch` are the hashes of all events under the seal, of other cases too; left out where
 * they are too many.
 */
export interface FiledSeal {
  readonly seal: CaseSeal
  readonly stretch?: readonly string[]
}

export interface CaseFile {
  readonly type: 'case-file'
  readonly at: Instant
  readonly by: string
  /** Of the city, for its clocks: `Asia/Shanghai`. */
  readonly zone: string
  readonly case: Case
  /** Each with the hash of its chain, which the register keeps. */
  readonly events: readonly (CaseEventRecord & { readonly hash: string })[]
  /** What proves its alarms (docs/cases.md): not part of the record under seals. */
  readonly alarms: readonly AlarmRow[]
  readonly photos: readonly FiledPhoto[]
  readonly seal?: FiledSeal
}
