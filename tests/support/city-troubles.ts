/**
 * What befalls a city as a whole, one thing after the other: servers killed, stopped, cut off, their disk full; the disks of
 * its own processes full and read-only, and their files harmed.
 */
import { setTimeout as delay } from 'node:timers/promises'

import type { Random } from '../../simulators/script/random.ts'
import type { InfluxdbServer } from '../services/influxdb.ts'
import type { KafkaCluster } from '../services/kafka.ts'
import { replaceDatabase, type PostgresServer } from '../services/postgres.ts'
import type { RunningServer } from '../services/server.ts'
import type { CityDisks } from './city-disks.ts'
import type { CityHarm } from './city-harm.ts'
import type { CityKills } from './city-kills.ts'
import type { CityProcess, DistributedCity } from './distributed-system.ts'
import { isRefusal } from './machine-findings.ts'
import type { Health } from './loaded-disk.ts'
import type { SmallDisk } from './mounted-disk.ts'
import type { Stage } from './torture-lag.ts'
import type { TortureLoad } from './torture-load.ts'
import { until } from './until.ts'

export interface Servers {
  readonly kafka: KafkaCluster
  readonly postgres: PostgresServer
  /** Of the database with the registers. */
  readonly postgresUrl: string
  readonly influx: InfluxdbServer
  /** Of the log of Kafka. */
  readonly kafkaDisk: SmallDisk
}

export interface CityTrouble {
  readonly what: string
  /** What has to wait for its end. */
  readonly waiting: Stage
  readonly befall: () => Promise<void>
}

export interface CityTroublesOptions {
  /** How long each is away, in milliseconds. */
  readonly away: number
  readonly servers: Servers
  readonly disks: CityDisks
  readonly city: DistributedCity
  readonly load: TortureLoad
  readonly harm: CityHarm
  readonly kills: CityKills
  readonly random: Random
  /** Each kind of process has its turn, and not one that is drawn. */
  readonly everywhere: boolean
}

/** Nothing runs out in the meantime that a longer look would see. */
const look = 4_000

/** Of the edge: telemetry goes on without them. */
const isSessionsOnly = ({ reasons }: Health): boolean =>
  reasons.every((reason) => reason.startsWith('broker: sessions cannot be kept'))

export class CityTroubles {
  /** A process was not ready, or the edge took nothing, though what was wrong is nothing that it needs; or it did not say what was. */
  readonly unready: string[] = []
  readonly #options: CityTroublesOptions

  constructor(options: CityTroublesOptions) {
    this.#options = options
  }

  all(): readonly CityTrouble[] {
    const { influx, postgres } = this.#options.servers
    const { kills, city } = this.#options
    const { edge, desk, workers } = city
    const [worker] = workers
    if (worker === undefined) throw new Error('there is no worker')
    return [
      { what: 'kafka restart', waiting: 'ingest', befall: () => this.#kafkaRestarts() },
      { what: 'influxdb', waiting: 'series', befall: () => this.#absent('influxdb', influx) },
      { what: 'postgresql', waiting: 'cases', befall: () => this.#absent('postgresql', postgres) },
      {
        what: 'postgresql empty',
        waiting: 'cases',
        befall: () => kills.sparing(workers, () => this.#emptyRegisters(worker)),
      },
      { what: 'data folders full', waiting: 'ingest', befall: () => this.#full() },
      ...this.#readOnlyOnes([edge, worker, desk]).map((place): CityTrouble => {
        const what = `${place.name} read-only`
        return {
          what,
          waiting: 'ingest',
          befall: () => kills.sparing([place], () => this.#readOnly(what, place)),
        }
      }),
      {
        what: 'files of edge and desk',
        waiting: 'ingest',
        befall: () => this.#harmed([edge, desk]),
      },
      { what: 'disk of kafka full', waiting: 'ingest', befall: () => this.#kafkaFull() },
      { what: 'network to kafka', waiting: 'ingest', befall: () => this.#severed() },
    ]
  }

  #readOnlyOnes(places: readonly CityProcess[]): readonly CityProcess[] {
    const { everywhere, random } = this.#options
    const drawn = random.below(places.length)
    return everywhere ? places : places.slice(drawn, drawn + 1)
  }

  async #kafkaRestarts(): Promise<void> {
    await this.#broker.kill()
    await delay(2_000)
    await this.#broker.start()
  }

  /** A broker whose only disk takes nothing more ends by itself. */
  async #kafkaFull(): Promise<void> {
    const { servers, away } = this.#options
    servers.kafkaDisk.fill(0)
    await until(() => !isThere(this.#broker.pid), 'the broker ends on a full disk', 120_000)
    await delay(away)
    servers.kafkaDisk.empty()
    await this.#broker.start()
  }

  async #severed(): Promise<void> {
    const { kafka } = this.#options.servers
    kafka.cut('silence')
    await delay(this.#options.away)
    kafka.mend()
  }

  async #absent(what: string, server: RunningServer): Promise<void> {
    await server.stop()
    await delay(this.#options.away)
    if (!(await this.#options.city.edge.isReady())) this.unready.push(what)
    await server.start()
  }

  /** An empty database in the place of the right one: a start refuses it by name, and whoever runs waits. */
  async #emptyRegisters(worker: CityProcess): Promise<void> {
    const { servers, city, away } = this.#options
    // One that still starts would be refused too, and rightly.
    for (const each of city.workers) await each.ready()
    const giveBack = await replaceDatabase(servers.postgresUrl)
    await worker.kill()
    const trial = await worker.trial('ready')
    if (!trial.ended || !isRefusal('PostgreSQL at 127', trial))
      this.unready.push(`an empty database is not refused: ${trial.code}, saying ${trial.said}`)
    await delay(away)
    if (!(await city.edge.isReady())) this.unready.push('postgresql empty')
    await giveBack()
    if (trial.ended) worker.start()
    await worker.ready()
  }

  async #full(): Promise<void> {
    const { disks, kills, city } = this.#options
    await kills.withoutHarm(async () => {
      for (const disk of disks.all) disk.fill(0)
      await this.#goesOn('data folders full', city.edge)
      for (const disk of disks.all) disk.empty()
    })
  }

  /** Under its feet; at a start; as somebody mounts it, when a start waits until it is mounted for writing. */
  async #readOnly(what: string, place: CityProcess): Promise<void> {
    const disk = this.#options.disks.of(place.name)
    await until(() => place.isReady(), `${place.name} is ready`, 120_000)
    disk.breakReadOnly()
    await this.#goesOn(what, place)
    await place.kill()
    place.start()
    await this.#goesOn(`${what}, started`, place)
    await place.kill()
    await disk.repair()
    disk.mount('ro')
    const { ended, said, log } = await place.trial()
    if (ended || !log.includes('engine.awaited') || !log.includes('EROFS'))
      this.unready.push(`${what}, mounted: it does not say that it waits: ${said}${log}`)
    disk.mount('rw')
    await place.ready()
  }

  /** The city takes readings, and the process is ready but for sessions that it cannot keep. */
  async #goesOn(what: string, place: CityProcess): Promise<void> {
    const { load } = this.#options
    const { acknowledged } = load
    await delay(look)
    await until(() => load.acknowledged > acknowledged, `${what}: readings are taken`, 60_000)
    let health: Health | undefined
    const isWell = async () => {
      health = await place.health().catch(() => undefined)
      return health !== undefined && (health.status === 200 || isSessionsOnly(health))
    }
    const said = () => `${what}: ${place.name} is ready, not ${health?.reasons.join()}`
    await until(isWell, said, 60_000).catch((error: unknown) => this.unready.push(String(error)))
    if (health?.warnings.join().includes('disk: ') !== true)
      this.unready.push(`${what}: it warns of nothing`)
  }

  async #harmed(places: readonly CityProcess[]): Promise<void> {
    for (let round = 0; round < 2; round++)
      for (const place of places) {
        await this.#options.harm.befall(place)
        await place.ready()
      }
  }

  get #broker(): RunningServer {
    const [broker] = this.#options.servers.kafka.servers
    if (broker === undefined) throw new Error('Kafka has no broker')
    return broker
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
