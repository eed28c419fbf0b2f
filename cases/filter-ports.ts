/** What lists of cases and alarms are asked for. */
import type { Scope } from '../core/scope.ts'
import type { Waiting } from '../core/supervision-terms.ts'
import type { Severity } from '../core/severity.ts'
import type { UnitId } from '../core/identity.ts'
import type { Instant } from '../core/time.ts'
import type { Stage } from '../core/case-terms.ts'
import type { AlarmOutcome } from './life/listing.ts'
import type { SearchTerm } from './life/case-search.ts'

export interface CaseFilter {
  /** Who asks sees no more than this. */
  readonly scope?: Scope | undefined
  readonly stages?: readonly Stage[] | undefined
  readonly unit?: UnitId | undefined
  /** Open ones in which that unit has a part to do beside the one that has them (配合). */
  readonly supporting?: UnitId | undefined
  readonly cell?: string | undefined
  readonly category?: string | undefined
  readonly severity?: Severity | undefined
  readonly overdue?: boolean | undefined
  readonly suspended?: boolean | undefined
  /** true: that the city gave to a district of nobody who asks, and that they only read. false: without those. */
  readonly given?: boolean | undefined
  readonly device?: string | undefined
  /** All of them. */
  readonly search?: readonly SearchTerm[] | undefined
  /** Collected from `from` until before `to`. */
  readonly collected?: { readonly from: Instant; readonly to: Instant } | undefined
  /** true: those that a person reported, and no alarm opened. */
  readonly reported?: true | undefined
  /** What waits for a decision about them. */
  readonly waiting?: Waiting | undefined
}

export interface AlarmFilter {
  /** Raised from `from` until before `to`. */
  readonly raised?: { readonly from: Instant; readonly to: Instant } | undefined
  /** That stood at any moment between the two, or stand still. */
  readonly stood?: { readonly from: Instant; readonly to: Instant } | undefined
  /** Who asks sees no more than this. */
  readonly scope?: Scope | undefined
  readonly alarm?: string | undefined
  readonly standing?: boolean | undefined
  readonly outcomes?: readonly AlarmOutcome[] | undefined
  readonly device?: string | undefined
  /** The head of its grid code. */
  readonly cell?: string | undefined
  readonly rule?: string | undefined
  /** Those that it held back, released ones too. */
  readonly suppression?: string | undefined
  /** Those that are folded into this case. */
  readonly foldedInto?: string | undefined
}
