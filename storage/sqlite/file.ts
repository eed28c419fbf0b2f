/**
 * An SQLite file before anybody works with it: whether it is whole, and whose it is.
 *
 * The engine has no checksums, but it compares indices with their tables. So every column of every table stands in an
 * index that is not partial, at least in one named `..._copy` that nobody searches: a bit that changes in a row or in its
 * copy is found by the thorough look.
 */
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
 * Takes what a crash or a stop left in the write-ahead log into the file; nobody else has it open. Throws
 * `store-damaged` unless the file is whole; one larger than `mostBytes` is not looked through.
 */
export function lookAtSqlite(
  path: string,
  { mostBytes }: { readonly mostBytes: number },
): SqliteLook {
  return using(path, (database) => {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    if (statSync(path).size <= mostBytes) {
      const [[said] = []] = textsOf(database, ['integrity_check'], 'pragma_integrity_check(1)')
      if (said !== 'ok') throw new Error(said)
    }
    const names = textsOf(database, ['name'], "sqlite_master where type = 'table'")
    const marked = names.some(([name]) => name === table)
    const [[identity] = []] = marked ? textsOf(database, ['id'], table) : []
    return { empty: names.length === 0, ...(identity === undefined ? {} : { identity }) }
  })
}

/** The library ends the process by a signal on a text that is no UTF-8, so it is asked for bytes. */
function textsOf(
  database: Database.Database,
  columns: readonly string[],
  from: string,
): readonly (readonly string[])[] {
  const cast = columns.map((column) => `cast(${column} as blob)`).join(', ')
  const rows = database.prepare(`select ${cast} from ${from}`).raw().all()
  return (rows as readonly (readonly (Buffer | null)[])[]).map((row) =>
    row.map((cell) => cell?.toString('utf8') ?? ''),
  )
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

/** Type, table and text of each by its name. */
export type Schema = ReadonlyMap<string, readonly string[]>

/**
 * Compares the tables and indices of a file with those that this program makes. Throws `store-damaged`; false when it has
 * not all of them, because a version before made it.
 */
export function hasSchema(path: string, expected: Schema): boolean {
  return using(path, (database) => {
    const found = schemaIn(database)
    const strange = [...found.keys()].find((name) => !expected.has(name))
    if (strange !== undefined) throw new Error(`nobody made its ${strange}`)
    for (const [name, [, of]] of expected) if (of !== table && !found.has(name)) return false
    for (const [name, parts] of found)
      if (expected.get(name)?.every((part, index) => part === parts[index]) !== true)
        throw new Error(`its ${name} is defined otherwise`)
    return true
  })
}

export const schemaOf = (path: string): Schema => using(path, schemaIn)

/** Of the tables that the migrations of the query builder keep the names of the columns: another version of it may word them otherwise. */
function schemaIn(database: Database.Database): Schema {
  // A name whose type was changed reads the same.
  const types = 'typeof(name) || typeof(type) || typeof(tbl_name) || typeof(sql)'
  const rows = textsOf(database, ['name', 'type', 'tbl_name', 'sql', types], 'sqlite_master')
  const columnsOf = (of: string) =>
    textsOf(database, ['name'], `pragma_table_info('${of.replaceAll("'", "''")}')`).join()
  return new Map(
    rows.map(([name = '', type = '', of = '', text = '', typed = '']) => {
      const kept = type === 'table' && of.includes('_migrations')
      return [name, [type, of, kept ? columnsOf(of) : text, typed]]
    }),
  )
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
