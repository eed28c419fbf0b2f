/**
 * A real server as a child process with a folder of its own. It never outlives the thread that started it: the kernel
 * kills it when that is gone, however it went (`setpriv --pdeathsig`), and an orderly exit deletes its folder too.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { program } from './programs.ts'

/** Disposing stops the server and deletes its folder. */
export interface RunningServer extends AsyncDisposable {
  /** Of the server itself, not of a wrapper. */
  readonly pid: number
  /** SIGKILL, and resolves when the process is gone; the data stay. */
  kill(): Promise<void>
  /** Orderly stop; the data stay. Rejects when it takes longer than half a minute, and kills the server then. */
  stop(): Promise<void>
  /** Starts again on the same ports and data; resolves when the server answers. */
  start(): Promise<void>
}

export interface ServerSetup {
  /** For messages. */
  readonly name: string
  /** Holds all its data and its log; belongs to the server from here on. */
  readonly folder: string
  readonly program: string
  readonly arguments: readonly string[]
  readonly user?: { readonly uid: number; readonly gid: number }
  /** Really talks to the server; a rejection means not yet. `said` is its log since this start. */
  answers(said: () => string): Promise<boolean>
  /** SIGTERM when not given. */
  readonly stopSignal?: NodeJS.Signals
  /** How it ends when its data are not wanted any more; SIGKILL when not given. */
  readonly disposeSignal?: NodeJS.Signals
}

/** The server ended or did not answer in time; `said` is what its log holds of this start. */
export class ServerStartError extends Error {
  readonly said: string

  constructor(what: string, said: string) {
    super(`${what}; its log ends with:\n${said.trimEnd().split('\n').slice(-20).join('\n')}`)
    this.said = said
  }
}

const startDeadline = 60_000
const stopDeadline = 30_000

const leftAtExit = new Map<string, ChildProcess>()
process.on('exit', () => {
  for (const [folder, child] of leftAtExit) {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

export async function runServer(setup: ServerSetup): Promise<RunningServer> {
  const { folder } = setup
  let child = await launch(setup).catch(async (cause: unknown) => {
    await rm(folder, { recursive: true, force: true })
    throw cause
  })
  const end = (signal: NodeJS.Signals) => endProcess(child, signal)
  return {
    get pid() {
      return child.pid ?? 0
    },
    async kill() {
      await end('SIGKILL')
    },
    async stop() {
      if (await end(setup.stopSignal ?? 'SIGTERM')) return
      throw new Error(`${setup.name} did not stop within ${stopDeadline / 1000} s and was killed`)
    },
    async start() {
      if (!isGone(child)) throw new Error(`${setup.name} is running already`)
      child = await launch(setup)
    },
    async [Symbol.asyncDispose]() {
      await end(setup.disposeSignal ?? 'SIGKILL')
      leftAtExit.delete(folder)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function launch(setup: ServerSetup): Promise<ChildProcess> {
  const log = join(setup.folder, 'log')
  const output = openSync(log, 'a')
  const before = statSync(log).size
  const child = spawn(
    program('setpriv'),
    ['--pdeathsig', 'KILL', '--', setup.program, ...setup.arguments],
    {
      cwd: setup.folder,
      // A session of its own: Ctrl-C reaches us, and we stop the server in order.
      detached: true,
      stdio: ['ignore', output, output],
      env: { PATH: process.env['PATH'], HOME: setup.folder, LC_ALL: 'C.UTF-8' },
      ...setup.user,
    },
  )
  closeSync(output)
  child.unref()
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  failed.catch(() => {})
  leftAtExit.set(setup.folder, child)
  const said = () => readFileSync(log).subarray(before).toString()
  const started = performance.now()
  while (!(await Promise.race([setup.answers(said).catch(() => false), failed]))) {
    if (isGone(child)) {
      throw new ServerStartError(
        `${setup.name} ended with ${child.exitCode ?? child.signalCode}`,
        said(),
      )
    }
    if (performance.now() - started > startDeadline) {
      await endProcess(child, 'SIGKILL')
      throw new ServerStartError(
        `${setup.name} did not answer within ${startDeadline / 1000} s`,
        said(),
      )
    }
    await delay(20)
  }
  // Somebody else may have answered on our port.
  if (isGone(child)) throw new ServerStartError(`${setup.name} ended`, said())
  return child
}

const isGone = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null

/** Whether the signal sufficed; where it did not in time, the process is killed. */
async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<boolean> {
  if (isGone(child)) return true
  child.ref()
  const gone = once(child, 'exit')
  child.kill(signal)
  const inTime = new AbortController()
  const orderly = await Promise.race([
    gone.then(() => true),
    delay(stopDeadline, false, { signal: inTime.signal }).catch(() => true),
  ])
  inTime.abort()
  if (!orderly) child.kill('SIGKILL')
  await gone
  return orderly
}
