import type { CaseId } from '../core/identity.ts'
import type { Instant } from '../core/time.ts'
import type { KeptLook, Look } from './life/look.ts'

interface LooksAsked {
  readonly case?: string | undefined
  /** Name of the actor. */
  readonly by?: string | undefined
  /** Behind this one. */
  readonly before?: number | undefined
  readonly limit: number
}

/** A place in the chain of looks. */
export interface LookLink {
  readonly number: number
  readonly hash: string
}

/** `changed`: it is not what its hash, or that of its follower, says. `missing`: its neighbours are there. */
export interface LookFault {
  readonly look: number
  readonly fault: 'changed' | 'missing'
}

/**
 * The log of looks at personal data: append-only and hash-chained. Only its beginning is ever taken away, when it is as old as the
 * city keeps it; the database forbids everything else.
 */
export interface LookStore {
  /** Durable when it resolves. */
  addLook(look: Look): Promise<void>
  /** Newest first. */
  looks(asked: LooksAsked): Promise<readonly KeptLook[]>
  /**
   * Up to which number all are from before the instant, the last one of all apart; of many the first. 0: none is. Goes by what
   * the chain vouches for, and no further than that holds.
   */
  oldLooks(before: Instant): Promise<number>
  /** Those up to the number, the last one of all apart; resolves with how many, of many the first. */
  forgetLooks(upTo: number): Promise<number>
  /** Recomputes the chain; `heard` is told of each look, in the order of their numbers. */
  verifyLooks(heard?: (look: LookLink) => void): Promise<readonly LookFault[]>
  /** The oldest and the newest. */
  lookEnds(): Promise<{ readonly first: number; readonly last: LookLink } | undefined>
  /** Cases that ended before the instant and whose reporter is still kept, the oldest first; `except`: of these duties (`lead`) none. */
  reportersDue(
    before: Instant,
    except: readonly string[],
    limit: number,
  ): Promise<readonly CaseId[]>
}
