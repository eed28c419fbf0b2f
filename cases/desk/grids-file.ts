/** Responsibility grids (责任网格) as a city keeps them in a spreadsheet: a row for each. Pure. */
import { headLengths, type ResponsibilityGrid } from '../../core/responsibility-grid.ts'
import { said } from '../../core/written-cells.ts'
import type { Cells } from '../life/catalogue.ts'
import { listed, readTable, unitCalled, type TableCity, type TableRead } from './table-read.ts'

const needed = ['grid', 'name', 'cells'] as const
export const gridColumns: readonly string[] = [...needed, 'people', 'unit']

export const headsOf = (cell: string): readonly string[] =>
  headLengths.filter((length) => length <= cell.length).map((length) => cell.slice(0, length))

/** A row that is as it has to be. */
export const gridOf = ({
  grid = '',
  name = '',
  cells,
  people,
  unit,
}: Cells): ResponsibilityGrid => ({
  ...{ grid, name, cells: listed(cells), people: listed(people) },
  ...(unit !== undefined && { unit }),
})

/** All rows as they are kept, or every mistake of all of them. */
export function readGrids(text: string, city: TableCity): TableRead {
  const { before, take } = takenCells()
  const known = new Set(Array.from(city.cells).flatMap(headsOf))
  return readTable(text, {
    ...{ needed, columns: gridColumns, key: 'grid' },
    *mistakesOf(row, line) {
      yield* mistakesIn(row, city, known)
      const cells = listed(row['cells'])
      for (const cell of cells) {
        const other = before(cell)
        if (other !== undefined) yield `cells: ${cell} is of ${other} already`
      }
      for (const cell of cells) take(cell, `${row['grid'] ?? ''} (line ${line})`)
    },
    kept: (row) => ({
      ...row,
      cells: listed(row['cells']).join(' '),
      people: listed(row['people']).join(' '),
      unit: unitCalled(row['unit'], city) ?? '',
    }),
  })
}

/** Which row has a cell; what lies in a street lies in the row that has the street. */
function takenCells() {
  const named = new Map<string, string>()
  const partly = new Map<string, string>()
  return {
    before: (cell: string): string | undefined =>
      headsOf(cell)
        .map((head) => named.get(head))
        .find((row) => row !== undefined) ?? partly.get(cell),
    take: (cell: string, row: string): void => {
      named.set(cell, row)
      for (const head of headsOf(cell)) partly.set(head, row)
    },
  }
}

function* mistakesIn(row: Cells, city: TableCity, known: ReadonlySet<string>): Iterable<string> {
  const { grid = '', name = '', cells = '', people = '', unit = '' } = row
  if (!/^[\p{L}\p{N}._-]{1,40}$/u.test(grid))
    yield `grid: ${said(grid)} is not 1 to 40 letters, digits, dots or dashes`
  if (name === '') yield 'name: is empty'
  if (name.length > 100) yield 'name: is longer than 100 characters'
  if (listed(cells).length === 0) yield 'cells: is empty'
  for (const cell of listed(cells)) yield* cellMistakes(cell, known)
  for (const person of listed(people))
    if (person.length > 64) yield `people: ${said(person)} is longer than 64 characters`
  if (unit !== '' && unitCalled(unit, city) === undefined)
    yield `unit: no unit of units.yaml is called ${said(unit)}`
}

/** `known`: heads of the codes of the grid; a city without a grid has none. */
export function* cellMistakes(cell: string, known: ReadonlySet<string>): Iterable<string> {
  if (!/^\d+$/.test(cell) || !headLengths.some((length) => length === cell.length)) {
    const lost = /e\+?\d+$/i.test(cell) ? '; format the column as text' : ''
    yield `cells: ${said(cell)} is not 6, 9, 12 or 15 digits${lost}`
  } else if (known.size > 0 && !known.has(cell)) yield `cells: the grid has nothing at ${cell}`
}
