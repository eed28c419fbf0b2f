import Database from 'libsql'
import { Kysely, SqliteAdapter, SqliteDialect, type Driver, type SqliteDatabase } from 'kysely'
import { LRUCache } from 'lru-cache'

/**
 * Opens one SQLite file for one thread: WAL, and fsync at every commit (`synchronous=FULL`), so what a query builder
 * call resolved with is on disk. Several threads and processes may open the same file; writers wait up to five seconds
 * for each other; opening itself does not wait, and a file that others open at the same time may answer SQLITE_BUSY.
 * `':memory:'` gives a store that lives as long as the handle.
 */
export const openSqlite = <Schema>(path: string): Kysely<Schema> =>
  openStampedSqlite<Schema>(path).database

export interface StampedSqlite<Schema> {
  readonly database: Kysely<Schema>
  /** Differs once anything was committed, by this handle or by anybody; a tenth of what a query takes. */
  readonly stamp: () => string
}

/** The same, for whoever asks often whether there is anything new. */
export function openStampedSqlite<Schema>(path: string): StampedSqlite<Schema> {
  const database = new Database(path)
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  database.exec('PRAGMA busy_timeout = 5000')
  database.exec('PRAGMA foreign_keys = ON')
  let versions: Database.Statement | undefined
  return {
    database: new Kysely<Schema>({
      dialect: new Dialect({ database: keepingStatements(database) }),
    }),
    stamp: () => {
      // What others have committed, and what this handle has changed.
      versions ??= database
        .prepare('select data_version, total_changes() from pragma_data_version')
        .raw()
      return String(versions.get())
    },
  }
}

/** More than the queries of any store have texts; lists of values make some of their own. */
const mostStatements = 500

/**
 * The query builder prepares each query anew; kept by their text, most are prepared once. A statement runs to its end before the
 * next one begins (nothing here streams), and the engine prepares it again by itself when a table changed.
 */
function keepingStatements(database: Database.Database): SqliteDatabase {
  const statements = new LRUCache<string, ReturnType<SqliteDatabase['prepare']>>({
    max: mostStatements,
  })
  return {
    prepare(sql) {
      let statement = statements.get(sql)
      if (statement === undefined) statements.set(sql, (statement = database.prepare(sql)))
      return statement
    },
    close() {
      statements.clear()
      database.close()
    },
  }
}

/**
 * The engine takes back tables and indices with their transaction, which the query builder does not claim of it: a
 * migration that another thread, a kill or a full disk cuts off leaves nothing that the next one stumbles over.
 */
class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** On a disk that is full or fails the engine rolls back by itself; why it did is what the caller has to hear. */
class Dialect extends SqliteDialect {
  override createAdapter(): Adapter {
    return new Adapter()
  }

  override createDriver(): Driver {
    const driver = super.createDriver()
    const rollback = driver.rollbackTransaction.bind(driver)
    driver.rollbackTransaction = async (connection) => {
      try {
        await rollback(connection)
      } catch (error) {
        if (!/no transaction is active/.test(String(error))) throw error
      }
    }
    return driver
  }
}
