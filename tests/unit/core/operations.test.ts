import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { slotOf, slots, slotsOf } from '../../../core/operations.ts'
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

test('several of one instant have a slot each, also where their identities would meet', () => {
  const identities = Array.from({ length: 5_000 }, (_, n) => `C20260313-${n.toString(16)}`)
  expect(new Set(identities.map(slotOf)).size).toBeLessThan(5_000)
  const found = slotsOf(identities)
  expect(new Set(found).size).toBe(5_000)
  expect(found.every((slot) => slot >= 0 && slot < slots)).toBe(true)
})
