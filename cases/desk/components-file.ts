/** Components as a census hands them over: a row for each. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import {
  componentStates,
  componentStateWords,
  type ComponentState,
} from '../../core/component-terms.ts'
import { isDay, said } from '../../core/written-cells.ts'
import type { Cells } from '../life/catalogue.ts'
import { tableMistakeWords, wrong, wrongIn } from '../life/table-mistakes.ts'
import { readTable, unitCalled, type TableCity, type TableRead } from './table-read.ts'

const needed = ['code', 'name'] as const
const longestText = 200
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
): Iterable<Bilingual> {
  const { code = '', name = '', cell = '', census = '', state = '', note = '' } = row
  yield* codeMistakes(code, divisions)
  if (name === '') yield wrongIn('name', 'empty')
  for (const [column, text] of Object.entries({ name, note }))
    if (text.length > longestText) yield wrongIn(column, 'longer', { most: longestText })
  for (const column of ['owner', 'maintenance']) {
    const text = row[column] ?? ''
    if (text !== '' && unitCalled(text, city) === undefined)
      yield wrongIn(column, 'noUnit', { said: said(text) })
  }
  if (state !== '' && stateCalled(state) === undefined) {
    const called = componentStates.map((one) => componentStateWords[one].zh).join('、')
    const states = componentStates.join(', ')
    yield wrongIn('state', 'noState', { said: said(state), states, called })
  }
  yield* placeMistakes(row)
  if (cell !== '' && !/^\d{15}$/.test(cell))
    yield wrongIn('cell', 'cellDigits', { said: said(cell) })
  else if (cell !== '' && /^\d{16}$/.test(code) && !cell.startsWith(code.slice(0, 6)))
    yield wrongIn('cell', 'otherDivision', { cell, division: code.slice(0, 6) })
  if (census !== '' && !isDay(census)) yield wrongIn('census', 'noDay', { said: said(census) })
  else if (census > city.today) yield wrongIn('census', 'notCome', { day: census })
}

function* codeMistakes(code: string, divisions: ReadonlySet<string>): Iterable<Bilingual> {
  if (!/^\d{16}$/.test(code)) {
    const lost = /e\+?\d+$/i.test(code) ? tableMistakeWords.madeANumber : ''
    yield wrongIn('code', 'codeDigits', { said: said(code), lost })
    return
  }
  const division = code.slice(0, 6)
  if (divisions.size > 0 && !divisions.has(division))
    yield wrongIn('code', 'noDivision', { division, divisions: [...divisions].join(', ') })
  if (code.slice(6, 8) === '00') yield wrongIn('code', 'bigClass')
  if (code.slice(8, 10) === '00') yield wrongIn('code', 'smallClass')
  if (code.endsWith('000000')) yield wrongIn('code', 'firstNumber')
}

function* placeMistakes({ longitude = '', latitude = '' }: Cells): Iterable<Bilingual> {
  if ((longitude === '') !== (latitude === '')) {
    yield wrong('half')
    return
  }
  for (const [column, text, most] of [
    ['longitude', longitude, 180],
    ['latitude', latitude, 90],
  ] as const)
    if (text !== '' && !(/^-?\d{1,3}(?:\.\d+)?$/.test(text) && Math.abs(Number(text)) <= most))
      yield wrongIn(column, 'noDegrees', { said: said(text) })
}
