/** What is to be said of a dispatch table before it holds: rows that decide nothing, and what it changes for whom. Pure. */
import type { CellCode, UnitId } from '../../core/identity.ts'
import { fitsCategory } from '../../core/categories.ts'
import { assign, type DispatchRow, type DispatchTable } from './dispatch.ts'

type Table = Pick<DispatchTable, 'units' | 'rows'>

/** Heads of grid codes in which a row can decide; one that is empty is the whole city, and places that nobody knows. */
function reachOf({ units }: Table, { unit, cell = '' }: DispatchRow): readonly string[] {
  const cells = units.get(unit)?.cells
  if (cells === undefined) return []
  if (cells.length === 0) return [cell]
  return cells.flatMap((head) => {
    if (head.startsWith(cell)) return [head]
    return cell.startsWith(head) ? [cell] : []
  })
}

const fitsAll = (earlier: DispatchRow, later: DispatchRow): boolean =>
  (earlier.category === undefined ||
    (later.category !== undefined && coversPattern(earlier.category, later.category))) &&
  (earlier.duty === undefined || earlier.duty === later.duty)

const coversPattern = (wide: string, narrow: string): boolean =>
  fitsCategory(wide, narrow.replace(/\*$/, '')) && (wide.endsWith('*') || wide === narrow)

export type DeadRow =
  | { readonly row: number; readonly why: 'shadowed'; readonly by: number }
  | { readonly row: number; readonly why: 'nowhere' }

/** Rows that decide for no case, whatever it is of; places from 1. Rows that only several before it shadow together are not found. */
export function deadRows(table: Table): readonly DeadRow[] {
  const reaches = table.rows.map((row) => reachOf(table, row))
  return table.rows.flatMap((row, place): readonly DeadRow[] => {
    const reach = reaches[place] ?? []
    if (reach.length === 0) return [{ row: place + 1, why: 'nowhere' }]
    const by = table.rows
      .slice(0, place)
      .findIndex(
        (earlier, before) =>
          fitsAll(earlier, row) &&
          reach.every((head) => reaches[before]?.some((wide) => head.startsWith(wide))),
      )
    return by === -1 ? [] : [{ row: place + 1, why: 'shadowed', by: by + 1 }]
  })
}

/** What cases may be of: a category with its duty, or all of a duty. */
export interface Sort {
  readonly category?: string
  readonly lead: string
}

export interface Effect extends Sort {
  /** One of the cells that it is the same in; without a grid none. */
  readonly cell?: CellCode
  readonly cells: number
  readonly before?: UnitId
  readonly after?: UnitId
}

/** Who gets cases of each sort in each part of the grid by the one table and by the other, owners and boundaries aside. */
export function effects(
  before: Table,
  after: Table,
  sorts: readonly Sort[],
  cells: readonly CellCode[],
): readonly Effect[] {
  const parts = partsOf([before, after], cells)
  const found: Effect[] = []
  for (const sort of sorts) {
    const { category = '', lead } = sort
    const same = new Map<string, Effect>()
    for (const { cell, count } of parts) {
      const task = { work: 'incident', category, lead, cell } as const
      const [old, anew] = [assign(before, task).unit, assign(after, task).unit]
      const key = `${old} ${anew}`
      const known = same.get(key)
      same.set(key, {
        ...(known ?? {
          ...sort,
          ...(cell !== undefined && { cell }),
          ...(old !== undefined && { before: old }),
          ...(anew !== undefined && { after: anew }),
        }),
        cells: (known?.cells ?? 0) + count,
      })
    }
    found.push(...same.values())
  }
  return found
}

interface Part {
  readonly cell: CellCode | undefined
  readonly count: number
}

/** Cells that no row and no unit tells apart, as one. */
function partsOf(tables: readonly Table[], cells: readonly CellCode[]): readonly Part[] {
  if (cells.length === 0) return [{ cell: undefined, count: 0 }]
  const heads = new Set(
    tables.flatMap(({ units, rows }) => [
      ...rows.flatMap(({ cell }) => cell ?? []),
      ...[...units.values()].flatMap((unit) => unit.cells),
    ]),
  )
  const parts = new Map<string, Part>()
  for (const cell of cells) {
    const key = [...heads].filter((head) => cell.startsWith(head)).join()
    parts.set(key, { cell: parts.get(key)?.cell ?? cell, count: (parts.get(key)?.count ?? 0) + 1 })
  }
  return [...parts.values()]
}
