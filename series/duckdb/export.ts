import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'

import type { NoiseZone } from '../../core/device.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { hours, instant, type Instant } from '../../core/time.ts'
import type { Point } from '../../core/series.ts'
import { columnOrder, selected, storedReading, tableOrder } from './table.ts'

/** The time series of a file that nobody writes, for a copy into another store. */
export interface SeriesExport extends AsyncDisposable {
  readonly readings: number
  /** Of the oldest reading; undefined without any. */
  readonly oldest: Instant | undefined
  /** The newest instant of receipt; undefined without any. */
  readonly received: Instant | undefined
  /** Beginnings of the hours, UTC, in which anything was observed, oldest first. */
  readonly hours: readonly Instant[]
  /** In the order of device, instant and sequence; `to` is exclusive. Ending early is fine; one at a time. */
  points(from: Instant, to: Instant): AsyncIterable<Point>
}

/** Opens the file for reading only: nothing in it changes. What does not fit into memory is sorted in a temporary folder. */
export async function openDuckDbExport({
  path,
  memoryLimit,
  threads,
}: {
  readonly path: string
  readonly memoryLimit: string
  readonly threads: number
}): Promise<SeriesExport> {
  try {
    const instance = await DuckDBInstance.create(path, {
      access_mode: 'READ_ONLY',
      memory_limit: memoryLimit,
      threads: String(threads),
      temp_directory: join(tmpdir(), `urban-brain-export-${process.pid}`),
    })
    const connection = await instance.connect()
    const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRows()
    const order = tableOrder((await ask(columnOrder)).map(([name]) => String(name)))
    const { quantities: names, whole } = order
    const [[readings, oldest, received] = []] = await ask(
      'select count(*)::double, min(observed_at)::double, max(received_at)::double from reading',
    )
    const begun = await ask(
      `select distinct (observed_at // ${hours(1)} * ${hours(1)})::double as hour from reading order by hour`,
    )
    return {
      readings: Number(readings),
      oldest: instantOf(oldest),
      received: instantOf(received),
      hours: begun.map(([hour]) => instant(Number(hour))),
      async *points(from, to) {
        const found = await connection.stream(
          `select zone, site, ${selected(names, whole)} from reading
           where observed_at >= $from::bigint and observed_at < $to::bigint
           order by device, observed_at, sequence, received_at`,
          { from: BigInt(from), to: BigInt(to) },
        )
        for await (const rows of found.yieldRows())
          for (const [zone, site, ...row] of rows) yield pointOf(zone, site, row, names)
      },
      [Symbol.asyncDispose]() {
        connection.closeSync()
        instance.closeSync()
        return Promise.resolve()
      },
    }
  } catch (error) {
    throw new UrbanBrainError(
      'store-unavailable',
      `the time series in ${path}: ${messageOf(error)}`,
      { cause: error },
    )
  }
}

const instantOf = (value: DuckDBValue | undefined): Instant | undefined =>
  typeof value === 'number' ? instant(value) : undefined

function pointOf(
  zone: DuckDBValue | undefined,
  site: DuckDBValue | undefined,
  row: readonly DuckDBValue[],
  names: Parameters<typeof storedReading>[1],
): Point {
  const { kind, cell, ...reading } = storedReading((index) => row[index], names)
  return {
    // The frame is not kept in a time series.
    reading: { type: 'reading', ...reading, frame: '' },
    ...(kind === undefined ? {} : { kind }),
    ...(cell === undefined ? {} : { cell }),
    ...(typeof zone === 'string' ? { zone: zone as NoiseZone } : {}),
    ...(typeof site === 'string' ? { site } : {}),
  }
}
