/** Whoever appends claims the next offset; of two that claim it one has lost, and claims the one behind. */
import { setTimeout as delay } from 'node:timers/promises'

/** So many in a row are lost by nobody: some five seconds of another's commits. */
export const mostClaims = 1_000

const inStep = 10
const mostPause = 10

/**
 * Called after the nth claim in a row was lost. One that commits again at once wins every claim made in step with it, so the later
 * ones wait for some milliseconds, never the same number.
 */
export async function afterLost(claims: number): Promise<void> {
  if (claims >= inStep) await delay(Math.random() * mostPause)
}
