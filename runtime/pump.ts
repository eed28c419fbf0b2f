import { messageOf, UrbanBrainError } from '../core/errors.ts'
import type { Observer } from '../core/events.ts'
import type { Batch, ConsumeOptions, DurableLog, Effects, Topic } from '../core/log.ts'
import type { Clock } from '../core/time.ts'
import { retrying, workBackoff, type RetryPolicy } from './retrying.ts'

/**
 * Works off one batch. A pure stage returns its effects; an edge (store, notifier) does its idempotent work first and
 * returns what is to be remembered. Called again with the same batch when it or the commit failed with retry `later`.
 */
type Handler<T> = (batch: Omit<Batch<T>, 'complete'>) => Effects | Promise<Effects>

export interface PumpOptions<T> {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly topic: Topic<T>
  readonly group: string
  readonly handler: Handler<T>
  readonly consume?: ConsumeOptions
  /** Called after a batch and its effects are durable. */
  readonly completed?: (batch: Batch<T>, effects: Effects) => void
}

const isRevoked = (error: unknown): boolean =>
  error instanceof UrbanBrainError && error.code === 'batch-revoked'

/** Moves one topic through one handler until the signal aborts. Rejects only with an error that a retry cannot mend. */
export async function pump<T>(options: PumpOptions<T>, signal: AbortSignal): Promise<void> {
  const { log, clock, observer, topic, group, handler, completed } = options
  const policy: RetryPolicy = {
    clock,
    backoff: workBackoff,
    failed: (error) => observer.emit('pump.failed', { group, message: messageOf(error) }),
  }
  const workOff = async (batch: Batch<T>): Promise<true> => {
    try {
      const effects = await handler(batch)
      await batch.complete(effects)
      completed?.(batch, effects)
    } catch (error) {
      // The worker that has the partition now works the batch off.
      if (!isRevoked(error)) throw error
    }
    return true
  }
  for await (const batch of log.consume(topic, group, options.consume ?? {}, signal)) {
    const started = performance.now()
    if ((await retrying(policy, () => workOff(batch), signal)) === undefined) return
    observer.measure('pump.batch.seconds', (performance.now() - started) / 1_000, group)
  }
}
