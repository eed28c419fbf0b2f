/** The file of the time series before anybody works with it: whether it is whole, and whose it is. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { Reading } from '../../core/reading.ts'
import { newestOfEach } from './engine.ts'

export interface SeriesFile {
  readonly path: string
  readonly memoryLimit: string
  readonly threads: number
}

export interface SeriesLook {
  /** Of the installation it belongs to. */
  readonly identity?: string
  /** Whether it holds the reading that was asked for. */
  readonly holds: boolean
}

const table = 'installation'

/** Rejects with `store-damaged` when the engine finds damage. `thorough` reads every block; without it what opening takes. */
export function lookAtSeries(
  file: SeriesFile,
  {
    reading,
    thorough = false,
  }: {
    readonly reading?: Pick<Reading, 'device' | 'observedAt'> | undefined
    readonly thorough?: boolean
  },
): Promise<SeriesLook> {
  return using(file, async (connection) => {
    const ask = async (sql: string, values?: Record<string, string | bigint>) =>
      (await connection.runAndReadAll(sql, values)).getRows()
    const names = (await ask('select table_name from duckdb_tables()')).map(([name]) => name)
    const [[identity] = []] = names.includes(table) ? await ask(`select id from ${table}`) : []
    const filled = names.includes('reading')
    // Every block has a checksum, which the engine compares when it reads one.
    if (filled) await ask(thorough ? 'select sum(hash(columns(*))) from reading' : newestOfEach)
    const found =
      filled && reading !== undefined
        ? await ask(
            'select 1 from reading where device = $device and observed_at = $at::bigint limit 1',
            { device: reading.device, at: BigInt(reading.observedAt) },
          )
        : []
    return {
      holds: reading === undefined || found.length > 0,
      ...(typeof identity === 'string' ? { identity } : {}),
    }
  })
}

/** Makes the file where there is none. */
export const markSeries = (file: SeriesFile, identity: string): Promise<void> =>
  using(file, async (connection) => {
    await connection.run(`create table if not exists ${table} (id varchar primary key)`)
    await connection.run(`insert or ignore into ${table} values ($identity)`, { identity })
  })

async function using<T>(
  { path, memoryLimit, threads }: SeriesFile,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  let instance: DuckDBInstance | undefined
  let connection: DuckDBConnection | undefined
  try {
    instance = await DuckDBInstance.create(path, {
      memory_limit: memoryLimit,
      threads: String(threads),
    })
    connection = await instance.connect()
    return await work(connection)
  } catch (error) {
    throw failure(path, error)
  } finally {
    connection?.closeSync()
    instance?.closeSync()
  }
}

const damage =
  /corrupt|not a valid DuckDB|read enough bytes|checksum|serialization error|failed to load/i

const failure = (path: string, cause: unknown): UrbanBrainError =>
  new UrbanBrainError(
    damage.test(messageOf(cause)) ? 'store-damaged' : 'store-unavailable',
    `${path} ${damage.test(messageOf(cause)) ? 'is damaged' : 'cannot be opened'}: ${firstLine(messageOf(cause))}`,
    { cause },
  )

const firstLine = (text: string): string => text.split('\n')[0] ?? ''
