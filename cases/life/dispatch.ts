import type { Bilingual } from '../../core/bilingual.ts'
import { fitsCategory } from '../../core/categories.ts'
import type { CellCode, UnitId } from '../../core/identity.ts'
import type { Work } from '../../core/case-terms.ts'
import type { EscalationRow } from './escalation.ts'
import type { Standard } from './standards.ts'
import type { Address, Addressee } from './addressee.ts'
import { boundaryAt, type Boundary } from './boundary.ts'
import type { Place } from './case.ts'
import type { Cells } from './catalogue.ts'
import type { CategoryRow } from './windows.ts'

/** Responsible unit (处置单位). `cells` are prefixes of grid codes it works in; empty means the whole city. */
export interface Unit {
  readonly id: UnitId
  readonly name: Bilingual
  readonly duties: readonly string[]
  readonly cells: readonly string[]
  readonly webhook?: string
}

/** A row of the dispatch table; what it leaves out fits everything. `category` may end in `*`. */
export interface DispatchRow {
  readonly category?: string
  readonly cell?: string
  readonly duty?: string
  readonly unit: UnitId
}

/** What the files of a city say about its cases. */
export interface DispatchTable {
  readonly units: ReadonlyMap<UnitId, Unit>
  readonly rows: readonly DispatchRow[]
  readonly categories: readonly CategoryRow[]
  readonly standards: readonly Standard[]
  readonly escalation: readonly EscalationRow[]
  /** Plans of patrols, as rows of their table. */
  readonly patrols: readonly Cells[]
  /** Desks that are told outside of the console. */
  readonly desks: ReadonlyMap<Address, Addressee>
}

export interface Task {
  readonly work: Work
  readonly category: string
  readonly lead: string
  readonly cell?: CellCode | undefined
  /** Unit that owns the thing (权属单位). */
  readonly owner?: UnitId | undefined
  /** Where boundaries are looked for. */
  readonly place?: Place | undefined
}

export type Assignment =
  | {
      readonly unit: UnitId
      readonly why: 'owner' | 'table' | 'duty' | 'boundary'
      /** Of the table, from 1. */
      readonly row?: number
    }
  | { readonly unit: undefined; readonly reason: 'no-unit'; readonly text: string }

/**
 * Finds the unit for a case: what a designation said of the place, then the owner of the thing, then the first row of the table that fits and whose unit works in
 * the cell, then the only unit with the duty there. The owner of a thing does not mend the sensor on it: maintenance
 * goes to the owner only when that is one of its duties.
 */
export function assign(
  { units, rows }: Pick<DispatchTable, 'units' | 'rows'>,
  task: Task,
  boundaries: readonly Boundary[] = [],
): Assignment {
  const boundary = task.work === 'incident' ? boundaryAt(boundaries, task.place ?? {}) : undefined
  if (boundary !== undefined && units.has(boundary.unit))
    return { unit: boundary.unit, why: 'boundary' }
  const owner = task.owner === undefined ? undefined : units.get(task.owner)
  if (owner !== undefined && (task.work === 'incident' || owner.duties.includes(task.lead)))
    return { unit: owner.id, why: 'owner' }
  for (const [place, row] of rows.entries()) {
    const unit = units.get(row.unit)
    if (unit !== undefined && fits(row, task) && covers(unit, task.cell))
      return { unit: unit.id, why: 'table', row: place + 1 }
  }
  const able = [...units.values()].filter(
    (unit) => unit.duties.includes(task.lead) && covers(unit, task.cell),
  )
  const [only] = able
  if (only !== undefined && able.length === 1) return { unit: only.id, why: 'duty' }
  const where = task.cell === undefined ? 'an unknown cell' : `cell ${task.cell}`
  const text =
    able.length === 0
      ? `No unit has the duty ${task.lead} in ${where} and no row of the dispatch table fits category ${task.category}.`
      : `${able.length} units have the duty ${task.lead} in ${where} and no row of the dispatch table decides.`
  return { unit: undefined, reason: 'no-unit', text }
}

const fits = (row: DispatchRow, task: Task): boolean =>
  (row.category === undefined || fitsCategory(row.category, task.category)) &&
  (row.cell === undefined || (task.cell?.startsWith(row.cell) ?? false)) &&
  (row.duty === undefined || row.duty === task.lead)

const covers = (unit: Unit, cell: CellCode | undefined): boolean =>
  unit.cells.length === 0 || (cell !== undefined && unit.cells.some((p) => cell.startsWith(p)))
