/** SensorThings as a client of the standard asks for it. */
import { beforeEach, describe, expect, test } from 'vitest'

import { sensorThingsRoutes } from '../../../../app/http/sensorthings/routes.ts'
import type { Actor } from '../../../../core/actor.ts'
import type { CellCode } from '../../../../core/identity.ts'
import type { Point } from '../../../../core/series.ts'
import { device } from '../../../contract/registry.suite.ts'
import { point } from '../../../contract/series-store-points.ts'
import { openStandards, type StandardsServer } from '../../../support/standards-server.ts'

const now = Date.UTC(2026, 10, 30, 8)
const minute = 60_000
const root = '/v1/sensorthings/v1.1'
const west = '990102001001001' as CellCode
const east = '990103001001001' as CellCode
const operator: Actor = { name: 'olga', role: 'operator' }

let actor: Actor
let api: StandardsServer
beforeEach(async () => {
  actor = operator
  api = await openStandards(sensorThingsRoutes, { now, actor: () => actor })
  api.register(
    device('ns-1', { name: '人民路', cell: west, longitude: 123.456_789_1 }),
    device('mh:2', { kind: 'manhole', site: 'road', cell: east, active: false }),
  )
})

const get = async (path: string, headers?: Record<string, string>) => {
  const { status, body } = await api.ask(`${root}${path}`, headers)
  expect([path, status, body]).toEqual([path, 200, body])
  return body
}
const valuesOf = async (path: string) => (await get(path))['value'] as Record<string, unknown>[]
const refusal = async (path: string) => {
  const { status, body } = await api.ask(`${root}${path}`)
  return [status, body['code'], body['message']]
}
/** All pages, by their links. */
async function all(path: string, beforeNext: () => void = () => {}) {
  const found: Record<string, unknown>[] = []
  const sizes: number[] = []
  let next: string | undefined = `${root}${path}`
  while (next !== undefined) {
    const { status, body }: Awaited<ReturnType<StandardsServer['ask']>> = await api.ask(next)
    expect([next, status]).toEqual([next, 200])
    const value = body['value'] as Record<string, unknown>[]
    found.push(...value)
    sizes.push(value.length)
    next = body['@iot.nextLink'] as string | undefined
    beforeNext()
  }
  return { ids: found.map((each) => each['@iot.id'] as string), sizes }
}

const measured = (n: number, more: object = {}): Point =>
  point('ns-1', now - n * minute, { laeq: 60 + n }, more)

describe('what is told', () => {
  test('the service names its sets and what it conforms to', async () => {
    const { value, serverSettings } = await get('')
    expect(value).toContainEqual({
      name: 'Things',
      url: expect.stringMatching(/^http:\/\/.+\/v1\/sensorthings\/v1\.1\/Things$/),
    })
    expect(serverSettings).toMatchObject({
      conformance: expect.arrayContaining([
        'http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel',
      ]),
    })
  })

  test('a device is a thing with a place, and no more than that is told of it', async () => {
    api.register(
      device('own-1', {
        ...{ owner: 'lj-road' as never, mn: 'MN1', externalId: 'imei' as never },
        limits: { 'cover.open_deg': 1 },
      }),
    )
    const things = await valuesOf('/Things')
    expect(things.map((each) => each['@iot.id'])).toEqual(['mh:2', 'ns-1', 'own-1'])
    expect(JSON.stringify(things)).not.toMatch(/lj-road|MN1|imei|limits/)
    expect(await get("/Things('ns-1')", { 'accept-language': 'zh' })).toMatchObject({
      '@iot.id': 'ns-1',
      '@iot.selfLink': expect.stringMatching(/\/Things\('ns-1'\)$/),
      name: '人民路',
      description: '噪声, 路侧',
      properties: { kind: 'noise', cell: west, active: true },
      'Datastreams@iot.navigationLink': expect.stringMatching(/Things\('ns-1'\)\/Datastreams$/),
    })
    expect(await get("/Things('mh:2')")).toMatchObject({ properties: { active: false } })
    expect(await get("/Things('ns-1')/Locations")).toMatchObject({
      value: [
        {
          encodingType: 'application/geo+json',
          location: { type: 'Point', coordinates: [123.456_789, 30.2] },
        },
      ],
    })
    expect(await get("/Things('ns-1')/HistoricalLocations")).toEqual({ value: [] })
  })

  test('each quantity of its kind is a datastream, with its unit in UCUM', async () => {
    const streams = await valuesOf("/Things('ns-1')/Datastreams")
    expect(streams.length).toBeGreaterThan(5)
    expect(streams).toContainEqual(
      expect.objectContaining({
        '@iot.id': 'ns-1:laeq',
        observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement',
        unitOfMeasurement: {
          name: 'decibel, A-weighted',
          symbol: 'dB(A)',
          definition: 'http://www.opengis.net/def/uom/UCUM/0/dB%5BSPL%5D',
        },
      }),
    )
    expect(await get("/Datastreams('mh:2:coverOpen')")).toMatchObject({
      observationType: 'http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_TruthObservation',
      unitOfMeasurement: { name: null, symbol: null, definition: null },
    })
    expect(await get("/Datastreams('ns-1:laeq')/Thing")).toMatchObject({ '@iot.id': 'ns-1' })
    expect(await get("/Datastreams('ns-1:laeq')/Sensor")).toMatchObject({
      '@iot.id': 'noise',
      metadata: expect.stringContaining('Equivalent level'),
    })
    expect(await get("/Datastreams('ns-1:laeq')/ObservedProperty")).toMatchObject({
      '@iot.id': 'laeq',
    })
    const ofKind = await valuesOf("/Sensors('manhole')/Datastreams?$select=id")
    expect(ofKind).toContainEqual({ '@iot.id': 'mh:2:tilt' })
    expect(await valuesOf("/ObservedProperties('laeq')/Datastreams?$select=id")).toEqual([
      { '@iot.id': 'ns-1:laeq' },
    ])
  })

  test('a value is an observation, with its quality, whatever its own clock said', async () => {
    await api.series.write([
      point('ns-1', now - minute, { laeq: 61, rssi: -70 }, { quality: { laeq: 'D' }, sequence: 7 }),
      point('ns-1', now, { laeq: 62 }, { claimedAt: now + 3_600_000, timing: 'clamped' }),
      point('mh:2', now, { coverOpen: 1 }),
    ])
    const [newest, first] = await valuesOf("/Datastreams('ns-1:laeq')/Observations")
    expect(first).toMatchObject({
      phenomenonTime: '2026-11-30T07:59:00.000Z',
      ...{ result: 61, resultQuality: 'D', parameters: { timing: 'live' } },
    })
    for (const each of [newest, first]) {
      const link = String(each?.['@iot.selfLink'])
      expect((await api.ask(link)).body).toEqual(each)
      expect((await api.ask(`${link}/Datastream`)).body).toMatchObject({ '@iot.id': 'ns-1:laeq' })
      expect((await api.ask(`${link}/FeatureOfInterest`)).body).toMatchObject({
        feature: { type: 'Point' },
      })
    }
    expect(await valuesOf("/Datastreams('mh:2:coverOpen')/Observations")).toMatchObject([
      { result: true, resultQuality: 'N' },
    ])
  })
})

describe('pages', () => {
  test('lead to every device once, while others are added', async () => {
    const names = Array.from({ length: 250 }, (_, n) => `d-${String(n).padStart(3, '0')}`)
    api.register(...names.map((name) => device(name)))
    let added = 0
    const { ids, sizes } = await all('/Things', () => {
      added += 1
      api.register(device(`a-${added}`), device(`z-${added}`))
    })
    expect(ids.filter((id) => id.startsWith('d-'))).toEqual(names)
    expect(new Set(ids).size).toBe(ids.length)
    expect(sizes.slice(0, 2)).toEqual([100, 100])
    const streams = await all('/Datastreams?$select=id')
    expect(new Set(streams.ids).size).toBe(streams.ids.length)
    expect(streams.ids.filter((id) => id.startsWith('d-000:')).length).toBeGreaterThan(5)
  })

  test('hold as many as are wanted, over several of them', async () => {
    api.register(...Array.from({ length: 300 }, (_, n) => device(`d-${n}`)))
    expect((await all('/Things?$top=150')).sizes).toEqual([100, 50])
    expect((await all('/Things?$top=2&$skip=1')).ids).toEqual(['d-1', 'd-10'])
    expect(await get('/Things?$top=0&$count=true')).toEqual({ '@iot.count': 302, value: [] })
    expect((await all("/Things?$filter=id eq 'ns-1'")).ids).toEqual(['ns-1'])
  })

  test('of observations go either way in time, and split readings of one instant rightly', async () => {
    const twins = [1, 2, 3].map((content) => measured(50, { content, sequence: content }))
    const points = Array.from({ length: 130 }, (_, n) => measured(n))
    await api.series.write([...points, ...twins, point('ns-1', 1_000, { laeq: 1 })])
    const path = "/Datastreams('ns-1:laeq')/Observations"
    const newest = await all(path)
    expect(newest.sizes).toEqual([100, 34])
    expect(new Set(newest.ids).size).toBe(134)
    for (const size of [1, 7, 51]) {
      const query = (way: string, skip: number) =>
        valuesOf(`${path}?$orderby=phenomenonTime ${way}&$top=${size}&$skip=${skip}&$select=id`)
      for (const skip of [0, 49, 50, 51]) {
        const ids = (some: Record<string, unknown>[]) => some.map((each) => each['@iot.id'])
        expect(ids(await query('desc', skip))).toEqual(newest.ids.slice(skip, skip + size))
        expect(ids(await query('asc', skip))).toEqual(
          newest.ids.toReversed().slice(skip, skip + size),
        )
      }
    }
    expect((await all(`${path}?$orderby=phenomenonTime asc`)).ids).toEqual(newest.ids.toReversed())
    expect(await get(`${path}?$count=true&$top=0`)).toEqual({ '@iot.count': 134, value: [] })
    const ten = '2026-11-30T07:50:00Z'
    const span = `$filter=phenomenonTime ge ${ten} and phenomenonTime lt 2026-11-30T07:55:00Z`
    expect((await all(`${path}?${span}`)).ids).toEqual(newest.ids.slice(6, 11))
    expect(await get(`${path}?${span}&$count=true&$top=1&$select=result`)).toMatchObject({
      '@iot.count': 5,
      value: [{ result: 66 }],
    })
  })

  test('go forward through readings that lie close together', async () => {
    const close = Array.from({ length: 1_500 }, (_, n) =>
      point('ns-1', now - 1_000 + Math.floor(n / 3), { laeq: n }, { content: n }),
    )
    await api.series.write(close)
    const path = "/Datastreams('ns-1:laeq')/Observations?$select=id"
    const forward = await all(`${path}&$orderby=phenomenonTime asc`)
    expect(forward.ids).toEqual((await all(path)).ids.toReversed())
    expect(new Set(forward.ids).size).toBe(1_500)
  })
})

describe('a map viewer', () => {
  const point = "location/type eq 'Point' or location/geometry/type eq 'Point'"
  const box = (west: number, east: number) =>
    `geo.intersects(location, geography'Polygon ((${west} 30, ${east} 30, ${east} 31, ${west} 31, ${west} 30))')`

  test('finds places by their shape and in a box of the map', async () => {
    expect(await get(`/Locations?$top=0&$count=true&$filter=${point}`)).toMatchObject({
      '@iot.count': 2,
    })
    expect((await all(`/Locations?$filter=(${point}) and (${box(123, 124)})`)).ids).toEqual([
      'ns-1',
    ])
    expect((await all(`/Locations?$filter=${box(119, 124)}`)).ids).toEqual(['mh:2', 'ns-1'])
    expect(await valuesOf(`/Locations?$filter=${point.replaceAll('Point', 'Polygon')}`)).toEqual([])
    expect(
      (await all(`/FeaturesOfInterest?$filter=${point.replaceAll('location', 'feature')}`)).ids,
    ).toEqual(['mh:2', 'ns-1'])
    actor = { ...operator, areas: ['990102'] }
    expect(await get(`/Locations?$count=true&$filter=${box(119, 124)}`)).toMatchObject({
      '@iot.count': 1,
    })
  })
})

describe('expanding', () => {
  test('puts what an entity leads to into it, a page of it at most', async () => {
    await api.series.write([measured(1), measured(2)])
    const newest = '$expand=Observations($top=1;$orderby=phenomenonTime desc;$select=result)'
    const [thing] = await valuesOf(
      "/Things?$filter=id eq 'ns-1'&$expand=Locations,Datastreams($top=2)",
    )
    expect(thing).toMatchObject({
      Locations: [{ location: { type: 'Point' } }],
      Datastreams: [{ '@iot.id': 'ns-1:battery' }, { '@iot.id': 'ns-1:l10' }],
    })
    expect(thing).not.toHaveProperty('Locations@iot.navigationLink')
    expect(await get(`/Datastreams('ns-1:laeq')?${newest}`)).toMatchObject({
      Observations: [{ result: 61 }],
    })
    api.register(...Array.from({ length: 120 }, (_, n) => device(`d-${n}`)))
    const sensor = await get("/Sensors('noise')?$expand=Datastreams($select=id)")
    expect(sensor['Datastreams']).toHaveLength(100)
    const { body } = await api.ask(String(sensor['Datastreams@iot.nextLink']))
    expect(body['value']).toHaveLength(100)
    expect(Object.keys((body['value'] as object[])[0] ?? {})).toEqual(['@iot.id'])
    const { sizes } = await all(`/Datastreams?$filter=id eq 'ns-1:laeq'&${newest}`)
    expect(sizes).toEqual([1])
    expect((await valuesOf(`/Datastreams?${newest}`)).length).toBe(20)
  })
})

describe('who is limited to a part of the city', () => {
  test('sees nothing of the rest, by no way and no count', async () => {
    await api.series.write([measured(1), point('mh:2', now, { tilt: 3 })])
    const foreign = String(
      (await valuesOf("/Datastreams('mh:2:tilt')/Observations"))[0]?.['@iot.selfLink'],
    )
    const known = await api.ask(foreign)
    expect(known.status).toBe(200)
    actor = { ...operator, areas: ['990102'] }
    for (const set of ['Things', 'Locations', 'FeaturesOfInterest', 'Datastreams', 'Sensors']) {
      const body = await get(`/${set}?$count=true`)
      expect.soft(JSON.stringify(body)).not.toMatch(/mh:2|manhole/)
      expect.soft(body['@iot.count']).toBe((body['value'] as object[]).length)
    }
    expect(await valuesOf("/ObservedProperties?$filter=id eq 'tilt'")).toEqual([])
    expect(await valuesOf("/ObservedProperties('battery')/Datastreams?$select=id")).toEqual([
      { '@iot.id': 'ns-1:battery' },
    ])
    for (const path of [
      ...["/Things('mh:2')", "/Things('mh:2')/Datastreams", "/Locations('mh:2')"],
      ...["/Datastreams('mh:2:tilt')", "/Datastreams('mh:2:tilt')/Observations"],
      ...["/FeaturesOfInterest('mh:2')", "/Sensors('manhole')", "/ObservedProperties('tilt')"],
    ])
      expect.soft([path, (await refusal(path)).slice(0, 2)]).toEqual([path, [404, 'not-found']])
    expect((await api.ask(foreign)).status).toBe(404)
    expect((await all('/Things?$skiptoken=a')).ids).toEqual(['ns-1'])
    actor = { ...operator, unit: 'nobodys' as never }
    expect(await valuesOf('/Things')).toEqual([])
  })
})

describe('what is not offered', () => {
  test('is refused with what is, and never passed over', async () => {
    for (const [path, status, words] of [
      ['/Observations', 501, "Datastreams('<id>')/Observations is"],
      ["/FeaturesOfInterest('ns-1')/Observations", 501, "Datastreams('<id>')/Observations is"],
      ["/Things('ns-1')/name", 501, 'it leads to Locations'],
      ['/Things?$search=x', 501, '$top, $skip'],
      ['/Things?limit=5', 400, '$top, $skip'],
      ["/Things?$filter=name eq 'x'", 501, "id eq '<id>'"],
      ['/Things?$filter=phenomenonTime ge 2026-11-30T00:00:00Z', 501, "id eq '<id>'"],
      [
        "/Things?$filter=location/type eq 'Point' or location/geometry/type eq 'Point'",
        501,
        'id eq',
      ],
      [
        "/Locations?$filter=geo.intersects(location, geography'POLYGON((1 2,3 4))')",
        400,
        'corners',
      ],
      ["/Locations?$filter=st_within(location, geography'POINT(1 2)')", 501, "id eq '<id>'"],
      ['/Things?$orderby=name', 501, 'id asc'],
      ['/Things?$orderby=id desc', 501, 'id asc'],
      ['/Things?$expand=Datastreams($expand=Observations)', 501, 'one level'],
      ['/Things?$expand=Datastreams/Observations', 501, 'one level'],
      ['/Things?$expand=Sensor', 501, 'Datastreams are'],
      ['/Things?$select=owner', 400, 'description'],
      ['/Things?$top=-1', 400, 'whole number'],
      ['/Things?$count=yes', 400, 'true or false'],
      ["/Datastreams('ns-1:laeq')/Observations?$skip=101", 400, 'nextLink'],
      ["/Datastreams('ns-1:laeq')/Observations?$skiptoken=x", 400, 'nextLink'],
      ["/Datastreams('ns-1:laeq')/Observations?$filter=phenomenonTime ge 2026", 400, 'RFC 3339'],
      ['/Things(1)', 400, 'in quotes'],
      ['/Things/Datastreams', 400, 'which entity'],
      ['/Actuators', 404, 'Actuators'],
      ["/Things('nobody')", 404, 'nobody'],
      ["/Observations('nobody')", 404, 'nobody'],
    ] as const) {
      const [answered, , message] = await refusal(path)
      expect.soft([path, answered, message]).toEqual([path, status, expect.stringContaining(words)])
    }
  })
})
