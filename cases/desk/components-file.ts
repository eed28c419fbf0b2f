/** Components as a census hands them over: a row for each. Pure. */
import {
  componentStates,
  componentStateWords,
  type ComponentState,
} from '../../core/component-terms.ts'
import { isDay, said } from '../../core/written-cells.ts'
import type { Cells } from '../life/catalogue.ts'
import { readTable, unitCalled, type TableCity, type TableRead } from './table-read.ts'

const needed = ['code', 'name'] as const
export const componentColumns: readonly string[] = [
  ...needed,
  ...['owner', 'maintenance', 'state', 'longitude', 'latitude'],
  ...['cell', 'census', 'note'],
]

/** All rows as they are kept, or every mistake of all of them. */
export const readComponents = (text: string, city: TableCity): TableRead => {
  const divisions = new Set(Array.from(city.cells, (cell) => cell.slice(0, 6)))
  return readTable(text, {
    ...{ needed, columns: componentColumns, key: 'code' },
    mistakesOf: (row) => mistakesOf(row, city, divisions),
    kept: (row) => keptCells(row, city),
  })
}

/** Units by their identifiers, the state in the words of the program, the cell that the position lies in. */
function keptCells(row: Cells, city: TableCity): Cells {
  const { longitude = '', latitude = '', cell = '' } = row
  const found =
    cell !== '' || longitude === '' ? cell : city.cellAt(Number(longitude), Number(latitude))
  return {
    ...row,
    longitude: plain(longitude),
    latitude: plain(latitude),
    owner: unitCalled(row['owner'], city) ?? '',
    maintenance: unitCalled(row['maintenance'], city) ?? '',
    state: stateCalled(row['state']) ?? 'intact',
    cell: found ?? '',
  }
}

/** One number is one text, whatever a spreadsheet makes of it. */
const plain = (number: string): string => (number === '' ? '' : String(Number(number)))

const stateCalled = (text = ''): ComponentState | undefined =>
  componentStates.find((state) => state === text || componentStateWords[state].zh === text)

function* mistakesOf(
  row: Cells,
  city: TableCity,
  divisions: ReadonlySet<string>,
): Iterable<string> {
  const { code = '', name = '', cell = '', census = '', state = '', note = '' } = row
  yield* codeMistakes(code, divisions)
  if (name === '') yield 'name: is empty'
  for (const [column, text] of Object.entries({ name, note }))
    if (text.length > 200) yield `${column}: is longer than 200 characters`
  for (const column of ['owner', 'maintenance']) {
    const text = row[column] ?? ''
    if (text !== '' && unitCalled(text, city) === undefined)
      yield `${column}: no unit of units.yaml is called ${said(text)}`
  }
  if (state !== '' && stateCalled(state) === undefined)
    yield `state: ${said(state)} is none of ${componentStates.join(', ')} (${componentStates.map((one) => componentStateWords[one].zh).join('、')})`
  yield* placeMistakes(row)
  if (cell !== '' && !/^\d{15}$/.test(cell)) yield `cell: ${said(cell)} is not 15 digits`
  else if (cell !== '' && /^\d{16}$/.test(code) && !cell.startsWith(code.slice(0, 6)))
    yield `cell: ${cell} lies in another division than ${code.slice(0, 6)}`
  if (census !== '' && !isDay(census)) yield `census: ${said(census)} is no day like 2026-01-31`
  else if (census > city.today) yield `census: ${census} has not come yet`
}

function* codeMistakes(code: string, divisions: ReadonlySet<string>): Iterable<string> {
  if (!/^\d{16}$/.test(code)) {
    const lost = /e\+?\d+$/i.test(code)
      ? '; a spreadsheet made a number of it: format the column as text'
      : ''
    yield `code: ${said(code)} is not 16 digits${lost}`
    return
  }
  if (divisions.size > 0 && !divisions.has(code.slice(0, 6)))
    yield `code: ${code.slice(0, 6)} is no division of the grid (${[...divisions].join(', ')})`
  if (code.slice(6, 8) === '00') yield 'code: there is no big class 00'
  if (code.slice(8, 10) === '00') yield 'code: there is no small class 00'
  if (code.endsWith('000000')) yield 'code: numbers begin with 000001'
}

function* placeMistakes({ longitude = '', latitude = '' }: Cells): Iterable<string> {
  if ((longitude === '') !== (latitude === '')) {
    yield 'longitude and latitude stand together or not at all'
    return
  }
  for (const [column, text, most] of [
    ['longitude', longitude, 180],
    ['latitude', latitude, 90],
  ] as const)
    if (text !== '' && !(/^-?\d{1,3}(?:\.\d+)?$/.test(text) && Math.abs(Number(text)) <= most))
      yield `${column}: ${said(text)} is no degrees (WGS-84)`
}
