/** All devices come back at once, to our broker and to Mosquitto in turn: how long it takes, what it costs, what stays. */
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

import { startMosquitto } from '../services/mosquitto.ts'
import { arrive, startEdge } from '../support/edge.ts'
import { processorMs } from '../support/processor-time.ts'
import { spreadOf } from './spread.ts'

const pageBytes = 4_096

export interface ReconnectOptions {
  readonly devices: number
  readonly rounds: number
  readonly progress: (line: string) => void
}

interface Measured {
  /** From the first socket to the last SUBACK. */
  readonly seconds: number
  /** Processor time of the broker meanwhile. */
  readonly processorSeconds: number
  /** Resident memory of a connection that stands: what was added, by the number of devices. */
  readonly kibibytesEach: number
}

interface Edge extends AsyncDisposable {
  readonly port: number
  readonly pid: number
}

export async function reconnect({ devices, rounds, progress }: ReconnectOptions) {
  const starts = { ours: () => startEdge(devices), mosquitto: plain } as const
  const found: Record<keyof typeof starts, Measured[]> = { ours: [], mosquitto: [] }
  for (let round = 1; round <= rounds; round++) {
    for (const name of ['ours', 'mosquitto'] as const) {
      const measured = await storm(starts[name], devices)
      found[name].push(measured)
      progress(`round ${round}, ${name}: ${JSON.stringify(measured)}`)
    }
  }
  return { devices, rounds, ours: summary(found.ours), mosquitto: summary(found.mosquitto) }
}

/** The devices were there before, and come back together after they were cut off. */
async function storm(start: () => Promise<Edge>, devices: number): Promise<Measured> {
  await using edge = await start()
  const before = await residentBytes(edge.pid)
  const first = await arrive(edge.port, devices)
  await delay(3_000)
  const standing = await residentBytes(edge.pid)
  for (const client of first) client.end()
  await delay(1_000)
  const spent = processorMs(edge.pid)
  const started = performance.now()
  const back = await arrive(edge.port, devices)
  const seconds = (performance.now() - started) / 1_000
  const processorSeconds = (processorMs(edge.pid) - spent) / 1_000
  for (const client of back) client.end()
  return { seconds, processorSeconds, kibibytesEach: (standing - before) / devices / 1_024 }
}

async function plain(): Promise<Edge> {
  const { port, pid, ...server } = await startMosquitto({ settings: ['max_connections -1'] })
  return { port, pid, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const residentBytes = async (pid: number): Promise<number> =>
  Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1]) * pageBytes

function summary(all: readonly Measured[]) {
  const of = (key: keyof Measured) => spreadOf(all.map((one) => one[key]))
  return {
    seconds: of('seconds'),
    processorSeconds: of('processorSeconds'),
    kibibytesEach: of('kibibytesEach'),
  }
}
