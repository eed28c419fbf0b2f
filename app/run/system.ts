/** The whole system in one process: roles in worker threads, started and stopped by the calling thread. */

import { UrbanBrainError } from '../../core/errors.ts'
import { minutes, seconds } from '../../core/time.ts'
import { Cleanups } from '../../runtime/cleanups.ts'

import type { Config } from '../config.ts'
import type { Installation } from '../installation/settle.ts'
import type { LogTarget } from './observer.ts'
import { threadNames, threads, type Role } from './roles.ts'
import { startThread, type ThreadOptions } from './thread.ts'
import { threadOf } from './thread-entry.ts'
import { mqttServices, notifierLogin } from './services.ts'
import { serveProbes } from './probes.ts'
import { systemClock } from './system-clock.ts'
import type { Setting } from '../../core/setting.ts'
import { accessTokens, type IssuedToken } from '../tokens.ts'
import { StatusBoard } from './thread-status.ts'
import { addressesOf, type Addresses } from '../addresses.ts'
import type { WorkerMessage, WorkerOrder } from './worker.ts'

export interface SystemOptions {
  readonly config: Config
  /** The same with its sources, for people to read. */
  readonly settings: readonly Setting[]
  /** The data folder, ours until the system stops. */
  readonly installation: Installation
  readonly roles: ReadonlySet<Role>
  readonly catalogue: string
  readonly issued: readonly IssuedToken[]
  readonly log: LogTarget
  /** Anybody may enter, as one of the sample city. */
  readonly sample?: boolean
  /** Told what starts and what has started or stopped, a line each. */
  readonly progress?: (line: string) => void
  /** Called when a thread ends by itself; nothing can be relied on any more. */
  readonly failed: (error: unknown) => void
}

export interface System extends Addresses {
  readonly board: StatusBoard
  stop(): Promise<void>
}

/** For one thread to stop. */
const stopLimit = minutes(10)
/** For the others to have started, when one thread could not. */
const startLimit = seconds(10)

export async function startSystem(options: SystemOptions): Promise<System> {
  const { config, installation, progress = () => {} } = options
  const cleanups = new Cleanups({
    clock: systemClock,
    limit: stopLimit,
    failed: (name, { message }) => progress(`${name} has not stopped well: ${message}`),
  })
  cleanups.hold('data folder', installation)
  const board = cleanups.hold('statuses', new StatusBoard(config.data))
  try {
    const plans = plan(options)
    const [first] = plans
    if (first !== undefined && !options.roles.has('api'))
      cleanups.add('probes', await serveProbes(first, board))
    const running = await startAll(plans, options, cleanups)
    const found = <Name extends keyof Addresses>(name: Name): Addresses[Name] =>
      running.find(({ addresses }) => addresses[name] !== undefined)?.addresses[name]
    return {
      board,
      httpUrl: found('httpUrl'),
      mqttPort: found('mqttPort'),
      webSocketPort: found('webSocketPort'),
      secureMqttPort: found('secureMqttPort'),
      secureWebSocketPort: found('secureWebSocketPort'),
      hj212Port: found('hj212Port'),
      secureHj212Port: found('secureHj212Port'),
      sl651Port: found('sl651Port'),
      secureSl651Port: found('secureSl651Port'),
      stop: () => cleanups.run(),
    }
  } catch (error) {
    await cleanups.run().catch(() => {})
    throw error
  }
}

/**
 * All load and open at once. The door opens when the stages have started: what comes in always finds somebody to work on it.
 */
async function startAll(
  plans: readonly ThreadOptions[],
  options: SystemOptions,
  cleanups: Cleanups,
): Promise<readonly RunningWorker[]> {
  const isEdge = ({ thread }: ThreadOptions) => thread === 'edge'
  const stages = plans.filter((one) => !isEdge(one)).map((one) => begin(one, options, cleanups))
  const open = Promise.all(stages).then(
    () => true,
    () => false,
  )
  const edge = plans.filter(isEdge).map((one) => begin(one, options, cleanups, open))
  return together([...stages, ...edge])
}

/**
 * Rejects as soon as all know how they ended: a thread that is torn down while it opens an engine ends the process by a
 * signal. One that waits for a server that is away is not waited for longer than the limit.
 */
async function together<T>(starts: readonly Promise<T>[]): Promise<readonly T[]> {
  try {
    return await Promise.all(starts)
  } catch (error) {
    const late = new AbortController()
    await Promise.race([
      Promise.allSettled(starts),
      systemClock.sleep(startLimit, late.signal).catch(() => {}),
    ])
    late.abort()
    throw error
  }
}

function plan(options: SystemOptions): readonly ThreadOptions[] {
  const { config, settings, installation, roles, catalogue, issued, log, sample = false } = options
  const shared = {
    config,
    settings,
    catalogue,
    tokens: [...config.http.tokens, ...accessTokens(issued)],
    services: mqttServices(issued),
    notifier: notifierLogin(config, issued),
    log,
    sample,
    refillUntil: installation.refillUntil,
  }
  const { found } = installation
  // The Kafka client works in one thread of a process only; a city that has Kafka spreads over processes instead.
  if (config.kafka !== undefined)
    return [{ ...shared, found, thread: 'main', roles: [...roles], threads: ['main'] }]
  const wanted = threadNames
    .map((thread) => ({ thread, roles: threads[thread].filter((role) => roles.has(role)) }))
    .filter((each) => each.roles.length > 0)
  const names = wanted.map(({ thread }) => thread)
  return wanted.map((each, index) => ({
    ...shared,
    ...each,
    threads: names,
    ...(index === 0 ? { found } : {}),
  }))
}

/** Room for short-lived objects, in MiB: with the default of 16 the hot path spends a tenth of its time collecting. */
const youngGeneration = 64

const start = (
  options: ThreadOptions,
  failed: (error: unknown) => void,
  open: Promise<boolean>,
): Promise<RunningWorker> =>
  options.thread === 'main' ? startHere(options) : startWorker(options, failed, open)

async function begin(
  options: ThreadOptions,
  { failed, progress = () => {} }: SystemOptions,
  cleanups: Cleanups,
  open: Promise<boolean> = Promise.resolve(true),
): Promise<RunningWorker> {
  const { thread, roles } = options
  const began = performance.now()
  progress(`${thread} starts (${roles.join(', ')})`)
  const running = await start(options, failed, open)
  cleanups.add(thread, async () => {
    await running.stop()
    progress(`${thread} has stopped`)
  })
  const took = (performance.now() - began) / 1_000
  progress(`${thread} has started in ${took.toFixed(1)} s`)
  return running
}

async function startHere(options: ThreadOptions): Promise<RunningWorker> {
  const { assembly, stop } = await startThread(options)
  return { addresses: addressesOf(assembly), stop }
}

interface RunningWorker {
  readonly addresses: Addresses
  readonly stop: () => Promise<void>
}

function startWorker(
  options: ThreadOptions,
  failed: (error: unknown) => void,
  open: Promise<boolean>,
): Promise<RunningWorker> {
  const worker = threadOf('app/run/worker', {
    workerData: options,
    name: options.thread,
    resourceLimits: { maxYoungGenerationSizeMb: youngGeneration },
  })
  const tell = (message: WorkerOrder) => worker.postMessage(message)
  void open.then((opens) => tell(opens ? 'open' : 'stop'))
  return new Promise((resolve, reject) => {
    let stopping = false
    let failure: string | undefined
    const stop = () =>
      new Promise<void>((done, refuse) => {
        stopping = true
        worker.once('exit', () =>
          failure === undefined ? done() : refuse(new UrbanBrainError('internal', failure)),
        )
        tell('stop')
      })
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'started') resolve({ addresses: message.addresses, stop })
      else if (message.type === 'stopped') failure = message.failure
      else {
        stopping = true
        const { code, message: text, details } = message
        reject(new UrbanBrainError(code, text, { details }))
        void worker.terminate()
      }
    })
    worker.on('error', (error) => {
      reject(error)
      failed(error)
    })
    worker.on('exit', (code) => {
      if (!stopping)
        failed(new UrbanBrainError('internal', `thread ${options.thread} ended with code ${code}`))
    })
  })
}
