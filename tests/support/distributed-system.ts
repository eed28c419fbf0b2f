/**
 * A city of several processes on real servers: one edge, some workers, one desk, each the real program with a data folder
 * of its own. What they share is the servers and the file of tokens. A process never outlives the one that started it.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import type { Device } from '../../core/device.ts'
import type { DeviceId } from '../../core/identity.ts'
import { openPostgresRegistry } from '../../devices/postgres/registry.ts'
import { newCredential } from '../../devices/credentials.ts'
import { postgresConfigSchema } from '../../storage/postgres/config.ts'
import { openPostgres } from '../../storage/postgres/postgres.ts'
import { freePorts } from '../services/free-ports.ts'
import { createDatabase } from '../services/postgres.ts'
import { sharedServer } from '../services/shared.ts'
import { program } from '../services/programs.ts'
import { healthOf, type Health } from './loaded-disk.ts'
import { until } from './until.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const entry = join(root, 'app', 'bin.js')

export interface CityOptions {
  /** Holds the data folders, the tokens and what each process said (`<name>.log`). */
  readonly folder: string
  /** The data folder of a process, when it lies elsewhere. */
  readonly data?: (name: string) => string
  readonly devices: readonly Device[]
  /** The roles of each worker, `usualWorker` for one that does everything between edge and desk. */
  readonly workers: readonly string[]
  /** Variables of the configuration that all processes get: the engines. */
  readonly environment: Readonly<Record<string, string>>
  readonly postgresUrl: string
}

export const usualWorker = 'ingest,rules,series'

/** One place in the city, where a process runs most of the time. */
export interface CityProcess {
  readonly name: string
  /** Of the process that runs now, or ran last. */
  readonly pid: number
  /** Ends that nobody asked for, as exit code or signal. */
  readonly deaths: readonly string[]
  /** SIGKILL, and resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM when not given; resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  start(): void
  isReady(): Promise<boolean>
  /** Resolves when it is ready; rejects when it ends before or after `within` milliseconds. */
  ready(within?: number): Promise<void>
  /** Starts it where a start may be refused. Resolves when it has ended, or when it has begun its log, or is ready. */
  trial(until?: 'begun' | 'ready'): Promise<Trial>
  /** Why it is not ready, and what it warns of. */
  health(): Promise<Health>
}

/** How a start went that may be refused. */
export interface Trial {
  readonly ended: boolean
  readonly code: number | null
  /** On the error output, since this start. */
  readonly said: string
  /** The beginning of its log. */
  readonly log: string
}

export interface DistributedCity extends AsyncDisposable {
  readonly edge: CityProcess
  readonly workers: readonly CityProcess[]
  readonly desk: CityProcess
  readonly all: readonly CityProcess[]
  readonly mqttPort: number
  readonly httpUrl: string
  /** What each device signs in with. */
  readonly tokens: ReadonlyMap<DeviceId, string>
  token(name: string): string
  /** GET of the desk, as the administrator. */
  api(path: string): Promise<unknown>
}

/** Resolves when all processes are ready. */
export async function startCity(options: CityOptions): Promise<DistributedCity> {
  const { folder, devices, workers, data = (name: string) => join(folder, name) } = options
  const ports = await freePorts(workers.length + 3)
  const [mqttPort = 0, httpPort = 0, edgeProbes = 0, ...probes] = ports
  const tokensFile = join(folder, 'tokens.json')
  const tokens = await fill(options.postgresUrl, devices)
  const shared = { ...options.environment, URBAN_BRAIN_TOKENS: tokensFile }
  await issueTokens(folder, tokensFile)
  const place = (name: string, role: string, port: number, more: Record<string, string> = {}) =>
    new Place({
      name,
      role,
      port,
      folder,
      data: data(name),
      environment: { ...shared, ...more },
    })
  const edge = place('edge', 'broker', edgeProbes, {
    URBAN_BRAIN_BROKER__HOST: '127.0.0.1',
    URBAN_BRAIN_BROKER__PORT: String(mqttPort),
    URBAN_BRAIN_BROKER__WEB_SOCKET_PORT: 'null',
    URBAN_BRAIN_PROBES__PORT: String(edgeProbes),
  })
  const crew = probes.map((port, index) =>
    place(`worker-${index + 1}`, workers[index] ?? '', port, {
      URBAN_BRAIN_PROBES__PORT: String(port),
    }),
  )
  const desk = place('desk', 'cases,notify,api', httpPort, {
    URBAN_BRAIN_HTTP__PORT: String(httpPort),
    URBAN_BRAIN_CASES__NOTICES__MQTT__URL: `mqtt://127.0.0.1:${mqttPort}`,
  })
  const all = [edge, ...crew, desk]
  const dispose = async () => {
    await Promise.all(all.map((each) => each.kill()))
  }
  const httpUrl = `http://127.0.0.1:${httpPort}`
  try {
    const issued = JSON.parse(await readFile(tokensFile, 'utf8')) as readonly {
      readonly name: string
      readonly token: string
    }[]
    const token = (name: string) => issued.find((each) => each.name === name)?.token ?? ''
    for (const each of all) each.start()
    for (const each of all) await each.ready()
    return {
      edge,
      workers: crew,
      desk,
      all,
      mqttPort,
      httpUrl,
      tokens,
      token,
      async api(path) {
        const headers = { authorization: `Bearer ${token('administrator')}` }
        const response = await fetch(`${httpUrl}${path}`, { headers })
        const text = await response.text()
        if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
        return JSON.parse(text) as unknown
      },
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function fill(
  url: string,
  devices: readonly Device[],
): Promise<ReadonlyMap<DeviceId, string>> {
  await using postgres = openPostgres(postgresConfigSchema.parse({ url }))
  await using registry = await openPostgresRegistry(postgres)
  await registry.put(devices)
  const issued = new Map(devices.map(({ id }) => [id, newCredential()]))
  await registry.setCredentials(new Map([...issued].map(([id, { hash }]) => [id, hash])))
  return new Map([...issued].map(([id, { token }]) => [id, token]))
}

const issueTokens = async (folder: string, file: string): Promise<void> => {
  const words = [entry, 'tokens', 'issue', '--out', file]
  const env = { ...outside(), URBAN_BRAIN_DATA: join(folder, 'tokens') }
  await promisify(execFile)(process.execPath, words, { cwd: root, env })
}

/** Nothing of the caller's own configuration gets in. */
const outside = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('URBAN_BRAIN_')),
  )

interface PlaceOptions {
  readonly name: string
  readonly role: string
  readonly port: number
  readonly folder: string
  readonly data: string
  readonly environment: Readonly<Record<string, string>>
}

const patience = 90_000

class Place implements CityProcess {
  readonly name: string
  readonly deaths: string[] = []
  readonly #options: PlaceOptions
  #child: ChildProcess | undefined
  #gone: Promise<unknown> = Promise.resolve()
  #wanted = false
  #said = ''
  #logged = ''
  /** The end of all that it wrote. */
  #last = ''

  constructor(options: PlaceOptions) {
    this.name = options.name
    this.#options = options
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  start(): void {
    if (this.#isRunning()) throw new Error(`${this.name} is running already`)
    const { role, folder, data, environment } = this.#options
    const log = createWriteStream(join(folder, `${this.name}.log`), { flags: 'a' })
    const child = spawn(
      program('setpriv'),
      ['--pdeathsig', 'KILL', '--', process.execPath, entry, 'run', '--quiet', '--roles', role],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...outside(),
          URBAN_BRAIN_PROGRAM_LOG__LEVEL: 'info',
          ...environment,
          URBAN_BRAIN_DATA: data,
        },
      },
    )
    child.stdout.pipe(log, { end: false })
    child.stderr.pipe(log, { end: false })
    this.#said = ''
    this.#logged = ''
    this.#last = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (this.#last = (this.#last + String(chunk)).slice(-2_000)))
    child.stdout.on('data', (chunk) => {
      if (this.#logged.length < 4_000) this.#logged += String(chunk)
    })
    child.stderr.on('data', (chunk) => (this.#said += String(chunk)))
    this.#child = child
    this.#wanted = true
    this.#gone = this.#watch(child, () => log.end())
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    await this.#end(signal)
    return this.#child?.exitCode ?? null
  }

  isReady(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.#options.port}/health/ready`, {
      signal: AbortSignal.timeout(2_000),
    }).then(
      (response) => response.status === 200,
      () => false,
    )
  }

  async ready(within = patience): Promise<void> {
    const deadline = performance.now() + within
    while (!(await this.isReady())) {
      const file = join(this.#options.folder, `${this.name}.log`)
      const said = async () => (await readFile(file, 'utf8')).slice(-4_000)
      if (!this.#isRunning()) throw new Error(`${this.name} ended:\n${await said()}`)
      if (performance.now() > deadline)
        throw new Error(`${this.name} was not ready within ${within} ms:\n${await said()}`)
      await delay(50)
    }
  }

  async trial(far: 'begun' | 'ready' = 'begun'): Promise<Trial> {
    this.start()
    this.#wanted = false
    const isSoFar = () => (far === 'begun' ? this.#logged !== '' : this.isReady())
    await until(
      async () => !this.#isRunning() || (await isSoFar()),
      () => `${this.name} is ${far}: ${this.#said}`,
      patience,
    )
    this.#wanted = this.#isRunning()
    if (!this.#wanted) await this.#gone
    const code = this.#child?.exitCode ?? null
    return { ended: !this.#wanted, code, said: this.#said, log: this.#logged }
  }

  health(): Promise<Health> {
    return healthOf({ httpUrl: `http://127.0.0.1:${this.#options.port}` })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#wanted = false
    if (this.#isRunning()) this.#child?.kill(signal)
    await this.#gone
  }

  async #watch(child: ChildProcess, ended: () => void): Promise<void> {
    await once(child, 'close')
    ended()
    if (this.#wanted && this.#child === child)
      this.deaths.push(`${child.signalCode ?? child.exitCode}: ${this.#last.trimEnd()}`)
  }

  #isRunning(): boolean {
    const child = this.#child
    return child !== undefined && child.exitCode === null && child.signalCode === null
  }
}

/** Variables that name the engines of a city. */
export const engines = (servers: {
  readonly bootstrap: string
  readonly postgresUrl: string
  readonly influxUrl: string
  readonly partitions: number
  /** Of its topics and its database of the time series; without it the usual ones. */
  readonly name?: string
}): Readonly<Record<string, string>> => ({
  ...(servers.name !== undefined && {
    URBAN_BRAIN_KAFKA__PREFIX: servers.name,
    URBAN_BRAIN_INFLUX__DATABASE: servers.name,
  }),
  URBAN_BRAIN_KAFKA__BROKERS: servers.bootstrap,
  URBAN_BRAIN_KAFKA__PARTITIONS: String(servers.partitions),
  URBAN_BRAIN_KAFKA__REPLICATION: '1',
  URBAN_BRAIN_KAFKA__MIN_INSYNC: '1',
  URBAN_BRAIN_KAFKA__SESSION_TIMEOUT: '6s',
  URBAN_BRAIN_POSTGRES__URL: servers.postgresUrl,
  URBAN_BRAIN_INFLUX__URL: servers.influxUrl,
  URBAN_BRAIN_INFLUX__VERSION: '1',
})

/** On the servers that all tests of a run share, for a city that harms none of them. */
export async function sharedEngines() {
  const [{ bootstrap }, { url }, influx] = await Promise.all([
    sharedServer('kafka'),
    sharedServer('postgres'),
    sharedServer('influxdb'),
  ])
  const postgresUrl = await createDatabase(url)
  const name = `test-${randomUUID()}`
  const own = { bootstrap, postgresUrl, influxUrl: influx.url, partitions: 1, name }
  return { postgresUrl, environment: engines(own) }
}
