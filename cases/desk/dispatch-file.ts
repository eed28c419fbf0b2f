/** The dispatch table (派遣规则表) as a city keeps it: `dispatch.yaml`, and a row each in a spreadsheet; the first that fits decides. Pure. */
import { z } from 'zod'

import type { Bilingual } from '../../core/bilingual.ts'
import { categoryPatternSchema } from '../../core/categories.ts'
import { unitIdSchema } from '../../core/identity.ts'
import { said } from '../../core/written-cells.ts'
import type { Cells } from '../life/catalogue.ts'
import type { DispatchRow } from '../life/dispatch.ts'
import { wrongIn } from '../life/table-mistakes.ts'
import { readTable, unitCalled, type TableCity, type TableRead } from './table-read.ts'
import { cellPrefixSchema, dutyMistakes, dutySchema, prefixMistakes } from './units-file.ts'

export const dispatchSchema = z.array(
  z.strictObject({
    category: categoryPatternSchema.optional(),
    cell: cellPrefixSchema.optional(),
    duty: dutySchema.optional(),
    unit: unitIdSchema,
  }),
)

/** `order` stands in no version: where a row stands is its order. */
export const dispatchColumns: readonly string[] = ['order', 'category', 'cell', 'duty', 'unit']

/** What it fits. */
export const dispatchKey = ({ category = '', cell = '', duty = '' }: Cells): string =>
  [category, cell, duty].join('/')

/** A row that is as it has to be. */
export function dispatchRowOf({ category, cell, duty, unit = '' }: Cells): DispatchRow {
  return {
    unit: unitIdSchema.parse(unit),
    ...(category !== undefined && { category }),
    ...(cell !== undefined && { cell }),
    ...(duty !== undefined && { duty }),
  }
}

/** A row of the file of the city folder as one of the table. */
export const dispatchCells = ({ category, cell, duty, unit }: DispatchRow): Cells => ({
  ...(category !== undefined && { category }),
  ...(cell !== undefined && { cell }),
  ...(duty !== undefined && { duty }),
  unit,
})

/** All rows as they are kept, in their order, or every mistake of all of them. */
export function readDispatch(text: string, city: Pick<TableCity, 'units'>): TableRead {
  const read = readTable(text, {
    ...{ needed: ['unit'], columns: dispatchColumns, key: 'unit' },
    nameOf: (row) => `${dispatchKey(row)} ${unitCalled(row['unit'], city) ?? ''}`,
    mistakesOf: (row) => mistakesIn(row, city),
    kept: (row) => ({ ...row, unit: unitCalled(row['unit'], city) ?? '' }),
  })
  return { ...read, rows: inOrder(read.rows) }
}

function* mistakesIn(row: Cells, city: Pick<TableCity, 'units'>): Iterable<Bilingual> {
  const { order = '', category = '', cell = '', duty = '', unit = '' } = row
  if (order !== '' && !/^\d{1,6}(\.\d{1,6})?$/.test(order))
    yield wrongIn('order', 'noOrder', { said: said(order) })
  if (category !== '' && !categoryPatternSchema.safeParse(category).success)
    yield wrongIn('category', 'noPattern', { said: said(category) })
  if (cell !== '') yield* prefixMistakes('cell', cell)
  if (duty !== '') yield* dutyMistakes('duty', duty)
  if (unit === '') yield wrongIn('unit', 'empty')
  else if (unitCalled(unit, city) === undefined)
    yield wrongIn('unit', 'noUnit', { said: said(unit) })
}

/** One without a number stays behind the row above it. */
function inOrder(rows: readonly Cells[]): readonly Cells[] {
  let last = 0
  return rows
    .map(({ order, ...cells }) => {
      if (order !== undefined) last = Number(order)
      return { at: last, cells }
    })
    .toSorted((one, other) => one.at - other.at)
    .map(({ cells }) => cells)
}
