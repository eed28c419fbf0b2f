/**
 * What speaks against a picture as proof of what was done on site: taken before, later or elsewhere by what the camera wrote into it, or
 * used before.
 */
import { z } from 'zod'

import { metresBetween, type Position } from '../../core/distance.ts'
import type { CaseId } from '../../core/identity.ts'
import { instantSchema, keptText } from '../../core/record-schemas.ts'
import type { Instant } from '../../core/time.ts'
import type { Place } from './case.ts'

/** A picture, by its SHA-256, in the record of a case; the first event that names it. */
export interface PhotoUse {
  readonly sha256: string
  readonly case: CaseId
  readonly version: number
}

/** What is known of a picture that a command names. */
export interface PhotoFacts {
  readonly takenAt?: Instant
  readonly position?: Position
  /** What named it first: an event of the case itself, or one of another. */
  readonly usedIn?: { readonly case?: CaseId; readonly version: number }
}

export interface PhotoLimits {
  /** Metres from the place within which a picture was taken there. */
  readonly away: number
  /** Milliseconds that the clock of a camera may be wrong. */
  readonly lag: number
}

const photoDoubts = ['taken-before', 'taken-later', 'taken-elsewhere', 'used-before'] as const

export const photoDoubtSchema = z
  .object({
    sha256: z.string(),
    doubt: z.enum(photoDoubts),
    takenAt: instantSchema.exactOptional(),
    metres: z.number().exactOptional(),
    /** That named it first; left out: the case itself. */
    case: keptText<CaseId>().exactOptional(),
    /** Of the event that named it first. */
    version: z.number().exactOptional(),
  })
  .readonly()
export type PhotoDoubt = z.infer<typeof photoDoubtSchema>

interface Occasion extends PhotoLimits {
  readonly place: Place
  readonly from: Instant
  readonly now: Instant
}

export function doubtsOf(
  { takenAt, position, usedIn }: PhotoFacts,
  { place, from, now, away, lag }: Occasion,
): readonly Omit<PhotoDoubt, 'sha256'>[] {
  const found: Omit<PhotoDoubt, 'sha256'>[] = []
  if (usedIn !== undefined) found.push({ doubt: 'used-before', ...usedIn })
  if (takenAt !== undefined && takenAt < from - lag) found.push({ doubt: 'taken-before', takenAt })
  if (takenAt !== undefined && takenAt > now + lag) found.push({ doubt: 'taken-later', takenAt })
  const { longitude, latitude } = place
  if (position === undefined || longitude === undefined || latitude === undefined) return found
  const metres = Math.round(metresBetween({ longitude, latitude }, position))
  if (metres > away) found.push({ doubt: 'taken-elsewhere', metres })
  return found
}
