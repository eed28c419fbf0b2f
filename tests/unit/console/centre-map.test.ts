/** What the map draws, as far as no eye is needed to see it. */
import { expect, test } from 'vitest'

import { styleOf } from '../../../console/pages/centre/map/style.ts'

test('a device that is silent is a thin ring below all that alarms', () => {
  const colours = { blue: '#00f', yellow: '#ff0', orange: '#f80', red: '#f00' }
  const plain = { ground: '#fff', sheet: '#fff', ink: '#000', quiet: '#666', line: '#ccc' }
  const palette = {
    ...plain,
    accent: '#00f',
    ...{ good: '#0a0', water: '#08f', green: '#8c8', road: '#ccc' },
    scale: 1,
    severity: colours,
  }
  const { layers } = styleOf(palette, {})
  const place = (id: string) => layers.findIndex((layer) => layer.id === id)
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
