/**
 * A distributed city under a steady load whose InfluxDB goes away for a time. Everything else must go on meanwhile, and
 * what was held back must be stored afterwards, in bounded memory.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { contentOf } from '../../core/content.ts'
import { deviceSchema, type Device } from '../../core/device.ts'
import { readingId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { openInfluxSeries } from '../../series/influxdb/series.ts'
import { influxConfigSchema } from '../../series/influxdb/config.ts'
import { runLoad, type LoadResult } from '../../simulators/load.ts'
import { kafkaConfigSchema } from '../../storage/kafka/config.ts'
import type { KafkaLog } from '../../storage/kafka/kafka-log.ts'
import { caseLatency } from '../bench/case-latency.ts'
import { startInfluxdb } from '../services/influxdb.ts'
import { startKafka } from '../services/kafka.ts'
import { startPostgres } from '../services/postgres.ts'
import { realClock } from './clocks.ts'
import { engines, startCity, type DistributedCity } from './distributed-system.ts'
import { openKafka } from './kafka.ts'
import { caughtUp, stageNames, standing, type Stage } from './torture-lag.ts'
import { missing } from './torture-findings.ts'
import { until } from './until.ts'
import { noStorm } from './torture-load.ts'

export interface OutageOptions {
  /** How long InfluxDB is away, in milliseconds. */
  readonly away: number
  /** Readings a second. */
  readonly rate: number
  readonly gauges: number
  /** Covers that report gas, one after the other, while InfluxDB is away. */
  readonly covers: number
  readonly progress: (line: string) => void
  /** Where the folder with what the processes said stays; without it the folder goes. */
  readonly keep?: string | undefined
}

export interface Outage {
  readonly seconds: number
  readonly acknowledged: number
  readonly perSecond: number
  /** Of these, while InfluxDB was away. */
  readonly acknowledgedAway: number
  readonly perSecondAway: number
  readonly puback: LoadResult['latency']
  /** The most that each stage had not worked off while InfluxDB was away; `series` is the backlog. */
  readonly peakLag: Readonly<Record<Stage, number>>
  readonly publishToCase: Awaited<ReturnType<typeof caseLatency>>
  /** Whether it was caught up with while the load went on, within the time that it was away. */
  readonly underLoad: boolean
  /** From the return of InfluxDB until the writer was back at the end of the log. */
  readonly catchUpSeconds: number
  /** Readings a second that were stored in this time. */
  readonly catchUpPerSecond: number
  /** Of the process that writes the series: before, while InfluxDB was away, at the most. MiB. */
  readonly rss: { readonly before: number; readonly away: number; readonly peak: number }
  readonly stored: number
  /** Acknowledged and not stored; stored and never sent. */
  readonly lost: readonly string[]
  readonly foreign: readonly string[]
  readonly deaths: readonly string[]
}

const partitions = 6
const patience = 120_000

export async function outage(options: OutageOptions): Promise<Outage> {
  const folder = options.keep ?? (await mkdtemp(join(tmpdir(), 'urban-brain-outage-')))
  await mkdir(folder, { recursive: true })
  try {
    await using kafka = await startKafka()
    await using postgres = await startPostgres()
    await using influx = await startInfluxdb()
    const postgresUrl = await postgres.createDatabase()
    const urls = { postgresUrl, influxUrl: influx.url, bootstrap: kafka.bootstrap, partitions }
    const gauges = devices('water', options.gauges)
    const covers = devices('manhole', options.covers)
    await using city = await startCity({
      folder,
      devices: [...gauges, ...covers],
      workers: ['ingest,rules', 'series'],
      postgresUrl,
      environment: { ...engines(urls), ...noStorm },
    })
    const settings = { brokers: kafka.bootstrap, partitions, replication: 1, minInsync: 1 }
    await using log = await openKafka(kafkaConfigSchema.parse(settings))
    return await new Run(options, influx, city, log, gauges, covers).through()
  } finally {
    if (options.keep === undefined) await rm(folder, { recursive: true, force: true })
  }
}

type Influx = Awaited<ReturnType<typeof startInfluxdb>>

class Run {
  readonly #options: OutageOptions
  readonly #influx: Influx
  readonly #city: DistributedCity
  readonly #log: KafkaLog
  readonly #gauges: readonly Device[]
  readonly #covers: readonly Device[]
  readonly #sent: number[][]
  readonly #ending = new AbortController()
  #acknowledged = 0

  constructor(
    options: OutageOptions,
    influx: Influx,
    city: DistributedCity,
    log: KafkaLog,
    gauges: readonly Device[],
    covers: readonly Device[],
  ) {
    this.#options = options
    this.#influx = influx
    this.#city = city
    this.#log = log
    this.#gauges = gauges
    this.#covers = covers
    this.#sent = gauges.map(() => [])
  }

  async through(): Promise<Outage> {
    const { away, rate, progress } = this.#options
    const nearZero = rate * 2 + 20 * partitions
    const [, writer] = this.#city.workers
    if (writer === undefined) throw new Error('nobody writes the series')
    const running = this.#load()
    running.catch(() => {})
    try {
      await until(() => this.#acknowledged > 0, 'the first PUBACK', patience)
      await delay(5_000)
      await caughtUp(this.#log, stageNames, nearZero, patience)
      const before = await rss(writer.pid)

      await this.#influx.stop()
      const gone = performance.now()
      const acknowledgedBefore = this.#acknowledged
      // The last of them may come to its end after the return.
      const cases = caseLatency(
        this.#city,
        this.#credentials(this.#covers),
        (away * 0.8) / this.#covers.length,
      )
      cases.catch(() => {})
      const peakLag = await this.#peakLag(away)
      const goneFor = (performance.now() - gone) / 1_000
      const acknowledgedAway = this.#acknowledged - acknowledgedBefore
      const whileAway = await rss(writer.pid)
      progress(
        `away for ${goneFor.toFixed(0)} s, ${acknowledgedAway} acknowledged; behind: ${JSON.stringify(peakLag)}`,
      )

      await this.#influx.start()
      const written = await standing(this.#log, 'series')
      const returned = performance.now()
      const behind = (within: number) => caughtUp(this.#log, ['series'], nearZero, within)
      const underLoad = await behind(Math.max(patience, away)).then(
        () => true,
        () => false,
      )
      // Where the machine has no more to give than the load takes, the rest is worked off without it.
      if (!underLoad) {
        this.#ending.abort()
        await behind(Math.max(patience, away * 3))
      }
      const took = performance.now() - returned
      const now = await standing(this.#log, 'series')
      progress(`caught up after ${(took / 1_000).toFixed(1)} s`)
      const publishToCase = await cases
      this.#ending.abort()
      const result = await running
      await caughtUp(this.#log, stageNames, 10 * partitions, patience)
      const { peak } = await rss(writer.pid)
      const deaths = this.#city.all.flatMap((each) =>
        each.deaths.map((end) => `${each.name}: ${end}`),
      )
      for (const each of this.#city.all) await each.stop()
      return {
        seconds: Math.round(result.seconds),
        acknowledged: result.acknowledged,
        perSecond: Math.round(result.perSecond),
        acknowledgedAway,
        perSecondAway: Math.round(acknowledgedAway / goneFor),
        puback: result.latency,
        peakLag,
        publishToCase,
        underLoad,
        catchUpSeconds: Math.round(took / 100) / 10,
        catchUpPerSecond: Math.round(((now.committed - written.committed) / took) * 1_000),
        rss: { before: before.now, away: whileAway.now, peak },
        deaths,
        ...(await this.#compare(result)),
      }
    } finally {
      this.#ending.abort()
      await running.catch(() => {})
    }
  }

  #load(): Promise<LoadResult> {
    return runLoad(
      {
        port: this.#city.mqttPort,
        devices: this.#credentials(this.#gauges),
        clock: realClock,
        window: 100,
        rate: this.#options.rate,
        milliseconds: 86_400_000,
        keepAcknowledged: true,
        payload: (index, n, now) => {
          const times = this.#sent[index] ?? []
          times[n] = now
          return Buffer.from(JSON.stringify({ t: now, seq: n, m: saidBy(n) }))
        },
        onAcknowledged: () => {
          this.#acknowledged++
        },
      },
      this.#ending.signal,
    )
  }

  /** Looks once a second, for so long. */
  async #peakLag(time: number): Promise<Record<Stage, number>> {
    const peak: Record<Stage, number> = { ingest: 0, rules: 0, series: 0, cases: 0 }
    const until = performance.now() + time
    while (performance.now() < until) {
      for (const stage of stageNames)
        peak[stage] = Math.max(peak[stage], (await standing(this.#log, stage)).lag)
      await delay(1_000)
    }
    return peak
  }

  #credentials(list: readonly Device[]) {
    return list.map(({ id }) => ({ id, token: this.#city.tokens.get(id) ?? '' }))
  }

  /** Device by device, as all of them do not fit in memory. */
  async #compare(result: LoadResult) {
    const { url } = this.#influx
    const config = influxConfigSchema.parse({ url, version: '1' })
    await using series = await openInfluxSeries(config, realClock)
    const range = { from: instant(0), to: instant(Date.now() + 3_600_000), limit: 10_000_000 }
    const lost: string[] = []
    const foreign: string[] = []
    let stored = 0
    for (const [index, { id }] of this.#gauges.entries()) {
      const found = (await series.readings({ ...range, device: id })).map((each) => String(each.id))
      const times = this.#sent[index] ?? []
      const named = (n: number) =>
        String(
          readingId({
            device: id,
            observedAt: instant(times[n] ?? 0),
            sequence: n,
            content: contentOf(saidBy(n)),
          }),
        )
      stored += found.length
      lost.push(...missing((result.acknowledgedIds?.[index] ?? []).map(named), found))
      foreign.push(
        ...missing(
          found,
          times.map((_, n) => named(n)),
        ),
      )
    }
    return { stored, lost: lost.slice(0, 20), foreign: foreign.slice(0, 20) }
  }
}

const devices = (kind: 'water' | 'manhole', count: number): readonly Device[] =>
  Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(5, '0')
    return deviceSchema.parse({
      id: `${kind}-${number}`,
      kind,
      site: 'road',
      component: `9901020103${kind === 'water' ? 1 : 2}${number}`,
      longitude: 120,
      latitude: 30,
      cell: '990102001001001',
      period: 36_000,
      active: true,
    })
  })

/** Memory of a process in MiB: now, and at the most so far. */
async function rss(pid: number): Promise<{ readonly now: number; readonly peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const mebibytes = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1_024)
  return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') }
}

const saidBy = (n: number) => ({ depth: (n % 17) / 10, rain: 0.5, battery: 91 })
