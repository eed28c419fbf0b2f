/** What the map draws, as far as no eye is needed to see it. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { samePoints, type Points } from '../../../console/pages/centre/features.ts'
import { styleOf } from '../../../console/pages/centre/map/style.ts'

const palette = {
  ...{ ground: '#fff', sheet: '#fff', ink: '#000', quiet: '#666', line: '#ccc', accent: '#00f' },
  ...{ good: '#0a0', water: '#08f', green: '#8c8', road: '#ccc' },
  scale: 1,
  severity: { blue: '#00f', yellow: '#ff0', orange: '#f80', red: '#f00' },
}
const { layers, sources } = styleOf(palette, {})
const place = (id: string) => layers.findIndex((layer) => layer.id === id)

test('a device that is silent is a thin ring below all that alarms', () => {
  expect(place('devices-calm')).toBeLessThan(place('devices-alarm'))
  expect(place('devices-alarm')).toBeLessThan(place('cases'))
  const calm = layers[place('devices-calm')]
  if (calm?.type !== 'circle') throw new TypeError('no circle')
  const far = (growing: unknown) => (growing as readonly unknown[])[4]
  const width = far(calm.paint?.['circle-stroke-width']) as readonly unknown[]
  const silent = width[width.indexOf('silent') + 1]
  // At the zoom of a whole city: radius and ring together no wider than half of an alarm's sign of eleven pixels.
  expect(Number(far(calm.paint?.['circle-radius'])) + Number(silent)).toBeLessThan(11 / 4)
  expect(calm.paint?.['circle-stroke-color']).toBe(palette.quiet)
})

test('a device in order has a colour that no severity has', () => {
  const calm = layers[place('devices-calm')]
  if (calm?.type !== 'circle') throw new TypeError('no circle')
  const drawn = JSON.stringify(calm.paint?.['circle-color'])
  expect(drawn).toContain(palette.good)
  for (const severity of Object.values(palette.severity)) expect(drawn).not.toContain(severity)
})

test('the names of a map are as large a part of a wall as of a desk', () => {
  const size = (scale: number) => {
    const found = styleOf({ ...palette, scale }, {}).layers.find(({ id }) => id === 'grid-name')
    return found?.type === 'symbol' ? Number(found.layout?.['text-size']) : Number.NaN
  }
  expect(size(1)).toBeGreaterThanOrEqual(11)
  expect(size(2)).toBe(2 * size(1))
})

test('dots that would lie on each other are one, and every dot is drawn by one layer, below all that alarms', () => {
  const { devices } = sources
  if (devices?.type !== 'geojson') throw new TypeError('no points')
  // What alarms and what is a case has its own sign, at every zoom.
  const together = Object.entries(sources).filter(([, source]) => 'cluster' in source)
  expect(together.map(([name]) => name)).toEqual(['devices'])
  const filterOf = (id: string) => {
    const layer = layers[place(id)]
    return layer?.type === 'circle' ? layer.filter : undefined
  }
  expect(filterOf('devices-several')).toEqual(['has', 'point_count'])
  expect(filterOf('devices-calm')).toEqual(['!', filterOf('devices-several')])
  expect(place('devices-several')).toBeLessThan(place('devices-alarm'))
})

test('points are drawn again when they differ in anything, and only then', () => {
  const few = fc.constantFrom(0, 1)
  const point = fc
    .record({ id: fc.constantFrom('a', 'b'), sign: fc.constantFrom('red', 'blue'), rank: few })
    .chain((properties) =>
      fc.tuple(few, few).map(([longitude, latitude]) => ({
        type: 'Feature' as const,
        geometry: {
          type: 'Point' as const,
          coordinates: [longitude, latitude] as [number, number],
        },
        properties,
      })),
    )
  const points = fc
    .array(point, { maxLength: 3 })
    .map((features): Points => ({ type: 'FeatureCollection', features }))
  fc.assert(
    fc.property(points, points, (one, other) => {
      expect(samePoints(one, structuredClone(one))).toBe(true)
      expect(samePoints(one, other)).toBe(JSON.stringify(one) === JSON.stringify(other))
    }),
  )
})
