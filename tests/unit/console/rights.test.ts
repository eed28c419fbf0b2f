import { afterEach, expect, test, vi } from 'vitest'

import type { Person } from '../../../console/api/types.ts'

vi.stubGlobal('localStorage', { getItem: () => 'zh' })
const { mayAs, mayForCity, mayOpen } = await import('../../../console/state/rights.ts')
const { session } = await import('../../../console/state/session.ts')

const before = session.value
afterEach(() => {
  session.value = before
})

const district = { name: 'zhao', role: 'dispatcher', areas: ['990102'] } as unknown as Person
const city = { name: 'li', role: 'dispatcher' } as unknown as Person

test('a district looks at what holds its alarms back, and leaves making it to the city', () => {
  expect([mayOpen(district, 'suppressions'), mayOpen(city, 'suppressions')]).toEqual([true, true])
  expect([mayOpen(district, 'rules'), mayOpen(city, 'rules')]).toEqual([false, true])
  const may = (person: Person) => {
    session.value = { state: 'in', person }
    return [mayAs(['dispatcher']), mayForCity(['dispatcher']), mayForCity(['operator'])]
  }
  expect(may(district)).toEqual([true, false, false])
  expect(may(city)).toEqual([true, true, false])
})
