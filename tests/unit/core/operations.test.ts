import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { slotOf, slots } from '../../../core/operations.ts'
import { instant } from '../../../core/time.ts'

test('a slot is a whole number below a million, the same for the same identity', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff)), (units) => {
      const identity = String.fromCharCode(...units)
      const slot = slotOf(identity)
      expect(Number.isInteger(slot) && slot >= 0 && slot < slots).toBe(true)
      expect(slotOf(identity)).toBe(slot)
    }),
  )
  expect(slotOf(instant(1).toString())).not.toBe(slotOf(instant(2).toString()))
})
