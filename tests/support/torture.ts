/**
 * A distributed city under load on real servers, with one worker after another killed, now and then with its files harmed,
 * every server taken away once, disks filled and read-only (`city-troubles.ts`).
 * What must be there in the end is known from the input; `Torture` says what is there, and how long each recovery took.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { kafkaConfigSchema } from '../../storage/kafka/config.ts'
import type { KafkaLog } from '../../storage/kafka/kafka-log.ts'
import { createRandom } from '../../simulators/script/random.ts'
import { startInfluxdb } from '../services/influxdb.ts'
import { startKafka } from '../services/kafka.ts'
import { startPostgres } from '../services/postgres.ts'
import { mountCityDisks, type CityDisks } from './city-disks.ts'
import { CityHarm } from './city-harm.ts'
import { CityKills } from './city-kills.ts'
import { CityTroubles, type Servers } from './city-troubles.ts'
import { engines, startCity, usualWorker, type DistributedCity } from './distributed-system.ts'
import { openKafka } from './kafka.ts'
import { mountDisk } from './mounted-disk.ts'
import { caughtUp, stageNames, workedOff } from './torture-lag.ts'
import { Recoveries, type Recovery } from './torture-recovery.ts'
import { hangAbout, type Strangers, type StrangersPresent } from './strangers.ts'
import { findings, missing, repeated, type Findings } from './torture-findings.ts'
import { noStorm, tortureCatalogue, tortureDevices, TortureLoad } from './torture-load.ts'
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
  /** By which files are harmed. */
  readonly seed: number
  /** The disk of each kind of process becomes read-only, and not of one that is drawn. */
  readonly everywhere: boolean
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
  /** A process was not ready, or nothing was taken, while something was away or full that it does not need. */
  readonly unready: readonly string[]
  /** What starts made of harmed files, and those that were not refused as they should be. */
  readonly harms: Readonly<Record<string, number>>
  readonly refusals: readonly string[]
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
/** A slow machine is no fault. */
const patience = 300_000
const workers = [usualWorker, usualWorker, usualWorker]

export async function torture(options: TortureOptions): Promise<Torture> {
  const folder = options.keep ?? (await mkdtemp(join(tmpdir(), 'urban-brain-torture-')))
  await mkdir(folder, { recursive: true })
  try {
    await mkdir(join(folder, 'kafka'))
    using kafkaDisk = mountDisk(join(folder, 'kafka'), 3_072)
    await using kafka = await startKafka({ severable: true, data: join(kafkaDisk.folder, 'data') })
    await using postgres = await startPostgres()
    await using influx = await startInfluxdb()
    const postgresUrl = await postgres.createDatabase()
    using disks = mountCityDisks(
      folder,
      [...workers.map((_, n) => `worker-${n + 1}`), 'edge', 'desk'],
      32,
    )
    const urls = { postgresUrl, influxUrl: influx.url, bootstrap: kafka.bootstrap, partitions }
    const devices = tortureDevices(options)
    await using city = await startCity({
      folder,
      data: (name) => disks.data(name),
      devices,
      workers,
      postgresUrl,
      environment: {
        ...engines(urls),
        URBAN_BRAIN_STORAGE__RESERVE: String(1 << 20),
        URBAN_BRAIN_RULES__FOLDER: await tortureCatalogue(folder),
        ...noStorm,
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
    const run = new Run(
      options,
      { kafka, postgres, postgresUrl, influx, kafkaDisk },
      disks,
      city,
      log,
      load,
      strangers,
    )
    return await run.through(urls)
  } finally {
    if (options.keep === undefined) await rm(folder, { recursive: true, force: true })
  }
}

/** Of the sample city: those that the cases of a run go to, and one that hears nothing. */
const crewUnits = ['lj-drainage-west', 'lj-drainage-east', 'lj-road'] as const

class Run {
  readonly #options: TortureOptions
  readonly #city: DistributedCity
  readonly #log: KafkaLog
  readonly #load: TortureLoad
  readonly #strangers: Strangers
  readonly #harm: CityHarm
  readonly #kills: CityKills
  readonly #troubles: CityTroubles
  readonly #recoveries: Recoveries
  readonly #began = performance.now()
  readonly #calming = new AbortController()
  /** Of the covers: how many may have found gas by now. */
  #share = 0.1

  constructor(
    options: TortureOptions,
    servers: Servers,
    disks: CityDisks,
    city: DistributedCity,
    log: KafkaLog,
    load: TortureLoad,
    strangers: Strangers,
  ) {
    const { away, pause, rate, seed, everywhere } = options
    const random = createRandom(seed)
    this.#options = options
    this.#city = city
    this.#log = log
    this.#load = load
    this.#strangers = strangers
    const harm = new CityHarm(disks, random, (line) => this.#say(line))
    const kills = new CityKills(city.workers, harm, pause)
    this.#harm = harm
    this.#kills = kills
    this.#troubles = new CityTroubles({
      away,
      servers,
      disks,
      city,
      load,
      harm,
      kills,
      random,
      everywhere,
    })
    this.#recoveries = new Recoveries(log, load, nearZero(rate), patience)
  }

  async through(urls: { readonly postgresUrl: string; readonly influxUrl: string }) {
    const disturbing: Promise<void>[] = []
    try {
      await until(() => this.#load.acknowledged > 0, 'the first PUBACK', patience)
      await caughtUp(this.#log, stageNames, nearZero(this.#options.rate), patience)
      disturbing.push(this.#beats(), this.#kills.run(this.#calming.signal))
      for (const disturbance of disturbing) disturbance.catch(() => {})
      const usual = await this.#recoveries.getUsed(() => this.#kills.restarts.length >= 2)
      this.#say(`usual lag with kills: ${usual} records`)
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
      const restarts = this.#kills.restarts.toSorted((a, b) => a - b)
      return {
        acknowledged: result.acknowledged,
        resent: result.resent,
        longestSilence: Math.round(this.#load.longestSilence),
        kills: restarts.length,
        restarts: { p50: restarts[restarts.length >> 1] ?? 0, max: restarts.at(-1) ?? 0 },
        recoveries: this.#recoveries.found,
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
        unready: this.#troubles.unready,
        harms: this.#harm.harms,
        refusals: this.#harm.refusals,
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

  #say(line: string): void {
    this.#options.progress(`${((performance.now() - this.#began) / 1_000).toFixed(0)} s: ${line}`)
  }

  async #disturb(): Promise<void> {
    const troubles = this.#troubles.all()
    for (const [index, { what, waiting, befall }] of troubles.entries()) {
      this.#share = (index + 2) / (troubles.length + 1)
      const recovery = await this.#recoveries.after(what, waiting, befall)
      this.#say(`${what}: ${JSON.stringify(recovery)}`)
    }
  }

  /** However long a trouble takes, covers are left for those behind it, and one for its own end. */
  async #beats(): Promise<void> {
    while (!this.#calming.signal.aborted) {
      if (this.#load.beats + 1 < this.#share * this.#options.covers) this.#load.beat()
      await pause(this.#options.beat, this.#calming.signal)
    }
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
