import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'

import { lengthOfTime } from '../core/duration.ts'
import { messageOf, UrbanBrainError } from '../core/errors.ts'
import { unitIdSchema, type UnitId } from '../core/identity.ts'
import { textOf } from '../core/text-file.ts'
import type { DispatchRow, DispatchTable, Unit } from './dispatch.ts'
import { fitsCategory, type CategoryRow } from './windows.ts'

const duty = z.string().regex(/^[a-z][a-z-]{0,31}$/, 'a duty is one lower-case word')
const cellPrefix = z.string().regex(/^\d{1,15}$/, 'the head of a grid code is 1-15 digits, quoted')

const hasNoLogin = (address: string): boolean => {
  if (!URL.canParse(address)) return true
  const { username, password } = new URL(address)
  return username === '' && password === ''
}

const unitsSchema = z.array(
  z.strictObject({
    id: unitIdSchema,
    name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
    duties: z.array(duty).min(1),
    cells: z.array(cellPrefix).default([]),
    webhook: z
      .url({ protocol: /^https?$/ })
      .refine(
        hasNoLogin,
        'an address holds no name and password: who calls is proven by the signature (cases.notices.webhook.secret)',
      )
      .optional(),
  }),
)

const category = z
  .string()
  .regex(/^(\d{4}|\d{0,3}\*)$/, 'a category is four digits or up to three and *, quoted')

const dispatchSchema = z.array(
  z.strictObject({
    category: category.optional(),
    cell: cellPrefix.optional(),
    duty: duty.optional(),
    unit: unitIdSchema,
  }),
)

const window = lengthOfTime().optional()
const categoriesSchema = z.array(
  z
    .strictObject({ category, recheck: window, recheckVoid: window, recurrence: window })
    .refine(
      (row) => Object.keys(row).length > 1,
      'a row sets recheck, recheckVoid or recurrence of its category',
    ),
)

type Mistake = (message: string, path?: readonly PropertyKey[]) => void

/**
 * Reads `units.yaml`, `dispatch.yaml` and, where there is one, `categories.yaml` of a city folder; every mistake of all of them
 * at once in `city-invalid`.
 */
export async function loadDispatchTable(folder: string): Promise<DispatchTable> {
  const mistakes: string[] = []
  const read = async (name: string, optional = false): Promise<string> => {
    try {
      return textOf(await readFile(join(folder, name)))
    } catch (error) {
      if (optional && error instanceof Error && 'code' in error && error.code === 'ENOENT')
        return '[]'
      mistakes.push(`${name}: ${messageOf(error)}`)
      return '[]'
    }
  }
  const units = await read('units.yaml')
  const dispatch = await read('dispatch.yaml')
  const categories = await read('categories.yaml', true)
  return parseDispatchTable({ units, dispatch, categories }, mistakes)
}

/** The same from texts; `mistakes` found before are reported together with those found here. */
export function parseDispatchTable(
  texts: { readonly units: string; readonly dispatch: string; readonly categories?: string },
  mistakes: string[] = [],
): DispatchTable {
  const units = new Map<UnitId, Unit>()
  parse('units.yaml', texts.units, unitsSchema, mistakes, (rows, mistake) => {
    for (const [index, { webhook, ...unit }] of rows.entries()) {
      if (units.has(unit.id)) mistake(`the unit ${unit.id} stands here twice`, [index, 'id'])
      units.set(unit.id, { ...unit, ...(webhook !== undefined && { webhook }) })
    }
  })
  const rows: DispatchRow[] = []
  parse('dispatch.yaml', texts.dispatch, dispatchSchema, mistakes, (found, mistake) => {
    for (const [index, { unit, category, cell, duty }] of found.entries()) {
      if (!units.has(unit)) mistake(`there is no unit ${unit} in units.yaml`, [index, 'unit'])
      rows.push({
        unit,
        ...(category !== undefined && { category }),
        ...(cell !== undefined && { cell }),
        ...(duty !== undefined && { duty }),
      })
    }
  })
  const categories: CategoryRow[] = []
  parse('categories.yaml', texts.categories ?? '', categoriesSchema, mistakes, (found, mistake) => {
    for (const [index, { category, recheck, recheckVoid, recurrence }] of found.entries()) {
      const before = categories.find((row) => fitsCategory(row.category, category))
      if (before !== undefined)
        mistake(`the row of ${before.category} before it fits all that this one fits`, [index])
      categories.push({
        category,
        ...(recheck !== undefined && { recheck }),
        ...(recheckVoid !== undefined && { recheckVoid }),
        ...(recurrence !== undefined && { recurrence }),
      })
    }
  })
  if (mistakes.length > 0)
    throw new UrbanBrainError(
      'city-invalid',
      `units, dispatch table and categories have ${mistakes.length} mistakes`,
      { details: mistakes },
    )
  return { units, rows, categories }
}

function parse<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  mistakes: string[],
  check: (value: T, mistake: Mistake) => void,
): void {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  for (const error of document.errors)
    mistakes.push(`${file}:${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`)
  if (document.errors.length > 0) return
  /** Line of the nearest thing that is there, for a key that is missing. */
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true)
      const range = typeof node === 'object' && node !== null && 'range' in node && node.range
      if (Array.isArray(range)) return lines.linePos(Number(range[0])).line
    }
    return 1
  }
  const mistake: Mistake = (message, path = []) => {
    const place = path.length === 0 ? '' : ` ${path.map(String).join('.')}`
    mistakes.push(`${file}:${lineOf(path)}:${place} ${message}`)
  }
  const parsed = schema.safeParse(document.toJS() ?? [])
  if (parsed.success) check(parsed.data, mistake)
  else for (const issue of parsed.error.issues) mistake(issue.message, issue.path)
}
