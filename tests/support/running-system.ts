/** The real program in a process of its own, on free ports and a data folder of the caller. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import type { Device } from '../../core/device.ts'
import type { DeviceId } from '../../core/identity.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { newCredential } from '../../devices/credentials.ts'
import { freePorts } from '../services/free-ports.ts'
import { nodeWithUs } from './end-with-us.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = join(root, 'app', 'bin.js')
/** Milliseconds; on a machine that is full with other tests a start takes a minute and more. */
const readyWithin = 180_000

export interface RunningSystem {
  readonly mqttPort: number
  readonly httpUrl: string
  readonly pid: number
  token(role: string): string
  api(
    path: string,
    init?: { readonly method?: string; readonly body?: unknown; readonly role?: string },
  ): Promise<unknown>
  /** SIGKILL, and resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM, and resolves with the exit code. */
  stop(): Promise<number | null>
  /** Milliseconds from the start of the process to readiness. */
  readonly startedIn: number
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1)
  if (port === undefined) throw new Error('no port')
  return port
}

export interface StartOptions {
  readonly data: string
  readonly mqttPort: number
  readonly httpPort: number
  readonly environment?: Readonly<Record<string, string>>
  readonly arguments?: readonly string[]
  readonly nodeArguments?: readonly string[]
  /** false: with status line and welcome, as a person sees it. */
  readonly quiet?: boolean
  /** Hears everything that it writes on both outputs. */
  readonly heard?: (text: string) => void
}

/** A process that was started and may not be ready yet. */
export interface LaunchedSystem {
  readonly pid: number
  /** What it wrote lately on both outputs. */
  said(): string
  /** Nobody reads its outputs any more, as when a terminal was closed. */
  deafen(): void
  /** Resolves when `/health/ready` answers 200; rejects when the process ends before, or after a minute. */
  ready(): Promise<RunningSystem>
  /** Sends the signal, and resolves with the exit code when the process is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>
  /** Resolves with the exit code. */
  readonly gone: Promise<number | null>
}

export const startSystem = (options: StartOptions): Promise<RunningSystem> =>
  launchSystem(options).ready()

export function launchSystem(options: StartOptions): LaunchedSystem {
  const started = performance.now()
  const [command, words] = nodeWithUs([
    ...(options.nodeArguments ?? []),
    program,
    'run',
    ...(options.quiet === false ? [] : ['--quiet']),
    ...(options.arguments ?? []),
  ])
  const child: ChildProcess = spawn(command, words, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentOf(options),
  })
  let said = ''
  const hear = (chunk: Buffer) => {
    const text = chunk.toString()
    said = (said + text).slice(-16_000)
    options.heard?.(text)
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const gone = once(child, 'close').then(([code]) => code as number | null)
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return gone
  }
  const ready = async () => {
    const httpUrl = `http://127.0.0.1:${options.httpPort}`
    while (!(await answersReady(httpUrl))) {
      if (child.exitCode !== null || child.signalCode !== null) {
        await gone
        throw new Error(`the system ended with ${child.exitCode ?? child.signalCode}:\n${said}`)
      }
      if (performance.now() - started > readyWithin) {
        await end('SIGKILL')
        throw new Error(`the system was not ready within three minutes:\n${said}`)
      }
      // A start that takes long on a full machine is not to be slowed down by whoever asks whether it is over.
      await delay(Math.min(250, 20 + (performance.now() - started) / 50))
    }
    return running(options, child, performance.now() - started, end)
  }
  const deafen = () => {
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
  return { pid: child.pid ?? 0, said: () => said, deafen, ready, end, gone }
}

const answersReady = (httpUrl: string): Promise<boolean> =>
  fetch(`${httpUrl}/health/ready`).then(
    (response) => response.status === 200,
    () => false,
  )

function running(
  { data, mqttPort, httpPort }: StartOptions,
  child: ChildProcess,
  startedIn: number,
  end: (signal: NodeJS.Signals) => Promise<number | null>,
): RunningSystem {
  const httpUrl = `http://127.0.0.1:${httpPort}`
  const tokens = JSON.parse(readFileSync(join(data, 'tokens.json'), 'utf8')) as {
    role: string
    name: string
    token: string
  }[]
  const token = (role: string) => {
    const found = tokens.find((each) => each.role === role || each.name === role)
    if (found === undefined) throw new Error(`no token for ${role}`)
    return found.token
  }
  return {
    mqttPort,
    httpUrl,
    pid: child.pid ?? 0,
    startedIn,
    token,
    async api(path, { method = 'GET', body, role = 'administrator' } = {}) {
      const response = await fetch(`${httpUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token(role)}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const answer: unknown = await response.json()
      if (!response.ok)
        throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
      return answer
    },
    async kill() {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
  }
}

/** Nothing of the caller's own configuration gets in. */
const environmentOf = ({ data, mqttPort, httpPort, environment }: StartOptions) => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('URBAN_BRAIN_')),
  ),
  URBAN_BRAIN_DATA: data,
  URBAN_BRAIN_BROKER__HOST: '127.0.0.1',
  URBAN_BRAIN_BROKER__PORT: String(mqttPort),
  URBAN_BRAIN_BROKER__WEB_SOCKET_PORT: 'null',
  URBAN_BRAIN_HTTP__PORT: String(httpPort),
  URBAN_BRAIN_PROGRAM_LOG__LEVEL: 'warn',
  ...environment,
})

export interface Said {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** Runs a command of the program on the settings of `options` and waits for its end. */
export async function commandLine(
  options: StartOptions,
  ...words: readonly string[]
): Promise<Said> {
  const child = spawn(...nodeWithUs([program, ...words]), {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentOf(options),
  })
  let out = ''
  let error = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, error }
}

/** Registers devices in a data folder that nobody runs on, and returns their tokens. */
export async function register(
  data: string,
  devices: readonly Device[],
): Promise<ReadonlyMap<DeviceId, string>> {
  await using registry = await openSqliteRegistry(join(data, 'registry.sqlite'))
  await registry.put(devices)
  const issued = new Map(devices.map(({ id }) => [id, newCredential()]))
  await registry.setCredentials(new Map([...issued].map(([id, { hash }]) => [id, hash])))
  return new Map([...issued].map(([id, { token }]) => [id, token]))
}
