/** What the server says of the places of devices, as the map has it. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { placesIn } from '../../../console/pages/centre/places.ts'
import { devicePlacesSchema } from '../../../devices/api/contract.ts'
import { placesOf } from '../../../devices/api/views.ts'
import { device } from '../../contract/registry.suite.ts'

const degrees = (most: number) =>
  fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((n) => n / 1e6)
const place = fc.record(
  {
    name: fc.string({ minLength: 1 }),
    cell: fc.constantFrom('330106001002003', '330106001002004'),
    longitude: degrees(180),
    latitude: degrees(90),
    active: fc.boolean(),
  },
  { requiredKeys: ['longitude', 'latitude', 'active'] },
)

test('columns are the rows they were made of, whatever a device has not', () => {
  fc.assert(
    fc.property(fc.array(place), (places) => {
      const rows = places.map((fields, index) => ({ id: `d${index}`, kind: 'noise', ...fields }))
      const devices = rows.map(({ id, ...fields }) => device(id, fields as never))
      const answered = devicePlacesSchema.parse(JSON.parse(JSON.stringify(placesOf(devices))))
      expect(placesIn(answered)).toEqual(rows)
    }),
  )
})
