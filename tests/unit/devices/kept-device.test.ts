import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { deviceSchema, noiseZones } from '../../../core/device.ts'
import { checksumRules } from '../../../core/hj212/checksum.ts'
import { concentrations } from '../../../core/hj212/factors.ts'
import { levelOrigins } from '../../../core/sl651/gauge.ts'
import { keptDevice } from '../../../devices/register/kept-device.ts'

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined })
const name = fc.stringMatching(/^z[a-z0-9]{0,20}$/)
const device = fc
  .record({
    id: name,
    kind: fc.constantFrom('manhole', 'water', 'gateway'),
    name: maybe(fc.constant('井盖 一')),
    site: fc.constantFrom('road', 'river'),
    component: maybe(fc.stringMatching(/^\d{16}$/)),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    cell: maybe(fc.stringMatching(/^\d{15}$/)),
    zone: maybe(fc.constantFrom(...noiseZones)),
    limits: maybe(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.integer())),
    owner: maybe(name),
    gateway: maybe(name),
    catchment: maybe(name),
    power: maybe(name),
    mn: maybe(name),
    checksum: maybe(fc.constantFrom(...checksumRules)),
    concentration: maybe(fc.constantFrom(...concentrations)),
    stationAddress: maybe(fc.stringMatching(/^[0-9A-F]{10}$/)),
    gaugeZero: maybe(fc.double({ min: -500, max: 9_000, noNaN: true })),
    levelOrigin: maybe(fc.constantFrom(...levelOrigins)),
    externalId: maybe(name),
    period: fc.integer({ min: 1, max: 86_400 }),
    active: fc.boolean(),
  })
  .map((fields) => JSON.stringify(deviceSchema.parse(fields)))

const members = Object.keys(deviceSchema.shape)

test('every device that the door of today lets in is read as it was written', () => {
  fc.assert(
    fc.property(device, (document) => {
      expect(keptDevice('device a', document)).toEqual(JSON.parse(document))
    }),
  )
})

test('a member of another type is named, whichever it is', () => {
  fc.assert(
    fc.property(device, fc.constantFrom(...members), (document, member) => {
      const damaged = JSON.stringify({ ...JSON.parse(document), [member]: [null] })
      expect(() => keptDevice('device a', damaged)).toThrow(
        expect.objectContaining({
          code: 'record-damaged',
          message: expect.stringMatching(new RegExp(`^device a: ${member}: `)),
        }),
      )
    }),
  )
})

test.each(['id', 'kind', 'site', 'longitude', 'latitude', 'period', 'active'])(
  'a device without %s is damaged',
  (member) => {
    const whole = { id: 'a', kind: 'noise', site: 'street', longitude: 1, latitude: 2 }
    const document = JSON.stringify({ ...whole, period: 60, active: true, [member]: undefined })
    expect(() => keptDevice('device a', document)).toThrow(
      expect.objectContaining({
        code: 'record-damaged',
        message: expect.stringContaining(`device a: ${member}: `),
      }),
    )
  },
)

test.each(['', '{', 'null', '[]', '"a"', '17'])('%j is no device', (document) => {
  expect(() => keptDevice('device a', document)).toThrow(
    expect.objectContaining({ code: 'record-damaged' }),
  )
})

test('what today no door would let in, and what a newer version added, is read', () => {
  const kept = {
    ...{ id: 'crew-1', kind: 'gas', site: 'kitchen of tomorrow', longitude: 500, latitude: 2 },
    ...{ period: 1e7, active: true, firmware: { version: 3 } },
  }
  expect(keptDevice('device crew-1', JSON.stringify(kept))).toEqual(kept)
})
