/**
 * Servers that all test files of a run share. vitest's main process calls `setup` and keeps them (vitest.config.ts names
 * this file as globalSetup); a test asks it over a socket, the first to ask has the server started, and `teardown` ends
 * them all. A test keeps to a database, topic names or a key prefix of its own.
 */
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { starters, type Addresses } from './addresses.ts'
import { mode, serviceNames, type ServiceName } from './available.ts'
import { runFolderVariable } from './programs.ts'

type Started = AsyncDisposable & Addresses[ServiceName]

const started = new Map<ServiceName, Promise<Started>>()
let listener: Server | undefined
let folder: string | undefined

const socketIn = (run: string): string => join(run, 'servers.sock')

/** The address of the server of this run that has this name; starts it when nobody asked before. */
export async function sharedServer<Name extends ServiceName>(name: Name): Promise<Addresses[Name]> {
  const run = process.env[runFolderVariable]
  if (run === undefined)
    throw new Error('no shared servers: tests/services/shared.ts is no globalSetup')
  const socket = connect(socketIn(run))
  socket.end(name)
  const answer = JSON.parse(await text(socket)) as Addresses[Name] | { readonly error: string }
  if ('error' in answer) throw new Error(answer.error)
  return answer
}

/** Called for each group of tests; the first one serves all of the run. */
export async function setup(): Promise<void> {
  if (process.env[runFolderVariable] !== undefined) return
  folder = await mkdtemp(join(tmpdir(), 'urban-brain-run-'))
  // PostgreSQL's user passes through it.
  await chmod(folder, 0o711)
  listener = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    void answer(socket)
  })
  listener.listen(socketIn(folder))
  await once(listener, 'listening')
  process.env[runFolderVariable] = folder
}

export async function teardown(): Promise<void> {
  listener?.close()
  const servers = await Promise.allSettled(started.values())
  started.clear()
  for (const server of servers) {
    if (server.status === 'fulfilled') await server.value[Symbol.asyncDispose]()
  }
  if (folder !== undefined) {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function answer(socket: Socket): Promise<void> {
  try {
    const wanted = await question(socket)
    const name = serviceNames.find((each) => each === wanted)
    if (name === undefined) throw new Error(`${wanted} is no service`)
    let server = started.get(name)
    if (server === undefined) {
      server = start(name)
      started.set(name, server)
    }
    socket.end(JSON.stringify(await server))
  } catch (cause) {
    socket.end(JSON.stringify({ error: cause instanceof Error ? cause.message : String(cause) }))
  }
}

/** Not by iterating over the socket: that closes it at its end, and the answer is still to come. */
const question = async (socket: Socket): Promise<string> => {
  let asked = ''
  socket.on('data', (chunk: Buffer) => {
    asked += chunk.toString()
  })
  await once(socket, 'end')
  return asked
}

async function start(name: ServiceName): Promise<Started> {
  if (mode() !== 'containers') return starters[name]()
  const { startContainer } = await import('./containers.ts')
  return startContainer(name)
}
