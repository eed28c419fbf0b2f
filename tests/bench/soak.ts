/**
 * A steady load for a long time on the embedded system, to see what grows. Retention is short, so that stores reach the
 * size they keep and have to give space back.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { instant } from '../../core/time.ts'
import { runLoad, type LoadResult } from '../../simulators/load.ts'
import { benchDevice, harmlessPayload } from '../support/bench-devices.ts'
import { byLabel, metricsOf, sumOf, type Metrics } from '../support/metrics.ts'
import { memoryOf, trendOf, type ProcessMemory } from '../support/process-memory.ts'
import { freePort, register, startSystem, type RunningSystem } from '../support/running-system.ts'

export interface SoakOptions {
  readonly minutes: number
  readonly devices: number
  readonly rate: number
  readonly progress: (line: string) => void
}

interface Sample extends ProcessMemory {
  readonly seconds: number
  readonly acknowledged: number
  readonly stored: number
  readonly lag: number
  /** MiB by thread. */
  readonly threads: Readonly<Record<string, number>>
  /** MiB on disk by store. */
  readonly disk: Readonly<Record<string, number>>
}

const every = 10_000
const warmUpMinutes = 10
/** What a reading takes in the log, frame and reading together; measured, and only used to set a limit. */
const logBytesPerReading = 400
const mebibyte = 2 ** 20
/** Files of the data folder by the store they belong to. */
const stores: Readonly<Record<string, readonly string[]>> = {
  frames: ['log/intake/data.mdb'],
  work: ['log/work/data.mdb'],
  series: ['series.duckdb', 'series.duckdb.wal'],
  registers: ['registry.sqlite', 'registry.sqlite-wal', 'cases.sqlite', 'cases.sqlite-wal'],
}

export async function soak(options: SoakOptions): Promise<Readonly<Record<string, unknown>>> {
  const { minutes, rate, progress } = options
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-soak-'))
  const devices = Array.from({ length: options.devices }, (_, index) =>
    benchDevice('water', 'road', index),
  )
  // A third of the run is kept.
  const keptSeconds = minutes * 20
  const maxBytes = Math.max(16 * mebibyte, keptSeconds * rate * logBytesPerReading)
  try {
    const tokens = await register(data, devices)
    const system = await startSystem({
      data,
      mqttPort: await freePort(),
      httpPort: await freePort(),
      environment: {
        URBAN_BRAIN_LOG__MAX_BYTES: String(Math.round(maxBytes)),
        URBAN_BRAIN_INGEST__SERIES__RETENTION: `${keptSeconds}s`,
      },
    })
    try {
      progress(
        `${minutes} minutes at ${rate} readings/s; the log keeps ${mb(maxBytes)} MiB, the series ${keptSeconds} s`,
      )
      let acknowledged = 0
      const ending = new AbortController()
      const loading = runLoad(
        {
          port: system.mqttPort,
          devices: devices.map(({ id }) => ({ id, token: tokens.get(id) ?? '' })),
          clock: { now: () => instant(Date.now()) },
          payload: harmlessPayload,
          window: 100,
          rate,
          milliseconds: minutes * 60_000,
          onAcknowledged: () => acknowledged++,
        },
        ending.signal,
      )
      const samples: Sample[] = []
      const result = await sampled(loading, async (seconds) => {
        const sample = await sampleOf(system, data, seconds, acknowledged)
        samples.push(sample)
        progress(line(sample))
      })
      return report(options, result, samples)
    } finally {
      await system.stop()
    }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

/** Takes a sample every ten seconds until the load has ended. */
async function sampled(
  loading: Promise<LoadResult>,
  take: (seconds: number) => Promise<void>,
): Promise<LoadResult> {
  const started = performance.now()
  const ended = loading.then(() => true)
  for (let n = 0; ; n++) {
    const due = started + n * every
    if (await Promise.race([ended, delay(due - performance.now(), false)])) return loading
    await take(Math.round((performance.now() - started) / 1_000))
  }
}

async function sampleOf(
  system: RunningSystem,
  data: string,
  seconds: number,
  acknowledged: number,
): Promise<Sample> {
  const metrics: Metrics = await metricsOf(system)
  const threads = byLabel(metrics, 'urban_brain_thread_memory_bytes')
  return {
    seconds,
    acknowledged,
    stored: sumOf(metrics, 'urban_brain_series_written_total'),
    lag: sumOf(metrics, 'urban_brain_log_lag_records'),
    ...memoryOf(system.pid),
    threads: Object.fromEntries(Object.entries(threads).map(([name, bytes]) => [name, mb(bytes)])),
    disk: await diskOf(data),
  }
}

async function diskOf(data: string): Promise<Readonly<Record<string, number>>> {
  const sizes: Record<string, number> = {}
  for (const [store, files] of Object.entries(stores)) {
    let bytes = 0
    for (const file of files) bytes += await allocated(join(data, file))
    sizes[store] = mb(bytes)
  }
  return sizes
}

/** What a file takes on disk, without its holes. */
const allocated = (path: string): Promise<number> =>
  stat(path).then(
    ({ blocks }) => blocks * 512,
    () => 0,
  )

function line({ seconds, anonymous, file, threads, disk, acknowledged, lag }: Sample): string {
  return (
    `${seconds} s: ${acknowledged} acknowledged, lag ${lag}; own ${anonymous} MiB, of files ${file} MiB, ` +
    `threads ${JSON.stringify(threads)}, disk ${JSON.stringify(disk)}`
  )
}

function report(
  { minutes, devices, rate }: SoakOptions,
  load: LoadResult,
  samples: readonly Sample[],
): Readonly<Record<string, unknown>> {
  const last = samples.at(-1)
  const warmUp = Math.min(0.5, warmUpMinutes / minutes)
  const trend = trendOf(
    samples.map(({ anonymous }) => anonymous),
    warmUp,
  )
  const disk = Object.keys(stores).map((store) => {
    const most = Math.max(...samples.map((sample) => sample.disk[store] ?? 0))
    const settled = trendOf(
      samples.map((sample) => sample.disk[store] ?? 0),
      warmUp,
    )
    return [store, { mostMiB: most, growthPercent: settled.growthPercent }]
  })
  return {
    bench: 'soak',
    minutes,
    devices,
    rate: Math.round(load.perSecond),
    asked: rate,
    acknowledged: load.acknowledged,
    unacknowledged: load.unacknowledged,
    pubackMs: { p50: load.latency.p50, p99: load.latency.p99, max: load.latency.max },
    warmUpMinutes: warmUp * minutes,
    ownMemoryMiB: trend,
    flat: trend.growthPercent <= 10,
    peakMiB: last?.peak,
    bytesPerReadingBeforeRetention: bytesPerReading(samples, minutes),
    disk: Object.fromEntries(disk),
    samples,
  }
}

/** By store, from the last sample before anything had to be given back. */
function bytesPerReading(samples: readonly Sample[], minutes: number) {
  const sample = samples.findLast(({ seconds }) => seconds <= minutes * 20) ?? samples[0]
  if (sample === undefined || sample.acknowledged === 0) return {}
  return Object.fromEntries(
    Object.entries(sample.disk).map(([store, size]) => [
      store,
      Math.round((size * mebibyte) / sample.acknowledged),
    ]),
  )
}

const mb = (bytes: number): number => Math.round(bytes / mebibyte)
