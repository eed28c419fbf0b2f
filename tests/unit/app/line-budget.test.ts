import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { lineBudget } from '../../../app/run/decide/line-budget.ts'

test('an event that repeats without end writes a thousand lines and then two a second; others are not held up', () => {
  const budget = lineBudget()
  let written = 0
  // An hour, a hundred a second.
  for (let now = 0; now < 3_600_000; now += 10)
    if (budget.allows('broker.unstored', now)) written += 1
  expect(written).toBeGreaterThanOrEqual(1_000 + 7_199)
  expect(written).toBeLessThanOrEqual(1_000 + 7_201)
  expect(budget.allows('component.failed', 3_600_000)).toBe(true)
})

test('what was dropped is said once, all of it, and not more often than every ten seconds', () => {
  const steps = fc.array(
    fc.record({ wait: fc.integer({ min: 0, max: 20_000 }), drops: fc.integer({ min: 0, max: 5 }) }),
    { maxLength: 50 },
  )
  fc.assert(
    fc.property(steps, (sequence) => {
      const budget = lineBudget()
      let now = 0
      let saidAt = -10_000
      let [dropped, said] = [0, 0]
      for (const { wait, drops } of sequence) {
        now += wait
        for (let n = 0; n < drops; n += 1) budget.dropped()
        dropped += drops
        const count = budget.toSay(now)
        if (count === 0) continue
        expect(now - saidAt).toBeGreaterThanOrEqual(10_000)
        saidAt = now
        said += count
      }
      expect(said + budget.toSay(now + 10_000)).toBe(dropped)
    }),
  )
})
