/** What waits for an inspector, and in which order to go there. Pure. */
import { metresBetween, type Position } from '../../../core/distance.ts'
import type { Case, Place } from '../../api/types.ts'

/** Waits for an answer on site, before filing (核实) or before closing (核查). */
export const isToCheck = ({ stage, check }: Pick<Case, 'stage' | 'check'>): boolean =>
  stage === 'collected' && check === 'asked'
export const isToVerify = ({ stage, verified }: Pick<Case, 'stage' | 'verified'>): boolean =>
  stage === 'verifying' && !verified

export const waitsForInspector = (order: Case): boolean => isToCheck(order) || isToVerify(order)

/** From `here` to the place, where both are known. */
export function metresTo(
  { longitude, latitude }: Place,
  here: Position | undefined,
): number | undefined {
  if (here === undefined || longitude === undefined || latitude === undefined) return undefined
  return metresBetween({ longitude, latitude }, here)
}

type Ranked = Pick<Case, 'id' | 'place' | 'deadlines'>

const due = ({ deadlines }: Ranked): number =>
  Math.min(Number.MAX_SAFE_INTEGER, ...deadlines.map(({ at }) => at))

export const byDeadline = <T extends Ranked>(cases: readonly T[]): readonly T[] =>
  [...cases].sort((a, b) => due(a) - due(b) || (a.id < b.id ? -1 : 1))

/** Where the place is not known stands last; of equals what runs out first. */
export function nearestFirst<T extends Ranked>(
  cases: readonly T[],
  here: Position | undefined,
): readonly T[] {
  const far = (one: T) => metresTo(one.place, here) ?? Number.MAX_VALUE
  return [...byDeadline(cases)].sort((a, b) => Math.sign(far(a) - far(b)))
}

/** Mine before all others, both in the order in which they stand. */
export const mineFirst = <T>(all: readonly T[], isMine: (one: T) => boolean): readonly T[] => [
  ...all.filter(isMine),
  ...all.filter((one) => !isMine(one)),
]

/** `250 m`, `1.2 km`. */
export const showDistance = (metres: number): string =>
  metres < 995 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1_000).toFixed(1)} km`
