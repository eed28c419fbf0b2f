/**
 * A distributed city under load on real servers, with one worker after another killed, now and then without its data folder,
 * every server taken away once and the disk of the data folders filled.
 * What must be there in the end is known from the input; `Torture` says what is there, and how long each recovery took.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { kafkaConfigSchema } from '../../storage/kafka/config.ts'
import type { KafkaLog } from '../../storage/kafka/kafka-log.ts'
import { startInfluxdb, type InfluxdbServer } from '../services/influxdb.ts'
import { startKafka, type KafkaCluster } from '../services/kafka.ts'
import { startPostgres, type PostgresServer } from '../services/postgres.ts'
import type { RunningServer } from '../services/server.ts'
import {
  engines,
  startCity,
  usualWorker,
  type CityProcess,
  type DistributedCity,
} from './distributed-system.ts'
import { openKafka } from './kafka.ts'
import { mountDisk, type SmallDisk } from './mounted-disk.ts'
import { caughtUp, stageNames, standingLater, workedOff, type Stage } from './torture-lag.ts'
import { hangAbout, type Strangers, type StrangersPresent } from './strangers.ts'
import { findings, missing, repeated, type Findings } from './torture-findings.ts'
import { tortureCatalogue, tortureDevices, TortureLoad } from './torture-load.ts'
import { until } from './until.ts'

export interface TortureOptions {
  /** How long each server is away, in milliseconds. */
  readonly away: number
  /** Between the readiness of a worker that was killed and the next kill, in milliseconds. */
  readonly pause: number
  /** Readings a second. */
  readonly rate: number
  readonly gauges: number
  readonly covers: number
  /** Between two beats of new breaches, in milliseconds. */
  readonly beat: number
  /** Who hangs about all the while. */
  readonly strangers: {
    readonly feeds: number
    readonly subscribers: number
    readonly slowBodies: number
  }
  readonly progress: (line: string) => void
  /** Where the folder with what the processes said stays; without it the folder goes. */
  readonly keep?: string | undefined
}

/** From the return of what was away, in milliseconds. */
interface Recovery {
  /** Until the first of what had to wait was done. */
  readonly progress: number
  /** Until the stages behind were where they had been before. */
  readonly caughtUp: number
}

export interface Torture {
  readonly acknowledged: number
  readonly resent: number
  /** The longest time without any PUBACK, in milliseconds. */
  readonly longestSilence: number
  readonly kills: number
  readonly restarts: { readonly p50: number; readonly max: number }
  readonly recoveries: Readonly<Record<string, Recovery>>
  /** From the end of all disturbance until no stage was behind, in milliseconds. */
  readonly calm: number
  readonly found: Findings
  readonly accounting: Accounting
  readonly duplicates: Readonly<Record<string, readonly string[]>>
  /** Acknowledged and not stored, or stored and never sent. */
  readonly lost: readonly string[]
  readonly foreign: readonly string[]
  /** Alarms that must be there and are not, or are there and must not be. */
  readonly alarms: Difference
  /** Devices with a case, likewise. */
  readonly cases: Difference
  /** The edge was not ready, or took nothing, while something else than Kafka was away or full. */
  readonly edgeUnready: readonly string[]
  /** Processes that ended by themselves. */
  readonly deaths: readonly string[]
  /** Exit codes of the orderly stop at the end. */
  readonly exits: readonly (number | null)[]
  /** At the end of all disturbance. */
  readonly strangers: StrangersPresent
}

interface Difference {
  readonly missing: readonly string[]
  readonly surplus: readonly string[]
}

interface Accounting {
  readonly balanced: boolean
  readonly deadLetters: number
  readonly readings: number
}

const partitions = 6
/** A second of readings, and ticks and ends of transactions in all partitions. */
const nearZero = (rate: number) => rate + 20 * partitions
const patience = 120_000

export async function torture(options: TortureOptions): Promise<Torture> {
  const folder = options.keep ?? (await mkdtemp(join(tmpdir(), 'urban-brain-torture-')))
  await mkdir(folder, { recursive: true })
  try {
    await using kafka = await startKafka({ severable: true })
    await using postgres = await startPostgres()
    await using influx = await startInfluxdb()
    const postgresUrl = await postgres.createDatabase()
    using disk = mountDisk(await mkdtemp(join(folder, 'disk-')), 16, 'tmpfs')
    const urls = { postgresUrl, influxUrl: influx.url, bootstrap: kafka.bootstrap, partitions }
    const devices = tortureDevices(options)
    await using city = await startCity({
      folder,
      data: disk.folder,
      devices,
      workers: [usualWorker, usualWorker, usualWorker],
      postgresUrl,
      environment: {
        ...engines(urls),
        URBAN_BRAIN_STORAGE__RESERVE: String(1 << 20),
        URBAN_BRAIN_RULES__FOLDER: await tortureCatalogue(folder),
      },
    })
    const config = kafkaConfigSchema.parse({
      brokers: kafka.bootstrap,
      partitions,
      replication: 1,
      minInsync: 1,
    })
    await using log = await openKafka(config)
    const load = new TortureLoad({
      ...options,
      devices,
      tokens: city.tokens,
      port: city.mqttPort,
      window: 20,
    })
    await using strangers = hangAbout({
      ...options.strangers,
      mqttPort: city.mqttPort,
      httpPort: Number(new URL(city.httpUrl).port),
      readers: ['operator', 'dispatcher', 'inspector', 'supervisor', 'manager'].map((name) =>
        city.token(name),
      ),
      crews: crewUnits.map((unit) => ({
        name: `crew-${unit}`,
        unit,
        token: city.token(`crew-${unit}`),
      })),
    })
    const run = new Run(options, { kafka, postgres, influx, disk }, city, log, load, strangers)
    return await run.through(urls)
  } finally {
    if (options.keep === undefined) await rm(folder, { recursive: true, force: true })
  }
}

/** Of the sample city: those that the cases of a run go to, and one that hears nothing. */
const crewUnits = ['lj-drainage-west', 'lj-drainage-east', 'lj-road'] as const

interface Servers {
  readonly kafka: KafkaCluster
  readonly postgres: PostgresServer
  readonly influx: InfluxdbServer
  /** Of the data folders of all processes. */
  readonly disk: SmallDisk
}

class Run {
  readonly #options: TortureOptions
  readonly #servers: Servers
  readonly #city: DistributedCity
  readonly #log: KafkaLog
  readonly #load: TortureLoad
  readonly #strangers: Strangers
  readonly #recoveries: Record<string, Recovery> = {}
  readonly #restarts: number[] = []
  readonly #edgeUnready: string[] = []
  readonly #began = performance.now()
  readonly #calming = new AbortController()
  #usual = 0

  constructor(
    options: TortureOptions,
    servers: Servers,
    city: DistributedCity,
    log: KafkaLog,
    load: TortureLoad,
    strangers: Strangers,
  ) {
    this.#options = options
    this.#servers = servers
    this.#city = city
    this.#log = log
    this.#load = load
    this.#strangers = strangers
  }

  async through(urls: { readonly postgresUrl: string; readonly influxUrl: string }) {
    const disturbing: Promise<void>[] = []
    try {
      await until(() => this.#load.acknowledged > 0, 'the first PUBACK', patience)
      await caughtUp(this.#log, stageNames, nearZero(this.#options.rate), patience)
      disturbing.push(this.#beats(), this.#kills())
      for (const disturbance of disturbing) disturbance.catch(() => {})
      await this.#getUsed()
      await this.#disturb()
      await until(() => this.#load.settled, 'every breach acknowledged', patience)
      this.#calming.abort()
      await Promise.all(disturbing)
      const strangers = this.#strangers.present()
      this.#say(`strangers: ${JSON.stringify(strangers)}`)
      await until(() => this.#load.settled, 'every breach acknowledged', patience)
      // A hold still has to end.
      await delay(6_000)
      const result = await this.#load.end()
      const calm = await caughtUp(this.#log, stageNames, 10 * partitions, patience)
      await workedOff(this.#log, patience)
      for (const each of this.#city.all) await each.ready()
      await this.#allCases()
      const accounting = (await this.#city.api('/v1/accounting')) as Accounting
      const deaths = this.#city.all.flatMap(({ name, deaths: ends }) =>
        ends.map((end) => `${name}: ${end}`),
      )
      const exits: (number | null)[] = []
      for (const each of this.#city.all) exits.push(await each.stop())
      this.#say('stopped; looking at what the servers hold')
      const found = await findings(this.#log, urls)
      this.#say('looked')
      const restarts = this.#restarts.toSorted((a, b) => a - b)
      return {
        acknowledged: result.acknowledged,
        resent: result.resent,
        longestSilence: Math.round(this.#load.longestSilence),
        kills: restarts.length,
        restarts: { p50: restarts[restarts.length >> 1] ?? 0, max: restarts.at(-1) ?? 0 },
        recoveries: this.#recoveries,
        calm,
        found,
        accounting,
        duplicates: {
          stored: repeated(found.stored),
          readings: repeated(found.readings),
          transitions: repeated(found.transitions),
          alarms: repeated(found.raised),
          cases: repeated(found.cases.map(({ place }) => String(place.device))),
        },
        lost: missing(this.#load.identities(), found.stored),
        foreign: missing(found.stored, this.#load.everySent()),
        alarms: difference(this.#load.alarms(), found.raised),
        cases: difference(
          this.#load.cases(),
          found.cases.map(({ place }) => String(place.device)),
        ),
        edgeUnready: this.#edgeUnready,
        deaths,
        exits,
        strangers,
      }
    } finally {
      this.#calming.abort()
      await this.#load.end().catch(() => {})
      await Promise.allSettled(disturbing)
    }
  }

  /** How far behind the stages are while workers are killed and every server is there. */
  async #getUsed(): Promise<void> {
    const kills = this.#restarts.length
    while (this.#restarts.length < kills + 2) {
      for (const stage of stageNames)
        this.#usual = Math.max(this.#usual, (await standingLater(this.#log, stage)).lag)
      await delay(500)
    }
    this.#say(`usual lag with kills: ${this.#usual} records`)
  }

  #say(line: string): void {
    this.#options.progress(`${((performance.now() - this.#began) / 1_000).toFixed(0)} s: ${line}`)
  }

  async #disturb(): Promise<void> {
    const { kafka, influx, postgres, disk } = this.#servers
    const [broker] = kafka.servers
    if (broker === undefined) throw new Error('Kafka has no broker')
    await this.#recover('kafka restart', ['ingest', 'rules'], async () => {
      await broker.kill()
      await delay(2_000)
      await broker.start()
    })
    await this.#recover('influxdb', ['series'], () => this.#absent('influxdb', influx))
    await this.#recover('postgresql', ['cases'], () => this.#absent('postgresql', postgres))
    await this.#recover('data folders full', ['ingest', 'rules'], async () => {
      disk.fill(0)
      const { acknowledged } = this.#load
      await delay(this.#options.away)
      const isReady = await this.#city.edge.isReady()
      if (!isReady || this.#load.acknowledged === acknowledged)
        this.#edgeUnready.push('data folders full')
      disk.empty()
    })
    await this.#recover('network to kafka', ['ingest', 'rules'], async () => {
      kafka.cut('silence')
      await delay(this.#options.away)
      kafka.mend()
    })
  }

  async #absent(what: string, server: RunningServer): Promise<void> {
    await server.stop()
    await delay(this.#options.away)
    if (!(await this.#city.edge.isReady())) this.#edgeUnready.push(what)
    await server.start()
  }

  async #recover(what: string, waiting: readonly Stage[], trouble: () => Promise<void>) {
    const [first] = waiting
    if (first === undefined) throw new Error('nobody waits')
    await trouble()
    const started = performance.now()
    const { acknowledged } = this.#load
    const { committed } = await standingLater(this.#log, first)
    await until(
      async () =>
        (first !== 'ingest' || this.#load.acknowledged > acknowledged) &&
        (await standingLater(this.#log, first)).committed > committed,
      `${what}: progress`,
      patience,
    )
    const progress = Math.round(performance.now() - started)
    await caughtUp(
      this.#log,
      stageNames,
      Math.max(this.#usual, nearZero(this.#options.rate)),
      patience,
    )
    const recovery = { progress, caughtUp: Math.round(performance.now() - started) }
    this.#recoveries[what] = recovery
    this.#say(`${what}: ${JSON.stringify(recovery)}`)
  }

  async #beats(): Promise<void> {
    while (!this.#calming.signal.aborted) {
      this.#load.beat()
      await pause(this.#options.beat, this.#calming.signal)
    }
  }

  /** One worker after the other, again and again. A worker that does not get ready, as no server is there, may wait. */
  async #kills(): Promise<void> {
    const { signal } = this.#calming
    for (let turn = 0; !signal.aborted; turn++) {
      const worker = this.#city.workers[turn % this.#city.workers.length]
      if (worker === undefined) throw new Error('there is no worker')
      await worker.kill()
      // What a process of a city keeps for itself is nothing that anybody else needs.
      if (turn % 4 === 3)
        await rm(join(this.#servers.disk.folder, worker.name), { recursive: true, force: true })
      const started = performance.now()
      worker.start()
      await this.#readyOrLate(worker)
      this.#restarts.push(Math.round(performance.now() - started))
      await pause(this.#options.pause, signal)
    }
  }

  async #readyOrLate(worker: CityProcess): Promise<void> {
    const deadline = performance.now() + 10_000
    while (!(await worker.isReady()) && performance.now() < deadline) await delay(50)
  }

  /** The cases are written after the alarms are read, so a lag of none is not enough. */
  async #allCases(): Promise<void> {
    const wanted = this.#load.cases().length
    const open = async () => {
      const { items } = (await this.#city.api('/v1/cases?limit=200')) as { items: unknown[] }
      return items.length >= wanted
    }
    await until(open, `${wanted} cases`, 30_000).catch(() => {})
  }
}

const difference = (wanted: readonly string[], found: readonly string[]): Difference => ({
  missing: missing(wanted, found),
  surplus: missing(found, wanted),
})

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  delay(milliseconds, undefined, { signal }).catch(() => {})
