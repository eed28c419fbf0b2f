import { setTimeout as delay } from 'node:timers/promises'

import type { SqlEngine } from '../sql/engine.ts'
import { isCollision, postgresFailure } from './failures.ts'
import type { Postgres } from './postgres.ts'

const tries = 4

/**
 * `what` begins the message of every failure. Transactions are read committed, whatever the server's default: who waits
 * for a row then sees it as the one before left it. Transactions that got in each other's way run again.
 */
export function postgresEngine<Schema>(postgres: Postgres, what: string): SqlEngine<Schema> {
  const database = postgres.database<Schema>()
  const ours = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw postgresFailure(what, error)
    }
  }
  return {
    read: (work) => ours(() => work(database)),
    write: (work) =>
      ours(async () => {
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await database.transaction().setIsolationLevel('read committed').execute(work)
          } catch (error) {
            if (!isCollision(error) || attempt === tries) throw error
            await delay(Math.random() * 20 * attempt)
          }
        }
      }),
  }
}
