import { expect, test } from 'vitest'

import { minutesLeft, type Session } from '../../../console/state/session.ts'

const person = { name: 'operator', role: 'operator' } as const
const inFor = (ends?: number): Session => ({
  ...{ state: 'in', person },
  ...(ends !== undefined && { ends }),
})

test('a session tells of its end when five minutes are left, and not once it has ended', () => {
  const minute = 60_000
  expect(minutesLeft(inFor(6 * minute), 0)).toBeUndefined()
  expect(minutesLeft(inFor(5 * minute), 0)).toBe(5)
  expect(minutesLeft(inFor(5 * minute), minute / 2)).toBe(5)
  expect(minutesLeft(inFor(5 * minute), 4.5 * minute)).toBe(1)
  expect(minutesLeft(inFor(5 * minute), 9 * minute)).toBe(0)
  expect(minutesLeft({ ...inFor(minute), ended: true } as Session, 0)).toBeUndefined()
  expect(minutesLeft(inFor(), 0)).toBeUndefined()
  expect(minutesLeft({ state: 'out' }, 0)).toBeUndefined()
})
