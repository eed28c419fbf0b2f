import { describe, expect, test } from 'vitest'

import type { Device } from '../../../core/device.ts'
import type { RegisteredDevice } from '../../../core/registry.ts'
import { importCsv, importGeoJson } from '../../../devices/import.ts'
import type { ImportContext, Imported } from '../../../devices/register/import-decision.ts'
import { mistakeText } from '../../../devices/register/row-mistake.ts'
import { parseGrid } from '../../../devices/register/grid.ts'
import { device } from '../../contract/registry.suite.ts'

const ring = (west: number) => [
  [west, 30],
  [west + 0.2, 30],
  [west + 0.2, 30.4],
  [west, 30.4],
  [west, 30],
]
const cells = ['330106001002003', '330106001002004'] as const
const grid = parseGrid(
  JSON.stringify({
    type: 'FeatureCollection',
    features: cells.map((code, index) => ({
      type: 'Feature',
      geometry: { type: 'Polygon', coordinates: [ring(120 + index * 0.2)] },
      properties: { code, name: code, community: 'c', street: 's', district: 'd' },
    })),
  }),
)

const full = device('mh-1', {
  kind: 'manhole',
  site: 'road',
  name: '大道井盖',
  component: '3301060101000001',
  longitude: 120.1,
  latitude: 30.2,
  cell: cells[0] as NonNullable<Device['cell']>,
  zone: '4a',
  owner: 'lj-water-supply' as NonNullable<Device['owner']>,
  gateway: 'gw-1' as NonNullable<Device['gateway']>,
  catchment: 'HS-07' as NonNullable<Device['catchment']>,
  power: 'FD-12' as NonNullable<Device['power']>,
  mn: '010000A8900016F000169DC1',
  checksum: 'swapped',
  concentration: 'ug/m3',
  period: 900,
  limits: { 'cover.open_deg': 12 },
  active: false,
})
const gateway = device('gw-1', { kind: 'gateway', site: 'cabinet' })

const registered = (...devices: readonly Device[]): Map<string, RegisteredDevice> =>
  new Map(devices.map((one, index) => [one.id, { device: one, revision: index + 1 }]))
const context = (rest: Partial<ImportContext> = {}): ImportContext => ({
  crs: 'wgs84',
  grid,
  registered: registered(full, gateway),
  ...rest,
})
const said = ({ mistakes }: Imported): readonly string[] =>
  mistakes.map((mistake) => mistakeText(mistake).en)
const csv = (lines: readonly string[], rest: Partial<ImportContext> = {}): Imported =>
  importCsv(lines.join('\n'), context(rest))

describe('a registered device', () => {
  test('keeps what the file has no column for: out of service, owner, limits, period', () => {
    const { devices, changes } = csv([
      'id,kind,site,longitude,latitude,name',
      'mh-1,manhole,road,120.1,30.2,新名',
    ])
    expect(devices).toEqual([{ ...full, name: '新名' }])
    expect(changes).toEqual({ new: 0, changed: 1, unchanged: 0, fields: { name: 1 } })
  })

  test('needs no column but its id', () => {
    const { devices, notes, seen } = csv(['id,active', 'mh-1,TRUE'])
    expect(devices).toEqual([{ ...full, active: true }])
    expect(notes).toEqual([{ zh: '恢复使用：1 台', en: 'back in service: 1' }])
    expect([...seen]).toEqual([['mh-1', 1]])
    expect(csv(['id', 'mh-1']).changes).toMatchObject({ changed: 0, unchanged: 1 })
  })

  test('a row that ends early says nothing of the rest', () => {
    expect(csv(['id,name,owner,limits', 'mh-1,新名']).devices).toEqual([{ ...full, name: '新名' }])
  })

  test('an empty cell clears what is optional, and never ends out of service', () => {
    const header =
      'id,active,name,component,zone,owner,gateway,catchment,power,mn,checksum,concentration,period,limits,cell'
    const { devices } = csv([header, 'mh-1,,,,,,,,,,,,,,'])
    expect(devices).toEqual([
      {
        id: 'mh-1',
        kind: 'manhole',
        site: 'road',
        longitude: 120.1,
        latitude: 30.2,
        cell: cells[0],
        period: 3_600,
        active: false,
      },
    ])
  })

  test('a list of catchments needs two columns', () => {
    const { devices, changes } = csv(['id,catchment', 'mh-1,HS-08'])
    expect(devices).toEqual([{ ...full, catchment: 'HS-08' }])
    expect(changes).toMatchObject({ changed: 1, fields: { catchment: 1 } })
  })

  test('a list of stations, as people write units', () => {
    const { devices, changes } = csv([
      '设备编号,设备唯一标识（MN）,校验方式,浓度单位',
      'mh-1,21010500010001,modbus,μg/m³',
    ])
    expect(devices).toEqual([
      { ...full, mn: '21010500010001', checksum: 'modbus', concentration: 'ug/m3' },
    ])
    expect(changes).toMatchObject({ fields: { mn: 1, checksum: 1 } })
  })

  test('an MN is that of one device of the file and of the register', () => {
    const known = { registered: registered(full, gateway, device('du-1'), device('du-2')) }
    expect(said(csv(['id,mn', `du-1,${full.mn}`], known))).toEqual([
      `line 2: mn: the MN ${full.mn} is that of mh-1`,
    ])
    expect(said(csv(['id,mn', 'du-1,M-1', 'du-2,M-1'], known))).toEqual([
      'line 3: mn: the MN M-1 is that of du-1',
    ])
    expect(said(csv(['id,mn', 'du-1,a b'], known))).toEqual([
      'line 2: mn: an MN has 1-32 letters, digits or . _ -',
    ])
    const swapped = csv(['id,mn', `du-1,${full.mn}`, 'mh-1,M-1'], known)
    expect(swapped.devices.map(({ mn }) => mn)).toEqual([full.mn, 'M-1'])
    expect(said(csv(['id,name', 'mh-1,x'], known))).toEqual([])
  })

  test('a list of what platforms call devices, each of one device of the file and of the register', () => {
    const known = { registered: registered(full, gateway, device('du-1'), device('du-2')) }
    const { devices, changes } = csv(
      ['设备编号,IMEI', 'du-1,868508064807350', 'du-2,24e124713b123456'],
      known,
    )
    expect(devices.map(({ externalId }) => externalId)).toEqual([
      '868508064807350',
      '24e124713b123456',
    ])
    expect(changes).toMatchObject({ fields: { externalId: 2 } })
    const after = { registered: registered(full, gateway, ...devices) }
    expect(said(csv(['id,externalId', 'mh-1,868508064807350'], after))).toEqual([
      'line 2: externalId: the external id 868508064807350 is that of du-1',
    ])
    expect(said(csv(['id,externalId', 'mh-1,8.68508E+14', 'du-2,x', 'du-1,x'], after))).toEqual([
      expect.stringContaining('line 2: externalId: an external id must be 1-64 letters'),
      'line 4: externalId: the external id x is that of du-2',
    ])
    const swapped = csv(['id,externalId', 'du-1,24e124713b123456', 'du-2,868508064807350'], after)
    expect(swapped.devices.map(({ id }) => id)).toEqual(['du-1', 'du-2'])
    expect(csv(['id,externalId', 'du-1,'], after).devices[0]).not.toHaveProperty('externalId')
    expect(said(csv(['id,name', 'du-1,x'], after))).toEqual([])
  })

  test('a list of hydrological stations, and what cannot be one', () => {
    const water = device('wl-1', { kind: 'water', site: 'river' })
    const known = { registered: registered(full, water, device('wl-2', { kind: 'water' })) }
    const { devices } = csv(
      ['设备编号,遥测站地址,水位基值（米）,水位起算', 'wl-1,0012345678,1.25,测站零点'],
      known,
    )
    const station = { stationAddress: '0012345678', gaugeZero: 1.25, levelOrigin: 'gauge' } as const
    expect(devices).toEqual([{ ...water, ...station }])
    const other = { registered: registered({ ...water, ...station }, device('wl-2'), full) }
    expect(said(csv(['id,stationAddress', 'wl-2,0012345678'], other))).toEqual([
      'line 2: stationAddress: the station address 0012345678 is that of wl-1',
    ])
    expect(said(csv(['id,stationAddress', 'wl-2,12345678'], other))).toEqual([
      expect.stringContaining('a station address has ten digits'),
    ])
    expect(said(csv(['id,stationAddress', 'mh-1,0012345679'], other))).toEqual([
      expect.stringContaining('a device speaks HJ 212 or SL 651'),
    ])
    expect(csv(['id,stationAddress', 'wl-1,'], other).devices).toEqual([
      { ...water, gaugeZero: 1.25, levelOrigin: 'gauge' },
    ])
  })

  test('a list of power feeds too', () => {
    const { devices, changes } = csv(['id,power', 'mh-1,FD-9'])
    expect(devices).toEqual([{ ...full, power: 'FD-9' }])
    expect(changes).toMatchObject({ changed: 1, fields: { power: 1 } })
  })

  test('an empty cell of what a device must have is a mistake', () => {
    expect(said(csv(['id,site', 'mh-1,']))).toEqual([
      'line 2: site: is empty; without the column it stays as it is',
    ])
    expect(said(csv(['id,longitude', 'mh-1,120.3']))).toEqual([
      'line 2: position: longitude and latitude go together',
    ])
  })

  test('limits are replaced as a whole', () => {
    expect(csv(['id,limits', 'mh-1,well.high_cm=100']).devices).toMatchObject([
      { limits: { 'well.high_cm': 100 } },
    ])
  })

  test('one that moves gets the cell it is in now, one that stays keeps a cell that was given', () => {
    const moved = csv(['id,longitude,latitude', 'mh-1,120.3,30.2'])
    expect(moved.devices).toMatchObject([{ cell: cells[1], longitude: 120.3 }])
    const given = { ...full, cell: cells[1] as NonNullable<Device['cell']> }
    const stays = csv(['id,longitude,latitude', 'mh-1,120.1,30.2'], {
      registered: registered(given),
    })
    expect(stays.devices).toEqual([given])
    expect(csv(['id,longitude,latitude', 'mh-1,100,30.2']).mistakes).toHaveLength(1)
  })

  test('does not become another kind without a word', () => {
    const lines = ['id,kind', 'mh-1,water']
    expect(said(csv(lines))).toEqual([
      expect.stringMatching(/^line 2: kind: mh-1 is registered as manhole.*--change-kind/),
    ])
    expect(csv(lines, { changeKind: true }).devices).toEqual([{ ...full, kind: 'water' }])
    const site = csv(['id,kind', 'mh-1,fume'], { changeKind: true })
    expect(said(site)).toEqual(['line 2: site: a fume stands at kitchen, not road'])
  })

  test('a gateway that others name does not become another kind', () => {
    const imported = csv(['id,kind,site', 'gw-1,noise,street'], { changeKind: true })
    expect(said(imported)).toEqual(['line 2: kind: it is the gateway of mh-1'])
  })

  test('whose name is reserved since can still be put out of service', () => {
    const old = { ...full, id: 'crew' as Device['id'] }
    const { devices, mistakes } = csv(['id,active', 'crew,false'], { registered: registered(old) })
    expect(mistakes).toEqual([])
    expect(devices).toMatchObject([{ id: 'crew', active: false }])
  })

  test('stored texts of before are not held against a file that does not say them', () => {
    const old = { ...full, name: 'a\u0000b', period: 0.5 }
    const { devices } = csv(['id,owner', 'mh-1,unit-2'], { registered: registered(old) })
    expect(devices).toEqual([{ ...old, owner: 'unit-2' }])
  })

  test('beside one that is new: the column that only the new one needs is told with its line', () => {
    expect(said(csv(['id,name', 'mh-1,a', 'mh-2,b']))).toEqual(
      ['kind', 'site', 'longitude', 'latitude'].map(
        (name) => `line 1: the column ${name} is missing, and line 3: mh-2 is not registered yet`,
      ),
    )
  })

  test('from GeoJSON: a property that is not there stays, null clears, and no geometry is no move', () => {
    const feature = (properties: object, geometry: unknown) =>
      importGeoJson(
        { type: 'FeatureCollection', features: [{ type: 'Feature', geometry, properties }] },
        context(),
      )
    const point = { type: 'Point', coordinates: [120.3, 30.2] }
    const [cleared] = feature({ id: 'mh-1', owner: null }, point).devices
    expect(cleared).not.toHaveProperty('owner')
    expect({ ...cleared, owner: full.owner }).toEqual({ ...full, longitude: 120.3, cell: cells[1] })
    expect(feature({ id: 'mh-1', active: null }, null).devices).toEqual([full])
    expect(said(feature({ id: 'mh-2', kind: 'noise', site: 'street' }, null))).toEqual([
      'feature 0: the geometry is not a Point',
    ])
  })
})

describe('what cannot be meant is a mistake of its line', () => {
  const good: Readonly<Record<string, string>> = {
    id: 'n-1',
    kind: 'noise',
    site: 'street',
    longitude: '120.1',
    latitude: '30.2',
  }
  const one = (fields: Readonly<Record<string, string>>) => {
    const row = { ...good, ...fields }
    return csv([
      Object.keys(row).join(),
      Object.values(row)
        .map((cell) => `"${cell}"`)
        .join(),
    ])
  }

  test.each<[string, Record<string, string>, string]>([
    ['NUL in a name', { name: 'a\u0000b' }, 'name: character 2 is U+0000'],
    ['ESC in a name', { name: 'a\u001b[31m' }, 'name: character 2 is U+001B'],
    ['a line end in a name', { name: 'a\nb' }, 'name: character 2 is U+000A'],
    ['a lost character', { name: 'a\ufffd' }, 'name: character 2 is U+FFFD'],
    ['a direction turned round', { name: 'a\u202eb' }, 'name: character 2 is U+202E'],
    ['a site of a control character', { site: 's\u0007' }, 'site: character 2 is U+0007'],
    ['a period below a second', { period: '0.05' }, 'period: a period is in seconds, at least 1'],
    ['a period of two months', { period: '5184000' }, 'period: a period is in seconds, at most'],
    ['no position', { longitude: '0', latitude: '0' }, 'position: 0, 0 is what a receiver says'],
    ['no position in a cell', { longitude: '0', latitude: '0', cell: cells[0] }, 'position: 0, 0'],
    [
      'a limit that is no number',
      { limits: 'noise.2.day=loud' },
      'limits.noise.2.day: is no number',
    ],
    ['a limit twice', { limits: 'a.b=1;a.b=2' }, 'limits.a.b: is no number'],
    ['a limit without a name', { limits: '=5' }, 'limits.: a limit is named by its path'],
    [
      'a limit with a path of signs',
      { limits: 'a b=5' },
      'limits.a b: a limit is named by its path',
    ],
    ['an owner that is no name', { owner: 'a b' }, 'owner: a unit id must be'],
    ['a feed that is no name', { power: 'a b' }, 'power: a power feed must be'],
    ['a catchment that is no name', { catchment: 'a/b' }, 'catchment: a catchment id must be'],
    ['a gateway nobody knows', { gateway: 'gw-9' }, 'gateway: gw-9 is not registered'],
    ['its own gateway', { gateway: 'n-1' }, 'gateway: a device is not its own gateway'],
    [
      'a gateway behind a gateway',
      { kind: 'gateway', site: 'cabinet', gateway: 'gw-1' },
      'gateway: a gateway stands behind no other gateway',
    ],
    ['neither true nor false', { active: 'no' }, 'active:'],
  ])('%s', (_, fields, words) => {
    const imported = one(fields)
    expect(imported.devices).toEqual([])
    expect(said(imported).join('\n')).toMatch(/^line [23]: /)
    expect(said(imported).join('\n')).toContain(words)
    for (const mistake of imported.mistakes)
      expect(mistakeText(mistake).zh).toMatch(/^第 [23] 行，/)
  })

  test('a mistake shows no control character to the terminal', () => {
    expect(said(one({ id: '\u001b[31m', limits: '\u001b=1' })).join()).not.toContain('\u001b')
  })
})

describe('what will have no effect is a warning of its line', () => {
  const header = 'id,kind,site,longitude,latitude,component,period,cell'

  test('one component of two devices of a kind, in the file or registered', () => {
    const { mistakes, warnings } = csv([
      header,
      'a,manhole,road,120.1,30.2,3301060101000001',
      'b,manhole,road,120.1,30.2,3301060101000002',
      'c,manhole,road,120.1,30.2,3301060101000002',
      'd,water,road,120.1,30.2,3301060101000002',
    ])
    expect(mistakes).toEqual([])
    expect(warnings.map(({ en }) => en)).toEqual([
      'line 2: component: 3301060101000001 is also that of mh-1',
      'line 3: component: 3301060101000002 is also that of c',
      'line 4: component: 3301060101000002 is also that of b',
    ])
  })

  test('a period of days, and a cell that is not the one of the position', () => {
    const { warnings } = csv([header, `a,manhole,road,120.1,30.2,,172800,${cells[1]}`])
    expect(warnings.map(({ en }) => en)).toEqual([
      'line 2: period: 172800 s are more than a day',
      `line 2: cell: the position lies in ${cells[0]}, and ${cells[1]} is taken as it is given`,
    ])
  })

  test('what others know of the device as it will be', () => {
    const checks = [
      ({ owner, name }: Device) => [{ zh: `${name}的 ${owner}`, en: `owner: ${owner} of ${name}` }],
    ]
    expect(csv(['id,name', 'mh-1,新名'], { checks }).warnings).toEqual([
      { zh: '第 2 行：新名的 lj-water-supply', en: 'line 2: owner: lj-water-supply of 新名' },
    ])
  })
})
