import { messageOf, UrbanBrainError } from '../core/errors.ts'
import type { Observer } from '../core/observer.ts'
import type { Batch, ConsumeOptions, DurableLog, Effects, Topic } from '../core/log.ts'
import type { Clock } from '../core/time.ts'
import { retrying, workBackoff, type RetryPolicy } from './retrying.ts'

/** What became of a batch. */
interface WorkedOff<Told> {
  readonly effects?: Effects
  /** What to tell once batch and effects are durable. */
  readonly told?: Told
}

export interface PumpOptions<T, Told> {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly topic: Topic<T>
  readonly group: string
  readonly consume?: ConsumeOptions
  /**
   * Works off one batch. A pure stage returns its effects; an edge (store, notifier) does its idempotent work first and
   * returns what is to be remembered. Called again with the same batch when it or the commit failed with retry `later`.
   */
  readonly work: (
    batch: Omit<Batch<T>, 'complete'>,
    signal: AbortSignal,
  ) => WorkedOff<Told> | Promise<WorkedOff<Told>>
  /** Hears what the work of a batch had to tell, once that is durable. */
  readonly committed?: (told: Told) => void
}

const isRevoked = (error: unknown): boolean =>
  error instanceof UrbanBrainError && error.code === 'batch-revoked'

/** Moves one topic through one work until the signal aborts. Rejects only with an error that a retry cannot mend. */
export async function pump<T, Told>(
  options: PumpOptions<T, Told>,
  signal: AbortSignal,
): Promise<void> {
  const { log, clock, observer, topic, group, consume = {}, work, committed } = options
  const policy: RetryPolicy = {
    clock,
    backoff: workBackoff,
    failed: (error) => observer.emit('pump.failed', { group, message: messageOf(error) }),
  }
  const workOff = async (batch: Batch<T>): Promise<true> => {
    try {
      const { effects, told } = await work(batch, signal)
      await batch.complete(effects)
      if (told !== undefined) committed?.(told)
    } catch (error) {
      // The worker that has the partition now works the batch off.
      if (!isRevoked(error)) throw error
    }
    return true
  }
  for await (const batch of log.consume(topic, group, consume, signal)) {
    const started = performance.now()
    if ((await retrying(policy, () => workOff(batch), signal)) === undefined) return
    observer.measure('pump.batch.seconds', (performance.now() - started) / 1_000, group)
  }
}
