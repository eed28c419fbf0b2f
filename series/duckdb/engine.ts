import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { instant, type Instant } from '../../core/time.ts'
import { columnOrder, schema, tableOrder } from './table.ts'

export interface DuckDbFile {
  /** A file, or `:memory:`. */
  readonly path: string
  /** As DuckDB writes it, e.g. `512MB`. */
  readonly memoryLimit: string
  readonly threads: number
}

export interface DuckDbEngine extends Disposable {
  readonly writing: DuckDBConnection
  readonly reading: DuckDBConnection
  /** The newest instant stored of each device. */
  readonly newest: Map<string, Instant>
  readonly order: ReturnType<typeof tableOrder>
}

/** What opening reads of the readings. */
export const newestOfEach = 'select device, max(observed_at)::double from reading group by device'

/** Opens the file for this process alone: DuckDB lets nobody else read it meanwhile. */
export async function openDuckDb({
  path,
  memoryLimit,
  threads,
}: DuckDbFile): Promise<DuckDbEngine> {
  const instance = await DuckDBInstance.create(path, {
    memory_limit: memoryLimit,
    threads: String(threads),
  })
  try {
    const writing = await instance.connect()
    for (const statement of schema()) await writing.run(statement)
    const newest = new Map<string, Instant>()
    const marks = await writing.runAndReadAll(newestOfEach)
    for (const [device, at] of marks.getRows()) newest.set(String(device), instant(Number(at)))
    const names = await writing.runAndReadAll(columnOrder)
    const order = tableOrder(names.getRows().map(([name]) => String(name)))
    const reading = await instance.connect()
    let open = true
    return {
      writing,
      reading,
      newest,
      order,
      [Symbol.dispose]() {
        if (!open) return
        open = false
        reading.closeSync()
        writing.closeSync()
        instance.closeSync()
      },
    }
  } catch (error) {
    instance.closeSync()
    throw error
  }
}

/**
 * A disk that was full in the middle of a checkpoint ends the engine: it answers nothing more until it is opened again,
 * and what it had committed, the write that failed so included, is there then.
 */
export const isInvalidated = (error: unknown): boolean =>
  /^FATAL Error|database has been invalidated/.test(messageOf(error))

export async function available<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UrbanBrainError) throw error
    const message = `the time-series store failed: ${messageOf(error)}`
    throw new UrbanBrainError('store-unavailable', message, { cause: error })
  }
}

/** Runs what it is given in the order given, each after the one before has ended. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work)
    last = next.catch(() => {})
    return next
  }
}
