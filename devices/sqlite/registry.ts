import type { Registry } from '../../core/registry.ts'
import { sqliteEngine, sqliteWork } from '../../storage/sqlite/engine.ts'
import { oneAfterAnother } from '../../storage/sqlite/one-after-another.ts'
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
