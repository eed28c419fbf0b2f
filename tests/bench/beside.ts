/**
 * The same load for this system and for its peers in turn, on one machine. Mosquitto moves messages and this system also decodes,
 * judges and stores them meanwhile; so beside what a device sees, and what it costs to take one in, stands a Mosquitto with a small
 * subscriber that writes into InfluxDB, and both are followed until the last reading is stored.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { connectAsync } from 'mqtt'

import { instant } from '../../core/time.ts'
import { runLoad } from '../../simulators/load.ts'
import { startInfluxdb } from '../services/influxdb.ts'
import { startMosquitto } from '../services/mosquitto.ts'
import { benchDevice, harmlessPayload } from '../support/bench-devices.ts'
import { metricsOf, sumOf } from '../support/metrics.ts'
import { processorMs } from '../support/processor-time.ts'
import { freePort, register, startSystem } from '../support/running-system.ts'
import { spreadOf } from './spread.ts'

interface BesideOptions {
  /** One connection each. */
  readonly devices: number
  readonly window: number
  readonly rounds: number
  readonly seconds: number
  readonly progress: (line: string) => void
}

interface Peer extends AsyncDisposable {
  readonly port: number
  readonly pids: readonly number[]
  /** Readings stored, and judged where somebody judges, since it started; absent where nothing is. */
  readonly stored?: () => Promise<number>
}

interface Measured {
  readonly acknowledgedPerSecond: number
  /** Processor time of its processes under load for each acknowledged publish. */
  readonly microseconds: number
  readonly p99Ms: number
  /** Until all was stored: readings a second, and processor time for each. */
  readonly storedPerSecond?: number
  readonly storedMicroseconds?: number
}

const clock = { now: () => instant(Date.now()) }

const peers = ['mosquitto', 'mosquittoPersistent', 'mosquittoInfluxdb'] as const
type Name = 'ours' | (typeof peers)[number]

export async function besideBench({ devices, window, rounds, seconds, progress }: BesideOptions) {
  const registered = Array.from({ length: devices }, (_, index) =>
    benchDevice('water', 'road', index),
  )
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-beside-'))
  try {
    const tokens = await register(data, registered)
    const credentials = registered.map(({ id }) => ({ id, token: tokens.get(id) ?? '' }))
    const starts: Readonly<Record<Name, () => Promise<Peer>>> = {
      ours: () => ourSystem(data),
      mosquitto: () => mosquitto(['persistence false']),
      mosquittoPersistent: async () => persistent(),
      mosquittoInfluxdb: async () => withInfluxdb(),
    }
    const found: Record<Name, Measured[]> = {
      ...{ ours: [], mosquitto: [], mosquittoPersistent: [], mosquittoInfluxdb: [] },
    }
    for (let round = 1; round <= rounds; round++) {
      for (const name of ['ours', ...peers] as const) {
        await using peer = await starts[name]()
        const measured = await measure(peer, credentials, { window, seconds })
        found[name].push(measured)
        progress(`round ${round}, ${name}: ${JSON.stringify(measured)}`)
      }
    }
    return {
      ...{ devices, window, rounds, seconds },
      ...found,
      oursToMosquitto: ratios(found.ours, found.mosquitto),
      oursToMosquittoPersistent: ratios(found.ours, found.mosquittoPersistent),
      oursToMosquittoInfluxdb: ratios(found.ours, found.mosquittoInfluxdb),
    }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

const processorOf = ({ pids }: Peer): number => pids.reduce((sum, pid) => sum + processorMs(pid), 0)

async function measure(
  peer: Peer,
  devices: readonly { readonly id: string; readonly token: string }[],
  { window, seconds }: Pick<BesideOptions, 'window' | 'seconds'>,
): Promise<Measured> {
  const { port, stored } = peer
  const before = processorOf(peer)
  const started = performance.now()
  const load = await runLoad(
    { port, devices, clock, window, payload: harmlessPayload, milliseconds: seconds * 1_000 },
    AbortSignal.timeout((seconds + 60) * 1_000),
  )
  const microseconds = () => round1(((processorOf(peer) - before) * 1_000) / load.acknowledged)
  const acknowledged = {
    acknowledgedPerSecond: Math.round(load.perSecond),
    microseconds: microseconds(),
    p99Ms: round1(load.latency.p99),
  }
  if (stored === undefined) return acknowledged
  for (let now = 0; now < load.acknowledged; now = await stored()) {
    if (performance.now() - started > (seconds + 300) * 1_000)
      throw new Error(`${load.acknowledged} acknowledged, and ${now} of them stored`)
    await delay(200)
  }
  const elapsed = (performance.now() - started) / 1_000
  return {
    ...acknowledged,
    storedPerSecond: Math.round(load.acknowledged / elapsed),
    storedMicroseconds: microseconds(),
  }
}

async function ourSystem(data: string): Promise<Peer> {
  const mqttPort = await freePort()
  const system = await startSystem({ data, mqttPort, httpPort: await freePort() })
  return {
    ...{ port: mqttPort, pids: [system.pid] },
    stored: async () => {
      const metrics = await metricsOf(system)
      return Math.min(
        sumOf(metrics, 'urban_brain_rules_judged_total'),
        sumOf(metrics, 'urban_brain_series_written_total'),
      )
    },
    [Symbol.asyncDispose]: async () => {
      await system.stop()
    },
  }
}

async function mosquitto(settings: readonly string[]): Promise<Peer> {
  const server = await startMosquitto({ settings: ['max_connections -1', ...settings] })
  const { port, pid } = server
  return { port, pids: [pid], [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

/** It keeps what waits for a reader who is away, as a log would, and saves all of that once a second. */
async function persistent(): Promise<Peer> {
  const kept = ['autosave_on_changes false', 'autosave_interval 1', 'max_queued_messages 0']
  const peer = await mosquitto(kept)
  const reader = await connectAsync(`mqtt://127.0.0.1:${peer.port}`, {
    ...{ clientId: 'reader', clean: false, reconnectPeriod: 0 },
  })
  await reader.subscribeAsync('ub/#', { qos: 1 })
  await reader.endAsync()
  return peer
}

/** With a subscriber that writes each reading into InfluxDB. */
async function withInfluxdb(): Promise<Peer> {
  const broker = await mosquitto([
    ...['persistence false', 'max_inflight_messages 1000', 'max_queued_messages 0'],
  ])
  const influx = await startInfluxdb()
  const query = (q: string) =>
    fetch(`${influx.url}/query?db=peer`, { method: 'POST', body: new URLSearchParams({ q }) })
  await query('CREATE DATABASE peer')
  const file = fileURLToPath(new URL('line-writer.ts', import.meta.url))
  const writer = fork(file, [`mqtt://127.0.0.1:${broker.port}`, influx.url])
  await once(writer, 'message')
  return {
    port: broker.port,
    pids: [...broker.pids, influx.pid, ...(writer.pid === undefined ? [] : [writer.pid])],
    stored: async () => {
      const answer = await (await query('SELECT count(depth) FROM water')).text()
      return Number(/,(\d+)\]/.exec(answer)?.[1] ?? 0)
    },
    [Symbol.asyncDispose]: async () => {
      const over = once(writer, 'exit')
      writer.kill()
      await over
      await broker[Symbol.asyncDispose]()
      await influx[Symbol.asyncDispose]()
    },
  }
}

const round1 = (value: number): number => Math.round(value * 10) / 10

/** Of each round, least, median and most. */
function ratios(ours: readonly Measured[], theirs: readonly Measured[]) {
  const of = (key: keyof Measured) => {
    const all = ours.map(
      (one, round) => (one[key] ?? Number.NaN) / (theirs[round]?.[key] ?? Number.NaN),
    )
    return spreadOf(all)
  }
  return {
    acknowledgedPerSecond: of('acknowledgedPerSecond'),
    microseconds: of('microseconds'),
    p99Ms: of('p99Ms'),
    ...(theirs[0]?.storedPerSecond !== undefined && {
      storedPerSecond: of('storedPerSecond'),
      storedMicroseconds: of('storedMicroseconds'),
    }),
  }
}
