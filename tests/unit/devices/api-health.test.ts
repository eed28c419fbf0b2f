import { afterEach, beforeEach, expect, test } from 'vitest'

import { device } from '../../contract/registry.suite.ts'
import { point } from '../../contract/series-store-points.ts'
import { at, frame, minute, startApiServer, type ApiServer } from '../ingest/api-server.ts'

let api: ApiServer

beforeEach(async () => {
  api = await startApiServer()
})

afterEach(() => api[Symbol.asyncDispose]())

const urls = ['/v1/devices-health', '/v1/devices-silent', '/v1/devices/a/neighbours']

test.each(urls)('%s is for the desks', async (url) => {
  await api.registry.put([device('a')])
  for (const role of ['crew', 'device', 'service']) {
    expect(await api.ask('GET', url, { role })).toMatchObject({ status: 403 })
  }
  for (const role of ['operator', 'manager', 'inspector']) {
    expect(await api.ask('GET', url, { role })).toMatchObject({ status: 200 })
  }
})

test('health is told of all active devices, with what others sent in their names', async () => {
  await api.registry.put([device('a'), device('b'), device('c', { active: false })])
  const readings = Array.from({ length: 30 }, (_, n) =>
    point('a', at - (n + 2) * minute, { laeq: 60 }, n < 15 ? { timing: 'late' } : {}),
  )
  await api.series.write(readings)
  const forged = { device: 'a', m: { laeq: 60 } }
  await api.publish({
    ...frame('b', [forged, forged]),
    receivedAt: readings[0]?.reading.receivedAt ?? frame('b', 0).receivedAt,
  })
  const { body } = await api.ask('GET', '/v1/devices-health?hours=1')
  expect(body).toEqual({
    from: at - 61 * minute,
    to: at - minute,
    devices: [
      {
        id: 'a',
        lastAt: at - 2 * minute,
        readings: 30,
        expected: 60,
        timely: 0.5,
        accurate: 1,
        authentic: 30 / 32,
        complete: 0.5,
        silent: false,
      },
      { id: 'b', readings: 0, expected: 60, complete: 0, silent: true },
    ],
  })
  expect((await api.ask('GET', '/v1/devices-silent?hours=1')).body).toEqual({
    ...{ from: at - 61 * minute, to: at - minute },
    ...{ count: 2, silent: ['b'] },
  })
  const only = await api.ask('GET', '/v1/devices-health?device=b&kind=noise')
  expect(only.body).toMatchObject({ devices: [{ id: 'b', expected: 1_440 }] })
})

test('a device that comes to the register is in the next answer', async () => {
  expect((await api.ask('GET', '/v1/devices-health')).body).toMatchObject({ devices: [] })
  await api.registry.put([device('a')])
  expect((await api.ask('GET', '/v1/devices-health')).body).toMatchObject({
    devices: [{ id: 'a' }],
  })
})

test.each(['hours=0', 'hours=169', 'hours=x', 'cell=abc', 'kind=moon', 'device=a%20b'])(
  'health with %s is refused',
  async (query) => {
    expect((await api.ask('GET', `/v1/devices-health?${query}`)).status).toBe(400)
  },
)

test('neighbours come nearest first, as the register shows them', async () => {
  const near = (id: string, metres: number, rest = {}) =>
    device(id, { latitude: 30.2 + metres / 111_195, ...rest })
  await api.registry.put([
    device('a'),
    near('b', 300),
    near('c', -100, { kind: 'dust' }),
    near('d', 100.4),
    near('e', 20, { active: false }),
    near('f', 700),
  ])
  const metres = async (query = '') => {
    const { body } = await api.ask('GET', `/v1/devices/a/neighbours${query}`)
    const found = body['neighbours'] as { device: { id: string }; metres: number }[]
    return found.map((one) => `${one.device.id} ${Math.round(one.metres)}`)
  }
  expect(await metres()).toEqual(['c 100', 'd 100', 'b 300'])
  expect(await metres('?kind=noise&limit=1')).toEqual(['d 100'])
  expect(await metres('?radius=1000&kind=noise')).toEqual(['d 100', 'b 300', 'f 700'])
  const { body } = await api.ask('GET', '/v1/devices/a/neighbours?limit=1')
  expect(body).toMatchObject({
    neighbours: [{ device: { id: 'c', kind: 'dust', active: true, credential: false } }],
  })
})

test('neighbours of nobody, and of a wrong question, are refused', async () => {
  expect(await api.ask('GET', '/v1/devices/a/neighbours')).toMatchObject({
    status: 404,
    body: { code: 'device-unknown' },
  })
  for (const query of ['radius=0', 'radius=-5', 'radius=1e9', 'limit=0', 'kind=moon']) {
    expect((await api.ask('GET', `/v1/devices/a/neighbours?${query}`)).status).toBe(400)
  }
})
