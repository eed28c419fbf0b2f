import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { gathered } from '../../../console/state/gathered.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('what comes in a burst is handed on once, in order, and what comes later by itself', () => {
  const handed: (readonly number[])[] = []
  const { add } = gathered<number>((things) => handed.push(things))
  for (let thing = 0; thing < 200; thing++) add(thing)
  expect(handed).toEqual([])
  vi.runAllTimers()
  expect(handed).toEqual([Array.from({ length: 200 }, (_, thing) => thing)])
  add(200)
  vi.runAllTimers()
  expect(handed.slice(1)).toEqual([[200]])
})

test('a stream that never pauses is handed on all the same', () => {
  let handed = 0
  const { add } = gathered<number>((things) => {
    handed += things.length
  })
  for (let turn = 0; turn < 100; turn++) {
    add(turn)
    vi.advanceTimersByTime(10)
  }
  expect(handed).toBeGreaterThan(80)
})

test('what is cleared is never handed on', () => {
  const handed: (readonly number[])[] = []
  const { add, clear } = gathered<number>((things) => handed.push(things))
  add(1)
  clear()
  vi.runAllTimers()
  expect(handed).toEqual([])
  add(2)
  vi.runAllTimers()
  expect(handed).toEqual([[2]])
})
