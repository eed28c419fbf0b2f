import type { CaseId } from '../core/identity.ts'
import type { Boundary, Revoked } from './life/boundary.ts'

/** Boundaries that designations drew; each is written with the commit of its designation. */
export interface BoundaryStore {
  /** Those of the category that hold. */
  boundariesOf(category: string): Promise<readonly Boundary[]>
  /** All of them, the youngest first. */
  boundaries(): Promise<readonly Boundary[]>
  /** Resolves with it as it is then; undefined when there is none. One that was revoked before stays as it was. */
  revokeBoundary(
    id: CaseId,
    revoked: NonNullable<Boundary['revoked']>,
  ): Promise<Revoked | undefined>
}
