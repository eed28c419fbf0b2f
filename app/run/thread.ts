/** One thread of the running system: its engines, its components, its vitals. */
import type { ServiceToken } from '../../broker/config.ts'
import type { Component } from '../../runtime/component.ts'

import { assemble, type Assembly } from '../assembly/assemble.ts'
import type { AccessToken, Config } from '../config.ts'
import { openBackends } from '../engines/engines.ts'
import { sequence } from './lifecycle.ts'
import { createObserver, type LogTarget } from './observer.ts'
import type { Found } from '../installation/settle.ts'
import type { Role } from './roles.ts'
import type { NotifierLogin } from './services.ts'
import { hearVitals, tellVitals } from './vitals.ts'

/** Plain data, so that it can be handed to a worker thread. */
export interface ThreadOptions {
  readonly thread: string
  readonly roles: readonly Role[]
  /** All threads of the process, for readiness. */
  readonly threads: readonly string[]
  readonly config: Config
  readonly catalogue: string
  readonly tokens: readonly AccessToken[]
  readonly services: readonly ServiceToken[]
  readonly notifier: NotifierLogin
  readonly log: LogTarget
  /** What the start has to say, told by one thread. */
  readonly found?: readonly Found[]
  readonly refillUntil?: number | undefined
}

export interface RunningThread {
  readonly assembly: Assembly
  readonly stop: () => Promise<void>
}

export async function startThread(options: ThreadOptions): Promise<RunningThread> {
  const { thread, config } = options
  const observer = createObserver(options.log, thread)
  const endings: (() => void | Promise<void>)[] = []
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end()
    observer.flush()
  }
  for (const { event, fields } of options.found ?? []) observer.emit(event, fields)
  try {
    const hearing = hearVitals(config.data)
    endings.push(() => hearing[Symbol.dispose]())
    const backends = await openBackends(config, observer)
    endings.push(async () => backends[Symbol.asyncDispose]())
    const assembly = await assemble({
      ...options,
      roles: new Set(options.roles),
      backends,
      observer,
      board: async () => hearing.latest(),
    })
    const components: Component = sequence(assembly.components, observer)
    await components.start()
    endings.push(() => components.stop())
    const telling = tellVitals(config.data, {
      thread,
      speaker: thread === options.threads[0],
      observer,
      unready: () => components.unready(),
      warning: () => components.warning?.(),
    })
    endings.push(() => telling[Symbol.dispose]())
    return { assembly, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
