import { TokenBucket } from '../../../core/token-bucket.ts'
import type { ProgramEventName } from '../../../core/program-event-fields.ts'

/** Lines of one event and thread, a second and at once: 43 MB a day at most of what repeats without end. */
const rate = 2
const burst = 1_000
/** Between two lines that say how many were dropped. */
const sayEvery = 10_000

export interface LineBudget {
  /** Whether a line of the event may be written; one that may not counts as dropped. */
  allows(event: ProgramEventName, now: number): boolean
  /** The disk did not take a line. */
  dropped(): void
  /** How many were dropped and are to be said now; 0: nothing is to be said. */
  toSay(now: number): number
}

/**
 * How many lines a thread writes of each event. Devices that cannot get rid of their readings come back many times a second,
 * and a line each would eat what the reserve keeps for cases.
 */
export function lineBudget(): LineBudget {
  const buckets = new Map<ProgramEventName, TokenBucket>()
  let unsaid = 0
  let saidAt = Number.NEGATIVE_INFINITY
  return {
    allows(event, now) {
      let bucket = buckets.get(event)
      if (bucket === undefined) buckets.set(event, (bucket = new TokenBucket(rate, burst, now)))
      if (bucket.take(now) === 0) return true
      bucket.giveBack()
      unsaid += 1
      return false
    },
    dropped() {
      unsaid += 1
    },
    toSay(now) {
      if (unsaid === 0 || now - saidAt < sayEvery) return 0
      const count = unsaid
      unsaid = 0
      saidAt = now
      return count
    },
  }
}
