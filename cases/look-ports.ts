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

/**
 * The log of looks at personal data: append-only and hash-chained. Only its beginning is ever taken away, when it is as old as the
 * city keeps it; the database forbids everything else.
 */
export interface LookStore {
  /** Durable when it resolves. */
  addLook(look: Look): Promise<void>
  /** Newest first. */
  looks(asked: LooksAsked): Promise<readonly KeptLook[]>
  /** Those before the instant; resolves with how many. */
  forgetLooks(before: Instant): Promise<number>
  /** Numbers of those that are not as they were written, or whose neighbour is gone. */
  verifyLooks(): Promise<readonly number[]>
  /** Cases that ended before the instant and whose reporter is still kept, the oldest first; `except`: of these duties (`lead`) none. */
  reportersDue(
    before: Instant,
    except: readonly string[],
    limit: number,
  ): Promise<readonly CaseId[]>
}
