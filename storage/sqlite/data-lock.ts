import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import Database from 'libsql'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'

/**
 * Keeps a second process off the data folder. The lock is the exclusive lock of an SQLite file: the operating system
 * drops it with the process, however that ends, so there is nothing stale to clean up.
 */
export function lockData(folder: string): Disposable {
  mkdirSync(folder, { recursive: true })
  const database = new Database(join(folder, 'lock.sqlite'))
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (mayPass(error))
      throw new UrbanBrainError('store-unavailable', `disk: ${messageOf(error)}`, { cause: error })
    if (!isBusy(error))
      throw new UrbanBrainError(
        'store-damaged',
        `${join(folder, 'lock.sqlite')} is damaged (${messageOf(error)}); it holds nothing: delete it`,
        { cause: error },
      )
    throw new UrbanBrainError(
      'data-locked',
      `another Urban Brain runs on ${folder}; stop it, or name another folder with data: in the configuration`,
      { cause: error },
    )
  }
  return {
    [Symbol.dispose]() {
      try {
        database.exec('COMMIT')
      } catch {
        // A disk that fails: closing drops the lock all the same.
      }
      database.close()
    },
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')

/** A disk that is full, read-only or fails may be none of it a moment later. */
const mayPass = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^SQLITE_(FULL|READONLY|IOERR)/.test(String(error.code))
