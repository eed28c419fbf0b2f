/** Seals to somebody outside of the system (外部存证), in their order: sealing does not wait for it, and what was not taken comes again. */
import type { CaseSeal } from '../../core/case-seal.ts'
import { consumers } from '../../core/consumers.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock, Instant } from '../../core/time.ts'
import type { Component } from '../../runtime/component.ts'
import { stage } from '../../runtime/stage.ts'

/** Whoever keeps seals for us. It may be given the same ones again. */
export interface SealReceiver {
  /** Resolves with why they were not taken; with undefined once they were. */
  take(seals: readonly CaseSeal[], signal: AbortSignal): Promise<string | undefined>
}

export interface SealPostDeps {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly receiver: SealReceiver
  readonly config: {
    /** Milliseconds before the second try; it doubles each time up to the longest. */
    readonly pause: number
    readonly longestPause: number
    /** Older than that a seal that was not taken is an alarm. */
    readonly late: number
  }
}

/** In one call. */
const most = 100

export function sealPost({ log, clock, observer, receiver, config }: SealPostDeps): Component {
  let waiting: { readonly since: Instant; readonly why: string; readonly late: boolean } | undefined
  const failed = (since: Instant, why: string) => {
    const late = clock.now() - since > config.late
    observer.emit('seals.unsent', { message: why })
    if (late && waiting?.late !== true) observer.emit('seals.late', { message: why })
    waiting = { since, why, late }
  }
  const component = stage({
    ...{ log, clock, observer },
    name: 'seal-post',
    consumer: consumers.sealPost,
    consume: { maxRecords: most },
    async work({ records }, signal) {
      const seals = records.map(({ value }) => value)
      for (let pause = config.pause; ; pause = Math.min(pause * 2, config.longestPause)) {
        const why = await receiver.take(seals, signal)
        if (why === undefined) break
        signal.throwIfAborted()
        const [oldest] = seals
        if (oldest !== undefined) failed(oldest.at, why)
        await clock.sleep(pause, signal)
      }
      waiting = undefined
      observer.emit('seals.sent', { seals: seals.length })
      return {}
    },
  })
  return {
    ...component,
    warning: () =>
      waiting !== undefined && clock.now() - waiting.since > config.late
        ? `seals since ${new Date(waiting.since).toISOString()} have not reached whoever keeps them outside: ${waiting.why}`
        : undefined,
  }
}
