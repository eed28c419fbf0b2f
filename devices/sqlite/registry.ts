import { setTimeout as delay } from 'node:timers/promises'

import type { Registry } from '../../core/registry.ts'
import { sqliteEngine, sqliteWork } from '../../storage/sqlite/engine.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import { sqlRegistry } from '../sql/registry-queries.ts'
import { migrate, type RegistryTables } from '../sql/registry-schema.ts'

const what = 'the register of devices'

/**
 * The register in one SQLite file, which several threads may open, each thread once: the engine waits for a lock without
 * letting its thread go on, so two handles of one thread that write at the same time would wait for themselves.
 */
export async function openSqliteRegistry(path: string): Promise<Registry> {
  return sqliteWork(what, () =>
    oneAfterAnother(async () => {
      const database = openSqlite<RegistryTables>(path)
      try {
        await migrate(database)
      } catch (error) {
        await database.destroy()
        throw error
      }
      return {
        ...sqlRegistry(sqliteEngine(database, what)),
        [Symbol.asyncDispose]: () => database.destroy(),
      }
    }),
  )
}

const openWithin = 10_000

/**
 * Threads that open a file at the same time all want to switch it to WAL or to recover it after a crash, and to these
 * wishes the engine answers at once with "busy" instead of waiting.
 */
async function oneAfterAnother<T>(open: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + openWithin; ;) {
    try {
      return await open()
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error
      await delay(10 + Math.random() * 40)
    }
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('SQLITE_BUSY')
