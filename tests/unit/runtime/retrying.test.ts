/** What is tried again, and when it ends. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { UrbanBrainError } from '../../../core/errors.ts'
import { instant } from '../../../core/time.ts'
import {
  periodicBackoff,
  retrying,
  startBackoff,
  workBackoff,
  type Backoff,
} from '../../../runtime/retrying.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { pauses } from '../../support/pauses.ts'

const away = new UrbanBrainError('store-unavailable', 'away')
const torn = new UrbanBrainError('log-corrupt', 'torn')

/** A step that rejects with each of `failures` in turn and then gives its number of tries. */
function trying(failures: readonly Error[], backoff: Backoff = workBackoff) {
  const clock = new VirtualClock(instant(0))
  const told: (readonly [error: unknown, again: boolean])[] = []
  let tries = 0
  const step = () => {
    const failure = failures[tries]
    tries += 1
    return failure === undefined ? Promise.resolve(tries) : Promise.reject(failure)
  }
  const failed = (error: unknown, again: boolean) => void told.push([error, again])
  return { clock, told, step, policy: { clock, backoff, failed }, tries: () => tries }
}

describe('retrying', () => {
  test('gives the value of the first success and tells of each failure before it', async () => {
    const { clock, told, step, policy } = trying([away, away])
    const value = retrying(policy, step)
    expect(await pauses(clock, 2)).toEqual([100, 200])
    expect(await value).toBe(3)
    expect(told).toEqual([
      [away, true],
      [away, true],
    ])
  })

  test('ends with what another try cannot mend, unless the policy says that it may', async () => {
    const { told, step, policy } = trying([torn])
    await expect(retrying(policy, step)).rejects.toBe(torn)
    expect(told).toEqual([[torn, false]])
    const other = trying([torn])
    const value = retrying({ ...other.policy, mendable: () => true }, other.step)
    expect(await pauses(other.clock, 1)).toEqual([100])
    expect(await value).toBe(2)
  })

  test('tries no more once the signal aborts in a pause, and tells of no failure that comes with the end', async () => {
    const ending = new AbortController()
    const { clock, told, step, policy, tries } = trying([away, away])
    const value = retrying(policy, step, ending.signal)
    await expect.poll(() => clock.sleepers).toBe(1)
    ending.abort()
    expect(await value).toBeUndefined()
    expect(tries()).toBe(1)
    expect(await retrying(policy, step, ending.signal)).toBeUndefined()
    expect(told).toEqual([[away, true]])
  })

  test('pauses twice as long each time, and never longer than the longest', async () => {
    const backoff = fc.oneof(
      fc.constantFrom(workBackoff, startBackoff),
      fc.integer({ min: 1, max: 60_000 }).map(periodicBackoff),
    )
    await fc.assert(
      fc.asyncProperty(backoff, fc.integer({ min: 1, max: 8 }), async (of, times) => {
        const failures = Array.from({ length: times }, () => away)
        const { clock, step, policy } = trying(failures, of)
        const value = retrying(policy, step)
        const found = await pauses(clock, times)
        expect(found[0]).toBe(Math.min(of.first, of.longest))
        for (const [place, pause] of found.slice(1).entries()) {
          expect(pause).toBe(Math.min((found[place] ?? 0) * 2, of.longest))
        }
        expect(await value).toBe(times + 1)
      }),
      { numRuns: 30 },
    )
  })
})
