import { mkdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import type { UrbanBrainError } from '../../core/errors.ts'
import { topics } from '../../core/topics.ts'

import type { EngineParts, Ports } from './ports.ts'
import { demand } from './room.ts'

/** Files in the data folder, with nothing to install. */
export function embedded({
  config,
  clock,
  observer,
  room,
  hold,
  there,
}: EngineParts): Omit<Ports, 'operations'> {
  const file = (name: string): string => {
    mkdirSync(config.data, { recursive: true })
    return join(config.data, name)
  }
  return {
    async log() {
      await there(() => demand(room))
      const { LmdbLog } = await import('../../storage/lmdb/lmdb-log.ts')
      const { maxBytes } = config.log
      const disk = { room, broken: endProcess }
      const log = new LmdbLog({ folder: file('log'), clock, observer, maxBytes, disk })
      return {
        log,
        retain: async () => {
          await log.retain(Object.values(topics))
        },
        bytes: () => log.bytes(),
        [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
      }
    },
    async registry() {
      const { openSqliteRegistry } = await import('../../devices/sqlite/registry.ts')
      return openSqliteRegistry(file('registry.sqlite'))
    },
    async series() {
      const { openDuckDbSeries } = await import('../../series/duckdb/series.ts')
      const { memoryLimit, threads } = config.ingest.series
      return openDuckDbSeries({ path: file('series.duckdb'), clock, room, memoryLimit, threads })
    },
    async cases() {
      const { openSqliteCases } = await import('../../cases/sqlite/cases.ts')
      return openSqliteCases(file('cases.sqlite'), (progress) =>
        observer.emit('register.filling', progress),
      )
    },
    async sessions() {
      const { openSqliteSessions } = await import('../sqlite/sessions.ts')
      return openSqliteSessions(file('sign-ins.sqlite'))
    },
    async accounts() {
      const { openSqliteAccounts } = await import('../sqlite/accounts.ts')
      return openSqliteAccounts(file('accounts.sqlite'))
    },
    async mqttSessions() {
      const { openSqliteSessions } = await import('../../broker/sqlite/sessions.ts')
      const journal = await openSqliteSessions(file('mqtt-sessions.sqlite'))
      return { journal: hold('MQTT sessions', journal) }
    },
  }
}

/**
 * After an error of the engine of the log its thread may hang and the heap is damaged: an ordinary end of the process
 * came to SIGABRT on the way. What is acknowledged is on the disk, so it ends at once with the words of the error, and a
 * service manager starts it again.
 */
function endProcess(error: UrbanBrainError): void {
  writeSync(2, `\nUrban Brain stops: ${error.message}\n`)
  process.kill(process.pid, 'SIGKILL')
}
