/**
 * The same load for this system and for Mosquitto in turn, on one machine. Mosquitto moves messages and this system also decodes,
 * judges and stores them meanwhile, so what is compared is what a device sees, and what it costs to take one in.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { connectAsync } from 'mqtt'

import { instant } from '../../core/time.ts'
import { runLoad } from '../../simulators/load.ts'
import { startMosquitto } from '../services/mosquitto.ts'
import { benchDevice, harmlessPayload } from '../support/bench-devices.ts'
import { processorMs } from '../support/processor-time.ts'
import { freePort, register, startSystem } from '../support/running-system.ts'

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
  readonly pid: number
}

interface Measured {
  readonly acknowledgedPerSecond: number
  /** Processor time of the process under load for each acknowledged publish. */
  readonly microseconds: number
  readonly p99Ms: number
}

const clock = { now: () => instant(Date.now()) }

const peers = ['mosquitto', 'mosquittoPersistent'] as const
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
    }
    const found: Record<Name, Measured[]> = { ours: [], mosquitto: [], mosquittoPersistent: [] }
    for (let round = 1; round <= rounds; round++) {
      for (const name of ['ours', ...peers] as const) {
        await using peer = await starts[name]()
        const before = processorMs(peer.pid)
        const load = await runLoad(
          {
            ...{ port: peer.port, devices: credentials, clock, window },
            payload: harmlessPayload,
            milliseconds: seconds * 1_000,
          },
          AbortSignal.timeout((seconds + 60) * 1_000),
        )
        const measured: Measured = {
          acknowledgedPerSecond: Math.round(load.perSecond),
          microseconds: round1(((processorMs(peer.pid) - before) * 1_000) / load.acknowledged),
          p99Ms: round1(load.latency.p99),
        }
        found[name].push(measured)
        progress(`round ${round}, ${name}: ${JSON.stringify(measured)}`)
      }
    }
    return {
      ...{ devices, window, rounds, seconds },
      ...found,
      oursToMosquitto: ratios(found.ours, found.mosquitto),
      oursToMosquittoPersistent: ratios(found.ours, found.mosquittoPersistent),
    }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

async function ourSystem(data: string): Promise<Peer> {
  const mqttPort = await freePort()
  const system = await startSystem({ data, mqttPort, httpPort: await freePort() })
  return {
    ...{ port: mqttPort, pid: system.pid },
    [Symbol.asyncDispose]: async () => {
      await system.stop()
    },
  }
}

async function mosquitto(settings: readonly string[]): Promise<Peer> {
  const server = await startMosquitto({ settings: ['max_connections -1', ...settings] })
  const { port, pid } = server
  return { port, pid, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
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

const round1 = (value: number): number => Math.round(value * 10) / 10

/** Of each round, least, median and most. */
function ratios(ours: readonly Measured[], theirs: readonly Measured[]) {
  const of = (key: keyof Measured) => {
    const all = ours.map((one, round) => one[key] / (theirs[round]?.[key] ?? Number.NaN))
    const sorted = all.toSorted((a, b) => a - b)
    const at = (share: number) =>
      Math.round((sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN) * 100) / 100
    return { least: at(0), median: at(0.5), most: at(1) }
  }
  return {
    acknowledgedPerSecond: of('acknowledgedPerSecond'),
    microseconds: of('microseconds'),
    p99Ms: of('p99Ms'),
  }
}
