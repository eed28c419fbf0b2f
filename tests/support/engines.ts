/**
 * What a world runs on: everything in memory, files in a folder, or the servers. The real ones are opened by the function
 * of the application that opens them in production; only the clock is the world's own.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openSqliteAccounts } from '../../app/sqlite/accounts.ts'
import { openSqliteSessions } from '../../app/sqlite/sessions.ts'
import type { Backends } from '../../app/engines/backends.ts'
import { configSchema, type Config } from '../../app/config.ts'
import { openBackends } from '../../app/engines/engines.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { sharedServer } from '../services/shared.ts'
import { influxConfig } from './influx.ts'
import { ampleDisk } from './disk.ts'
import { freshKafka } from './kafka.ts'
import { memorySeries } from './memory-series.ts'
import { migratedDatabase } from './migrated-database.ts'

/** Engines that outlive a restart: `open` is called again after each one and finds what was left. */
export interface Engines extends AsyncDisposable {
  /** Of every topic. */
  readonly partitions: number
  open(clock: Clock, observer: Observer): Promise<Backends>
}

export type OpenEngines = () => Promise<Engines>

/** The log and the series in memory, the registers in SQLite without a file. */
export const memoryEngines: OpenEngines = async () => {
  const registry = await openSqliteRegistry(':memory:')
  const cases = await openSqliteCases(':memory:')
  const accounts = await openSqliteAccounts(':memory:')
  const sessions = await openSqliteSessions(':memory:')
  const series = memorySeries()
  let log = new MemoryLog()
  return {
    partitions: 1,
    open: (clock) => {
      log = log.reopen()
      return Promise.resolve({
        clock,
        log,
        registry,
        series: () => Promise.resolve(series),
        cases: () => Promise.resolve(cases),
        accounts: () => Promise.resolve(accounts),
        sessions: () => Promise.resolve(sessions),
        retain: () => Promise.resolve(),
        bytes: () => 0,
        room: ampleDisk.room,
        [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
      })
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]()
      await cases[Symbol.asyncDispose]()
      await accounts[Symbol.asyncDispose]()
      await sessions[Symbol.asyncDispose]()
      await series[Symbol.asyncDispose]()
    },
  }
}

/** LMDB, SQLite and DuckDB in a folder of its own. */
export const embeddedEngines: OpenEngines = () => realEngines({})

/** Kafka, PostgreSQL and InfluxDB: topics and databases of its own on the servers of this run. */
export const distributedEngines =
  (partitions: number): OpenEngines =>
  async () => {
    const [{ bootstrap }, url, influx] = await Promise.all([
      sharedServer('kafka'),
      migratedDatabase(),
      sharedServer('influxdb'),
    ])
    return realEngines({
      kafka: freshKafka(bootstrap, { partitions }),
      postgres: { url },
      influx: influxConfig({ url: influx.url }),
    })
  }

/** Those of one machine in a folder that outlives them. */
export const enginesIn = (data: string): Engines => enginesOf(configSchema.parse({ data }))

async function realEngines(
  sections: Readonly<Partial<Record<keyof Config, unknown>>>,
): Promise<Engines> {
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  return {
    ...enginesOf(configSchema.parse({ data, ...sections })),
    [Symbol.asyncDispose]: () => rm(data, { recursive: true, force: true }),
  }
}

const enginesOf = (config: Config): Engines => ({
  partitions: config.kafka?.partitions ?? 1,
  open: async (clock, observer) => ({ ...(await openBackends(config, observer)), clock }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
})
