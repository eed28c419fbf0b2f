import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { masked, maskedName, maskedPhone } from '../../../cases/life/masking.ts'

test.each([
  ['13812341234', '138****1234'],
  ['138 1234 1234', '138****1234'],
  ['+86 138-1234-1234', '861****1234'],
  ['0571-88001234', '057****1234'],
  ['88001234', '****34'],
  ['110', '****'],
])('the telephone %s is shown as %s', (phone, shown) => {
  expect(maskedPhone(phone)).toBe(shown)
})

test.each([
  ['张三', '张*'],
  ['欧阳修文', '欧*'],
  ['𠮷田', '𠮷*'],
  ['Wang Fang', 'W*'],
])('the name %s is shown as %s', (name, shown) => {
  expect(maskedName(name)).toBe(shown)
})

test('of no telephone more than seven digits are shown, and of a name one character', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[+0-9][0-9 -]{2,23}$/),
      fc.string({ minLength: 2 }),
      (phone, name) => {
        expect(maskedPhone(phone).replaceAll(/\D/g, '').length).toBeLessThanOrEqual(7)
        expect(Array.from(maskedName(name)).length).toBeLessThanOrEqual(2)
      },
    ),
  )
  expect(masked({ number: '12345-1' })).toEqual({ number: '12345-1' })
})
