/** What one case is part of in a period: by these lines a figure is counted, and leads back to its cases. */
import type { UnitId } from '../../core/identity.ts'
import type { Dimension } from '../../core/evaluation-dimensions.ts'
import type { GridOf } from '../../core/responsibility-grid.ts'
import type { CaseHistory } from './duties.ts'
import { countsOfCase, type Entry, type Period } from './evaluation-counts.ts'
import type { Figure } from './indicators.ts'

/** What a case adds to the counts of one unit and person. */
export interface CaseShare {
  readonly unit?: UnitId
  readonly person?: string
  readonly of: Readonly<Partial<Record<Figure, number>>>
}

export interface CaseLine extends Pick<
  CaseHistory,
  'id' | 'category' | 'source' | 'cell' | 'district'
> {
  /** The responsibility grid (责任网格) of its cell, or of the district that the city gave it to. */
  readonly grid?: string
  /** All but what is due for closing. */
  readonly counted: readonly CaseShare[]
  readonly closing: readonly CaseShare[]
  readonly closingByUnit: readonly CaseShare[]
}

/** Undefined when the period counts nothing of it. */
export function lineOf(history: CaseHistory, period: Period, gridOf: GridOf): CaseLine | undefined {
  const { id, category, source, cell, district } = history
  const { counted, closing, closingByUnit } = countsOfCase(history, period)
  if (counted.length + closing.length + closingByUnit.length === 0) return undefined
  const grid = gridOf(district ?? cell)
  return {
    ...{ id, category, source },
    ...(cell !== undefined && { cell }),
    ...(district !== undefined && { district }),
    ...(grid !== undefined && { grid }),
    counted: together(counted),
    closing: together(closing),
    closingByUnit: together(closingByUnit),
  }
}

function together(entries: readonly Entry[]): readonly CaseShare[] {
  const shares: (CaseShare & { readonly of: Partial<Record<Figure, number>> })[] = []
  for (const { unit, person, figure, amount } of entries) {
    let share = shares.find((one) => one.unit === unit && one.person === person)
    if (share === undefined) {
      share = {
        ...(unit !== undefined && { unit }),
        ...(person !== undefined && { person }),
        of: {},
      }
      shares.push(share)
    }
    share.of[figure] = (share.of[figure] ?? 0) + amount
  }
  return shares
}

/** By unit a case is due for closing at each by what it had; without a dimension: of the total. */
export const sharesOf = (
  { counted, closing, closingByUnit }: CaseLine,
  by: Dimension | undefined,
): readonly CaseShare[] => [...counted, ...(by === 'unit' ? closingByUnit : closing)]

/** Digits of the grid code that name the area. */
const areaDigits = { district: 6, street: 9, community: 12 } as const

/** The row that a share belongs to; undefined where it belongs to none. What the city gave to another district is that one's, and no street's. */
export function keyOf(
  by: Dimension,
  {
    category,
    source,
    cell,
    district,
    grid,
  }: Pick<CaseLine, 'category' | 'source' | 'cell' | 'district' | 'grid'>,
  share: Pick<CaseShare, 'unit' | 'person'>,
): string | undefined {
  switch (by) {
    case 'unit':
    case 'person':
      return share[by]
    case 'category':
      return category
    case 'source':
      return source
    case 'grid':
      return grid
    case 'district':
    case 'street':
    case 'community':
      break
  }
  const place = district ?? cell
  const digits = areaDigits[by]
  return place === undefined || place.length < digits ? undefined : place.slice(0, digits)
}

/** Which row of an evaluation: `all` is the total; without a key the row of what belongs to none. */
export interface RowOf {
  readonly by: Dimension
  readonly key: 'all' | { readonly is: string | undefined }
}

/** How much a case adds to a figure of a row. */
export function amountOf(line: CaseLine, figure: Figure, { by, key }: RowOf): number {
  let amount = 0
  for (const share of sharesOf(line, key === 'all' ? undefined : by))
    if (key === 'all' || keyOf(by, line, share) === key.is) amount += share.of[figure] ?? 0
  return amount
}
