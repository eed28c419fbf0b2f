/**
 * A sign of life to a watch outside (外部看门狗), one that raises its alarm when nothing comes: whoever is dead, stuck or cut off
 * cannot say so himself.
 */
import { post } from '../../runtime/post.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import { background } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'

import type { Config } from '../config.ts'
import { notReady, warningsOf } from './readiness.ts'
import type { ThreadStatus } from './thread-status.ts'

export interface HeartbeatDeps {
  readonly clock: Clock
  readonly observer: Observer
  readonly board: () => Promise<readonly ThreadStatus[]>
  readonly threads: readonly string[]
  /** Name of this process among those of the city. */
  readonly process: string
  readonly config: Config['heartbeat']
}

/** What a beat says. */
export interface Beat {
  readonly process: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly status: 'ok' | 'unready'
  readonly reasons: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * Calls `hook` while every part does its work, and `troubleHook`, where there is one, while one does not. A call that fails is not
 * made up for: the next one says how things are then.
 */
export function createHeartbeat(deps: HeartbeatDeps): Component {
  const { clock, observer, config, board, threads, process } = deps
  let unheard: string | undefined
  const beat = async (signal: AbortSignal) => {
    const at = clock.now()
    const words = await board()
    const reasons = notReady(words, threads, at)
    const status = reasons.length === 0 ? 'ok' : 'unready'
    const url = status === 'ok' ? config.hook : config.troubleHook
    if (url === undefined) return
    const said: Beat = { process, at, status, reasons, warnings: warningsOf(words) }
    const { timeout } = config
    const called = await post({ url, body: JSON.stringify(said), headers: {}, timeout }, signal)
    if (signal.aborted) return
    unheard = failureOf(called)
    if (unheard === undefined) observer.emit('heartbeat.sent', { status })
    else observer.emit('heartbeat.unheard', { message: unheard })
  }
  const component = background('heartbeat', observer, {
    beats: async (signal) => {
      while (!signal.aborted) {
        await clock.sleep(config.every, signal).catch(() => {})
        if (!signal.aborted) await beat(signal)
      }
    },
  })
  return {
    ...component,
    warning: () =>
      unheard === undefined ? undefined : `the watch outside does not hear us: ${unheard}`,
  }
}

const failureOf = (called: Awaited<ReturnType<typeof post>>): string | undefined => {
  if (called.unreachable !== undefined) return `it cannot be reached: ${called.unreachable}`
  return called.status >= 200 && called.status <= 299 ? undefined : `it answered ${called.status}`
}
