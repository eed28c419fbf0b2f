/** The whole system in one process: roles in worker threads, started and stopped by the calling thread. */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

import { UrbanBrainError } from '../../core/errors.ts'

import type { Config } from '../config.ts'
import type { Installation } from '../installation/settle.ts'
import type { LogTarget } from './observer.ts'
import { threadNames, threads, type Role } from './roles.ts'
import { startThread, type ThreadOptions } from './thread.ts'
import { mqttServices, notifierLogin } from './services.ts'
import { serveProbes } from './probes.ts'
import { accessTokens, type IssuedToken } from '../tokens.ts'
import { hearVitals, type Vitals } from './vitals.ts'
import { addressesOf, type Addresses } from '../addresses.ts'
import type { WorkerMessage } from './worker.ts'

export interface SystemOptions {
  readonly config: Config
  /** The data folder, ours until the system stops. */
  readonly installation: Installation
  readonly roles: ReadonlySet<Role>
  readonly catalogue: string
  readonly issued: readonly IssuedToken[]
  readonly log: LogTarget
  /** Told what starts and what has started or stopped, a line each. */
  readonly progress?: (line: string) => void
  /** Called when a thread ends by itself; nothing can be relied on any more. */
  readonly failed: (error: unknown) => void
}

export interface System extends Addresses {
  vitals(): readonly Vitals[]
  stop(): Promise<void>
}

export async function startSystem(options: SystemOptions): Promise<System> {
  const { config, installation, progress = () => {} } = options
  const hearing = hearVitals(config.data)
  const endings: (() => void | Promise<void>)[] = [
    () => installation[Symbol.dispose](),
    () => hearing[Symbol.dispose](),
  ]
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end()
  }
  try {
    const plans = plan(options)
    const [first] = plans
    if (first !== undefined && !options.roles.has('api'))
      endings.push(await serveProbes(first, hearing))
    // Stages first, the door last: what comes in always finds somebody to work on it.
    const edge = plans.filter(({ thread }) => thread === 'edge')
    const stages = plans.filter(({ thread }) => thread !== 'edge')
    const running: RunningWorker[] = []
    for (const each of [stages, edge])
      for (const worker of await Promise.all(each.map((one) => begin(one, options)))) {
        endings.push(async () => {
          await worker.stop()
          progress(`${worker.thread} has stopped`)
        })
        running.push(worker)
      }
    const found = <Name extends keyof Addresses>(name: Name): Addresses[Name] =>
      running.find(({ addresses }) => addresses[name] !== undefined)?.addresses[name]
    return {
      httpUrl: found('httpUrl'),
      mqttPort: found('mqttPort'),
      webSocketPort: found('webSocketPort'),
      vitals: () => hearing.latest(),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function plan(options: SystemOptions): readonly ThreadOptions[] {
  const { config, installation, roles, catalogue, issued, log } = options
  const shared = {
    config,
    catalogue,
    tokens: [...config.http.tokens, ...accessTokens(issued)],
    services: mqttServices(issued),
    notifier: notifierLogin(config, issued),
    log,
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

const start = (options: ThreadOptions, failed: (error: unknown) => void): Promise<RunningWorker> =>
  options.thread === 'main' ? startHere(options) : startWorker(options, failed)

async function begin(
  thread: ThreadOptions,
  { failed, progress = () => {} }: SystemOptions,
): Promise<RunningWorker & { readonly thread: string }> {
  const began = performance.now()
  progress(`${thread.thread} starts (${thread.roles.join(', ')})`)
  const running = await start(thread, failed)
  const took = (performance.now() - began) / 1_000
  progress(`${thread.thread} has started in ${took.toFixed(1)} s`)
  return { ...running, thread: thread.thread }
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
): Promise<RunningWorker> {
  const entry = new URL('./worker.js', import.meta.url)
  const built = existsSync(entry)
  const worker = new Worker(built ? entry : new URL('./worker.ts', import.meta.url), {
    workerData: options,
    name: options.thread,
    resourceLimits: { maxYoungGenerationSizeMb: youngGeneration },
    ...(built ? {} : { execArgv: ['--import', 'tsx'] }),
  })
  return new Promise((resolve, reject) => {
    let stopping = false
    const stop = () =>
      new Promise<void>((done) => {
        stopping = true
        worker.once('exit', () => done())
        worker.postMessage('stop')
      })
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'started') resolve({ addresses: message.addresses, stop })
      else if (message.type === 'failed') {
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
