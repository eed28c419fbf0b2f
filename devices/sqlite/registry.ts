import type { RegisteredDevice, Registry } from '../../core/registry.ts'
import { sqliteEngine, sqliteWork } from '../../storage/sqlite/engine.ts'
import { oneAfterAnother } from '../../storage/sqlite/one-after-another.ts'
import { openStampedSqlite } from '../../storage/sqlite/sqlite.ts'
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
      const { database, stamp } = openStampedSqlite<RegistryTables>(path)
      try {
        await migrate(database)
      } catch (error) {
        await database.destroy()
        throw error
      }
      const registry = sqlRegistry(sqliteEngine(database, what))
      return {
        ...registry,
        changes: followed(registry.changes, () => sqliteWork(what, async () => stamp())),
        [Symbol.asyncDispose]: () => database.destroy(),
      }
    }),
  )
}

/** Several threads ask twice a second what has changed: after "nothing" only when something was committed since. */
function followed(changes: Registry['changes'], stamp: () => Promise<string>): Registry['changes'] {
  let nothing: { readonly after: number; readonly at: string } | undefined
  return async (after, limit): Promise<readonly RegisteredDevice[]> => {
    // Before the rows: what is committed in between counts as new.
    const at = await stamp()
    if (nothing?.after === after && nothing.at === at) return []
    const rows = await changes(after, limit)
    nothing = rows.length === 0 ? { after, at } : undefined
    return rows
  }
}
