/** Responsible units (责任单位) as a city keeps them: rows of `units.yaml`, and a row each in a spreadsheet. Pure. */
import { z } from 'zod'

import type { Bilingual } from '../../core/bilingual.ts'
import { unitIdSchema } from '../../core/identity.ts'
import { said } from '../../core/written-cells.ts'
import type { Cells } from '../life/catalogue.ts'
import type { Unit } from '../life/dispatch.ts'
import { atLine, tableMistakeWords, wrong, wrongIn } from '../life/table-mistakes.ts'
import { listed, readTable, type TableRead } from './table-read.ts'

export const dutySchema = z.string().regex(/^[a-z][a-z-]{0,31}$/, 'a duty is one lower-case word')
export const cellPrefixSchema = z
  .string()
  .regex(/^\d{1,15}$/, 'the head of a grid code is 1-15 digits, quoted')

const hasNoLogin = (address: string): boolean => {
  if (!URL.canParse(address)) return true
  const { username, password } = new URL(address)
  return username === '' && password === ''
}

const webhookSchema = z
  .url({ protocol: /^https?$/ })
  .refine(
    hasNoLogin,
    'an address holds no name and password: who calls is proven by the signature (cases.notices.webhook.secret)',
  )

export const unitsSchema = z.array(
  z.strictObject({
    id: unitIdSchema,
    name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
    duties: z.array(dutySchema).min(1),
    cells: z.array(cellPrefixSchema).default([]),
    webhook: webhookSchema.optional(),
  }),
)

const needed = ['id', 'name_zh', 'duties'] as const
export const unitColumns: readonly string[] = [...needed, 'name_en', 'cells', 'webhook']

/** A row that is as it has to be. */
export function unitOf(row: Cells): Unit {
  const { id = '', name_zh: zh = '', name_en: en = zh, duties, cells, webhook } = row
  return {
    id: unitIdSchema.parse(id),
    ...{ name: { zh, en }, duties: listed(duties), cells: listed(cells) },
    ...(webhook !== undefined && { webhook }),
  }
}

/** A unit as a row of its table. */
export function unitCells({ id, name, duties, cells, webhook = '' }: Unit): Cells {
  const row = {
    ...{ id, name_zh: name.zh, duties: duties.join(' ') },
    ...{ name_en: name.en === name.zh ? '' : name.en, cells: cells.join(' '), webhook },
  }
  return Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== ''))
}

const longestName = 100

/** All rows as they are kept, or every mistake of all of them. */
export function readUnits(text: string): TableRead {
  const read = readTable(text, {
    ...{ needed, columns: unitColumns, key: 'id' },
    *mistakesOf(row) {
      const { id = '', name_zh = '', name_en = '', duties, cells, webhook = '' } = row
      if (!unitIdSchema.safeParse(id).success) yield wrongIn('id', 'noUnitId', { said: said(id) })
      if (name_zh === '') yield wrongIn('name_zh', 'empty')
      for (const [column, name] of Object.entries({ name_zh, name_en }))
        if (name.length > longestName) yield wrongIn(column, 'longer', { most: longestName })
      if (listed(duties).length === 0) yield wrongIn('duties', 'empty')
      for (const duty of listed(duties)) yield* dutyMistakes('duties', duty)
      for (const cell of listed(cells)) yield* prefixMistakes('cells', cell)
      if (webhook !== '' && !webhookSchema.safeParse(webhook).success)
        yield wrongIn('webhook', 'noWebhook', { said: said(webhook) })
    },
    kept: (row) => ({
      ...row,
      duties: listed(row['duties']).join(' '),
      cells: listed(row['cells']).join(' '),
    }),
  })
  if (read.rows.length > 0 || read.mistakes.length > 0) return read
  return { rows: [], mistakes: [atLine(1, wrong('noRows'))] }
}

export function* dutyMistakes(column: string, duty: string): Iterable<Bilingual> {
  if (!dutySchema.safeParse(duty).success) yield wrongIn(column, 'noDutyWord', { said: said(duty) })
}

export function* prefixMistakes(column: string, cell: string): Iterable<Bilingual> {
  if (cellPrefixSchema.safeParse(cell).success) return
  const lost = /e\+?\d+$/i.test(cell) ? tableMistakeWords.madeANumber : ''
  yield wrongIn(column, 'prefixDigits', { said: said(cell), lost })
}
