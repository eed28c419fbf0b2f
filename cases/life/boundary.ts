/**
 * Where the work of one unit ends and that of another begins (职责界线), as a designation drew it: cases of the category that are of
 * the same thing, or in the same cell, go to that unit from then on, before owner and tables, until it is revoked.
 */
import { z } from 'zod'

import { boundaryScopes, type BoundaryScope } from '../../core/dispute-terms.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import { instantSchema, keptText } from '../../core/record-schemas.ts'
import type { Case, Place } from './case.ts'
import type { CaseEvent } from './facts.ts'

export const boundarySchema = z
  .looseObject({
    /** The case that it was drawn for, which names it. */
    case: keptText<CaseId>(),
    category: z.string(),
    scope: z.enum(boundaryScopes),
    /** Of the thing (component, else device) or the cell. */
    place: z.string(),
    unit: keptText<UnitId>(),
    since: instantSchema,
    by: z.string(),
    reason: z.string(),
    revoked: z
      .looseObject({ at: instantSchema, by: z.string(), reason: z.string() })
      .readonly()
      .exactOptional(),
  })
  .readonly()
export type Boundary = z.infer<typeof boundarySchema>

/** What revoking one came to; not changed when it was revoked before. */
export interface Revoked {
  readonly boundary: Boundary
  readonly changed: boolean
}

type Located = Pick<Place, 'area' | 'component' | 'device' | 'cell'>

/** undefined when the place is not known so far. */
export const placeAt = (scope: BoundaryScope, place: Located): string | undefined =>
  scope === 'cell' ? place.cell : (place.area ?? place.component ?? place.device)

/** The one that holds for the place: of the thing before that of its cell, the youngest first. */
export function boundaryAt(known: readonly Boundary[], place: Located): Boundary | undefined {
  const fits = known
    .filter(
      ({ revoked, scope, place: at }) => revoked === undefined && at === placeAt(scope, place),
    )
    .toSorted((a, b) => b.since - a.since)
  return fits.find(({ scope }) => scope === 'thing') ?? fits[0]
}

/** What a designation draws, when it does. */
export function drawn(state: Case, { event, at, by, data }: CaseEvent): Boundary | undefined {
  if (event !== 'designated' || data.boundary === undefined) return undefined
  const { unit, reason, boundary: scope } = data
  const place = placeAt(scope, state.place)
  return place === undefined
    ? undefined
    : {
        ...{ case: state.id, category: state.category, scope, place },
        ...{ unit, since: at, by: by.name, reason },
      }
}
