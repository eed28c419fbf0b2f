import type { Actor } from '../../core/actor.ts'
import type { RotaHolder } from '../../core/duty-desks.ts'
import type { UnitId } from '../../core/identity.ts'
import type { Severity } from '../../core/severity.ts'
import type { PersonalChannel } from '../../core/personal-terms.ts'
import type { Instant } from '../../core/time.ts'
import type { Case, CaseDeadline } from './case.ts'
import type { DeadlineKind, Source } from '../../core/case-terms.ts'
import type { Assignment, Task } from './dispatch.ts'
import type { EscalationRow } from './escalation.ts'
import type { PhotoFacts, PhotoLimits } from './photo-proof.ts'
import type { Standard } from './standards.ts'
import type { SuspensionLevel } from '../../core/suspension-terms.ts'

/** What a decision may look at besides the case; everything in it answers at once and without effects. */
export interface Context {
  readonly actor: Actor
  /** The deadline of that kind when its time starts at `start`; `limit` is the handling limit of the case. */
  deadline(kind: DeadlineKind, start: Instant, limit: string): CaseDeadline
  /** In the words that a deadline of that kind runs by; `limit` is the handling limit of the order. */
  limitOf(kind: DeadlineKind, limit: string): string
  /** Milliseconds between two instants on the clock that `limit` runs by. */
  left(from: Instant, until: Instant, limit: string): number
  /** The deadline of that kind when so many milliseconds of the clock that `limit` runs by are left at `start`. */
  goOn(kind: DeadlineKind, start: Instant, left: number, limit: string): CaseDeadline
  /** Who answers for a suspension of so many milliseconds (挂账). */
  suspensionLevel(length: number): SuspensionLevel
  /** Milliseconds that a case may be suspended for in all. */
  readonly longestSuspension: number
  assign(task: Task): Assignment
  ownerOf(place: Case['place']): UnitId | undefined
  isUnit(id: UnitId): boolean
  /** Whether the grid of the city has it; six digits. */
  isDistrict(code: string): boolean
  /** Rows of the filing standard that hold on the day of `at`. */
  standards(at: Instant): readonly Standard[]
  /** Whether what this source reports is checked on site before it is filed. */
  checkRequired(source: Source): boolean
  /** So many returns of a case are a dispute. */
  readonly disputeAfter: number
  /** Whether a report of handling needs a picture. */
  photoRequired(category: string): boolean
  /** Whether such a case is an emergency repair, and until when that is to be done. */
  isEmergency(category: string, severity: Severity): boolean
  readonly repair: string
  /** Chains of the city, none when it has no file of them. */
  readonly escalation: readonly EscalationRow[]
  /** Accounts on duty in the unit or at the desk, the first one first (值班表). */
  onDuty(holder: RotaHolder, at: Instant): readonly string[]
  /** Ways by which somebody on duty there hears now of something so grave, in their order. */
  waysOf(
    person: string,
    of: { readonly holder: RotaHolder | undefined; readonly severity: Severity },
    at: Instant,
  ): readonly PersonalChannel[]
  /** How long one has to accept an order before the next is told, and how many people are told at most. */
  readonly personal: { readonly after: number; readonly people: number }
  /** The case that is kept, of a command that says or undoes that this one is its repeat. */
  readonly kept?: Case | undefined
  /** Of those that the command names. */
  readonly photos?: ReadonlyMap<string, PhotoFacts>
  readonly photoLimits: PhotoLimits
  /** automatic: a case closes with the verification that passes. manual: an operator closes it then. */
  readonly closing: 'automatic' | 'manual'
  /** How long after it was closed a case can be opened again (复开). */
  reopenWindow(category: string): number
  /** How long after it was closed whoever reported it can rate it. */
  readonly ratingWindow: number
  /** How long after a case has ended although an alarm of it stood that alarm is looked at again. */
  recheck(category: string, end: 'closed' | 'voided'): number
}
