/** The sample city lets anybody in under the names of its people; no other city does. */
import { request } from 'node:http'
import { text } from 'node:stream/consumers'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { loadConfig } from '../../../../app/config.ts'
import { opensToAnybody } from '../../../../app/http/decide/sample-entrance.ts'
import { unitIdSchema } from '../../../../core/identity.ts'
import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'
import { ask } from '../../../support/people.ts'

const unit = unitIdSchema.parse('lj-water-supply')
const tokens = [
  { name: 'operator', role: 'operator', token: 'of-an-operator' },
  { name: 'dispatcher', role: 'dispatcher', token: 'of-a-dispatcher' },
  { name: 'crew-lj-water-supply', role: 'crew', unit, token: 'of-a-crew' },
  { name: 'prometheus', role: 'metrics', token: 'of-a-reader' },
] as const

const path = '/v1/session/sample'
let desk: DeskServer
beforeAll(async () => {
  desk = await startDeskServer({ tokens, sample: true })
})
afterAll(() => desk[Symbol.asyncDispose]())

describe('the sample city', () => {
  test('says as whom one may enter, and with how many orders', async () => {
    expect((await ask(desk, 'GET', '/v1/session/ways')).body).toMatchObject({ sample: true })
    expect((await ask(desk, 'GET', path)).body).toEqual({
      city: { zh: '临江市（虚构）', en: 'Linjiang (fictional)' },
      entrances: [
        { name: 'operator', role: 'operator' },
        { name: 'dispatcher', role: 'dispatcher' },
        {
          name: 'crew-lj-water-supply',
          role: 'crew',
          unit: { zh: '供水抢修队', en: 'Water supply crew' },
          orders: 0,
        },
      ],
    })
  })

  test('counts an order until the crew has reported', async () => {
    const told = await ask(desk, 'POST', '/v1/cases', {
      token: 'of-an-operator',
      body: { category: '0506', title: { zh: '漏水', en: 'A leak' }, cell: '990102001001001' },
    })
    expect(told).toMatchObject({ status: 201 })
    const does = async (token: string, body: object) =>
      expect(
        await ask(desk, 'POST', `/v1/cases/${String(told.body['id'])}/commands`, { token, body }),
      ).toMatchObject({ status: 200 })
    const orders = async () => (await ask(desk, 'GET', path)).body['entrances']
    for (const command of ['file', 'accept']) await does('of-an-operator', { command })
    await does('of-a-dispatcher', { command: 'dispatch', unit })
    expect(await orders()).toMatchObject([{}, {}, { orders: 1 }])
    await does('of-a-crew', { command: 'acceptOrder' })
    expect(await orders()).toMatchObject([{}, {}, { orders: 1 }])
    await does('of-a-crew', { command: 'report', text: 'shut', photos: [] })
    expect(await orders()).toMatchObject([{}, {}, { orders: 0 }])
  })

  test.each(['operator', 'crew-lj-water-supply'])(
    'lets anybody in as %s, who may then do what that role may',
    async (name) => {
      const entered = await ask(desk, 'POST', path, { body: { name } })
      expect(entered).toMatchObject({ status: 200, body: { name } })
      const { cookie } = entered
      expect((await ask(desk, 'GET', '/v1/session', { cookie })).body).toMatchObject({ name })
      expect((await ask(desk, 'GET', '/v1/cases', { cookie })).status).toBe(200)
      expect((await ask(desk, 'GET', '/v1/accounts', { cookie })).status).toBe(403)
    },
  )

  test.each(['nobody', 'prometheus'])('does not let anybody in as %s', async (name) => {
    const { status, body, cookie } = await ask(desk, 'POST', path, { body: { name } })
    expect([status, body['code'], cookie]).toEqual([401, 'unauthenticated', undefined])
  })

  test('hears no page of a stranger, nor one whose name leads to this machine', async () => {
    const { port } = new URL(desk.url)
    const told = async (method: string, headers: Readonly<Record<string, string>>) => {
      const body = method === 'POST' ? JSON.stringify({ name: 'operator' }) : ''
      const asking = request({ host: '127.0.0.1', port, path, method })
      for (const [name, value] of Object.entries(headers)) asking.setHeader(name, value)
      asking.setHeader('content-type', 'application/json')
      const answer = await new Promise<NodeJS.ReadableStream & { statusCode?: number }>(
        (resolve, reject) => asking.on('response', resolve).on('error', reject).end(body),
      )
      await text(answer)
      return answer.statusCode
    }
    for (const method of ['GET', 'POST']) {
      expect(await told(method, { host: `localhost:${port}` })).toBe(200)
      expect(await told(method, { host: `evil.example:${port}` })).toBe(403)
      expect(await told(method, { host: `127.0.0.1.evil.example:${port}` })).toBe(403)
      expect(await told(method, { origin: 'https://evil.example' })).toBe(403)
      expect(await told(method, { 'sec-fetch-site': 'cross-site' })).toBe(403)
    }
  })
})

describe('entering without a token', () => {
  test('is offered by the sample city on its own machine and by nothing else', () => {
    const opens = (overrides: Readonly<Record<string, unknown>>, sample = true) =>
      opensToAnybody({ ...loadConfig({ environment: {}, overrides }), sample })
    const postgres = { url: 'postgres://127.0.0.1/city' }
    expect(opens({})).toBe(true)
    expect(opens({ http: { host: 'localhost' } })).toBe(true)
    expect(opens({}, false)).toBe(false)
    expect(opens({ http: { host: '0.0.0.0' } })).toBe(false)
    expect(opens({ http: { host: '192.168.1.7' } })).toBe(false)
    expect(opens({ http: { trustedProxies: ['127.0.0.1'] } })).toBe(false)
    expect(opens({ access: { people: 'accounts' } })).toBe(false)
    expect(opens({ postgres })).toBe(false)
  })

  test('has no route in any other city', async () => {
    await using other = await startDeskServer({ tokens })
    expect((await ask(other, 'GET', '/v1/session/ways')).body).toEqual({
      account: false,
      token: true,
    })
    for (const method of ['GET', 'POST']) {
      const body = method === 'POST' ? { name: 'operator' } : undefined
      const { status, cookie } = await ask(other, method, path, { body })
      expect([status, cookie]).toEqual([404, undefined])
    }
  })
})
