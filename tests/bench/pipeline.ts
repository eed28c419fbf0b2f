import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Device } from '../../core/device.ts'
import { instant } from '../../core/time.ts'
import { runLoad, type LoadResult } from '../../simulators/load.ts'
import { benchDevice, harmlessPayload } from '../support/bench-devices.ts'
import { byLabel, metricsOf, sumOf } from '../support/metrics.ts'
import { memoryOf } from '../support/process-memory.ts'
import { processorMs } from '../support/processor-time.ts'
import { freePort, register, startSystem, type RunningSystem } from '../support/running-system.ts'

import { caseLatency } from './case-latency.ts'
import { openFeeds } from './feeds.ts'

export interface PipelineOptions {
  readonly seconds: number
  readonly devices: number
  readonly window: number
  readonly rate: number
  /** Live feeds that people have open meanwhile. */
  readonly feeds: number
  /** Folder for a CPU profile of each thread. */
  readonly profile: string | undefined
  readonly progress: (line: string) => void
}

const clock = { now: () => instant(Date.now()) }

/** Alarms of these devices open cases while the load runs; apart, so that the load itself stays quiet. */
const probes = 60

export async function pipeline(
  options: PipelineOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const { seconds, window, rate, profile, progress } = options
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-bench-'))
  const load = Array.from({ length: options.devices }, (_, index) =>
    benchDevice('water', 'road', index),
  )
  const manholes = Array.from({ length: probes }, (_, index) =>
    benchDevice('manhole', 'road', index),
  )
  const tokens = await register(data, [...load, ...manholes])
  const system = await startSystem({
    data,
    mqttPort: await freePort(),
    httpPort: await freePort(),
    nodeArguments: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
  })
  const credentials = (list: readonly Device[]) =>
    list.map(({ id }) => ({ id, token: tokens.get(id) ?? '' }))
  await using _ = await openFeeds(system, options.feeds)
  try {
    progress(
      `${options.devices} devices, ready after ${(system.startedIn / 1_000).toFixed(1)} s; as fast as it goes for ${seconds} s`,
    )
    const common = {
      port: system.mqttPort,
      devices: credentials(load),
      clock,
      payload: harmlessPayload,
    }
    const signal = AbortSignal.timeout((seconds * 2 + 120) * 1_000)

    const before = await counters(system)
    const cpuBefore = cpu(system.pid)
    const started = performance.now()
    const sampling = sampleBusy(system, seconds * 1_000)
    const fast = await runLoad({ ...common, window, milliseconds: seconds * 1_000 }, signal)
    const acknowledgedAfter = (performance.now() - started) / 1_000
    await drained(system, before, fast.acknowledged, progress)
    const sustainedSeconds = (performance.now() - started) / 1_000
    const busy = await sampling
    const cpuFast = perReading(cpuBefore, cpu(system.pid), fast.acknowledged)

    progress(
      `${(fast.acknowledged / sustainedSeconds).toFixed(0)} readings/s; now ${rate}/s for ${seconds} s with ${probes} breaches`,
    )
    const middle = await counters(system)
    const cpuMiddle = cpu(system.pid)
    const [steady, latency] = await Promise.all([
      runLoad({ ...common, window: 100, rate, milliseconds: seconds * 1_000 }, signal),
      caseLatency(system, credentials(manholes), (seconds * 1_000) / (probes + 5)),
    ])
    await drained(system, middle, steady.acknowledged, progress)
    const cpuSteady = perReading(cpuMiddle, cpu(system.pid), steady.acknowledged)

    return {
      bench: 'pipeline',
      node: process.version,
      cores: cpus().length,
      cpu: cpus()[0]?.model,
      devices: options.devices,
      window,
      feeds: options.feeds,
      readingsPerSecond: Math.round(fast.acknowledged / sustainedSeconds),
      acknowledgedPerSecond: Math.round(fast.acknowledged / acknowledgedAfter),
      readings: fast.acknowledged,
      drainSeconds: round(sustainedSeconds - acknowledgedAfter),
      pubackAtFullLoadMs: milliseconds(fast),
      steadyRate: Math.round(steady.perSecond),
      pubackMs: milliseconds(steady),
      publishToCaseMs: latency,
      threadBusy: busy,
      cpuMicrosecondsPerReading: { fast: cpuFast, steady: cpuSteady },
      peakRssMiB: memoryOf(system.pid).peak,
      unacknowledged: fast.unacknowledged + steady.unacknowledged,
    }
  } finally {
    await system.stop()
    await rm(data, { recursive: true, force: true })
  }
}

interface Counters {
  readonly readings: number
  readonly judged: number
  readonly stored: number
}

async function counters(system: RunningSystem): Promise<Counters> {
  const metrics = await metricsOf(system)
  return {
    readings: sumOf(metrics, 'urban_brain_ingest_reading_total'),
    judged: sumOf(metrics, 'urban_brain_rules_judged_total'),
    stored: sumOf(metrics, 'urban_brain_series_written_total'),
  }
}

/** Waits until everything acknowledged is stored and judged. */
async function drained(
  system: RunningSystem,
  before: Counters,
  acknowledged: number,
  progress: (line: string) => void,
): Promise<void> {
  for (let second = 0; ; second += 0.25) {
    const now = await counters(system)
    const judged = now.judged - before.judged
    const stored = now.stored - before.stored
    if (judged >= acknowledged && stored >= acknowledged) return
    if (second % 5 === 0)
      progress(`  ${acknowledged} acknowledged, ${judged} judged, ${stored} stored`)
    if (second > 300)
      throw new Error(
        `not drained: ${acknowledged} acknowledged, ${judged} judged, ${stored} stored`,
      )
    await delay(250)
  }
}

/** Share of the time each thread's event loop worked, in the middle of the phase. */
async function sampleBusy(
  system: RunningSystem,
  phase: number,
): Promise<Readonly<Record<string, number>>> {
  await delay(phase / 2)
  const busy = byLabel(await metricsOf(system), 'urban_brain_thread_busy')
  return Object.fromEntries(Object.entries(busy).map(([thread, value]) => [thread, round(value)]))
}

const round = (value: number): number => Math.round(value * 100) / 100

const milliseconds = ({ latency }: LoadResult) => ({
  p50: round(latency.p50),
  p99: round(latency.p99),
  max: round(latency.max),
})

/** Processor time of the system and of this process, the load generator, in microseconds. */
interface Cpu {
  readonly system: number
  readonly generator: number
}

function cpu(pid: number): Cpu {
  const { user, system } = process.cpuUsage()
  return { system: processorMs(pid) * 1_000, generator: user + system }
}

const perReading = (from: Cpu, to: Cpu, readings: number): Cpu => ({
  system: round((to.system - from.system) / readings),
  generator: round((to.generator - from.generator) / readings),
})
