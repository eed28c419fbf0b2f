import { existsSync } from 'node:fs'

import type { Kysely } from 'kysely'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { SqlEngine } from '../sql/engine.ts'
import { openSqlite } from './sqlite.ts'

/** `what` begins the message of every failure. */
export const sqliteEngine = <Schema>(
  database: Kysely<Schema>,
  what: string,
): SqlEngine<Schema> => ({
  read: (work) => sqliteWork(what, () => work(database)),
  write: (work) => sqliteWork(what, () => database.transaction().execute(work)),
})

/** Anything that goes wrong between here and the file may be well again later; our own words and defects pass as they are. */
export async function sqliteWork<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UrbanBrainError || error instanceof TypeError) throw error
    throw new UrbanBrainError('store-unavailable', `${what}: ${messageOf(error)}`, { cause: error })
  }
}

export interface SqliteSource<Schema> extends AsyncDisposable {
  readonly read: SqlEngine<Schema>['read']
}

/** A file that is there and that nobody writes. */
export function openSqliteSource<Schema>(path: string, what: string): SqliteSource<Schema> {
  if (!existsSync(path)) throw new UrbanBrainError('config-invalid', `there is no ${path}`)
  const database = openSqlite<Schema>(path)
  const { read } = sqliteEngine(database, what)
  return { read, [Symbol.asyncDispose]: () => database.destroy() }
}
