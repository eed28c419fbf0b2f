import type { DuckDBAppender } from '@duckdb/node-api'

import type { CellCode, DeviceId } from '../../core/identity.ts'
import { readingId } from '../../core/identity.ts'
import type { Kind } from '../../core/kinds.ts'
import { quantities, type Quality, type Quantity } from '../../core/quantities.ts'
import type { Timing } from '../../core/reading.ts'
import { instant, type Instant } from '../../core/time.ts'
import type { Point, StoredReading } from '../ports.ts'

/**
 * One wide row a reading: a column for each quantity, empty where it was not measured. On 8,192 readings of five
 * quantities the appender took 96-125 thousand readings a second this way and 39-55 thousand as one row a value.
 * `quality` holds only what is not normal, as `;laeq=D;pm10=range;`, so that one comparison finds a quantity's mark.
 */
export const quantityNames = Object.keys(quantities) as readonly Quantity[]

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

/** A quantity that is new since the file was made gets its column here. */
export const schema: readonly string[] = [
  `create table if not exists reading (${columns.join(', ')})`,
  ...quantityNames.map(
    (name) => `alter table reading add column if not exists ${column(name)} double`,
  ),
  'create temporary table incoming as select * from reading limit 0',
]

/** Column names in the order they have in the file: that of the quantities when each one was added. */
export const columnOrder = `select column_name from duckdb_columns()
  where table_name = 'reading' and not internal order by column_index`

/** The quantity of each value column; undefined for one that is no longer known, which stays empty. */
export const quantityOrder = (names: readonly string[]): readonly (Quantity | undefined)[] =>
  names.slice(columns.length).map((name) => quantityNames.find((known) => `v_${known}` === name))

export function appendPoint(
  appender: DuckDBAppender,
  point: Point,
  storedAt: Instant,
  order: readonly (Quantity | undefined)[],
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
  for (const name of order) {
    const value = name === undefined ? undefined : values[name]
    if (value === undefined) appender.appendNull()
    else appender.appendDouble(value)
  }
  appender.endRow()
}

const encodeQuality = (quality: Readonly<Partial<Record<Quantity, Quality>>>): string =>
  `;${Object.entries(quality)
    .map(([name, mark]) => `${name}=${mark}`)
    .join(';')};`

export const isNormal = (name: Quantity): string =>
  `(quality is null or not contains(quality, ';${name}='))`

/** What to select, and how to read it back: integers as doubles, which hold every instant and sequence exactly. */
export const selected = (names: readonly Quantity[]): string =>
  [
    'device',
    'observed_at::double',
    'sequence::double',
    'received_at::double',
    'kind',
    'cell',
    'timing',
    'quality',
    ...names.map(column),
  ].join(', ')

export function storedReading(row: readonly unknown[], names: readonly Quantity[]): StoredReading {
  const [device, observed, sequence, received, kind, cell, timing, quality, ...measured] = row
  const values: Partial<Record<Quantity, number>> = {}
  for (const [index, name] of names.entries()) {
    const value = measured[index]
    if (typeof value === 'number') values[name] = value
  }
  const marks = typeof quality === 'string' ? decodeQuality(quality, values) : undefined
  const known = typeof sequence === 'number' ? sequence : undefined
  const observedAt = instant(Number(observed))
  return {
    id: readingId({
      device: device as DeviceId,
      observedAt,
      ...(known === undefined ? {} : { sequence: known }),
    }),
    device: device as DeviceId,
    observedAt,
    receivedAt: instant(Number(received)),
    ...(known === undefined ? {} : { sequence: known }),
    ...(typeof kind === 'string' ? { kind: kind as Kind } : {}),
    ...(typeof cell === 'string' ? { cell: cell as CellCode } : {}),
    values,
    ...(marks === undefined ? {} : { quality: marks }),
    timing: timing as Timing,
  }
}

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
