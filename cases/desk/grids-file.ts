/** Responsibility grids (责任网格) as a city keeps them in a spreadsheet: a row for each. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import { headLengths, type ResponsibilityGrid } from '../../core/responsibility-grid.ts'
import { said } from '../../core/written-cells.ts'
import type { Cells } from '../life/catalogue.ts'
import { tableMistakeWords, wrongIn } from '../life/table-mistakes.ts'
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
        if (other !== undefined) yield wrongIn('cells', 'taken', { cell, ...other })
      }
      for (const cell of cells) take(cell, { row: row['grid'] ?? '', line })
    },
    kept: (row) => ({
      ...row,
      cells: listed(row['cells']).join(' '),
      people: listed(row['people']).join(' '),
      unit: unitCalled(row['unit'], city) ?? '',
    }),
  })
}

interface Taker {
  readonly row: string
  readonly line: number
}

/** Which row has a cell; what lies in a street lies in the row that has the street. */
function takenCells() {
  const named = new Map<string, Taker>()
  const partly = new Map<string, Taker>()
  return {
    before: (cell: string): Taker | undefined =>
      headsOf(cell)
        .map((head) => named.get(head))
        .find((row) => row !== undefined) ?? partly.get(cell),
    take: (cell: string, row: Taker): void => {
      named.set(cell, row)
      for (const head of headsOf(cell)) partly.set(head, row)
    },
  }
}

function* mistakesIn(row: Cells, city: TableCity, known: ReadonlySet<string>): Iterable<Bilingual> {
  const { grid = '', name = '', cells = '', people = '', unit = '' } = row
  if (!/^[\p{L}\p{N}._-]{1,40}$/u.test(grid)) yield wrongIn('grid', 'noName', { said: said(grid) })
  yield* nameMistakes(name)
  if (listed(cells).length === 0) yield wrongIn('cells', 'empty')
  for (const cell of listed(cells)) yield* cellMistakes(cell, known)
  yield* peopleMistakes(people)
  if (unit !== '' && unitCalled(unit, city) === undefined)
    yield wrongIn('unit', 'noUnit', { said: said(unit) })
}

const longestName = 100
const longestPerson = 64

export function* nameMistakes(name: string): Iterable<Bilingual> {
  if (name === '') yield wrongIn('name', 'empty')
  if (name.length > longestName) yield wrongIn('name', 'longer', { most: longestName })
}

export function* peopleMistakes(people: string): Iterable<Bilingual> {
  for (const person of listed(people))
    if (person.length > longestPerson)
      yield wrongIn('people', 'saidLonger', { said: said(person), most: longestPerson })
}

/** `known`: heads of the codes of the grid; a city without a grid has none. */
export function* cellMistakes(cell: string, known: ReadonlySet<string>): Iterable<Bilingual> {
  if (!/^\d+$/.test(cell) || !headLengths.some((length) => length === cell.length)) {
    const lost = /e\+?\d+$/i.test(cell) ? tableMistakeWords.madeANumber : ''
    yield wrongIn('cells', 'headDigits', { said: said(cell), lost })
  } else if (known.size > 0 && !known.has(cell)) yield wrongIn('cells', 'notInGrid', { cell })
}
