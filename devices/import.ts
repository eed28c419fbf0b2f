/** Device files to rows, and these to devices: all of them or none, with every mistake by its line or feature. Pure. */
import { isOutsideName } from '../core/identity.ts'
import { unguarded } from '../core/csv.ts'
import { readCsv, type CsvMistake } from '../runtime/csv-source.ts'
import { columnNamed } from './register/device-columns.ts'
import { requiredFields, type DeviceFields } from './register/device-row.ts'
import {
  decideImport,
  failed,
  type Imported,
  type ImportContext,
  type Row,
} from './register/import-decision.ts'

const optional = [
  'name',
  'component',
  'zone',
  'owner',
  'gateway',
  'catchment',
  'power',
  'period',
  'limits',
  'hours',
]
/** Not in the exported form, but a column may give them. */
const extra = ['cell', 'active']
const allowed: ReadonlySet<string> = new Set([...requiredFields, ...optional, ...extra])
const numeric: ReadonlySet<string> = new Set(['longitude', 'latitude', 'period'])
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

export function importCsv(text: string, context: ImportContext): Imported {
  const table = readCsv(text, { known: allowed, needed: ['id'], nameOf: columnNamed })
  if (table.header.length === 0) return failed(table.mistakes.map(mistakeText))
  const missing = requiredFields.filter((name) => !table.header.includes(name))
  const rows: Row[] = []
  const mistakes = table.mistakes.map(mistakeText)
  let stranger: string | undefined
  for (const { line, cells } of table.rows) {
    const place = `line ${line}`
    const row = { place, fields: fieldsOf(cells) }
    const { id } = row.fields
    const isNew = typeof id !== 'string' || context.registered.get(id) === undefined
    if (isNew && missing.length > 0) {
      stranger ??= isOutsideName(String(id)) ? `${place}: ${String(id)}` : place
      continue
    }
    rows.push(row)
  }
  if (stranger !== undefined || rows.length === 0) {
    const why = stranger === undefined ? '' : `, and ${stranger} is not registered yet`
    mistakes.unshift(...missing.map((name) => `line 1: the column ${name} is missing${why}`))
  }
  return decideImport(rows, mistakes, context)
}

const mistakeText = ({ line, message }: CsvMistake): string =>
  line === undefined ? message : `line ${line}: ${message}`

const fieldsOf = (cells: readonly (readonly [string, string])[]): DeviceFields =>
  Object.fromEntries(
    cells.map(([name, cell]) => [name, cell === '' ? undefined : valueOf(name, unguarded(cell))]),
  )

/** What cannot be read stays text, and the schema of a device says what it should have been. */
function valueOf(name: string, cell: string): unknown {
  if (numeric.has(name)) return decimal.test(cell) ? Number(cell) : cell
  // Excel writes TRUE and FALSE.
  if (name === 'active') return /^true$/i.test(cell) || (/^false$/i.test(cell) ? false : cell)
  return name === 'limits' ? limitsOf(cell) : cell
}

/** `key=value;key=value`; of what is no number, or stands there twice, the text stays. */
function limitsOf(cell: string): Readonly<Record<string, number | string>> {
  const limits = new Map<string, number | string>()
  for (const pair of cell.split(';').filter((text) => text.trim() !== '')) {
    const [key = '', value = ''] = pair.split('=').map((part) => part.trim())
    const readable = decimal.test(value) && pair.split('=').length === 2 && !limits.has(key)
    limits.set(key, readable ? Number(value) : pair)
  }
  return Object.fromEntries(limits)
}

/** A FeatureCollection of points whose properties have the names of the CSV columns. */
export function importGeoJson(json: unknown, context: ImportContext): Imported {
  const features = field(json, 'features')
  if (field(json, 'type') !== 'FeatureCollection' || !Array.isArray(features)) {
    return failed(['the file is not a GeoJSON FeatureCollection'])
  }
  const rows: Row[] = []
  const mistakes: string[] = []
  for (const [index, feature] of features.entries()) {
    const place = `feature ${index}`
    const geometry = field(feature, 'geometry')
    const coordinates = field(geometry, 'coordinates')
    const properties = field(feature, 'properties')
    if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
      mistakes.push(`${place}: it has no properties`)
      continue
    }
    const id = field(properties, 'id')
    const known = typeof id === 'string' && context.registered.get(id) !== undefined
    const nowhere = geometry === null && known
    if (!nowhere && (field(geometry, 'type') !== 'Point' || !Array.isArray(coordinates))) {
      mistakes.push(`${place}: the geometry is not a Point`)
      continue
    }
    const given: readonly (readonly [string, unknown])[] = Object.entries(properties)
    for (const [name] of given) {
      if (!allowed.has(name) || name === 'longitude' || name === 'latitude') {
        mistakes.push(`${place}: nobody knows the property ${JSON.stringify(name)}`)
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
