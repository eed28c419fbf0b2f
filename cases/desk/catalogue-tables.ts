/** What each table of a city holds: its columns, what names a row, and what is wrong with a file of it. Pure. */
import type { CatalogueTable } from '../../core/catalogue-terms.ts'
import { catalogueDifference, type CatalogueDifference, type Cells } from '../life/catalogue.ts'
import type { DispatchTable } from '../life/dispatch.ts'
import { numbered, orderedDifference } from '../life/ordered-difference.ts'
import type { Standard } from '../life/standards.ts'
import { componentColumns, readComponents } from './components-file.ts'
import { dispatchCells, dispatchColumns, dispatchKey, readDispatch } from './dispatch-file.ts'
import { gridColumns, readGrids } from './grids-file.ts'
import { patrolColumns, readPatrols } from './patrols-file.ts'
import { readStandards, standardColumns } from './standards-file.ts'
import type { TableCity, TableRead } from './table-read.ts'
import { readUnits, unitCells, unitColumns } from './units-file.ts'

export interface TableSpec {
  readonly columns: readonly string[]
  readonly keyOf: (row: Cells) => string
  /** All rows, or every mistake of all of them. */
  readonly read: (text: string, city: TableCity) => TableRead
  /** A file names what it changes; whatever it does not name stays. */
  readonly inPart?: true
  /** Which row stands before which is a part of it. */
  readonly inOrder?: true
  /** What the files of the city folder say. */
  readonly files: readonly Cells[]
}

export function tableSpecs({
  units,
  rows,
  standards,
  patrols,
}: Pick<DispatchTable, 'units' | 'rows' | 'standards' | 'patrols'>): Readonly<
  Record<CatalogueTable, TableSpec>
> {
  return {
    standards: {
      columns: standardColumns,
      keyOf: ({ category = '', condition = '', from = '' }) => `${category}-${condition} ${from}`,
      read: (text, city) => {
        const duties = new Set([...city.units.values()].flatMap((unit) => unit.duties))
        const { standards: read, mistakes } = readStandards(text, duties)
        return { rows: read.map(standardCells), mistakes }
      },
      files: standards.map(standardCells),
    },
    components: {
      columns: componentColumns,
      keyOf: ({ code = '' }) => code,
      read: readComponents,
      inPart: true,
      files: [],
    },
    grids: {
      columns: gridColumns,
      keyOf: ({ grid = '' }) => grid,
      read: readGrids,
      files: [],
    },
    patrols: {
      columns: patrolColumns,
      keyOf: ({ plan = '' }) => plan,
      read: readPatrols,
      files: patrols,
    },
    units: {
      columns: unitColumns,
      keyOf: ({ id = '' }) => id,
      read: readUnits,
      files: Array.from(units.values(), unitCells),
    },
    dispatch: {
      columns: dispatchColumns,
      keyOf: dispatchKey,
      read: readDispatch,
      inOrder: true,
      files: rows.map(dispatchCells),
    },
  }
}

/** Rows as people see them. */
export const shownRows = ({ inOrder }: TableSpec, rows: readonly Cells[]): readonly Cells[] =>
  inOrder ? numbered(rows) : rows

export const differenceBy = (
  { keyOf, inOrder }: TableSpec,
  before: readonly Cells[],
  after: readonly Cells[],
): CatalogueDifference => (inOrder ? orderedDifference : catalogueDifference)(before, after, keyOf)

/** A standard as a row of its file. */
function standardCells(standard: Standard): Cells {
  const { id, category, lead, limit, filing, closing, from = '', until = '' } = standard
  const cells = {
    ...{ category, condition: id.slice(category.length + 1), lead, limit },
    ...{ filing_zh: filing.zh, filing_en: filing.en },
    ...{ closing_zh: closing.zh, closing_en: closing.en },
    ...{ from, until },
  }
  return Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== ''))
}
