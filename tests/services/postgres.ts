/** PostgreSQL with fsync on: what it commits survives kill(). */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chown, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { Client } from 'pg'

import { onFreePorts } from './free-ports.ts'
import { program, serverFolder, userUnlessRoot } from './programs.ts'
import { runServer, type RunningServer } from './server.ts'

export interface PostgresServer extends RunningServer {
  /** Of the administrator, on the database `postgres`. */
  readonly url: string
  /** The URL of a fresh, empty database. */
  createDatabase(): Promise<string>
}

interface PostgresOptions {
  /** Further settings, `name=value`. */
  readonly settings?: readonly string[]
}

/** Of the shared server, with hundreds of databases that nobody looks at again: it would go round them all each minute. */
export const passing: PostgresOptions = { settings: ['autovacuum=off'] }

export const startPostgres = (options: PostgresOptions = {}): Promise<PostgresServer> =>
  onFreePorts(1, async ([port = 0]) => {
    const folder = await serverFolder('postgres')
    const user = userUnlessRoot('postgres')
    const data = join(folder, 'data')
    try {
      if (user !== undefined) await chown(folder, user.uid, user.gid)
      await promisify(execFile)(
        program('initdb'),
        // The first files need no sync; the server's own writes are synced.
        [
          '-D',
          data,
          '-U',
          'postgres',
          '-A',
          'trust',
          '-E',
          'UTF8',
          '--locale=C.UTF-8',
          '--no-sync',
        ],
        { cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' }, ...user },
      )
    } catch (cause) {
      await rm(folder, { recursive: true, force: true })
      throw cause
    }
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`
    const server = await runServer({
      name: 'PostgreSQL',
      folder,
      program: program('postgres'),
      arguments: [
        ...['-D', data],
        ...[...settings(port, folder), ...(options.settings ?? [])].flatMap((each) => ['-c', each]),
      ],
      ...(user === undefined ? {} : { user }),
      answers: () => answers(url),
      // Not SIGTERM, which waits for the clients to go; SIGQUIT also gives the shared memory back.
      stopSignal: 'SIGINT',
      disposeSignal: 'SIGQUIT',
    })
    return Object.assign(server, { url, createDatabase: () => createDatabase(url) })
  })

/** Makes a database on the server of `url`, empty or a copy of `template`, and returns the URL of it. */
export async function createDatabase(url: string, template = 'template0'): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  // template0 has no other users, so that test files may create at the same time.
  await onServer(url, [`CREATE DATABASE ${name} TEMPLATE ${template}`])
  const fresh = new URL(url)
  fresh.pathname = `/${name}`
  return fresh.href
}

/** Puts an empty database in the place of that of `url`, whoever works on it; what is returned brings the first one back. */
export async function replaceDatabase(url: string): Promise<() => Promise<void>> {
  const name = new URL(url).pathname.slice(1)
  const aside = `${name}_aside`
  await onServer(url, [
    `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
    `ALTER DATABASE ${name} RENAME TO ${aside}`,
    `CREATE DATABASE ${name} TEMPLATE template0`,
  ])
  return () =>
    onServer(url, [
      `DROP DATABASE ${name} WITH (FORCE)`,
      `ALTER DATABASE ${aside} RENAME TO ${name}`,
      `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`,
    ])
}

async function onServer(url: string, statements: readonly string[]): Promise<void> {
  const server = new URL(url)
  server.pathname = '/postgres'
  const client = new Client({ connectionString: server.href })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

const settings = (port: number, folder: string): readonly string[] => [
  'listen_addresses=127.0.0.1',
  `port=${port}`,
  `unix_socket_directories=${folder}`,
  'max_connections=200',
  'fsync=on',
  'synchronous_commit=on',
  'shared_buffers=32MB',
  // In the data folder, so that a killed server leaves nothing in /dev/shm.
  'dynamic_shared_memory_type=mmap',
]

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } finally {
    await client.end()
  }
}
