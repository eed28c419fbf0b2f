/** One thread of the running system: its engines, its components, its status. */
import type { ServiceToken } from '../../broker/config.ts'
import { minutes } from '../../core/time.ts'
import { Cleanups } from '../../runtime/cleanups.ts'

import { learnCityKinds } from '../assembly/city-kinds.ts'
import { assemble, type Assembly } from '../assembly/assemble.ts'
import type { AccessToken, Config } from '../config.ts'
import type { Setting } from '../../core/setting.ts'
import { openBackends } from '../engines/engines.ts'
import { sequence } from './lifecycle.ts'
import { createObserver, type LogTarget } from './observer.ts'
import type { Found } from '../installation/settle.ts'
import type { Role } from './roles.ts'
import type { NotifierLogin } from './services.ts'
import { systemClock } from './system-clock.ts'
import { StatusBoard } from './thread-status.ts'

/** Plain data, so that it can be handed to a worker thread. */
export interface ThreadOptions {
  readonly thread: string
  readonly roles: readonly Role[]
  /** All threads of the process, for readiness. */
  readonly threads: readonly string[]
  readonly config: Config
  readonly settings: readonly Setting[]
  readonly catalogue: string
  readonly tokens: readonly AccessToken[]
  readonly services: readonly ServiceToken[]
  readonly notifier: NotifierLogin
  readonly log: LogTarget
  /** Anybody may enter, as one of the sample city. */
  readonly sample: boolean
  /** What the start has to say, told by one thread. */
  readonly found?: readonly Found[]
  readonly refillUntil?: number | undefined
}

export interface RunningThread {
  readonly assembly: Assembly
  readonly stop: () => Promise<void>
}

/** For all components of a thread to stop, or all its engines to close. */
const stopLimit = minutes(4)

/** `mayBegin`: waited for when everything is loaded and open; rejects when nothing shall begin. */
export async function startThread(
  options: ThreadOptions,
  mayBegin: () => Promise<void> = () => Promise.resolve(),
): Promise<RunningThread> {
  const { thread, config } = options
  const observer = createObserver(options.log, thread)
  const cleanups = new Cleanups({
    clock: systemClock,
    limit: stopLimit,
    failed: (component, { message }) => observer.emit('component.failed', { component, message }),
  })
  cleanups.add('log lines', () => observer.flush())
  for (const { event, fields } of options.found ?? []) observer.emit(event, fields)
  try {
    await learnCityKinds(config.city)
    const board = cleanups.hold('statuses', new StatusBoard(config.data))
    const backends = cleanups.hold('engines', await openBackends(config, observer))
    const assembly = await assemble({
      ...options,
      roles: new Set(options.roles),
      backends,
      observer,
      board: async () => board.latest(),
      metrics: () => board.metrics(),
    })
    const components = sequence(assembly.components, observer)
    await mayBegin()
    await components.start()
    cleanups.add('components', () => components.stop())
    board.speak({
      thread,
      speaker: thread === options.threads[0],
      observer,
      unready: () => components.unready(),
      warning: () => components.warning?.(),
    })
    return { assembly, stop: () => cleanups.run() }
  } catch (error) {
    await cleanups.run().catch(() => {})
    throw error
  }
}
