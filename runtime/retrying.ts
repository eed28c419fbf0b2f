/** The one retry policy: which failures are tried again, and after which pauses. */
import { isRetryable } from '../core/errors.ts'
import type { Clock } from '../core/time.ts'

/** Pauses double from the first to the longest, in milliseconds. */
export interface Backoff {
  readonly first: number
  readonly longest: number
}

/** Of work that runs: what it needs is mostly back in a moment. */
export const workBackoff: Backoff = { first: 100, longest: 10_000 }

/** Of a server that starts together with us. */
export const startBackoff: Backoff = { first: 500, longest: 10_000 }

/** Of what comes again after `every` anyway: it rests no longer than five seconds, or than its period. */
export const periodicBackoff = (every: number): Backoff => ({
  first: every * 2,
  longest: Math.max(every, 5_000),
})

const pauseAfter = (failures: number, { first, longest }: Backoff): number =>
  Math.min(first * 2 ** (failures - 1), longest)

export interface RetryPolicy {
  readonly clock: Clock
  readonly backoff: Backoff
  /** Hears of each failure, and whether it is tried again. */
  readonly failed: (error: unknown, again: boolean) => void
  /** Which failures another try may mend. Without it those that say retry `later`. */
  readonly mendable?: (error: unknown) => boolean
}

/**
 * Tries until the step succeeds, and resolves with its value; with undefined when the signal aborts before. Rejects with a
 * failure that another try cannot mend.
 */
export async function retrying<T>(policy: RetryPolicy, step: () => Promise<T>): Promise<T>
export async function retrying<T>(
  policy: RetryPolicy,
  step: () => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined>
export async function retrying<T>(
  { clock, backoff, failed, mendable = isRetryable }: RetryPolicy,
  step: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const ended = () => signal?.aborted === true
  for (let failures = 1; ; failures += 1) {
    try {
      return await step()
    } catch (error) {
      if (ended()) return undefined
      const again = mendable(error)
      failed(error, again)
      if (!again) throw error
    }
    await clock.sleep(pauseAfter(failures, backoff), signal).catch(() => {})
    if (ended()) return undefined
  }
}
