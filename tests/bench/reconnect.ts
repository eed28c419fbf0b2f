/** All devices come back at once, to our broker and to Mosquitto in turn: how long it takes, what it costs, what stays. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { startMosquitto } from '../services/mosquitto.ts'
import { connectPacket, RawClient, subscribePacket } from '../support/mqtt-raw.ts'

const program = fileURLToPath(new URL('edge-process.ts', import.meta.url))
const pageBytes = 4_096
/** Clock ticks of Linux. */
const tickMs = 10
/** Connections that are being opened at the same time: above the backlog the kernel would wait instead of the broker. */
const atOnce = 200

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
  const starts = { ours: () => ours(devices), mosquitto: plain } as const
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
  const spent = await processorMs(edge.pid)
  const started = performance.now()
  const back = await arrive(edge.port, devices)
  const seconds = (performance.now() - started) / 1_000
  const processorSeconds = ((await processorMs(edge.pid)) - spent) / 1_000
  for (const client of back) client.end()
  return { seconds, processorSeconds, kibibytesEach: (standing - before) / devices / 1_024 }
}

async function arrive(port: number, devices: number): Promise<readonly RawClient[]> {
  const clients: RawClient[] = []
  let next = 0
  const some = async () => {
    for (let n = next++; n < devices; n = next++) {
      const name = `d-${n}`
      const client = await RawClient.open(port)
      client.send(connectPacket({ userName: name, password: 'token', keepalive: 600 }))
      client.send(subscribePacket(1, [`ub/v1/${name}/command`]))
      await client.until(() => client.of(9).length === 1 || client.closed)
      if (client.closed) throw new Error(`${name} was cut off`)
      clients.push(client)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, some))
  return clients
}

async function ours(devices: number): Promise<Edge> {
  const folder = await mkdtemp(join(tmpdir(), 'urban-brain-reconnect-'))
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder, String(devices)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line]: Buffer[] = await once(child.stdout, 'data')
  return {
    port: Number(line?.toString()),
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function plain(): Promise<Edge> {
  const { port, pid, ...server } = await startMosquitto({ settings: ['max_connections -1'] })
  return { port, pid, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const residentBytes = async (pid: number): Promise<number> =>
  Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1]) * pageBytes

async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}

function summary(all: readonly Measured[]) {
  const of = (key: keyof Measured) => {
    const sorted = all.map((one) => one[key]).sort((a, b) => a - b)
    const at = (share: number) =>
      Number((sorted[Math.round((sorted.length - 1) * share)] ?? 0).toFixed(2))
    return { least: at(0), median: at(0.5), most: at(1) }
  }
  return {
    seconds: of('seconds'),
    processorSeconds: of('processorSeconds'),
    kibibytesEach: of('kibibytesEach'),
  }
}
