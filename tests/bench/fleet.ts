/**
 * What a registered device costs: a small and a large register in turn, the same number of readings through the same gateways,
 * each batch of other devices. The real program, in a process of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { deviceSchema, type Device } from '../../core/device.ts'
import { instant } from '../../core/time.ts'
import { newCredential } from '../../devices/credentials.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { runLoad } from '../../simulators/load.ts'
import { metricsOf, sumOf } from '../support/metrics.ts'
import { memoryOf } from '../support/process-memory.ts'
import { processorMs } from '../support/processor-time.ts'
import { freePort, startSystem, type RunningSystem } from '../support/running-system.ts'

export interface FleetOptions {
  /** Registered devices of the large register. */
  readonly devices: number
  /** And of the small one. */
  readonly few: number
  readonly gateways: number
  readonly rounds: number
  /** Folder for a CPU profile of each thread while devices speak. */
  readonly profile: string | undefined
  readonly progress: (line: string) => void
}

/** Readings in one publish of a gateway. */
const batch = 20
const pages = 40
/** Instants of a gateway's readings are so many milliseconds apart, and lie behind this. */
const apart = 100
const begun = Date.now() - 6 * 3_600_000
/** A gateway that is quicker than others says more; the next time begins behind all of that. */
const room = 10
const clock = { now: () => instant(Date.now()) }

export async function fleetBench(
  options: FleetOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const { devices, few, rounds, progress } = options
  const measured: Readonly<Record<string, unknown>>[] = []
  for (let round = 0; round < rounds; round++)
    for (const count of [few, devices]) {
      progress(`round ${round + 1} of ${rounds}: ${count} devices`)
      measured.push(await oneFleet(count, options))
    }
  const machine = { node: process.version, cores: cpus().length, load: loadavg()[0] }
  return { bench: 'fleet', ...machine, gateways: options.gateways, batch, measured }
}

async function oneFleet(count: number, { devices, gateways, profile, progress }: FleetOptions) {
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-fleet-'))
  try {
    const filling = performance.now()
    const tokens = await fill(data, count, gateways)
    const filled = performance.now() - filling
    const ports = { mqttPort: await freePort(), httpPort: await freePort() }
    const start = () => startSystem({ data, ...ports })
    const silent = await measure(await start(), async (system) => ({
      ready: Math.round(system.startedIn),
      memory: await settledMemory(system),
      page: await pageOf(system),
    }))
    progress(`  registered in ${seconds(filled)} s; ${JSON.stringify(silent)}`)
    const nodeArguments = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
    const speaking = await startSystem({ data, ...ports, nodeArguments })
    const spoken = await measure(speaking, async (system) => {
      const first = await timed(system, { from: 0, count, readings: devices, tokens, progress })
      const second = await timed(system, { from: 1, count, readings: devices, tokens, progress })
      return { first, second, memory: await settledMemory(system) }
    })
    progress(`  all have spoken twice; ${JSON.stringify(spoken)}`)
    const again = await measure(await start(), async (system) => ({
      ready: Math.round(system.startedIn),
      memory: await settledMemory(system),
      page: await pageOf(system),
    }))
    progress(`  started again; ${JSON.stringify(again)}`)
    return { devices: count, registered: Number(seconds(filled)), silent, spoken, again }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(1)

async function measure<T>(system: RunningSystem, work: (it: RunningSystem) => Promise<T>) {
  try {
    return await work(system)
  } finally {
    await system.stop()
  }
}

const gatewayName = (index: number): string => `gw-${String(index).padStart(5, '0')}`
const deviceName = (index: number): string => `fl-${String(index).padStart(7, '0')}`

/** Devices stand behind the gateways in turn. Only these have a credential. */
async function fill(data: string, count: number, gateways: number): Promise<readonly string[]> {
  await using registry = await openSqliteRegistry(join(data, 'registry.sqlite'))
  const common = { period: 3_600, active: true, cell: '990102001001001', site: 'road' }
  const place = (index: number) => ({
    longitude: 120 + (index % 1_000) / 10_000,
    latitude: 30 + Math.floor(index / 1_000) / 10_000,
  })
  const names = Array.from({ length: gateways }, (_, index) => gatewayName(index))
  const poles = names.map((id, index) =>
    deviceSchema.parse({ ...common, ...place(index), id, kind: 'gateway', site: 'indoor' }),
  )
  await registry.put(poles)
  const credentials = poles.map(({ id }) => [id, newCredential()] as const)
  await registry.setCredentials(new Map(credentials.map(([id, { hash }]) => [id, hash])))
  for (let from = 0; from < count; from += 10_000) {
    const some = Array.from({ length: Math.min(10_000, count - from) }, (_, at): Device => {
      const index = from + at
      const gateway = gatewayName(index % gateways)
      const own = { id: deviceName(index), kind: 'water', gateway }
      return deviceSchema.parse({ ...common, ...place(index), ...own })
    })
    await registry.put(some)
  }
  return credentials.map(([, { token }]) => token)
}

interface Saying {
  /** How often as many were said before. */
  readonly from: number
  readonly count: number
  readonly readings: number
  readonly tokens: readonly string[]
  readonly progress: (line: string) => void
}

async function timed(system: RunningSystem, saying: Saying) {
  const cpu = processorMs(system.pid)
  const began = performance.now()
  const readings = await say(system, saying)
  return {
    readingsPerSecond: Math.round((readings / (performance.now() - began)) * 1_000),
    cpuMicroseconds: Math.round(((processorMs(system.pid) - cpu) / readings) * 10_000) / 10,
  }
}

/** As many readings as the large register has devices: there everyone speaks once. Resolves with their number when all are judged and stored. */
async function say(
  system: RunningSystem,
  { from, count, readings, tokens, progress }: Saying,
): Promise<number> {
  const gateways = tokens.length
  const each = Math.max(1, Math.floor(count / gateways))
  const publishes = Math.ceil(readings / gateways / batch)
  const said = publishes * gateways * batch
  await runLoad(
    {
      port: system.mqttPort,
      devices: tokens.map((token, index) => ({ id: gatewayName(index), token })),
      clock,
      window: 5,
      messages: publishes * gateways,
      payload: (gateway, n) => {
        const items = Array.from({ length: batch }, (_, at) => {
          const turn = (from * publishes * room + n) * batch + at
          const device = deviceName((turn % each) * gateways + gateway)
          const m = { depth: (turn % 17) / 10, rain: 0.5, battery: 91 }
          return { device, t: begun + turn * apart, seq: turn, m }
        })
        return Buffer.from(JSON.stringify(items))
      },
    },
    AbortSignal.timeout(3_600_000),
  )
  for (let second = 0; ; second++) {
    const metrics = await metricsOf(system)
    const judged = sumOf(metrics, 'urban_brain_rules_judged_total')
    const stored = sumOf(metrics, 'urban_brain_series_written_total')
    const all = (from + 1) * said
    if (judged >= all && stored >= all) return said
    if (second % 10 === 0) progress(`  ${all} said, ${judged} judged, ${stored} stored`)
    if (second > 1_800) throw new Error(`not drained: ${judged} judged and ${stored} stored`)
    await delay(1_000)
  }
}

/** When it falls no more. */
async function settledMemory(system: RunningSystem) {
  let least = memoryOf(system.pid)
  for (let falling = 0; falling < 5; falling++) {
    await delay(3_000)
    const now = memoryOf(system.pid)
    if (now.anonymous < least.anonymous) least = now
  }
  return least
}

/** Milliseconds until the first page of devices is answered, median and worst. */
async function pageOf(system: RunningSystem) {
  const taken: number[] = []
  for (let page = 0; page < pages; page++) {
    const asked = performance.now()
    await system.api('/v1/devices?limit=50')
    taken.push(performance.now() - asked)
  }
  const sorted = taken.toSorted((a, b) => a - b)
  return { median: Math.round(sorted[pages / 2] ?? 0), worst: Math.round(sorted.at(-1) ?? 0) }
}
