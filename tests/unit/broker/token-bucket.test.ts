import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { TokenBucket } from '../../../broker/protocol/token-bucket.ts'
import { instant } from '../../../core/time.ts'

describe('a token bucket', () => {
  it('lets no more through in any span than burst and rate allow, in order', () => {
    const gaps = fc.array(fc.nat(50), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(
        gaps,
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 20 }),
        (all, rate, burst) => {
          const bucket = new TokenBucket(rate, burst, instant(0))
          let now = 0
          const due: number[] = []
          for (const gap of all) {
            now += gap
            due.push(now + bucket.take(instant(now)))
          }
          expect(due).toEqual([...due].sort((a, b) => a - b))
          for (const [index, at] of due.entries()) {
            expect(index + 1).toBeLessThanOrEqual(burst + (at / 1_000) * rate + 1e-6)
          }
        },
      ),
    )
  })

  it('forgives a clock that goes back', () => {
    const bucket = new TokenBucket(10, 1, instant(100_000))
    expect(bucket.take(instant(100_000))).toBe(0)
    expect(bucket.take(instant(0))).toBe(100)
    expect(bucket.take(instant(200))).toBe(0)
  })

  it('takes back what was not used', () => {
    const bucket = new TokenBucket(10, 1, instant(0))
    bucket.take(instant(0))
    bucket.take(instant(0))
    bucket.giveBack()
    expect(bucket.take(instant(0))).toBe(100)
  })
})
