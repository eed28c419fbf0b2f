import type { DuckDBAppender } from '@duckdb/node-api'

import type { CellCode, DeviceId } from '../../core/identity.ts'
import { readingId } from '../../core/identity.ts'
import type { Kind } from '../../core/kinds.ts'
import { quantityNames, type Quality, type Quantity } from '../../core/quantities.ts'
import type { Reading, Timing } from '../../core/reading.ts'
import { instant, type Instant } from '../../core/time.ts'
import type { Point, StoredReading } from '../../core/series.ts'

/**
 * One wide row a reading: a column for each quantity, empty where it was not measured. On 8,192 readings of five
 * quantities the appender took 96-125 thousand readings a second this way and 39-55 thousand as one row a value.
 * `quality` holds only what is not normal, as `;laeq=D;pm10=range;`, so that one comparison finds a quantity's mark.
 */
export const column = (name: Quantity): string => `"v_${name}"`

const columns = [
  'device varchar not null',
  'observed_at bigint not null',
  'sequence bigint',
  'received_at bigint not null',
  'stored_at bigint not null',
  'kind varchar',
  'site varchar',
  'cell varchar',
  'zone varchar',
  'timing varchar not null',
  'quality varchar',
]

/** Of the identity, added later: a file may have them before or behind its quantities, and rows of older versions none. */
const laterColumns = { content: 'bigint', claimed_at: 'bigint', beside: 'varchar' } as const
type LaterColumn = keyof typeof laterColumns
const laterNames = Object.keys(laterColumns) as readonly LaterColumn[]

/** A column that is new since the file was made is added here. */
export const schema = (): readonly string[] => [
  `create table if not exists reading (${columns.join(', ')})`,
  ...laterNames.map(
    (name) => `alter table reading add column if not exists ${name} ${laterColumns[name]}`,
  ),
  ...quantityNames().map(
    (name) => `alter table reading add column if not exists ${column(name)} double`,
  ),
  'create temporary table incoming as select * from reading limit 0',
]

/** Column names in the order they have in the file: that in which each one was added. */
export const columnOrder = `select column_name from duckdb_columns()
  where table_name = 'reading' and not internal order by column_index`

export interface TableOrder {
  /** What stands in each column behind the first ones; undefined for what is no longer known, which stays empty. */
  readonly rest: readonly RestColumn[]
  readonly quantities: readonly Quantity[]
  /** A file of an older version that is only read may have no columns for the whole identity. */
  readonly whole: boolean
}

type RestColumn = { readonly quantity: Quantity } | { readonly later: LaterColumn } | undefined

export function tableOrder(names: readonly string[]): TableOrder {
  const rest = names.slice(columns.length).map((name): RestColumn => {
    const quantity = quantityNames().find((known) => `v_${known}` === name)
    if (quantity !== undefined) return { quantity }
    const later = laterNames.find((known) => known === name)
    return later === undefined ? undefined : { later }
  })
  return {
    rest,
    quantities: rest.flatMap((each) =>
      each !== undefined && 'quantity' in each ? [each.quantity] : [],
    ),
    whole: laterNames.every((name) => names.includes(name)),
  }
}

export function appendPoint(
  appender: DuckDBAppender,
  point: Point,
  storedAt: Instant,
  { rest }: TableOrder,
): void {
  const { reading, kind, site, cell, zone } = point
  const { values, quality } = reading
  const text = (value: string | undefined): void => {
    if (value === undefined) appender.appendNull()
    else appender.appendVarchar(value)
  }
  appender.appendVarchar(reading.device)
  appender.appendBigInt(BigInt(reading.observedAt))
  if (reading.sequence === undefined) appender.appendNull()
  else appender.appendBigInt(BigInt(reading.sequence))
  appender.appendBigInt(BigInt(reading.receivedAt))
  appender.appendBigInt(BigInt(storedAt))
  text(kind)
  text(site)
  text(cell)
  text(zone)
  appender.appendVarchar(reading.timing)
  text(quality === undefined ? undefined : encodeQuality(quality))
  const whole = (value: number | undefined): void => {
    if (value === undefined) appender.appendNull()
    else appender.appendBigInt(BigInt(value))
  }
  for (const each of rest) {
    if (each === undefined) appender.appendNull()
    else if ('quantity' in each) {
      const value = values[each.quantity]
      if (value === undefined) appender.appendNull()
      else appender.appendDouble(value)
    } else if (each.later === 'content') whole(reading.content)
    else if (each.later === 'claimed_at') whole(reading.claimedAt)
    else text(reading.beside)
  }
  appender.endRow()
}

const encodeQuality = (quality: Readonly<Partial<Record<Quantity, Quality>>>): string =>
  `;${Object.entries(quality)
    .map(([name, mark]) => `${name}=${mark}`)
    .join(';')};`

export const isNormal = (name: Quantity): string =>
  `(quality is null or not contains(quality, ';${name}='))`

/** No value is stored as that. The client asks big integers whether a cell is empty, which took a fifth of what a backtest allocated. */
const orNone = (name: string): string => `coalesce(${name}, 'nan'::double)`

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && !Number.isNaN(value)

/** What to select, and how to read it back: integers as doubles, which hold every instant and sequence exactly. */
export const selected = (names: readonly Quantity[], whole = true): string =>
  [
    'device',
    'observed_at::double',
    orNone('sequence::double'),
    'received_at::double',
    'kind',
    'cell',
    'timing',
    'quality',
    ...(whole
      ? [orNone('content::double'), orNone('claimed_at::double'), 'beside']
      : ['null as content', 'null as claimed_at', 'null as beside']),
    ...names.map((name) => orNone(column(name))),
  ].join(', ')

/** The order of `newestFirst`. */
export const newestOrder = `observed_at desc, device, coalesce(claimed_at, observed_at) desc,
  coalesce(beside = 'correction', false) desc, received_at desc, sequence desc nulls last, content desc nulls last`

/** Of one row, what stands in a column. */
export type Cell = (column: number) => unknown

/** Asks cell by cell: most of a row of all quantities is empty, and an array of it for each reading was half of what a backtest allocated. */
export function storedReading(at: Cell, names: readonly Quantity[]): StoredReading {
  const [device, observed, sequence, received] = [at(0), at(1), at(2), at(3)]
  const [kind, cell, timing, quality] = [at(4), at(5), at(6), at(7)]
  const [content, claimed, beside] = [at(8), at(9), at(10)]
  const values: Partial<Record<Quantity, number>> = {}
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index]
    const value = at(11 + index)
    if (name !== undefined && isNumber(value)) values[name] = value
  }
  const marks = typeof quality === 'string' ? decodeQuality(quality, values) : undefined
  const identity = {
    device: device as DeviceId,
    observedAt: instant(Number(observed)),
    ...(isNumber(claimed) ? { claimedAt: instant(claimed) } : {}),
    ...(isNumber(sequence) ? { sequence } : {}),
    ...(isNumber(content) ? { content } : {}),
  }
  return {
    id: readingId(identity),
    ...identity,
    receivedAt: instant(Number(received)),
    ...(typeof beside === 'string' ? { beside: beside as Beside } : {}),
    ...(typeof kind === 'string' ? { kind: kind as Kind } : {}),
    ...(typeof cell === 'string' ? { cell: cell as CellCode } : {}),
    values,
    ...(marks === undefined ? {} : { quality: marks }),
    timing: timing as Timing,
  }
}

type Beside = NonNullable<Reading['beside']>

function decodeQuality(text: string, values: Readonly<Partial<Record<Quantity, number>>>) {
  const marks: Partial<Record<Quantity, Quality>> = {}
  for (const mark of text.split(';')) {
    const [name, quality] = mark.split('=')
    if (name !== undefined && Object.hasOwn(values, name)) {
      marks[name as Quantity] = quality as Quality
    }
  }
  return Object.keys(marks).length === 0 ? undefined : marks
}
