/** An SQLite file before anybody works with it: whether it is whole, and whose it is. */
import { statSync } from 'node:fs'

import Database from 'libsql'

import { messageOf, UrbanBrainError } from '../core/errors.ts'

const table = 'installation'

export interface SqliteLook {
  /** Of the installation it belongs to. */
  readonly identity?: string
  /** It holds no table: nobody has worked with it, or it was emptied. */
  readonly empty: boolean
}

/**
 * Rejects with `store-damaged` unless the file is whole. `thorough` compares the indices with their tables as well; a file
 * larger than `mostBytes` is not looked through.
 */
export function lookAtSqlite(
  path: string,
  { mostBytes, thorough = false }: { readonly mostBytes: number; readonly thorough?: boolean },
): SqliteLook {
  return using(path, (database) => {
    const check = thorough ? 'integrity_check' : 'quick_check'
    if (statSync(path).size <= mostBytes) {
      const said = database.prepare(`PRAGMA ${check}(1)`).raw().get() as readonly unknown[]
      if (said[0] !== 'ok') throw new Error(String(said[0]))
    }
    const names = database
      .prepare("select name from sqlite_master where type = 'table'")
      .raw()
      .all()
    const marked = (names as readonly (readonly unknown[])[]).some(([name]) => name === table)
    const row = marked ? database.prepare(`select id from ${table}`).raw().get() : []
    const identity = Array.isArray(row) && typeof row[0] === 'string' ? row[0] : undefined
    return { empty: names.length === 0, ...(identity === undefined ? {} : { identity }) }
  })
}

/** Makes the file where there is none. */
export function markSqlite(path: string, identity: string): void {
  using(path, (database) => {
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL')
    database.exec(`create table if not exists ${table} (id text primary key) without rowid`)
    database.prepare(`insert or ignore into ${table} values (?)`).run(identity)
  })
}

function using<T>(path: string, work: (database: Database.Database) => T): T {
  let database: Database.Database | undefined
  try {
    database = new Database(path)
    return work(database)
  } catch (error) {
    throw isDamage(error)
      ? new UrbanBrainError('store-damaged', `${path} is damaged: ${messageOf(error)}`, {
          cause: error,
        })
      : error
  } finally {
    database?.close()
  }
}

/** What the check says, and what the engine says of bytes that it cannot make sense of. */
function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return !code.startsWith('SQLITE_') || /^SQLITE_(CORRUPT|NOTADB|ERROR|IOERR_SHORT)/.test(code)
}
