import type { CaseId } from '../core/identity.ts'
import type { Instant } from '../core/time.ts'

/** Codes by which whoever reported a problem follows its case, and what they said of it; beside the record, and erased with the reporter. */
export interface FollowStore {
  /** A case has one code; an earlier one is worth nothing any more. */
  keepFollow(id: CaseId, codeHash: string, at: Instant): Promise<void>
  followed(codeHash: string): Promise<CaseId | undefined>
  /** What was said with the last rating; undefined when nothing was. */
  said(id: CaseId): Promise<string | undefined>
}
