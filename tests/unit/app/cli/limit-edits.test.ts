import { expect, test } from 'vitest'

import { limitEdits } from '../../../../app/cli/limit-edits.ts'

const said = (options: Readonly<Record<string, string | readonly string[]>>) =>
  limitEdits({
    text: (name) => [options[name] ?? []].flat()[0],
    texts: (name) => [options[name] ?? []].flat(),
  })

test('limits are of the city without a scope, and of an override with one', () => {
  const limit = ['road.file_cm=12', 'road.watch_cm=8']
  const limits = { 'road.file_cm': 12, 'road.watch_cm': 8 }
  expect(said({ limit })).toEqual({ limits })
  expect(said({})).toEqual({ limits: {} })
  expect(said({ limit, street: '110101001' })).toEqual({
    overrides: [{ scope: 'street', code: '110101001', limits }],
  })
  expect(
    said({ limit: 'road.file_cm=none', device: 'wl-1', source: 'office', certainty: 'verified' }),
  ).toEqual({
    overrides: [
      {
        scope: 'device',
        code: 'wl-1',
        limits: { 'road.file_cm': null },
        source: 'office',
        certainty: 'verified',
      },
    ],
  })
})

test('times and hours differ for a place', () => {
  expect(
    said({
      hold: ['water-road-depth.yellow=3m', 'water-road-depth.red=none'],
      'clear-hold': 'water-road-depth.yellow=10m',
      after: 'water-silent.blue=4 periods',
      hours: 'Mo-Fr 10:00-14:00',
      schedule: 'night=none',
      device: 'wl-1',
    }),
  ).toEqual({
    overrides: [
      {
        scope: 'device',
        code: 'wl-1',
        limits: {},
        times: {
          'water-road-depth.yellow.hold': '3m',
          'water-road-depth.red.hold': null,
          'water-road-depth.yellow.clearHold': '10m',
          'water-silent.blue.after': '4 periods',
        },
        schedules: { business: 'Mo-Fr 10:00-14:00', night: null },
      },
    ],
  })
})

test.each([
  [{ hold: 'water-road-depth.yellow=3m' }, 'times and hours of a place need --device or'],
  [{ hold: 'water-road-depth=3m', device: 'wl-1' }, 'a level is named such as'],
  [{ schedule: 'business', device: 'wl-1' }, '--schedule business: written business='],
  [{ device: 'wl-1' }, '--device needs --limit'],
  [
    { limit: 'road.file_cm=1', device: 'wl-1', owner: 'u' },
    'limits differ for one: --device or --owner',
  ],
  [{ limit: 'road.file_cm=1', source: 'office' }, '--source and --certainty need --device or'],
  [{ limit: 'road.file_cm=none' }, '--limit road.file_cm=none: written'],
  [{ limit: 'road.file_cm=', device: 'wl-1' }, '--limit road.file_cm=: written'],
  [{ limit: 'road.file_cm=1', device: 'wl-1', certainty: 'sure' }, '--certainty sure: written'],
])('refuses %j', (options, words) => {
  expect(() => said(options)).toThrow(words)
})
