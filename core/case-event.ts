import type { Actor } from './actor.ts'
import type { CaseId } from './identity.ts'
import type { Instant } from './time.ts'

/** One committed fact of a case's life, as it travels on `case-events`. `(case, version)` identifies it. */
export interface CaseEventRecord {
  readonly type: 'case-event'
  /** Position in the register of all case events; grows, resumes feeds. */
  readonly sequence: number
  readonly case: CaseId
  readonly version: number
  readonly at: Instant
  readonly by: Actor
  /** Name of the fact: `filed`, `dispatched`, ... */
  readonly event: string
  /** The fact itself; its shape belongs to `cases`. */
  readonly data: Readonly<Record<string, unknown>>
}
