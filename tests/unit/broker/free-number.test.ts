import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { freeNumber } from '../../../broker/edge/outgoing.ts'

const number = fc.integer({ min: 1, max: 65_535 })

it('begins behind what is taken, with the longest way to the next of it', () => {
  expect(freeNumber([7])).toBe(8)
  expect(freeNumber([65_535])).toBe(1)
  expect(freeNumber([1, 2, 3, 60_000])).toBe(4)
  expect(freeNumber([30_000, 1, 2])).toBe(30_001)
})

it('leaves the share of the way that each of them would have, and is none of them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(number, { minLength: 1, maxLength: 200 }), (taken) => {
      const begin = freeNumber(taken)
      const way = Math.min(...taken.map((one) => (one - begin + 65_535) % 65_535))
      expect(way).toBeGreaterThanOrEqual(Math.floor(65_535 / taken.length) - 1)
    }),
  )
})
