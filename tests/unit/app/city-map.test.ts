/** The map that a city gives: what is drawn of it, what is refused, and how it is sent. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { loadCityMap, longestMap } from '../../../app/http/city-map.ts'
import { boundsOf, mapKinds, readCityMap } from '../../../app/http/decide/city-map.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import { sampleCity } from '../../../simulators/sample-city.ts'
import { startDeskServer } from '../../support/desk-server.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const city = { west: 123.5, south: 29.49, east: 123.54, north: 29.51 }
const line = [
  [123.51, 29.5],
  [123.52, 29.5],
]
const feature = (properties: object, coordinates: unknown = line, type = 'LineString') => ({
  ...{ type: 'Feature', properties, geometry: { type, coordinates } },
})
const file = (features: readonly object[], more: object = {}) =>
  JSON.stringify({ type: 'FeatureCollection', features, ...more })
const kindsIn = (text: string) =>
  readCityMap(text, city).map.features.map(({ properties }) => properties.kind)

function mistakesIn(text: string): readonly string[] {
  try {
    readCityMap(text, city)
  } catch (error) {
    if (error instanceof UrbanBrainError && error.code === 'city-invalid') return error.details
    throw error
  }
  return []
}

describe('the map of a city', () => {
  test('is drawn by kind, or by the tags of OpenStreetMap; what is neither is left out', () => {
    const area = [[...line, [123.52, 29.51], line[0]]]
    const features = [
      ...mapKinds.map((kind) => feature({ kind })),
      feature({ highway: 'primary', name: '中央大道', maxspeed: '60' }),
      feature({ highway: 'residential' }),
      feature({ waterway: 'stream' }),
      feature({ waterway: 'riverbank' }, area, 'Polygon'),
      feature({ natural: 'water' }, [area], 'MultiPolygon'),
      feature({ leisure: 'park' }, area, 'Polygon'),
      feature({ amenity: 'bank' }),
      feature({ kind: 'moon' }),
      feature({ kind: 'road' }, line[0], 'Point'),
    ]
    expect(kindsIn(file(features))).toEqual([
      ...mapKinds,
      ...['road', 'street', 'river', 'water', 'water', 'green'],
    ])
    const { map, attribution } = readCityMap(
      file([feature({ kind: 'road', name: '甲路' }, [[123.51234567, 29.5, 12.3], line[1]])], {
        attribution: 'who drew it',
      }),
      city,
    )
    expect(attribution).toBe('who drew it')
    expect(map.features).toEqual([
      feature({ kind: 'road', name: '甲路' }, [[123.512346, 29.5], line[1]]),
    ])
  })

  test.each([
    ['numbers the wrong way round', file([feature({ kind: 'road' }, [[29.5, 123.51], line[1]])])],
    ['another city', file([feature({ kind: 'road' }, [[116.4, 39.9], line[1]])])],
    ['metres', file([feature({ kind: 'road' }, [[451_000, 3_264_000], line[1]])])],
    ['no position', file([feature({ kind: 'road' }, [['123.5', '29.5'], line[1]])])],
    ['no list', file([feature({ kind: 'road' }, 7)])],
    ['nothing that is drawn', file([feature({ amenity: 'bank' })])],
    [
      'another reference system',
      file([feature({ kind: 'road' })], {
        crs: { properties: { name: 'urn:ogc:def:crs:EPSG::3857' } },
      }),
    ],
    ['no collection', '{}'],
    ['no JSON', '<kml>'],
  ])('is refused with %s', (_, text) => {
    expect(mistakesIn(text)).toEqual([expect.any(String)])
  })

  test('names the feature, and no more than twenty mistakes', () => {
    const wrong = feature({ kind: 'road' }, [[29.5, 123.51]])
    expect(mistakesIn(file([feature({ kind: 'road' }), wrong]))[0]).toMatch(
      /^feature 1: 29.5, 123.51 /,
    )
    expect(mistakesIn(file(Array.from({ length: 50 }, () => wrong)))).toHaveLength(20)
  })

  test('whatever a file holds, it is drawn or refused', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (json) => {
        const texts = [JSON.stringify(json), file([feature({ kind: 'road' }, json)])]
        for (const text of texts) expect(mistakesIn(text).length).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('of the sample city lies within its grid', () => {
    const { files } = sampleCity()
    const grid = boundsOf(JSON.parse(files.get('grid.geojson') ?? ''))
    const text = files.get('map.geojson') ?? ''
    const { map, attribution } = readCityMap(text, grid)
    expect(map.features).toHaveLength((JSON.parse(text) as { features: unknown[] }).features.length)
    expect(attribution).toContain('虚构')
    const drawn = boundsOf(map)
    for (const side of ['west', 'south'] as const)
      expect(drawn[side]).toBeGreaterThanOrEqual(grid[side] - 1e-6)
    for (const side of ['east', 'north'] as const)
      expect(drawn[side]).toBeLessThanOrEqual(grid[side] + 1e-6)
  })
})

describe('the file of a map', () => {
  test('is that of the city folder, or the one that is set; one that is set has to be there', async () => {
    const folder = await temporaryFolder()
    expect(await loadCityMap(undefined, folder, city)).toBeUndefined()
    const other = join(folder, 'other.geojson')
    await expect(loadCityMap(other, folder, city)).rejects.toMatchObject({ code: 'city-invalid' })
    await writeFile(join(folder, 'map.geojson'), file([feature({ kind: 'road' })]))
    await writeFile(other, file([feature({ kind: 'river' })]))
    const told = async (given: string | undefined) =>
      (await loadCityMap(given, folder, city))?.bytes(undefined).body.toString()
    expect(await told(undefined)).toContain('road')
    expect(await told(other)).toContain('river')
  })

  test('is refused by its size, in words', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'map.geojson'), Buffer.alloc(longestMap + 1, ' '))
    await expect(loadCityMap(undefined, folder, city)).rejects.toThrow(/has at most 16777216 bytes/)
  })
})

test('is sent compressed, and not at all to whoever has it', async () => {
  const tokens = [
    { name: 'west', role: 'operator', areas: ['990102'], token: 'of-the-west' },
    { name: 'hotline', role: 'service', token: 'of-a-program' },
  ] as const
  await using desk = await startDeskServer({ tokens })
  const ask = (headers: Readonly<Record<string, string>>, token = 'of-the-west') =>
    desk.ask('/v1/map', { token, headers })
  const whole = await ask({ 'accept-encoding': 'identity' })
  expect([whole.status, whole.headers.get('content-type')]).toEqual([
    200,
    'application/geo+json; charset=utf-8',
  ])
  const text = await whole.text()
  for (const encoding of ['br', 'gzip']) {
    const answer = await ask({ 'accept-encoding': encoding })
    expect(answer.headers.get('content-encoding')).toBe(encoding)
    expect(await answer.text()).toBe(text)
  }
  const etag = whole.headers.get('etag') ?? ''
  expect((await ask({ 'if-none-match': etag })).status).toBe(304)
  expect((await ask({}, 'of-a-program')).status).toBe(403)
  const about = await desk.ask('/v1/city', { token: 'of-the-west' })
  expect(await about.json()).toMatchObject({
    map: { file: true, attribution: expect.stringContaining('虚构') as string },
  })
})
