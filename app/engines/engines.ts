/**
 * Which engine stands behind each port. Without a word in the configuration all of them work in the data folder, with
 * nothing to install; `kafka`, `postgres` and `influx` put a server in the place of one each. An engine is loaded only
 * where it is used.
 */
import { mkdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import type { SessionJournal } from '../../broker/ports.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/events.ts'
import type { DurableLog } from '../../core/log.ts'
import type { OperationsStore } from '../../core/operations.ts'
import type { Registry } from '../../core/registry.ts'
import type { Room } from '../../core/room.ts'
import type { Clock } from '../../core/time.ts'
import { topics } from '../../core/topics.ts'
import type { SeriesStore } from '../../core/series.ts'

import type { Backends } from './backends.ts'
import type { Config } from '../config.ts'
import { waitForDependency } from '../run/wait-for-dependency.ts'
import { demand, roomOf } from './room.ts'
import type { SessionStore } from './session-store.ts'
import { systemClock } from '../run/system-clock.ts'

/** One call for each thread. */
export async function openBackends(config: Config, observer: Observer): Promise<Backends> {
  const clock = systemClock
  const room = roomOf(config)
  if (config.kafka === undefined) await waitForDependency(() => demand(room), { clock, observer })
  const endings: AsyncDisposable[] = []
  const opened = <Engine extends AsyncDisposable>(engine: Engine): Engine => {
    endings.push(engine)
    return engine
  }
  const dispose = async () => {
    for (const engine of endings.splice(0).reverse()) await engine[Symbol.asyncDispose]()
  }
  try {
    const there = <Engine>(open: () => Promise<Engine>) =>
      waitForDependency(open, { clock, observer })
    const registers = opened(await openRegisters(config))
    const log = opened(
      config.kafka === undefined
        ? await openLog(config, { clock, observer, room })
        : await there(() => openLog(config, { clock, observer, room })),
    )
    const registry = opened(
      config.postgres === undefined
        ? await registers.registry()
        : await there(() => registers.registry()),
    )
    let series: Promise<SeriesStore> | undefined
    let cases: Promise<CaseStore> | undefined
    let sessions: Promise<SessionStore> | undefined
    return {
      clock,
      log: log.log,
      registry,
      series: () => (series ??= openSeries(config, clock, room).then(opened)),
      cases: () =>
        (cases ??= (
          config.postgres === undefined ? registers.cases() : there(() => registers.cases())
        ).then(opened)),
      sessions: () =>
        (sessions ??= (
          config.postgres === undefined ? registers.sessions() : there(() => registers.sessions())
        ).then(opened)),
      mqttSessions: async () => opened(await openMqttSessions(config)),
      ...(await operationsOf(config, clock)),
      retain: () => log.retain(),
      bytes: () => log.bytes(),
      room,
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await dispose()
    throw error
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

/** The register of devices alone, for a command that needs nothing else. */
export async function usingRegistry(
  config: Config,
  use: (registry: Registry) => Promise<void>,
): Promise<void> {
  await using registers = await openRegisters(config)
  await using registry = await registers.registry()
  await use(registry)
}

interface OpenLog extends AsyncDisposable, Pick<Backends, 'retain' | 'bytes'> {
  readonly log: DurableLog
}

async function openLog(
  config: Config,
  { clock, observer, room }: { clock: Clock; observer: Observer; room: Room },
): Promise<OpenLog> {
  if (config.kafka !== undefined) {
    const { KafkaLog } = await import('../../storage/kafka/kafka-log.ts')
    const log = await KafkaLog.open({
      config: config.kafka,
      observer,
      topics: Object.values(topics),
    })
    return {
      log,
      // The brokers retire what is old.
      retain: () => Promise.resolve(),
      bytes: () => 0,
      [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
    }
  }
  const { LmdbLog } = await import('../../storage/lmdb/lmdb-log.ts')
  const folder = join(config.data, 'log')
  mkdirSync(config.data, { recursive: true })
  const log = new LmdbLog({
    folder,
    clock,
    observer,
    maxBytes: config.log.maxBytes,
    disk: { room, broken: endProcess },
  })
  return {
    log,
    retain: async () => {
      await log.retain(Object.values(topics))
    },
    bytes: () => log.bytes(),
    [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
  }
}

interface Registers extends AsyncDisposable {
  registry(): Promise<Registry>
  cases(): Promise<CaseStore>
  sessions(): Promise<SessionStore>
}

async function openRegisters({ postgres: settings, data }: Config): Promise<Registers> {
  if (settings !== undefined) {
    const { openPostgres } = await import('../../storage/postgres/postgres.ts')
    const postgres = openPostgres(settings)
    return {
      registry: async () => {
        const { openPostgresRegistry } = await import('../../devices/postgres/registry.ts')
        return openPostgresRegistry(postgres)
      },
      cases: async () => {
        const { openPostgresCases } = await import('../../cases/postgres/cases.ts')
        return openPostgresCases(postgres)
      },
      sessions: async () => {
        const { openPostgresSessions } = await import('../postgres/sessions.ts')
        return openPostgresSessions(postgres)
      },
      [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose](),
    }
  }
  mkdirSync(data, { recursive: true })
  return {
    registry: async () => {
      const { openSqliteRegistry } = await import('../../devices/sqlite/registry.ts')
      return openSqliteRegistry(join(data, 'registry.sqlite'))
    },
    cases: async () => {
      const { openSqliteCases } = await import('../../cases/sqlite/cases.ts')
      return openSqliteCases(join(data, 'cases.sqlite'))
    },
    sessions: async () => {
      const { openSqliteSessions } = await import('../sqlite/sessions.ts')
      return openSqliteSessions(join(data, 'sign-ins.sqlite'))
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

async function openMqttSessions({ data }: Config): Promise<SessionJournal> {
  mkdirSync(data, { recursive: true })
  const { openSqliteSessions } = await import('../../broker/sqlite/sessions.ts')
  return openSqliteSessions(join(data, 'mqtt-sessions.sqlite'))
}

/** Opening asks nothing of the server: a process that cannot reach it starts all the same. */
async function operationsOf(
  { influx }: Config,
  clock: Clock,
): Promise<{ readonly operations?: () => OperationsStore }> {
  if (influx === undefined) return {}
  const { openInfluxOperations } = await import('../../series/influxdb/operations.ts')
  return { operations: () => openInfluxOperations(influx, clock) }
}

async function openSeries(config: Config, clock: Clock, room: Room): Promise<SeriesStore> {
  if (config.influx !== undefined) {
    const { openInfluxSeries } = await import('../../series/influxdb/series.ts')
    return openInfluxSeries(config.influx, clock)
  }
  const { memoryLimit, threads } = config.ingest.series
  const { openDuckDbSeries } = await import('../../series/duckdb/series.ts')
  const path = join(config.data, 'series.duckdb')
  return openDuckDbSeries({ path, clock, room, memoryLimit, threads })
}
