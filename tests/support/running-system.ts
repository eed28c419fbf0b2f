/** The real program in a process of its own, on free ports and a data folder of the caller. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import type { Device } from '../../core/device.ts'
import type { DeviceId } from '../../core/identity.ts'
import { openSqliteRegistry } from '../../ingest/adapters/sqlite-registry.ts'
import { newCredential } from '../../ingest/credentials.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

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
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export interface StartOptions {
  readonly data: string
  readonly mqttPort: number
  readonly httpPort: number
  readonly environment?: Readonly<Record<string, string>>
  readonly arguments?: readonly string[]
  readonly nodeArguments?: readonly string[]
}

export async function startSystem(options: StartOptions): Promise<RunningSystem> {
  const { data, mqttPort, httpPort } = options
  const started = performance.now()
  const child: ChildProcess = spawn(
    process.execPath,
    [
      ...(options.nodeArguments ?? []),
      join(root, 'app', 'bin.js'),
      'run',
      '--quiet',
      ...(options.arguments ?? []),
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        URBAN_BRAIN_DATA: data,
        URBAN_BRAIN_BROKER__HOST: '127.0.0.1',
        URBAN_BRAIN_BROKER__PORT: String(mqttPort),
        URBAN_BRAIN_BROKER__WEB_SOCKET_PORT: 'null',
        URBAN_BRAIN_HTTP__PORT: String(httpPort),
        URBAN_BRAIN_LOG__LEVEL: 'warn',
        ...options.environment,
      },
    },
  )
  let said = ''
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000)
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const gone = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const httpUrl = `http://127.0.0.1:${httpPort}`
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`the system ended with ${child.exitCode}:\n${said}`)
    const ready = await fetch(`${httpUrl}/health/ready`).then(
      (response) => response.status === 200,
      () => false,
    )
    if (ready) break
    if (performance.now() - started > 60_000) {
      child.kill('SIGKILL')
      throw new Error(`the system was not ready within a minute:\n${said}`)
    }
    await delay(50)
  }
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
    startedIn: performance.now() - started,
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
      child.kill('SIGKILL')
      await gone
    },
    async stop() {
      child.kill('SIGTERM')
      return (await gone)[0]
    },
  }
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
