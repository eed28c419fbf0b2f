/** Device files to devices: all of them or none, with every mistake by its line or feature. Pure. */
import { parse } from 'csv-parse/sync'

import type { Device } from '../core/device.ts'
import type { RegisteredDevice } from '../core/registry.ts'
import { checkDevice, type DeviceFields, type Surroundings } from './device-row.ts'

export interface ImportContext extends Surroundings {
  /** What is registered already, to find gateways. */
  readonly registered: { get(id: string): RegisteredDevice | undefined }
}

/** `devices` is empty when there are mistakes. */
export interface Imported {
  readonly devices: readonly Device[]
  readonly mistakes: readonly string[]
}

interface Row {
  /** `line 3` or `feature 2`. */
  readonly place: string
  readonly fields: DeviceFields
}

interface CsvRecord {
  readonly record: readonly string[]
  /** `lines` counts to the last line of the record. */
  readonly info: { readonly lines: number }
}

const required = ['id', 'kind', 'site', 'longitude', 'latitude']
const optional = ['name', 'component', 'zone', 'owner', 'gateway', 'period', 'limits']
/** Not in the exported form, but a column may give them. */
const extra = ['cell', 'active']
const allowed: ReadonlySet<string> = new Set([...required, ...optional, ...extra])
const numeric: ReadonlySet<string> = new Set(['longitude', 'latitude', 'period'])
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** RFC 4180 with a header; a byte order mark, spaces around cells and empty lines do no harm. */
export function importCsv(text: string, context: ImportContext): Imported {
  let records: readonly CsvRecord[]
  try {
    const parsed: unknown = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    })
    // With `info` the parser gives objects, which its declaration does not say.
    records = parsed as readonly CsvRecord[]
  } catch (error) {
    const line: unknown = error instanceof Error ? Reflect.get(error, 'lines') : undefined
    const words = error instanceof Error ? error.message : String(error)
    return failed([typeof line === 'number' ? `line ${line}: ${words}` : words])
  }
  const header = records[0]?.record
  if (header === undefined) return failed(['line 1: the file is empty'])
  const wrong = headerMistakes(header)
  if (wrong.length > 0) return failed(wrong)
  const rows: Row[] = []
  const mistakes: string[] = []
  for (const { record, info } of records.slice(1)) {
    const place = `line ${info.lines}`
    if (record.every((cell) => cell === '')) continue
    if (record.length > header.length) {
      mistakes.push(`${place}: ${record.length} cells under ${header.length} columns`)
      continue
    }
    const cells = header.map((name, index): [string, string] => [name, record[index] ?? ''])
    rows.push({ place, fields: fieldsOf(cells.filter(([, cell]) => cell !== '')) })
  }
  return checked(rows, mistakes, context)
}

function headerMistakes(header: readonly string[]): readonly string[] {
  const missing = required.filter((name) => !header.includes(name))
  const unknown = header.filter((name) => !allowed.has(name))
  const twice = header.filter((name, index) => header.indexOf(name) !== index)
  return [
    ...missing.map((name) => `line 1: the column ${name} is missing`),
    ...unknown.map((name) => `line 1: nobody knows the column ${JSON.stringify(name)}`),
    ...twice.map((name) => `line 1: the column ${name} stands there twice`),
  ]
}

const fieldsOf = (cells: readonly (readonly [string, string])[]): DeviceFields =>
  Object.fromEntries(cells.map(([name, cell]) => [name, valueOf(name, cell)]))

/** What cannot be read stays text, and the schema of a device says what it should have been. */
function valueOf(name: string, cell: string): unknown {
  if (numeric.has(name)) return decimal.test(cell) ? Number(cell) : cell
  if (name === 'active') return cell === 'true' ? true : cell === 'false' ? false : cell
  return name === 'limits' ? limitsOf(cell) : cell
}

/** `key=value;key=value` */
function limitsOf(cell: string): Readonly<Record<string, number | string>> {
  const pairs = cell.split(';').filter((pair) => pair.trim() !== '')
  return Object.fromEntries(
    pairs.map((pair): [string, number | string] => {
      const [key = '', value = ''] = pair.split('=').map((part) => part.trim())
      const readable = decimal.test(value) && pair.split('=').length === 2 && key !== ''
      return [key, readable ? Number(value) : pair]
    }),
  )
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
    if (field(geometry, 'type') !== 'Point' || !Array.isArray(coordinates)) {
      mistakes.push(`${place}: the geometry is not a Point`)
      continue
    }
    if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
      mistakes.push(`${place}: it has no properties`)
      continue
    }
    const [longitude, latitude] = coordinates as readonly unknown[]
    const given = Object.entries(properties).filter(([, value]) => value !== null && value !== '')
    for (const [name] of given) {
      if (!allowed.has(name) || name === 'longitude' || name === 'latitude') {
        mistakes.push(`${place}: nobody knows the property ${JSON.stringify(name)}`)
      }
    }
    const read = given.map(([name, value]: [string, unknown]) => [
      name,
      name === 'limits' && typeof value === 'string' ? limitsOf(value) : value,
    ])
    rows.push({ place, fields: { ...Object.fromEntries(read), longitude, latitude } })
  }
  return checked(rows, mistakes, context)
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

function checked(rows: readonly Row[], before: readonly string[], context: ImportContext) {
  const mistakes = [...before]
  const places = new Map<string, string>()
  const devices = new Map<string, { readonly place: string; readonly device: Device }>()
  for (const { place, fields } of rows) {
    const { id } = fields
    const first = typeof id === 'string' ? places.get(id) : undefined
    if (first !== undefined) mistakes.push(`${place}: ${String(id)} stands on ${first} already`)
    if (typeof id === 'string' && first === undefined) places.set(id, place)
    const device = checkDevice(fields, context)
    if (isMistaken(device)) mistakes.push(...device.map((words) => `${place}: ${words}`))
    else if (first === undefined) devices.set(device.id, { place, device })
  }
  const find = (id: string): Device | undefined =>
    devices.get(id)?.device ?? context.registered.get(id)?.device
  for (const { place, device } of devices.values()) {
    // A gateway of this file that has mistakes itself was told already.
    const told = device.gateway !== undefined && places.has(device.gateway)
    if (told && !devices.has(device.gateway ?? '')) continue
    const wrong = gatewayMistake(device, find)
    if (wrong !== undefined) mistakes.push(`${place}: ${wrong}`)
  }
  if (rows.length === 0 && mistakes.length === 0) mistakes.push('the file holds no device')
  if (mistakes.length > 0) return failed(mistakes)
  return { devices: [...devices.values()].map(({ device }) => device), mistakes }
}

export function gatewayMistake(
  { gateway }: Device,
  find: (id: string) => Device | undefined,
): string | undefined {
  if (gateway === undefined) return undefined
  const found = find(gateway)
  if (found === undefined) return `gateway: ${gateway} is not registered, nor in the file`
  return found.kind === 'gateway' ? undefined : `gateway: ${gateway} is a ${found.kind}`
}

export const isMistaken = (device: Device | readonly string[]): device is readonly string[] =>
  Array.isArray(device)

const failed = (mistakes: readonly string[]): Imported => ({ devices: [], mistakes })
