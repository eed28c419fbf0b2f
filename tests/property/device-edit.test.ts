/** What somebody changes in the form of a registered device, and nothing else, is what the register then says. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { editOf, fieldsOf, isEdit } from '../../console/pages/devices/edit-body.ts'
import type { Device as DeviceView } from '../../console/api/types.ts'
import type { Device } from '../../core/device.ts'
import { importGeoJson } from '../../devices/import.ts'
import { parseGrid } from '../../devices/register/grid.ts'
import { device } from '../contract/registry.suite.ts'

const square = (west: number) => [
  [west, 30],
  [west + 0.2, 30],
  [west + 0.2, 30.4],
  [west, 30.4],
  [west, 30],
]
const grid = parseGrid(
  JSON.stringify({
    type: 'FeatureCollection',
    features: ['330106001002003', '330106001002004'].map((code, index) => ({
      type: 'Feature',
      geometry: { type: 'Polygon', coordinates: [square(120 + index * 0.2)] },
      properties: { code, name: code, community: 'c', street: 's', district: 'd' },
    })),
  }),
)
/** As the API shows it. */
const formOf = (registered: Device) =>
  fieldsOf(JSON.parse(JSON.stringify({ ...registered, credential: false })) as DeviceView)
const gateway = device('gw-1', { kind: 'gateway', site: 'cabinet' })

const text = fc.stringMatching(/^[a-z井][a-z0-9井]{0,12}$/)
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const place = fc.constantFrom(
  { longitude: 120.1, latitude: 30.2, cell: '330106001002003' },
  { longitude: 120.3, latitude: 30.1, cell: '330106001002004' },
)
const station = fc.oneof(
  fc.constant({}),
  fc.record({
    mn: fc.stringMatching(/^[A-Z0-9]{8,24}$/),
    checksum: fc.constantFrom('standard', 'swapped', 'modbus', 'off'),
    concentration: fc.constantFrom('mg/m3', 'ug/m3', 'ng/m3'),
  }),
)
const registered = fc
  .record({
    place,
    station,
    site: fc.constantFrom('road', 'footway'),
    name: optional(text),
    component: optional(fc.stringMatching(/^\d{16}$/)),
    owner: optional(text.map((one) => one.replaceAll('井', 'w'))),
    gateway: optional(fc.constant('gw-1')),
    catchment: optional(fc.constantFrom('HS-07', 'HS-08')),
    power: optional(fc.constantFrom('FD-12', 'FD-13')),
    externalId: optional(fc.stringMatching(/^\d{15}$/)),
    limits: optional(
      fc.dictionary(fc.constantFrom('cover.open_deg', 'warning'), fc.integer(), { minKeys: 1 }),
    ),
    period: fc.integer({ min: 1, max: 86_400 }),
    active: fc.boolean(),
  })
  .map(
    ({ place: where, station: speaks, ...rest }) =>
      JSON.parse(
        JSON.stringify({
          ...device('mh-1', { kind: 'manhole', hours: 'Mo-Fr 10:00-14:00' }),
          ...{ ...rest, ...where, ...speaks },
        }),
      ) as Device,
  )

test('the register says what the form says, and keeps what it does not ask', () => {
  fc.assert(
    fc.property(registered, registered, (before, wanted) => {
      const edit = editOf(formOf(before), formOf(wanted))
      if (!isEdit(edit)) {
        expect(edit).toBeUndefined()
        expect(before).toEqual(wanted)
        return
      }
      const { crs, geometry, properties } = edit
      const features = [{ type: 'Feature', geometry, properties: { id: before.id, ...properties } }]
      const said = importGeoJson(
        JSON.parse(JSON.stringify({ type: 'FeatureCollection', features })),
        {
          ...{ crs: crs ?? 'wgs84', grid },
          registered: new Map(
            [before, gateway].map((one) => [one.id, { device: one, revision: 1 }] as const),
          ),
        },
      )
      expect(said.mistakes).toEqual([])
      expect(said.devices).toEqual([wanted])
    }),
  )
})

test('what somebody else changed meanwhile stays', () => {
  fc.assert(
    fc.property(registered, registered, text, (before, meanwhile, name) => {
      const edit = editOf(formOf(before), { ...formOf(before), name: `${name} new` })
      if (!isEdit(edit)) throw new Error('nothing was changed')
      expect(Object.keys(edit.properties)).toEqual(['name'])
      expect(edit.geometry).toBeNull()
      const features = [
        { type: 'Feature', geometry: null, properties: { id: 'mh-1', ...edit.properties } },
      ]
      const said = importGeoJson(
        { type: 'FeatureCollection', features },
        {
          ...{ crs: 'wgs84', grid },
          registered: new Map([[meanwhile.id, { device: meanwhile, revision: 2 }]]),
        },
      )
      expect(said.devices).toEqual([{ ...meanwhile, name: `${name} new` }])
    }),
  )
})

test('what is no number is said before anything is sent', () => {
  const form = formOf(device('mh-1'))
  const wrong = editOf(form, { ...form, longitude: 'east', limits: 'cover' })
  expect(wrong).toEqual([
    { mistake: 'number', field: 'longitude' },
    { mistake: 'limits', line: 1 },
  ])
})
