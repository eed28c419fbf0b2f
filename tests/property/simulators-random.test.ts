import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createRandom, jitterAt, unitAt, wanderAt } from '../../simulators/script/random.ts'

const integer = fc.integer({ min: 0, max: 0xffff_ffff })
const slot = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })

describe('random numbers', () => {
  it('stay in their ranges and repeat for the same arguments', () => {
    fc.assert(
      fc.property(integer, integer, slot, (seed, key, at) => {
        const unit = unitAt(seed, key, at)
        expect(unit >= 0 && unit < 1).toBe(true)
        expect(unitAt(seed, key, at)).toBe(unit)
        expect(Math.abs(jitterAt(seed, key, at))).toBeLessThanOrEqual(1)
        expect(Math.abs(wanderAt(seed, key, at, 60_000))).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('are spread evenly: the mean of many is near one half', () => {
    fc.assert(
      fc.property(integer, (seed) => {
        const { next } = createRandom(seed)
        let stream = 0
        let slots = 0
        for (let index = 0; index < 4_000; index++) {
          stream += next()
          slots += unitAt(seed, 17, 1_790_000_000_000 + index * 10_000)
        }
        expect(Math.abs(stream / 4_000 - 0.5)).toBeLessThan(0.04)
        expect(Math.abs(slots / 4_000 - 0.5)).toBeLessThan(0.04)
      }),
      { numRuns: 30 },
    )
  })

  it('wander without jumps', () => {
    fc.assert(
      fc.property(integer, fc.integer({ min: 0, max: 1e12 }), (seed, at) => {
        const step = wanderAt(seed, 5, at + 1, 1_000) - wanderAt(seed, 5, at, 1_000)
        expect(Math.abs(step)).toBeLessThan(0.01)
      }),
    )
  })

  it('come below the bound that was asked for', () => {
    fc.assert(
      fc.property(integer, fc.integer({ min: 1, max: 1_000 }), (seed, below) => {
        const drawn = createRandom(seed).below(below)
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < below).toBe(true)
      }),
    )
  })
})
