import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { base36Digits, decimalDigits } from '../../core/digits.ts'

const numbers = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(),
  fc.nat(3_000_000),
  fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
  fc.constantFrom(0, 35, 36, 1_295, 1_296, 999_999, 1_000_000, 2 ** 32 - 1, 1e15 - 1, 1e15),
)

test('digits are those of the engine', () => {
  fc.assert(
    fc.property(fc.oneof(numbers, fc.double()), (value) => {
      expect(decimalDigits(value)).toBe(String(value))
      expect(base36Digits(value)).toBe(value.toString(36))
    }),
    { numRuns: 2_000 },
  )
})
