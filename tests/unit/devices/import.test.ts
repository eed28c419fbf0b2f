import { createHash } from 'node:crypto'

import { describe, expect, test } from 'vitest'

import { notifierName } from '../../../app/tokens.ts'
import { roles } from '../../../core/actor.ts'
import { isReservedName, type DeviceId } from '../../../core/identity.ts'
import { newCredential } from '../../../devices/credentials.ts'
import { fromGcj02 } from '../../../devices/register/gcj02.ts'
import { parseGrid } from '../../../devices/register/grid.ts'
import { importCsv, importGeoJson } from '../../../devices/import.ts'
import { mistakeText, type RowMistake } from '../../../devices/register/row-mistake.ts'
import type { ImportContext } from '../../../devices/register/import-decision.ts'

const grid = parseGrid(
  JSON.stringify({
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [120, 30],
              [120.2, 30],
              [120.2, 30.4],
              [120, 30.4],
              [120, 30],
            ],
          ],
        },
        properties: {
          code: '330106001002003',
          name: '第三网格',
          community: '社区',
          street: '街道',
          district: '西湖区',
        },
      },
    ],
  }),
)

const context: ImportContext = {
  crs: 'wgs84',
  grid,
  registered: new Map([
    [
      'gw-known',
      {
        revision: 1,
        device: {
          id: 'gw-known' as DeviceId,
          kind: 'gateway' as const,
          site: 'cabinet',
          longitude: 120.1,
          latitude: 30.1,
          period: 300,
          active: true,
        },
      },
    ],
  ]),
}

const said = (mistakes: readonly RowMistake[]): readonly string[] =>
  mistakes.map((mistake) => mistakeText(mistake).en)

const header = 'id,kind,name,site,component,longitude,latitude,zone,owner,gateway,period,limits'
const csv = (...lines: readonly string[]) => importCsv([header, ...lines].join('\n'), context)

describe('CSV', () => {
  test('devices with all fields, with hardly any, and what stands for what was left out', () => {
    const { devices, mistakes } = csv(
      'mh-1,manhole,"Cover, ""old""",road,3301060101000001,120.1,30.2,4a,unit-1,gw-1,900,tilt=30;level.high = 120.5',
      '',
      'gw-1,gateway,,cabinet,,120.1,30.2,,,,,',
      'n-1,noise,,street,,120.1,30.2,,,gw-known',
    )
    expect(mistakes).toEqual([])
    expect(devices).toEqual([
      {
        id: 'mh-1',
        kind: 'manhole',
        name: 'Cover, "old"',
        site: 'road',
        component: '3301060101000001',
        longitude: 120.1,
        latitude: 30.2,
        cell: '330106001002003',
        zone: '4a',
        owner: 'unit-1',
        gateway: 'gw-1',
        period: 900,
        limits: { tilt: 30, 'level.high': 120.5 },
        active: true,
      },
      expect.objectContaining({ id: 'gw-1', period: 300 }),
      expect.objectContaining({ id: 'n-1', period: 60, cell: '330106001002003' }),
    ])
  })

  test('a byte order mark, Windows line ends and other orders of columns do no harm', () => {
    const text =
      '\ufefflatitude,longitude,site,kind,id,active\r\n30.2,120.1,street,noise,n-1,false\r\n'
    expect(importCsv(text, context)).toMatchObject({
      mistakes: [],
      devices: [{ id: 'n-1', active: false }],
    })
  })

  test('every mistake is told at once by its line, and then nothing is imported', () => {
    const { devices, mistakes } = csv(
      'good,noise,,street,,120.1,30.2,,,,,',
      'bad id,noise,,street,,120.1,30.2,,,,,',
      'far,noise,,street,,121,30.2,,,,,',
      'kind,tree,,street,,120.1,30.2,,,,,',
      'site,noise,,kitchen,,120.1,30.2,,,,,',
      'good,noise,,street,,120.1,30.2,,,,,',
      'gate,noise,,street,,120.1,30.2,,,nobody,,',
      'gate2,noise,,street,,120.1,30.2,,,good,,',
      '"two\nlines",noise,,street,,12e,30.2,,,,,',
      'limits,noise,,street,,120.1,30.2,,,,,laeq',
      'more,noise,,street,,120.1,30.2,,,,,,,,',
      'self,noise,,street,,120.1,30.2,,,self,-1,',
      'code,noise,,street,12,120.1,91,9z,,,,',
    )
    expect(devices).toEqual([])
    const lines = mistakes.map(({ place }) => place && 'line' in place && place.line)
    expect([...new Set(lines)].toSorted((a, b) => Number(a) - Number(b))).toEqual([
      3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15,
    ])
    const all = said(mistakes).join('\n')
    expect(all).toContain('line 4: position: 121.000000, 30.200000 (WGS-84) lies in no grid cell')
    expect(all).toContain('line 6: site: a noise stands at')
    expect(all).toContain('line 7: good stands on line 2 already')
    expect(all).toContain('line 8: gateway: nobody is not registered, nor in the file')
    expect(all).toContain('line 9: gateway: good is a noise')
    expect(all).toContain('line 12: limits.laeq:')
    expect(all).toMatch(/line 15: component:[^]*line 15: latitude:[^]*line 15: zone:/)
  })

  test('names of crews, roles and services are refused by line', () => {
    const names = ['crew', 'crew-east', 'Administrator', 'prometheus', 'urban-brain-notifier']
    const { devices, mistakes } = csv(...names.map((id) => `${id},noise,,street,,120.1,30.2`))
    expect(devices).toEqual([])
    expect(said(mistakes)).toEqual(
      names.map(
        (id, index) =>
          `line ${index + 2}: id: ${id} is a name of crews, roles or services, and of no device`,
      ),
    )
  })

  test('the city names whom it knows with reserved names, and devices with others', () => {
    const named = [...roles, notifierName, 'prometheus', 'crew', 'crew-lj-water-supply']
    expect(named.filter((name) => !isReservedName(name))).toEqual([])
    expect(['crewe-1', 'devices', 'gw-1', 'my-crew'].filter(isReservedName)).toEqual([])
  })

  test.each([
    ['', 'the file is empty'],
    [header, 'the file holds no device'],
    ['id,kind,site,longitude\n', 'the column latitude is missing'],
    [`${header},colour\n`, 'nobody knows the column "colour"'],
    [`${header},id\n`, 'the column id stands there twice'],
    [`${header}\n"open,noise`, 'line 2: Quote Not Closed'],
  ])('a file like %j is refused', (text, words) => {
    const { devices, mistakes } = importCsv(text, context)
    expect(devices).toEqual([])
    expect(said(mistakes).join('\n')).toContain(words)
  })

  test('a cell that is given must exist, and wins over the position', () => {
    const given = (cell: string) =>
      importCsv(`id,kind,site,longitude,latitude,cell\nn-1,noise,street,121,30,${cell}`, context)
    expect(given('330106001002003').devices).toMatchObject([{ cell: '330106001002003' }])
    expect(said(given('330106001002999').mistakes)).toEqual([
      'line 2: cell: the grid has no cell 330106001002999',
    ])
  })

  test('GCJ-02 is converted before the cell is looked up', () => {
    const text = 'id,kind,site,longitude,latitude\nn-1,noise,street,120.2045,30.2'
    expect(importCsv(text, context).mistakes).toHaveLength(1)
    const { devices } = importCsv(text, { ...context, crs: 'gcj02' })
    expect(devices[0]?.longitude).toBeCloseTo(120.1999, 3)
    expect(devices[0]?.cell).toBe('330106001002003')
    expect(fromGcj02({ longitude: 2.3, latitude: 48.8 })).toEqual({
      longitude: 2.3,
      latitude: 48.8,
    })
  })
})

describe('GeoJSON', () => {
  const point = (properties: unknown, coordinates: unknown = [120.1, 30.2]) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates },
    properties,
  })
  const collection = (...features: readonly unknown[]) =>
    importGeoJson({ type: 'FeatureCollection', features }, context)

  test('points with the properties of the columns', () => {
    const { devices, mistakes } = collection(
      point({ id: 'n-1', kind: 'noise', site: 'street', limits: { laeq: 70 }, zone: null }),
      point({ id: 'n-2', kind: 'noise', site: 'street', limits: 'laeq=65', period: 30 }),
    )
    expect(mistakes).toEqual([])
    expect(devices).toMatchObject([
      { id: 'n-1', limits: { laeq: 70 }, cell: '330106001002003' },
      { id: 'n-2', limits: { laeq: 65 }, period: 30 },
    ])
  })

  test('have hours of their own, and every mistake in them is told', () => {
    const hours = 'Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 18:00-02:00'
    const noise = { kind: 'noise', site: 'street' }
    expect(collection(point({ id: 'n-1', ...noise, hours })).devices).toMatchObject([{ hours }])
    expect(said(collection(point({ id: 'n-1', ...noise, hours: '10-14' })).mistakes)).toEqual([
      expect.stringMatching(/^feature 0: hours: hours are written 10:00-14:00, .*not '10-14'$/),
    ])
  })

  test('every mistake by its feature', () => {
    const good = { kind: 'noise', site: 'street' }
    const { devices, mistakes } = collection(
      point({ ...good, id: 'n-1' }),
      point({ ...good, id: 'n-1' }),
      point({ ...good, id: 'n-2' }, ['a', 30]),
      point({ ...good, id: 'n-3', colour: 'red' }),
      point(null),
      { type: 'Feature', geometry: null, properties: { ...good, id: 'n-4' } },
      null,
      point({ ...good, id: 'n-5' }, [0, 0]),
    )
    expect(devices).toEqual([])
    const features = mistakes.map(({ place }) => place && 'feature' in place && place.feature)
    expect(features.toSorted((a, b) => Number(a) - Number(b))).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  test.each([null, 7, [], {}, { type: 'FeatureCollection' }])(
    '%j is not a file of devices',
    (json) => expect(importGeoJson(json, context).mistakes).toHaveLength(1),
  )
})

test('a credential is 256 bits, and only its hash need be kept', () => {
  const { token, hash } = newCredential()
  expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  expect(hash).toBe(createHash('sha256').update(token).digest('hex'))
  expect(newCredential().token).not.toBe(token)
  expect(Array.from({ length: 500 }, () => newCredential().token[0])).not.toContain('-')
})
