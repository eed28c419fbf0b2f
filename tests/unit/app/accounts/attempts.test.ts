import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'

import { countAttempts, type Attempt } from '../../../../app/accounts/attempts.ts'
import { VirtualClock } from '../../../support/clocks.ts'
import { start } from '../../cases/fixtures.ts'

const wrong = (attempt: Attempt | number): boolean => typeof attempt !== 'number'
const right = (attempt: Attempt | number): boolean => {
  if (typeof attempt === 'number') return false
  attempt.right()
  return true
}

test('five wrong ones are free, also at the same time, and each further one costs twice as long, up to a quarter of an hour', () => {
  const clock = new VirtualClock(start)
  const attempts = countAttempts(clock)
  const waits: number[] = []
  for (let turn = 0; turn < 12; turn += 1) {
    const attempt = attempts.begin('li', 'a')
    if (typeof attempt !== 'number') continue
    waits.push(attempt)
    clock.advance(attempt)
    expect(wrong(attempts.begin('li', 'a'))).toBe(true)
  }
  expect(waits.slice(0, 7)).toEqual([30, 60, 120, 240, 480, 900, 900].map((s) => s * 1_000))
})

test('the right password forgets the wrong ones, and what was not looked at does not count', () => {
  const attempts = countAttempts(new VirtualClock(start))
  for (let turn = 0; turn < 4; turn += 1) attempts.begin('li', 'a')
  expect(right(attempts.begin('li', 'a'))).toBe(true)
  for (let turn = 0; turn < 30; turn += 1) {
    const attempt = attempts.begin('li', 'a')
    if (typeof attempt === 'number') throw new Error('paused')
    attempt.undone()
  }
})

test('whatever strangers try, somebody who signed in from an address before signs in from there at once', () => {
  const address = constantFrom('s1', 's2', 's3', 's4')
  const tries = array(record({ address, pause: integer({ min: 0, max: 60_000 }) }), {
    minLength: 1,
    maxLength: 200,
  })
  assert(
    property(tries, (made) => {
      const clock = new VirtualClock(start)
      const attempts = countAttempts(clock)
      right(attempts.begin('li', 'desk'))
      for (const { address: from, pause } of made) {
        attempts.begin('li', from)
        clock.advance(pause)
      }
      expect(right(attempts.begin('li', 'desk'))).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('strangers of many addresses get fifty guesses an hour at one name, and other names none the less theirs', () => {
  const clock = new VirtualClock(start)
  const attempts = countAttempts(clock)
  let looked = 0
  for (let n = 0; n < 500; n += 1) if (wrong(attempts.begin('li', `s${n}`))) looked += 1
  expect(looked).toBe(50)
  expect(wrong(attempts.begin('zhao', 's1'))).toBe(true)
  clock.advance(3_600_001)
  expect(wrong(attempts.begin('li', 's1'))).toBe(true)
})
