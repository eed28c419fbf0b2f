import { expect } from 'vitest'

import type { VirtualClock } from './clocks.ts'

/** The pauses of the one who sleeps by this clock, in their order; each ends at once. */
export async function pauses(clock: VirtualClock, times: number): Promise<readonly number[]> {
  const found: number[] = []
  while (found.length < times) {
    await expect.poll(() => clock.sleepers, { interval: 1 }).toBe(1)
    for (const { since, until } of clock.sleeping) {
      found.push(until - since)
      clock.set(until)
    }
  }
  return found
}
