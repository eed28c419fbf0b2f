import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import Database from 'libsql'

import { UrbanBrainError } from '../core/errors.ts'

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
    throw new UrbanBrainError(
      'data-locked',
      `another Urban Brain runs on ${folder}; stop it, or name another folder with data: in the configuration`,
      { cause: error },
    )
  }
  return {
    [Symbol.dispose]() {
      database.exec('COMMIT')
      database.close()
    },
  }
}
