import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { TokenBucket } from '../../../core/token-bucket.ts'
import { instant } from '../../../core/time.ts'

describe('a token bucket', () => {
  it('lets no more through in any span than burst and rate allow, in order', () => {
    const gaps = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 20 })), {
      minLength: 1,
      maxLength: 200,
    })
    fc.assert(
      fc.property(
        gaps,
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 20 }),
        (all, rate, burst) => {
          const bucket = new TokenBucket(rate, burst, instant(0))
          let now = 0
          const due: number[] = []
          let sum = 0
          for (const [gap, weight] of all) {
            now += gap
            sum += weight
            const at = now + bucket.take(instant(now), weight)
            due.push(at)
            expect(sum).toBeLessThanOrEqual(burst + (at / 1_000) * rate + 1e-6)
          }
          expect(due).toEqual([...due].sort((a, b) => a - b))
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
    bucket.take(instant(0), 7)
    bucket.giveBack(7)
    expect(bucket.take(instant(0))).toBe(100)
  })
})
