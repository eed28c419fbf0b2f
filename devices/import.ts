/** Device files to rows, and these to devices: all of them or none, with every mistake by its line or feature. Pure. */
import { filled } from '../core/bilingual.ts'
import { isOutsideName } from '../core/identity.ts'
import { unguarded } from '../core/csv.ts'
import { readCsv, type CsvMistake } from '../runtime/csv-source.ts'
import { columnNamed, columnNames, columnTitle } from './register/device-columns.ts'
import { requiredFields, type DeviceFields } from './register/device-row.ts'
import {
  decideImport,
  failed,
  type Imported,
  type ImportContext,
  type Row,
} from './register/import-decision.ts'
import { importWords as words } from './register/import-words.ts'
import { placeText, type RowMistake } from './register/row-mistake.ts'
import { limitsOf, writtenValue } from './register/written-value.ts'

const allowed: ReadonlySet<string> = new Set(columnNames)

/** A column as it stands in the file. */
interface FileColumn {
  readonly heading: string
  /** The field that it is read as; none of a column that nobody knows, or that is left out. */
  readonly field?: string
  /** What the first row has under it. */
  readonly sample: string
}

export interface ImportedTable extends Imported {
  readonly columns: readonly FileColumn[]
  /** It is one device, and not a file of them. */
  readonly alone?: boolean
}

/** `chosen`: what each column is, in their order, in place of what its heading says; undefined leaves it out. */
export function importCsv(
  text: string,
  context: ImportContext,
  chosen?: readonly (string | undefined)[],
): ImportedTable {
  const nameOf = (heading: string, index: number) =>
    chosen === undefined ? columnNamed(heading) : chosen[index]
  const table = readCsv(text, { known: allowed, needed: ['id'], nameOf, chineseOf: columnTitle })
  const columns = table.headings.map((heading, index): FileColumn => {
    const field = nameOf(heading, index)
    const known = field !== undefined && allowed.has(field)
    return { heading, ...(known && { field }), sample: table.first[index] ?? '' }
  })
  const count = table.headings.length
  if (chosen !== undefined && count > 0 && count !== chosen.length) {
    const said = filled(words.columnsCount, { columns: count, given: chosen.length })
    return { ...failed([{ place: { line: 1 }, said }]), columns }
  }
  const mistakes = table.mistakes.map(mistakeOf)
  if (table.header.length === 0) return { ...failed(mistakes), columns }
  return { ...decideTable(table, mistakes, context), columns }
}

function decideTable(
  { header, rows: written }: ReturnType<typeof readCsv>,
  mistakes: readonly RowMistake[],
  context: ImportContext,
): Imported {
  const missing = requiredFields.filter((name) => !header.includes(name))
  const rows: Row[] = []
  let stranger: { readonly zh: string; readonly en: string } | undefined
  for (const { line, cells } of written) {
    const place = { line }
    const row = { place, fields: fieldsOf(cells) }
    const { id } = row.fields
    const isNew = typeof id !== 'string' || context.registered.get(id) === undefined
    if (isNew && missing.length > 0) {
      const where = placeText(place)
      const name = isOutsideName(String(id)) ? `: ${String(id)}` : ''
      stranger ??= { zh: `${where.zh}${name.replace(': ', ' ')}`, en: `${where.en}${name}` }
      continue
    }
    rows.push(row)
  }
  if (stranger === undefined && rows.length > 0) return decideImport(rows, mistakes, context)
  const absent = missing.map((name) => {
    const column = { name, chinese: columnTitle(name) }
    const said =
      stranger === undefined
        ? filled(words.columnMissing, column)
        : filled(words.columnMissingFor, { ...column, which: stranger })
    return { place: { line: 1 }, said }
  })
  return decideImport(rows, [...absent, ...mistakes], context)
}

const mistakeOf = ({ line, said }: CsvMistake): RowMistake => ({
  ...(line !== undefined && { place: { line } }),
  said,
})

const fieldsOf = (cells: readonly (readonly [string, string])[]): DeviceFields =>
  Object.fromEntries(
    cells.map(([name, cell]) => [
      name,
      cell === '' ? undefined : writtenValue(name, unguarded(cell)),
    ]),
  )

export const isFeature = (json: unknown): boolean => field(json, 'type') === 'Feature'

/** A FeatureCollection of points whose properties have the names of the CSV columns, or one such Feature. */
export function importGeoJson(json: unknown, context: ImportContext): Imported {
  const alone = isFeature(json)
  const features = alone ? [json] : field(json, 'features')
  if ((!alone && field(json, 'type') !== 'FeatureCollection') || !Array.isArray(features)) {
    return failed([{ said: words.noCollection }])
  }
  const rows: Row[] = []
  const mistakes: RowMistake[] = []
  for (const [index, feature] of features.entries()) {
    const place = alone ? undefined : { feature: index }
    const geometry = field(feature, 'geometry')
    const coordinates = field(geometry, 'coordinates')
    const properties = field(feature, 'properties')
    if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
      mistakes.push({ place, said: words.noProperties })
      continue
    }
    const id = field(properties, 'id')
    const known = typeof id === 'string' && context.registered.get(id) !== undefined
    const nowhere = geometry === null && known
    if (!nowhere && (field(geometry, 'type') !== 'Point' || !Array.isArray(coordinates))) {
      mistakes.push({ place, said: words.noPoint })
      continue
    }
    const given: readonly (readonly [string, unknown])[] = Object.entries(properties)
    for (const [name] of given) {
      if (!allowed.has(name) || name === 'longitude' || name === 'latitude') {
        const said = filled(words.unknownProperty, { name: JSON.stringify(name) })
        mistakes.push({ place, said })
      }
    }
    const read = given.map(([name, value]) => [name, propertyOf(name, value)])
    const [longitude, latitude]: readonly unknown[] = Array.isArray(coordinates) ? coordinates : []
    const position = nowhere ? {} : { longitude, latitude }
    rows.push({ place, fields: { ...Object.fromEntries(read), ...position } })
  }
  return decideImport(rows, mistakes, context)
}

function propertyOf(name: string, value: unknown): unknown {
  if (value === null || value === '') return undefined
  return name === 'limits' && typeof value === 'string' ? limitsOf(value) : value
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
