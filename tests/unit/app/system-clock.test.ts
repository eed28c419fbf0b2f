/** Those who sleep until the same millisecond wake together, and nobody keeps a thread that stops. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { systemClock } from '../../../app/run/system-clock.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('one timer for all who wake in the same millisecond, whenever they fell asleep', async () => {
  const woken: string[] = []
  const sleep = (name: string, milliseconds: number) =>
    void systemClock.sleep(milliseconds).then(() => woken.push(name))
  sleep('a', 1_000)
  sleep('b', 400)
  await vi.advanceTimersByTimeAsync(250)
  sleep('c', 750)
  expect(vi.getTimerCount()).toBe(2)
  await vi.advanceTimersByTimeAsync(150)
  expect(woken).toEqual(['b'])
  await vi.advanceTimersByTimeAsync(600)
  expect(woken).toEqual(['b', 'a', 'c'])
  expect(vi.getTimerCount()).toBe(0)
})

test('one that is aborted rejects with the reason, the others sleep on, and the last one takes the timer with it', async () => {
  const [first, second] = [new AbortController(), new AbortController()]
  const ended = expect(systemClock.sleep(1_000, first.signal)).rejects.toThrow('stops')
  const other = systemClock.sleep(1_000, second.signal)
  first.abort(new Error('stops'))
  await ended
  expect(vi.getTimerCount()).toBe(1)
  second.abort(new Error('stops too'))
  await expect(other).rejects.toThrow('stops too')
  expect(vi.getTimerCount()).toBe(0)
  await expect(systemClock.sleep(1_000, second.signal)).rejects.toThrow('stops too')
  expect(vi.getTimerCount()).toBe(0)
})
