/** An SQLite file before anybody works with it: whether it is whole, and whose it is. */
import { statSync } from 'node:fs'

import Database from 'libsql'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'

const table = 'installation'

export interface SqliteLook {
  /** Of the installation it belongs to. */
  readonly identity?: string
  /** It holds no table: nobody has worked with it, or it was emptied. */
  readonly empty: boolean
}

/**
 * Takes what a crash or a stop left in the write-ahead log into the file; nobody else has it open. Rejects with
 * `store-damaged` unless the file is whole. `thorough` compares the indices with their tables as well; a file
 * larger than `mostBytes` is not looked through.
 */
export function lookAtSqlite(
  path: string,
  { mostBytes, thorough = false }: { readonly mostBytes: number; readonly thorough?: boolean },
): SqliteLook {
  return using(path, (database) => {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
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
    throw failure(path, error)
  } finally {
    database?.close()
  }
}

function failure(path: string, cause: unknown): UrbanBrainError {
  const message = messageOf(cause).replaceAll(/\s*\n\s*/g, ' ')
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code.startsWith('SQLITE_BUSY'))
    return new UrbanBrainError('data-locked', `${path} is in use by another program`, { cause })
  // The engine gives no code with this one, and opening a file of any bytes succeeds.
  if (message.startsWith('ConnectionFailed') || /^SQLITE_(CANTOPEN|READONLY|PERM|FULL)/.test(code))
    return new UrbanBrainError('folder-unusable', `${path} cannot be opened: ${message}`, { cause })
  return new UrbanBrainError('store-damaged', `${path} is damaged: ${message}`, { cause })
}
