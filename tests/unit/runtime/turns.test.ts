/** Looks of a thread come in the same turn. */
import { expect, test } from 'vitest'

import { instant, type Clock } from '../../../core/time.ts'
import { nextTurn } from '../../../runtime/turns.ts'
import { VirtualClock } from '../../support/clocks.ts'

const settled = () => new Promise(setImmediate)

function looking(clock: Clock, every: number, signal: AbortSignal) {
  const looks: number[] = []
  void (async () => {
    while (!signal.aborted) {
      await nextTurn(clock, every, signal)
      looks.push(clock.elapsed())
    }
  })()
  return looks
}

test('who began at different moments looks at the same ones, each as often as it wants', async () => {
  const clock = new VirtualClock(instant(10_000))
  const ending = new AbortController()
  const first = looking(clock, 500, ending.signal)
  clock.advance(130)
  const second = looking(clock, 1_000, ending.signal)
  clock.advance(170)
  const third = looking(clock, 1_000, ending.signal)
  for (let at = 10_500; at <= 12_000; at += 500) {
    clock.set(instant(at))
    await settled()
  }
  expect(first).toEqual([10_500, 11_000, 11_500, 12_000])
  expect(second).toEqual([11_000, 12_000])
  expect(third).toEqual(second)
  ending.abort()
  await settled()
  expect(clock.sleepers).toBe(0)
})

test('a timer that wakes a moment early is no second turn', async () => {
  let elapsed = 10_000
  const sleeps: number[] = []
  const early: Clock = {
    now: () => instant(elapsed),
    elapsed: () => elapsed,
    sleep: (milliseconds) => {
      sleeps.push(milliseconds)
      elapsed += milliseconds - 3
      return Promise.resolve()
    },
  }
  const { signal } = new AbortController()
  for (let turn = 0; turn < 3; turn++) await nextTurn(early, 1_000, signal)
  expect(sleeps).toEqual([1_000, 1_003, 1_003])
})
