/**
 * Look-alikes (疑似重复): open cases that may tell of one thing. They are proposed and never merged by the machine. Where a position is
 * missing the same grid cell is near.
 */
import { metresBetween } from '../../core/distance.ts'
import { instant, type Instant } from '../../core/time.ts'
import type { Case, Place } from './case.ts'

export interface AlikeSetting {
  readonly metres: number
  /** Milliseconds between their collections. */
  readonly within: number
  /** Groups of categories that tell of one thing. */
  readonly categories: readonly (readonly string[])[]
}

/** What is looked through for look-alikes of a case. */
export interface AlikeQuestion {
  readonly categories: readonly string[]
  readonly from: Instant
  readonly to: Instant
}

export interface Alike {
  readonly case: Case
  /** Absent: a position is missing, and they lie in one cell. */
  readonly metres?: number
}

export function alikeQuestion(
  { category, collectedAt }: Pick<Case, 'category' | 'collectedAt'>,
  { within, categories }: AlikeSetting,
): AlikeQuestion {
  const group = categories.filter((names) => names.includes(category)).flat()
  return {
    categories: [...new Set([category, ...group])],
    from: instant(collectedAt - within),
    to: instant(collectedAt + within),
  }
}

/** The nearest first. */
export const alikeOf = (
  state: Case,
  found: readonly Case[],
  { metres: most }: Pick<AlikeSetting, 'metres'>,
): readonly Alike[] =>
  found
    .flatMap((other): readonly Alike[] => {
      if (other.id === state.id || other.work !== state.work) return []
      const metres = apart(state.place, other.place)
      if (metres === undefined) return isOneCell(state.place, other.place) ? [{ case: other }] : []
      return metres <= most ? [{ case: other, metres: Math.round(metres) }] : []
    })
    .toSorted(
      (a, b) =>
        (a.metres ?? most) - (b.metres ?? most) ||
        a.case.collectedAt - b.case.collectedAt ||
        (a.case.id < b.case.id ? -1 : 1),
    )

const isOneCell = (a: Place, b: Place): boolean => a.cell !== undefined && a.cell === b.cell

function apart(a: Place, b: Place): number | undefined {
  if (a.longitude === undefined || a.latitude === undefined) return undefined
  if (b.longitude === undefined || b.latitude === undefined) return undefined
  return metresBetween(
    { longitude: a.longitude, latitude: a.latitude },
    { longitude: b.longitude, latitude: b.latitude },
  )
}
