/**
 * How a city grows: the same backlog worked off by 1, 2 and 4 worker processes on a real Kafka, PostgreSQL and InfluxDB,
 * and the publishes one broker process takes. Servers and generator have one half of the processors, the program the other,
 * so on a small machine more workers share the same half; what counts there is the processor time of a reading.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { deviceSchema, type Device } from '../../core/device.ts'
import { silentObserver } from '../../core/observer.ts'
import type { Frame } from '../../core/frame.ts'
import { instant } from '../../core/time.ts'
import { framesTopic, topics } from '../../core/topics.ts'
import { openPostgresRegistry } from '../../devices/postgres/registry.ts'
import { newCredential } from '../../devices/credentials.ts'
import { runLoad } from '../../simulators/load.ts'
import { kafkaConfigSchema, type KafkaConfig } from '../../storage/kafka/config.ts'
import { KafkaLog } from '../../storage/kafka/kafka-log.ts'
import { openPostgres } from '../../storage/postgres/postgres.ts'
import { postgresConfigSchema } from '../../storage/postgres/config.ts'
import { startInfluxdb } from '../services/influxdb.ts'
import { startKafka } from '../services/kafka.ts'
import { startPostgres } from '../services/postgres.ts'
import { freePort, launchSystem, type LaunchedSystem } from '../support/running-system.ts'
import { holdToShare } from './processor-share.ts'

export interface ScaleOptions {
  /** Readings of each run. */
  readonly readings: number
  readonly devices: number
  readonly workers: readonly number[]
  readonly partitions: number
  /** Of one processor, for each worker, in percent; undefined: all of them share what there is. */
  readonly share: number | undefined
  /** Length of the broker's run, in seconds. */
  readonly seconds: number
  /** Folder for a CPU profile of each process. */
  readonly profile: string | undefined
  readonly progress: (line: string) => void
}

const clock = { now: () => instant(Date.now()) }
const stages = ['ingest', 'rules', 'series'] as const
/** Readings for each worker before the clock runs. */
const warmUp = 30_000
const sources = { ingest: 'frames', rules: 'readings', series: 'readings' } as const

/** The first half for servers and generator, the second for the program. */
const half = Math.max(1, Math.floor(cpus().length / 2))
const serverCpus = `0-${half - 1}`
const programCpus = cpus().length === 1 ? '0' : `${half}-${cpus().length - 1}`
const pin = (pid: number, to: string) => execFileSync('taskset', ['-apc', to, String(pid)])

interface City {
  readonly kafka: KafkaConfig
  readonly environment: Readonly<Record<string, string>>
  readonly log: KafkaLog
  readonly tokens: ReadonlyMap<string, string>
}

export async function scale(options: ScaleOptions): Promise<Readonly<Record<string, unknown>>> {
  await using kafka = await startKafka()
  await using postgres = await startPostgres()
  await using influxdb = await startInfluxdb()
  const servers = {
    kafka: kafka.servers[0]?.pid ?? 0,
    postgres: postgres.pid,
    influxdb: influxdb.pid,
  }
  for (const pid of [process.pid, ...Object.values(servers)]) pin(pid, serverCpus)
  const city = async (): Promise<City> =>
    foundCity(options, kafka.bootstrap, await postgres.createDatabase(), influxdb.url)
  const runs = []
  for (const workers of options.workers)
    runs.push(await backlog(await city(), options, workers, servers))
  return {
    bench: 'scale',
    node: process.version,
    cores: cpus().length,
    cpu: cpus()[0]?.model,
    devices: options.devices,
    partitions: options.partitions,
    readings: options.readings,
    serverCpus,
    programCpus,
    sharePercent: options.share,
    workers: runs,
    broker: await edge(await city(), options, servers),
  }
}

async function foundCity(
  { devices, partitions }: ScaleOptions,
  brokers: string,
  database: string,
  influx: string,
): Promise<City> {
  const prefix = `scale-${randomBytes(4).toString('hex')}`
  const kafka = kafkaConfigSchema.parse({
    brokers,
    prefix,
    partitions,
    replication: 1,
    minInsync: 1,
  })
  const issued = Array.from({ length: devices }, (_, index) => ({
    device: waterLevel(index),
    ...newCredential(),
  }))
  await using postgres = openPostgres(postgresConfigSchema.parse({ url: database }))
  await using registry = await openPostgresRegistry(postgres)
  await registry.put(issued.map(({ device }) => device))
  await registry.setCredentials(new Map(issued.map(({ device, hash }) => [device.id, hash])))
  return {
    kafka,
    log: await KafkaLog.open({
      config: kafka,
      observer: silentObserver,
      topics: Object.values(topics),
    }),
    tokens: new Map(issued.map(({ device, token }) => [device.id, token])),
    environment: {
      URBAN_BRAIN_KAFKA__BROKERS: brokers,
      URBAN_BRAIN_KAFKA__PREFIX: prefix,
      URBAN_BRAIN_KAFKA__PARTITIONS: String(partitions),
      URBAN_BRAIN_KAFKA__REPLICATION: '1',
      URBAN_BRAIN_KAFKA__MIN_INSYNC: '1',
      URBAN_BRAIN_POSTGRES__URL: database,
      URBAN_BRAIN_INFLUX__URL: influx,
      URBAN_BRAIN_INFLUX__VERSION: '1',
      URBAN_BRAIN_INFLUX__DATABASE: prefix,
      URBAN_BRAIN_INFLUX__DRAIN_RATE: 'null',
    },
  }
}

/** A backlog of frames, and the time from the first one worked off to the last one stored and judged. */
async function backlog(
  { log, environment, tokens }: City,
  { readings, progress, profile, share }: ScaleOptions,
  count: number,
  servers: Readonly<Record<string, number>>,
) {
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-scale-'))
  const workers: LaunchedSystem[] = []
  const letGo: (() => Promise<void>)[] = []
  try {
    for (let index = 0; index < count; index++) {
      workers.push(
        await launch({
          data: join(data, `worker-${index}`),
          environment,
          roles: 'ingest,rules,series',
          profile,
        }),
      )
    }
    await Promise.all(workers.map((worker) => worker.ready()))
    // Warm, as a worker is that has run for a while.
    await fill(log, [...tokens.keys()], 0, warmUp * count)
    await until(async () => {
      for (const stage of stages) if ((await left(log, stage)) > 0) return false
      return true
    })
    if (share !== undefined)
      for (const { pid } of workers) letGo.push(await holdToShare(pid, share))
    // Held still, so that all of them find the whole backlog and none of them the others' start.
    for (const { pid } of workers) process.kill(pid, 'SIGSTOP')
    await fill(log, [...tokens.keys()], warmUp * count, readings)
    const before = await cpuSeconds(servers)
    const ownBefore = await Promise.all(workers.map(({ pid }) => cpuOf(pid)))
    const began = performance.now()
    for (const { pid } of workers) process.kill(pid, 'SIGCONT')
    const done: Partial<Record<(typeof stages)[number], number>> = {}
    await until(async () => {
      for (const stage of stages) {
        const open = await left(log, stage)
        if (
          done[stage] === undefined &&
          open === 0 &&
          (stage === 'ingest' || done.ingest !== undefined)
        )
          done[stage] = (performance.now() - began) / 1_000
      }
      return stages.every((stage) => done[stage] !== undefined)
    })
    const seconds = (performance.now() - began) / 1_000
    const ownAfter = await Promise.all(workers.map(({ pid }) => cpuOf(pid)))
    const after = await cpuSeconds(servers)
    const perReading = (used: number) => round((used * 1e6) / readings)
    const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0)
    const result = {
      workers: count,
      readingsPerSecond: Math.round(readings / seconds),
      seconds: { all: round(seconds), ...done },
      cpuMicrosecondsPerReading: {
        workers: perReading(sum(ownAfter) - sum(ownBefore)),
        ...Object.fromEntries(
          Object.entries(after).map(([name, used]) => [
            name,
            perReading(used - (before[name] ?? 0)),
          ]),
        ),
      },
      peakRssMiB: await Promise.all(workers.map(({ pid }) => peakRss(pid))),
    }
    progress(JSON.stringify(result))
    return result
  } finally {
    await Promise.all(workers.map((worker) => worker.end('SIGTERM')))
    for (const go of letGo) await go()
    await log[Symbol.asyncDispose]()
    await rm(data, { recursive: true, force: true })
  }
}

/** Publishes that one broker process acknowledges, from connections that keep its windows full. */
async function edge(
  { log, environment, tokens }: City,
  { seconds, progress, profile }: ScaleOptions,
  servers: Readonly<Record<string, number>>,
) {
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-scale-'))
  const mqttPort = await freePort()
  const broker = await launch({ data, environment, roles: 'broker', mqttPort, profile })
  try {
    await broker.ready()
    const before = await cpuSeconds({ ...servers, broker: broker.pid })
    const { acknowledged, perSecond, latency } = await runLoad(
      {
        port: mqttPort,
        devices: [...tokens].slice(0, 1_000).map(([id, token]) => ({ id, token })),
        payload: (_, n, now) => body(n, now),
        clock,
        window: 20,
        milliseconds: seconds * 1_000,
      },
      AbortSignal.timeout((seconds + 60) * 1_000),
    )
    const after = await cpuSeconds({ ...servers, broker: broker.pid })
    const result = {
      acknowledgedPerSecond: Math.round(perSecond),
      pubackMs: { p50: round(latency.p50), p99: round(latency.p99) },
      cpuMicrosecondsPerFrame: Object.fromEntries(
        Object.entries(after).map(([name, used]) => [
          name,
          round(((used - (before[name] ?? 0)) * 1e6) / acknowledged),
        ]),
      ),
      peakRssMiB: await peakRss(broker.pid),
    }
    progress(JSON.stringify(result))
    return result
  } finally {
    await broker.end('SIGTERM')
    await log[Symbol.asyncDispose]()
    await rm(data, { recursive: true, force: true })
  }
}

interface Launch {
  readonly data: string
  readonly environment: Readonly<Record<string, string>>
  readonly roles: string
  readonly mqttPort?: number
  readonly profile: string | undefined
}

async function launch({
  data,
  environment,
  roles,
  mqttPort = 0,
  profile,
}: Launch): Promise<LaunchedSystem> {
  const probes = await freePort()
  const system = launchSystem({
    data,
    mqttPort,
    httpPort: probes,
    environment: { ...environment, URBAN_BRAIN_PROBES__PORT: String(probes) },
    arguments: ['--roles', roles],
    nodeArguments: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
  })
  pin(system.pid, programCpus)
  return system
}

function waterLevel(index: number): Device {
  return deviceSchema.parse({
    id: `water-${String(index).padStart(6, '0')}`,
    kind: 'water',
    site: 'road',
    component: `9901020103${String(index).padStart(6, '0')}`,
    longitude: 120,
    latitude: 30,
    cell: '990102001001001',
    period: 3_600,
    active: true,
  })
}

/** A wet but harmless road: every reading goes through all the rules of its kind. */
const body = (n: number, at: number): Buffer =>
  Buffer.from(`{"t":${at},"seq":${n},"m":{"depth":${(n % 17) / 10},"rain":0.5,"battery":91}}`)

const logStart = Date.now() - 60_000

async function fill(
  log: KafkaLog,
  devices: readonly string[],
  first: number,
  readings: number,
): Promise<void> {
  const block = 2_000
  for (let from = first; from < first + readings; from += block) {
    const size = Math.min(block, first + readings - from)
    const frames = Array.from({ length: size }, (_, index): Frame => {
      const n = from + index
      const source = (devices[n % devices.length] ?? '') as Frame['source']
      // Each device once a second of the log's time, so that no reading repeats another.
      const at = instant(logStart + Math.floor(n / devices.length) * 100)
      return {
        type: 'frame',
        source,
        channel: 'telemetry',
        topic: `ub/v1/${source}/telemetry`,
        body: body(Math.floor(n / devices.length), at),
        receivedAt: at,
        retained: false,
      }
    })
    await log.append(framesTopic, frames)
  }
}

async function left(log: KafkaLog, stage: (typeof stages)[number]): Promise<number> {
  const positions = await log.positions(sources[stage], stage)
  return positions.reduce((sum, { next, committed }) => sum + next - committed, 0)
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 600_000
  while (!(await reached())) {
    if (performance.now() > deadline)
      throw new Error('the backlog was not worked off in ten minutes')
    await delay(100)
  }
}

/** Of processor time since its start, with its children. */
async function cpuOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const cpuSeconds = async (
  processes: Readonly<Record<string, number>>,
): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(processes).map(async ([name, pid]) => [name, await cpuOf(pid)] as const),
    ),
  )

async function peakRss(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024)
}

const round = (value: number): number => Math.round(value * 100) / 100
