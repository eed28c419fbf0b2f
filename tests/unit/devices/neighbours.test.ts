import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { metresBetween } from '../../../core/distance.ts'
import { neighboursOf } from '../../../devices/register/neighbours.ts'
import { device } from '../../contract/registry.suite.ts'

const at = (longitude: number, latitude: number) => ({ longitude, latitude })

test('distances are those of the sphere', () => {
  // A degree of a great circle is 111.195 km.
  expect(metresBetween(at(120, 30), at(120, 31))).toBeCloseTo(111_195.08, 1)
  expect(metresBetween(at(0, 0), at(1, 0))).toBeCloseTo(111_195.08, 1)
  expect(metresBetween(at(120, 60), at(121, 60))).toBeCloseTo(55_595, -1)
  expect(metresBetween(at(179.9995, 0), at(-179.9995, 0))).toBeCloseTo(111.2, 1)
  expect(metresBetween(at(10, 20), at(-170, -20))).toBeCloseTo(Math.PI * 6_371_008.8, 0)
  expect(metresBetween(at(120, 30), at(120, 30))).toBe(0)
})

test('the nearest of any fleet are those that sorting all of it gives', () => {
  const place = fc.record({
    longitude: fc.double({ min: 119.99, max: 120.01, noNaN: true }),
    latitude: fc.double({ min: 29.99, max: 30.01, noNaN: true }),
  })
  fc.assert(
    fc.property(
      fc.array(place, { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      (places, limit) => {
        const origin = device('origin', at(120, 30))
        const fleet = [origin, ...places.map((one, n) => device(`d-${n}`, one))]
        const found = neighboursOf(origin, fleet, { radius: 800, limit })
        const metres = fleet
          .slice(1)
          .map((one) => metresBetween(origin, one))
          .filter((distance) => distance <= 800)
          .sort((a, b) => a - b)
        expect(found.map((one) => one.metres)).toEqual(metres.slice(0, limit))
      },
    ),
  )
})
