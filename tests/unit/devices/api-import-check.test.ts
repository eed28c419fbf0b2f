import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { writeWorkbook } from '../../../cases/xlsx/workbook.ts'
import { device } from '../../contract/registry.suite.ts'
import { hashStationPassword } from '../../../runtime/token.ts'
import { startApiServer, type ApiServer } from '../ingest/api-server.ts'

let api: ApiServer
beforeEach(async () => {
  api = await startApiServer()
})
afterEach(() => api[Symbol.asyncDispose]())

const ask = (path: string, payload: string | Buffer, role = 'administrator') =>
  api.ask('POST', path, { payload, headers: { 'content-type': 'application/octet-stream' }, role })
const check = (payload: string | Buffer, query = '') =>
  ask(`/v1/devices/import/check?format=csv${query}`, payload)
const stored = async () => (await api.registry.changes(0, 100)).map((row) => row.device)

const rows = [
  ['设备编号', '设备类型', '场所', '经度', '纬度', '名称'],
  ['a', 'noise', 'street', 120.1, 30.2, '新名'],
  ['b', 'noise', 'street', 120.1, 30.2, undefined],
  ['c', 'noise', 'street', 120.5, 30.5, '丙'],
] as const
const csv = rows.map((row) => row.map((cell) => cell ?? '').join(',')).join('\n')

describe('a look at a file', () => {
  beforeEach(() => api.registry.put([device('a'), device('b'), device('other')]))

  test('says what is new, changed, the same and not in it, the same for CSV and XLSX, and changes nothing', async () => {
    const [head, ...body] = rows
    const sheet = { name: '设备', head: head.map(String), rows: body }
    const before = await stored()
    const book = Buffer.from(await writeWorkbook([sheet], () => 0))
    const [fromCsv, fromXlsx] = [await check(csv), await check(book)]
    expect(fromXlsx).toEqual(fromCsv)
    expect(fromCsv).toMatchObject({
      status: 200,
      body: {
        columns: [{ heading: '设备编号', field: 'id', sample: 'a' }, {}, {}, {}, {}, {}],
        ...{ mistakes: [], mistaken: 0 },
        difference: {
          ...{ devices: 3, new: 1, changed: 1, unchanged: 1, gone: 1, goneIds: ['other'] },
          rows: [
            {
              ...{ line: 2, id: 'a', added: false },
              fields: [{ field: 'name', after: '新名' }],
            },
            { line: 4, id: 'c', name: '丙', added: true, fields: [] },
          ],
        },
      },
    })
    expect(await stored()).toEqual(before)
    expect(await ask('/v1/devices/import?format=csv', book)).toMatchObject({
      status: 200,
      body: { new: 1, changed: 1, unchanged: 1, added: [{ id: 'c', name: '丙' }] },
    })
  })

  test('lists every mistake by row and column in both languages, and no difference', async () => {
    const { status, body } = await check(
      'id,kind,site,longitude,latitude\nx,noise,street,east,30\n',
    )
    expect(status).toBe(200)
    expect(body['difference']).toBeUndefined()
    expect(body).toMatchObject({
      mistaken: 1,
      mistakes: [
        {
          ...{ line: 2, field: 'longitude', zh: '应为数字，实际是文本' },
          message: 'Invalid input: expected number, received string',
        },
      ],
    })
  })

  test('takes the columns as somebody says they are', async () => {
    const text = csv.replace('名称', '标牌')
    expect((await check(text)).body).toMatchObject({
      mistakes: [{ line: 1, zh: '无法识别“标牌”列' }],
      columns: [{}, {}, {}, {}, {}, { heading: '标牌', sample: '新名' }],
    })
    const columns = '&columns=id,kind,site,longitude,latitude,name'
    expect((await check(text, columns)).body).toMatchObject({ difference: { new: 1, changed: 1 } })
    const left = '&columns=id,kind,site,longitude,latitude,-'
    expect((await check(text, left)).body).toMatchObject({ difference: { new: 1, changed: 0 } })
  })

  test('of a file that cannot be read says why', async () => {
    expect((await check(Buffer.from('PK\u0003\u0004 no workbook'))).body).toMatchObject({
      mistakes: [{ zh: expect.stringContaining('不是工作簿') }],
    })
    expect((await check(Buffer.from([0x69, 0x64, 0x0a, 0xff, 0xff]))).body).toMatchObject({
      mistakes: [{ line: 2, zh: expect.stringContaining('另存为 UTF-8') }],
    })
  })
})

test('a refused import says why in Chinese too, to whoever reads the language and to the page', async () => {
  const answer = await api.ask('POST', '/v1/devices/import?format=csv', {
    payload: 'id,kind,site,longitude,latitude\nx,noise,street,0,0\n',
    headers: { 'content-type': 'text/csv', 'accept-language': 'zh-CN' },
  })
  expect(answer).toMatchObject({
    status: 400,
    body: {
      detail: '文件有 1 处错误，未导入任何设备',
      details: [expect.stringMatching(/^line 2: position: 0, 0 is what a receiver says/)],
      chinese: { details: ['第 2 行，位置：0, 0 是接收机没有定位时给出的坐标'] },
    },
  })
})

test('a device that comes alone is told of as one, and not as the first of a file', async () => {
  const put = (properties: object) =>
    api.ask('POST', '/v1/devices/import?format=geojson', {
      payload: JSON.stringify({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [120.5, 30.5] },
        properties: { id: 'ns-1', kind: 'noise', site: 'street', ...properties },
      }),
      headers: { 'content-type': 'application/geo+json' },
    })
  expect(await put({ period: 0 })).toMatchObject({
    status: 400,
    body: {
      detail: 'the device has 1 mistake(s), nothing was changed',
      details: [expect.stringMatching(/^period: /)],
      chinese: {
        message: '设备有 1 处错误，未作任何更改',
        details: [expect.stringMatching(/^上报周期/)],
      },
    },
  })
  expect(await put({ period: 60 })).toMatchObject({ status: 200, body: { devices: 1, new: 1 } })
})

describe('credentials of many devices', () => {
  const give = (ids: readonly string[], role?: string) =>
    api.ask('POST', '/v1/devices/credentials', { payload: { ids }, ...(role && { role }) })
  const hashes = async () =>
    Object.fromEntries(
      (await api.registry.changes(0, 100)).map((row) => [row.device.id, row.credential]),
    )

  test('are their own, given once, and by an administrator', async () => {
    await api.registry.put([device('a'), device('b'), device('c')])
    expect((await give(['a', 'b'], 'dispatcher')).status).toBe(403)
    const { status, body } = await give(['a', 'b', 'a'])
    expect(status).toBe(200)
    const given = body['credentials'] as readonly { readonly id: string; readonly token: string }[]
    expect(given.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(new Set(given.map(({ token }) => token)).size).toBe(2)
    const before = await hashes()
    expect(before['c']).toBeUndefined()
    expect(before['a']).not.toBe(before['b'])
    expect(await give(['b', 'c'])).toMatchObject({
      status: 400,
      body: { code: 'request-invalid', details: ['b'], chinese: { details: ['b'] } },
    })
    expect((await give(['c', 'unknown'])).status).toBe(404)
    expect(await hashes()).toEqual(before)
  })

  test('a station of HJ 212 gets the password that it has, or one of six characters; no other device does', async () => {
    await api.registry.put([device('st', { mn: '21010500010001' }), device('a')])
    const one = (id: string, payload?: object) =>
      api.ask('POST', `/v1/devices/${id}/credential`, { ...(payload && { payload }) })
    expect(await one('st', { password: '123456' })).toMatchObject({
      status: 200,
      body: { id: 'st', token: '123456' },
    })
    expect((await hashes())['st']).toBe(hashStationPassword('hj212', 'st', '123456'))
    expect((await one('st')).body['token']).toMatch(/^[2-9A-Z]{6}$/)
    expect((await one('a')).body['token']).toHaveLength(43)
    expect(await one('a', { password: '123456' })).toMatchObject({
      status: 400,
      body: { chinese: { message: '只有登记了 MN 或遥测站地址的设备才能自定密码' } },
    })
    expect((await one('st', { password: '1234567890' })).status).toBe(400)
    expect((await one('nobody', { password: '123456' })).status).toBe(404)
    await api.registry.put([device('wl', { stationAddress: '0012345678' })])
    expect((await one('wl')).body['token']).toMatch(/^[0-9A-F]{4}$/)
    expect((await one('wl', { password: 'a0b1' })).body['token']).toBe('A0B1')
    expect((await hashes())['wl']).toBe(hashStationPassword('sl651', 'wl', 'A0B1'))
    expect(await one('wl', { password: '12345' })).toMatchObject({
      status: 400,
      body: { chinese: { message: 'SL 651 密码为 4 位十六进制数字' } },
    })
    const shown = await api.ask('GET', '/v1/devices/st')
    expect(shown.body).toMatchObject({ mn: '21010500010001', credential: true })
    expect(JSON.stringify(shown.body)).not.toContain('123456"')
  })
})
