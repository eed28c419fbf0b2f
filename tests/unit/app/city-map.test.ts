/** The map that a city gives: what is drawn of it, what is refused, and how it is sent. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import { VectorTile } from '@mapbox/vector-tile'
import * as fc from 'fast-check'
import { PbfReader } from 'pbf'
import { TileType } from 'pmtiles'
import { describe, expect, test } from 'vitest'

import { longestMap, openCityMap, type ServedMap } from '../../../app/http/city-map.ts'
import { boundsOf, readCityMap } from '../../../app/http/decide/city-map.ts'
import { mapKinds } from '../../../app/http/decide/map-kinds.ts'
import { reached, tileKey, tilesOf } from '../../../app/http/decide/map-tiles.ts'
import type { City } from '../../../app/http/contract.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import { sampleCity } from '../../../simulators/sample-city.ts'
import { startDeskServer } from '../../support/desk-server.ts'
import { drawnIn, mapArchive } from '../../support/map-archive.ts'
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

/** Of a map that lies within the bounds: what is drawn in its tiles of a zoom, each thing once. */
async function drawnAt(map: ServedMap, zoom: number): Promise<readonly string[]> {
  const tiles = await Promise.all([...reached(city, zoom)].map((place) => map.tile(place)))
  const drawn = tiles.flatMap((tile) => (tile === undefined ? [] : drawnIn(gunzipSync(tile))))
  return [...new Set(drawn)].sort()
}

describe('the file of a map', () => {
  const archive = (more: Partial<Parameters<typeof mapArchive>[0]> = {}) =>
    mapArchive({
      layers: { roads: [feature({ kind: 'major_road', name: '甲路' })] },
      bounds: city,
      zooms: [12, 13, 14],
      metadata: { attribution: '<a href="https://example.com">&copy; who drew it</a>' },
      ...more,
    })

  test('is that of the city folder, or the one that is set; one that is set has to be there', async () => {
    const folder = await temporaryFolder()
    const told = async (given?: string) => {
      const map = await openCityMap(given, folder, city)
      try {
        return map && (await drawnAt(map, 14))
      } finally {
        await map?.close()
      }
    }
    expect(await told()).toBeUndefined()
    const other = join(folder, 'other.geojson')
    await expect(told(other)).rejects.toMatchObject({ code: 'city-invalid' })
    await writeFile(join(folder, 'map.geojson'), file([feature({ kind: 'road' })]))
    await writeFile(other, file([feature({ kind: 'river' })]))
    expect(await told()).toEqual(['road'])
    expect(await told(other)).toEqual(['river'])
    await writeFile(join(folder, 'map.pmtiles'), archive())
    expect(await told()).toEqual(['road 甲路'])
  })

  test('a GeoJSON is refused by its size, in words', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'map.geojson'), Buffer.alloc(longestMap + 1, ' '))
    await expect(openCityMap(undefined, folder, city)).rejects.toThrow(/has at most 67108864 bytes/)
  })

  test.each([
    ['no archive', Buffer.from('{}'), /is no PMTiles archive/],
    ['nothing', Buffer.alloc(0), /is no PMTiles archive/],
    ['pictures', archive({ tileType: TileType.Png }), /no vector tiles/],
    [
      'another city',
      archive({ bounds: { west: 116, south: 39, east: 117, north: 40 } }),
      /reaches from 116, 39 to 117, 40/,
    ],
    ['half of an archive', archive().subarray(0, 140), /map\.pmtiles/],
  ])('an archive is refused that is %s', async (_, bytes, why) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'map.pmtiles'), bytes)
    const opening = openCityMap(undefined, folder, city)
    await expect(opening).rejects.toMatchObject({ code: 'city-invalid' })
    await expect(opening).rejects.toThrow(why)
  })

  test('an archive of Protomaps, of OpenMapTiles or of our own words is drawn alike', async () => {
    const area = [[...line, [123.52, 29.51], line[0]]]
    const polygon = (properties: object) => feature(properties, area, 'Polygon')
    const archives = {
      protomaps: {
        roads: ['highway', 'minor_road', 'rail', 'path'].map((kind) => feature({ kind })),
        water: [feature({ kind: 'stream' }), polygon({ kind: 'river' })],
        landuse: [polygon({ kind: 'park' }), polygon({ kind: 'railway' })],
        buildings: [polygon({ kind: 'building' })],
        boundaries: [feature({ kind: 'county' })],
      },
      openMapTiles: {
        transportation: ['primary', 'minor', 'rail', 'path'].map((word) =>
          feature({ class: word }),
        ),
        waterway: [feature({ class: 'river' })],
        water: [polygon({ class: 'lake' })],
        landcover: [polygon({ class: 'grass' }), polygon({ class: 'ice' })],
        building: [polygon({ render_height: 5 })],
        boundary: [feature({ admin_level: 4 })],
      },
      own: {
        map: [
          ...['road', 'street', 'railway', 'river'].map((kind) => feature({ kind })),
          ...['water', 'green', 'building'].map((kind) => polygon({ kind })),
        ],
      },
    }
    const folder = await temporaryFolder()
    for (const [name, layers] of Object.entries(archives)) {
      const path = join(folder, `${name}.pmtiles`)
      await writeFile(path, archive({ layers }))
      const map = await openCityMap(path, folder, city)
      if (map === undefined) throw new Error('no map')
      expect(map).toMatchObject({ zooms: { least: 12, most: 14 }, attribution: '© who drew it' })
      expect([name, await drawnAt(map, 14)]).toEqual([name, [...mapKinds].sort()])
      const far = mapKinds.filter((kind) => kind !== 'building')
      expect([name, await drawnAt(map, 13)]).toEqual([name, far.sort()])
      expect(await map.tile({ zoom: 3, column: 1, row: 1 })).toBeUndefined()
      await map.close()
    }
  })
})

test('an archive whose tiles are damaged says so, or draws what is left', async () => {
  const whole = mapArchive({
    layers: { roads: [feature({ kind: 'major_road', name: '甲路' })] },
    ...{ bounds: city, zooms: [14] },
  })
  const folder = await temporaryFolder()
  let opened = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }),
      async (changes) => {
        const bytes = Buffer.from(whole)
        // Behind the head and the directory: where the start does not look.
        const from = whole.length - 100
        for (const [at, value] of changes) bytes[from + (at % 100)] = value
        const path = join(folder, `${opened++}.pmtiles`)
        await writeFile(path, bytes)
        const map = await openCityMap(path, folder, city)
        const asked = [...reached(city, 14)].map(async (place) => map?.tile(place))
        for (const { status } of await Promise.allSettled(asked))
          expect(['fulfilled', 'rejected']).toContain(status)
        await map?.close()
      },
    ),
    { numRuns: 50 },
  )
})

/** Column and row with the part of a tile, by the formula that OpenStreetMap gives. */
function placeAt([longitude, latitude]: readonly [number, number], zoom: number) {
  const angle = (latitude * Math.PI) / 180
  const row = (1 - Math.log(Math.tan(angle) + 1 / Math.cos(angle)) / Math.PI) / 2
  return [((longitude + 180) / 360) * 2 ** zoom, row * 2 ** zoom] as const
}

/** From a point to the nearest corner that the tile holds, in its units. */
function nearestTo({ x, y }: { x: number; y: number }, tile: Uint8Array | undefined): number {
  if (tile === undefined) return Infinity
  const { city: layer } = new VectorTile(new PbfReader(tile)).layers
  const corners = Array.from({ length: layer?.length ?? 0 }, (_, index) =>
    layer?.feature(index).loadGeometry().flat(),
  ).flatMap((found) => found ?? [])
  return Math.min(...corners.map((corner) => Math.hypot(corner.x - x, corner.y - y)))
}

describe('tiles of a map', () => {
  const anywhere = fc.tuple(
    fc.double({ min: city.west, max: city.east, noNaN: true }),
    fc.double({ min: city.south, max: city.north, noNaN: true }),
  )

  test('hold every corner of every line at the last zoom, where it is', () => {
    const roads = fc.array(fc.array(anywhere, { minLength: 2, maxLength: 6 }), {
      minLength: 1,
      maxLength: 5,
    })
    fc.assert(
      fc.property(roads, (lines) => {
        const text = file(lines.map((corners) => feature({ kind: 'street' }, corners)))
        const tiles = new Map(tilesOf(readCityMap(text, city).map))
        for (const corner of lines.flat()) {
          const [column, row] = placeAt(corner, 14)
          const place = { zoom: 14, column: Math.floor(column), row: Math.floor(row) }
          const at = { x: (column - place.column) * 4_096, y: (row - place.row) * 4_096 }
          expect(nearestTo(at, tiles.get(tileKey(place)))).toBeLessThan(2)
        }
      }),
    )
  })
})

test('is sent by tiles, compressed, and to be kept as long as it is the same map', async () => {
  const tokens = [
    { name: 'west', role: 'operator', areas: ['990102'], token: 'of-the-west' },
    { name: 'hotline', role: 'service', token: 'of-a-program' },
  ] as const
  await using desk = await startDeskServer({ tokens })
  const about = await desk.ask('/v1/city', { token: 'of-the-west' })
  const { map } = (await about.json()) as City
  expect(map).toMatchObject({
    file: { least: 7, most: 14 },
    attribution: expect.stringContaining('虚构') as string,
  })
  const [column, row] = placeAt([123.51, 29.5], 14)
  const path = `/v1/map/14/${Math.floor(column)}/${Math.floor(row)}`
  const ask = (headers: Readonly<Record<string, string>>, query = '', token = 'of-the-west') =>
    desk.ask(`${path}${query}`, { token, headers })
  const plain = await ask({ 'accept-encoding': 'identity' })
  expect([
    plain.status,
    plain.headers.get('content-type'),
    plain.headers.get('content-encoding'),
  ]).toEqual([200, 'application/vnd.mapbox-vector-tile', null])
  const bytes = new Uint8Array(await plain.arrayBuffer())
  expect(drawnIn(bytes)).toContain('water 临江河')
  const small = await ask({ 'accept-encoding': 'gzip' }, `?version=${map.file?.version}`)
  expect(small.headers.get('content-encoding')).toBe('gzip')
  expect(small.headers.get('cache-control')).toContain('immutable')
  expect(plain.headers.get('cache-control')).not.toContain('immutable')
  expect(new Uint8Array(await small.arrayBuffer())).toEqual(bytes)
  expect((await ask({}, '', 'of-a-program')).status).toBe(403)
  const status = async (place: string) =>
    (await desk.ask(`/v1/map/${place}`, { token: 'of-the-west' })).status
  expect(await Promise.all(['14/0/0', '3/8/0', '14/x/0', '-1/0/0'].map(status))).toEqual([
    ...[204, 400, 400, 400],
  ])
})
