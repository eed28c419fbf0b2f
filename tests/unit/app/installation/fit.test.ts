import { expect, test } from 'vitest'

import { placesMustFit, type Place } from '../../../../app/installation/decide/fit.ts'

const place = (over: Partial<Place>): Place => ({
  ...{ topic: 'readings', group: 'rules', committed: 5, first: 3, next: 9 },
  ...over,
})

test('a stage that has still to read what is gone is of another time, and an outlet was away for long', () => {
  const fits = (over: Partial<Place>) => placesMustFit('data', [place({}), place(over)])
  expect(() => fits({ committed: 2 })).toThrow('rules has read readings up to 2')
  expect(() => fits({ committed: 2, group: 'outlet-city' })).not.toThrow()
  expect(() => fits({ committed: 10, group: 'outlet-city' })).toThrow('ends at 9')
})
