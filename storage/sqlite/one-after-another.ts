import { setTimeout as delay } from 'node:timers/promises'

const openWithin = 10_000

/**
 * Threads that open a file at the same time all want to switch it to WAL, to recover it after a crash or to make its tables,
 * and to these wishes the engine answers at once with "busy" instead of waiting, or finds what another made.
 */
export async function oneAfterAnother<T>(open: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + openWithin; ;) {
    try {
      return await open()
    } catch (error) {
      if (!isAnother(error) || performance.now() > until) throw error
      await delay(10 + Math.random() * 40)
    }
  }
}

const isAnother = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && String(error.code).startsWith('SQLITE_BUSY')) ||
    /database is locked|already exists|duplicate column/.test(error.message))
