/**
 * Looks that come again and again, all of a thread in the same turn of its loop: to wake up costs a thread more than to look.
 * Those who sleep until the same millisecond share one timer (app/run/system-clock.ts).
 */
import type { Clock } from '../core/time.ts'

/** A timer may wake a moment early; who asks so shortly before a turn has had it. */
const early = (every: number): number => Math.min(every / 10, 50)

/** Resolves at the next multiple of `every` by what elapsed, or when the signal aborts. */
export async function nextTurn(clock: Clock, every: number, signal: AbortSignal): Promise<void> {
  const elapsed = clock.elapsed()
  const turn = (Math.floor((elapsed + early(every)) / every) + 1) * every
  await clock.sleep(turn - elapsed, signal).catch(() => {})
}
