import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { DeviceId } from '../../../core/identity.ts'
import { importText } from '../../../app/cli/import-text.ts'
import { importedSchema } from '../../../devices/api/contract.ts'
import { device } from '../../contract/registry.suite.ts'
import { startApiServer, type ApiServer } from '../ingest/api-server.ts'

let api: ApiServer
const nobody = { zh: 'owner：没有 nobody', en: 'owner: there is no nobody' }

beforeEach(async () => {
  api = await startApiServer(() =>
    Promise.resolve([({ owner }) => (owner === 'nobody' ? [nobody] : [])]),
  )
})

afterEach(() => api[Symbol.asyncDispose]())

const send = (payload: string | Buffer, query = '', type = 'text/csv') =>
  api.ask('POST', `/v1/devices/import?format=csv${query}`, {
    payload,
    headers: { 'content-type': type },
  })
const stored = async () => (await api.registry.changes(0, 100)).map((row) => row.device)

const header = 'id,kind,site,longitude,latitude,name\n'
const row = 'mh-1,manhole,road,120.5,30.5,'
const gbk = Buffer.from([0xb4, 0xf3, 0xb5, 0xc0, 0xbe, 0xae, 0xb8, 0xc7])
const gbkFile = Buffer.concat([Buffer.from(header + row), gbk, Buffer.from('\r\n')])

describe('what Excel writes in China', () => {
  test.each([
    ['text/csv', ''],
    ['text/csv; charset=gbk', ''],
    ['text/csv; charset="GB2312"', ''],
    ['text/plain', '&charset=gb18030'],
  ])('is imported with its names as %s%s, and says so', async (type, query) => {
    const { status, body } = await send(gbkFile, query, type)
    expect(status).toBe(200)
    expect(body).toMatchObject({ notes: [{ en: expect.stringContaining('GB18030') }] })
    expect(await stored()).toMatchObject([{ id: 'mh-1', name: '大道井盖' }])
  })

  test('UTF-16 with a mark, and UTF-8 with one, need no word', async () => {
    const text = `${header}${row}大道井盖`
    for (const payload of [Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(`\ufeff${text}`)]) {
      expect(await send(payload)).toMatchObject({ status: 200, body: { notes: [] } })
      expect(await stored()).toMatchObject([{ name: '大道井盖' }])
    }
  })

  test.each([
    [
      'bytes of no encoding',
      Buffer.concat([Buffer.from(header + row), Buffer.from([0xff, 0xff])]),
      'text/csv',
      /^line 2: /,
    ],
    ['GBK that is said to be UTF-8', gbkFile, 'text/csv; charset=utf-8', /^line 2: /],
    ['a charset nobody reads', gbkFile, 'text/csv; charset=koi8-r', /koi8-r/],
    [
      'a lost character',
      Buffer.from(`${header}${row}\ufffd`),
      'text/csv',
      /^line 2: name: .*U\+FFFD/,
    ],
  ])('%s is refused, and nothing is stored', async (_, payload, type, words) => {
    expect(await send(payload, '', type)).toMatchObject({
      status: 400,
      body: { code: 'import-invalid', details: [expect.stringMatching(words)] },
    })
    expect(await stored()).toEqual([])
  })

  test('a byte order mark before GeoJSON does no harm', async () => {
    const json = JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [120.5, 30.5] },
          properties: { id: 'a', kind: 'noise', site: 'street' },
        },
      ],
    })
    for (const type of ['application/geo+json', 'application/json']) {
      const answer = await api.ask('POST', '/v1/devices/import?format=geojson', {
        payload: Buffer.from(`\ufeff${json}`),
        headers: { 'content-type': type },
      })
      expect(answer).toMatchObject({ status: 200, body: { devices: 1 } })
    }
  })
})

describe('a second import', () => {
  test('says what it would change, the same in a dry run, and then changes that', async () => {
    await api.registry.put([
      device('a', { active: false, limits: { 'noise.2.day': 55 }, period: 30 }),
      device('b'),
    ])
    const file =
      'id,name,owner,kind,site,longitude,latitude\n' +
      'a,新名,nobody,noise,street,120.1,30.2\nb,,,noise,street,120.1,30.2\nc,x,,noise,street,120.5,30.5\n'
    const before = await stored()
    const dry = await send(file, '&dryRun=true')
    expect(dry).toEqual({
      status: 200,
      body: {
        devices: 3,
        dryRun: true,
        new: 1,
        changed: 1,
        unchanged: 1,
        fields: { name: 1, owner: 1 },
        added: [{ id: 'c', name: 'x' }],
        warnings: [{ zh: `第 2 行：${nobody.zh}`, en: `line 2: ${nobody.en}` }],
        notes: [],
      },
    })
    expect(await stored()).toEqual(before)
    expect(await send(file)).toEqual({ status: 200, body: { ...dry.body, dryRun: false } })
    expect((await stored()).find(({ id }) => id === 'a')).toEqual({
      ...device('a', { active: false, limits: { 'noise.2.day': 55 }, period: 30 }),
      name: '新名',
      owner: 'nobody',
    })
  })

  test('changes the kind of a device when that is said', async () => {
    await api.registry.put([device('a')])
    const file = 'id,kind\na,dust\n'
    expect(await send(file)).toMatchObject({ status: 400, body: { code: 'import-invalid' } })
    expect(await send(file, '&changeKind=true')).toMatchObject({
      status: 200,
      body: { fields: { kind: 1 } },
    })
  })

  test('two at once that say different columns: both hold, and neither undoes the other', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => `d-${n}`)
    await api.registry.put(ids.map((id) => device(id)))
    const column = (name: string, value: string) =>
      [`id,${name}`, ...ids.map((id) => `${id},${value}`)].join('\n')
    const answers = await Promise.all([
      send(column('name', '新名')),
      send(column('owner', 'unit-1')),
      send(column('active', 'false')),
      api.registry.setCredentials(new Map(ids.map((id) => [id as DeviceId, 'h'.repeat(64)]))),
    ])
    expect(answers.slice(0, 3)).toMatchObject([{ status: 200 }, { status: 200 }, { status: 200 }])
    for (const one of await stored())
      expect(one).toMatchObject({ name: '新名', owner: 'unit-1', active: false })
  })
})

test('adoption is the same door: the same mistakes, and the same warnings', async () => {
  const adopt = (id: string, rest: object) =>
    api.ask('POST', `/v1/devices/${id}/adopt`, {
      payload: { kind: 'noise', site: 'street', longitude: 120.5, latitude: 30.5, ...rest },
      role: 'operator',
    })
  for (const wrong of [
    { name: 'a\u0000b' },
    { period: 0.01 },
    { longitude: 0, latitude: 0 },
    { limits: { 'a b': 1 } },
    { kind: 'gateway', site: 'cabinet', gateway: 'gw' },
  ])
    expect(await adopt('x', wrong), JSON.stringify(wrong)).toMatchObject({ status: 400 })
  expect(await adopt('crew', {})).toMatchObject({ status: 400 })
  expect(await adopt('x', { owner: 'nobody', period: 172_800 })).toMatchObject({
    status: 200,
    body: {
      id: 'x',
      warnings: [
        { zh: '上报周期（秒）：172800 秒超过一天', en: 'period: 172800 s are more than a day' },
        nobody,
      ],
    },
  })
})

test('the command line shows the same lines for a dry run and for the import, but for the first', () => {
  const answer = importedSchema.parse({
    devices: 3,
    dryRun: true,
    new: 1,
    changed: 1,
    unchanged: 1,
    fields: { name: 1, owner: 1 },
    warnings: [{ zh: 'x', en: 'line 2: owner: units.yaml has no unit x' }],
    notes: [{ zh: '即将停用：1 台', en: 'out of service from now on: 1' }],
    added: [{ id: 'c' }],
  })
  const [first, ...rest] = importText(answer).split('\n')
  expect(first).toBe('3 devices are fine, nothing was imported')
  expect(rest).toEqual([
    'new 1, changed 1 (name 1, owner 1), unchanged 1',
    'note: out of service from now on: 1',
    'warning: line 2: owner: units.yaml has no unit x',
    '',
  ])
  expect(
    importText({ ...answer, dryRun: false })
      .split('\n')
      .slice(1),
  ).toEqual(rest)
})

test('who imported or adopted is told of each device, with what changed', async () => {
  await send(`${header}${row}one\n`)
  await send('id,hours\nmh-1,Mo-Fr 10:00-21:00\n')
  await send('id,name\nmh-1,two\n', '&dryRun=true')
  const { status, body } = await api.ask('GET', '/v1/devices/mh-1/edits')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    edits: [
      {
        by: 'test',
        added: false,
        fields: [{ field: 'hours', after: 'Mo-Fr 10:00-21:00' }],
      },
      { by: 'test', added: true, fields: [] },
    ],
  })
  expect((await api.ask('GET', '/v1/devices/nobody/edits')).body).toEqual({ edits: [] })
})
