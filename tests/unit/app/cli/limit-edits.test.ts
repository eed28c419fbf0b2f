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

test.each([
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
