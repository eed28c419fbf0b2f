import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { CellCode, UnitId } from '../../../core/identity.ts'
import { framesTopic } from '../../../core/topics.ts'
import { device } from '../../contract/registry.suite.ts'
import { point } from '../../contract/series-store-points.ts'
import { bound } from '../../support/bindings.ts'
import { at, frame, minute, startApiServer, type ApiServer } from './api-server.ts'

let api: ApiServer

beforeEach(async () => {
  api = await startApiServer()
})

afterEach(() => api[Symbol.asyncDispose]())

describe('dead letters', () => {
  test('are listed by page and filter, and shown with their bytes', async () => {
    await api.registry.put([device('a')])
    await api.publish(
      frame('a', [{ m: {} }, { m: { laeq: 60 } }, 7]),
      frame('nobody', { m: { laeq: 1 } }),
      frame('a', { m: { foo: 1 } }),
    )
    const first = await api.ask('GET', '/v1/dead-letters?limit=2')
    expect(first.body).toMatchObject({
      deadLetters: [
        { offset: 3, reason: 'unknown-quantity' },
        { offset: 2, reason: 'unknown-device', source: 'nobody' },
      ],
      before: 2,
    })
    const second = await api.ask('GET', '/v1/dead-letters?limit=5&before=2')
    expect(second.body).toMatchObject({ deadLetters: [{ offset: 1 }, { offset: 0 }] })
    expect(second.body).not.toHaveProperty('before')
    const only = await api.ask('GET', '/v1/dead-letters?reason=invalid-payload&device=a')
    expect(only.body).toMatchObject({ deadLetters: [{ offset: 1, frame: '0:0' }] })
    const shown = await api.ask('GET', '/v1/dead-letters/1')
    expect(Buffer.from(String(shown.body['body']), 'base64').toString()).toBe('7')
    expect((await api.ask('GET', '/v1/dead-letters/99')).status).toBe(404)
    expect((await api.ask('GET', '/v1/dead-letters?reason=nothing')).status).toBe(400)
  })

  test('of a topic that has a binding by now are put back as a message of it, if they are whole and of who may publish there', async () => {
    await api[Symbol.asyncDispose]()
    const one = { topics: ['up/+'], gateway: 'a', values: { depth: { from: '/d', unit: 'm' } } }
    api = await startApiServer(undefined, bound(one))
    await api.registry.put([device('a'), device('b')])
    const stray = (source: string, body: string, topic = 'up/x') => ({
      ...frame(source, ''),
      ...{ topic, channel: 'event' as const, refused: 'topic-not-allowed' as const },
      body: Buffer.from(body),
    })
    await api.publish(
      stray('a', '{"d":0.5}'),
      stray('b', '{"d":0.5}'),
      stray('a', '{"d":0.5}', 'down/x'),
      stray('a', `{"d":1,"more":"${'x'.repeat(65_520)}"}`),
    )
    const payload = { reason: 'topic-not-allowed' }
    const { body } = await api.ask('POST', '/v1/dead-letters/redrive', { payload })
    expect(body).toEqual({ redriven: 1, skipped: [1, 2, 3] })
    await api.settled()
    const { body: total } = await api.ask('GET', '/v1/accounting')
    expect(total).toMatchObject({ readings: 1, deadLetters: 4, redriven: 1, balanced: true })
  })

  test('of an array only the item is put back; some are never put back', async () => {
    await api.registry.put([device('a')])
    await api.publish(frame('a', [{ m: { laeq: 1 } }, { t: at + 1, m: { laeq: 'x' } }]), {
      ...frame('a', 'x'),
      refused: 'topic-not-allowed',
    })
    const payload = { offsets: [1, 0, 0] }
    const { body } = await api.ask('POST', '/v1/dead-letters/redrive', { payload })
    expect(body).toEqual({ redriven: 1, skipped: [1] })
    await api.settled()
    const frames = await api.log.read(framesTopic, 0, 2, 10)
    expect(frames).toMatchObject([{ value: { source: 'a', redriveOf: 0, receivedAt: at } }])
    const [back] = frames
    const text = back?.value.type === 'frame' ? Buffer.from(back.value.body).toString() : ''
    expect(JSON.parse(text)).toEqual({ t: at + 1, m: { laeq: 'x' } })
    const again = await api.ask('GET', '/v1/dead-letters?limit=1')
    expect(again.body).toMatchObject({ deadLetters: [{ offset: 2, reason: 'invalid-payload' }] })
  })

  test.each([
    [{}, 200],
    [{ offsets: [] }, 400],
    [{ offsets: [-1] }, 400],
    [{ offsets: [5] }, 404],
    [{ offsets: [1], reason: 'unparsable' }, 400],
    [{ limit: 5_000 }, 400],
  ])('the wish %j to put back is answered %i', async (payload, status) => {
    expect((await api.ask('POST', '/v1/dead-letters/redrive', { payload })).status).toBe(status)
  })
})

describe('readings', () => {
  test('singly, in buckets, and the latest of each device', async () => {
    await api.series.write([
      point('a', at - 2 * minute, { laeq: 60 }, { quality: { laeq: 'D' }, sequence: 3 }),
      point('a', at - minute, { laeq: 70, battery: 9 }),
      point('b', at - minute + 1, { laeq: 80 }, { cell: '440106001002003' }),
      point('b', at - 2 * 86_400_000, { laeq: 10 }),
    ])
    const all = await api.ask('GET', '/v1/readings')
    expect(all.body).toMatchObject({
      readings: [
        { device: 'b' },
        { device: 'a', values: { laeq: 70, battery: 9 } },
        { id: `a@${at - 2 * minute}#3`, quality: { laeq: 'D' }, sequence: 3 },
      ],
    })
    const one = await api.ask(
      'GET',
      `/v1/readings?device=a&quantity=battery&from=${at - minute}&to=${at}`,
    )
    expect(one.body).toMatchObject({ readings: [{ values: { battery: 9 } }] })
    const days = await api.ask(
      'GET',
      '/v1/readings?quantity=laeq&bucket=1d&from=2026-03-10T00:00:00Z',
    )
    const midnight = Date.UTC(2026, 2, 14, 16)
    expect(days.body).toMatchObject({
      buckets: [{ at: midnight - 2 * 86_400_000 }, { at: midnight, count: 2, min: 70, max: 80 }],
    })
    const latest = await api.ask('GET', '/v1/readings/latest?cell=33')
    expect(latest.body).toMatchObject({ readings: [{ device: 'a', observedAt: at - minute }] })
  })

  test('of districts, streets and units are theirs alone, each once, in the same order', async () => {
    const [west, east] = ['330106001002003', '440106001002003'] as CellCode[]
    await api.registry.put([
      device('a', { cell: west, owner: 'sensors' as UnitId }),
      device('b', { cell: east }),
      device('c', { cell: west }),
    ])
    await api.series.write([
      point('c', at - 3 * minute, { laeq: 50 }),
      point('b', at - 2 * minute, { laeq: 60 }, { cell: '440106001002003' }),
      point('a', at - minute, { laeq: 70 }),
      // Of a device that hung there before, and of one that is not registered.
      point('b', at - 4 * minute, { laeq: 10 }),
      point('nobody', at - 4 * minute, { laeq: 10 }),
    ])
    const ask = async (path: string, headers: Record<string, string>) => {
      const { body } = await api.ask('GET', `/v1/readings${path}`, { headers })
      return (body['readings'] as { device: string }[]).map((reading) => reading.device)
    }
    expect(await ask('', { areas: '330106' })).toEqual(['a', 'c'])
    expect(await ask('', { areas: '330106 330106001' })).toEqual(['a', 'c'])
    expect(await ask('?limit=1', { areas: '330106 330106001' })).toEqual(['a'])
    expect(await ask('/latest', { areas: '330106 440106' })).toEqual(['a', 'b', 'c'])
    expect(await ask('/latest', { areas: '330106', unit: 'sensors' })).toEqual(['a'])
    expect(await ask('', { unit: 'sensors' })).toEqual(['a'])
    for (const cell of ['33', '330106001002'])
      expect(await ask(`?cell=${cell}`, { areas: '330106001' })).toEqual(['a', 'c'])
    expect(await ask('?cell=44', { areas: '330106' })).toEqual([])
  })

  test('tell the rain of each gauge, to each of what they see', async () => {
    const [west, east] = ['330106001002003', '440106001002003'] as CellCode[]
    await api.registry.put([
      device('gauge', { cell: west, name: '东门雨量站', period: 600 }),
      device('meter', { cell: east, period: 60 }),
      device('dry', { cell: west }),
    ])
    await api.series.write([
      point('gauge', at - 130 * minute, { rainTotal: 95 }),
      point('gauge', at - 65 * minute, { rainTotal: 100 }),
      point('gauge', at - 5 * minute, { rainTotal: 104.5 }),
      point('gauge', at - 4 * minute, { rainTotal: 300 }, { quality: { rainTotal: 'D' } }),
      ...Array.from({ length: 30 }, (_, n) => point('meter', at - (n + 1) * minute, { rain: 6 })),
      point('dry', at - minute, { laeq: 50 }),
      point('nobody', at - minute, { rain: 9 }),
    ])
    const { status, body } = await api.ask('GET', '/v1/rain')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ...{ from: at - 60 * minute, to: at, midnight: at - 12 * 60 * minute },
      gauges: [
        {
          device: 'gauge',
          name: '东门雨量站',
          cell: west,
          at: at - 5 * minute,
          hour: 4.5,
          today: 9.5,
        },
        { device: 'meter', cell: east, at: at - minute, hour: 3, today: 3 },
      ],
    })
    const seen = async (headers: Record<string, string>) =>
      ((await api.ask('GET', '/v1/rain', { headers })).body['gauges'] as { device: string }[]).map(
        (gauge) => gauge.device,
      )
    expect(await seen({ areas: '440106' })).toEqual(['meter'])
    expect(await seen({ areas: '330106001' })).toEqual(['gauge'])
    expect(await seen({ unit: 'gas' })).toEqual([])
    for (const role of ['crew', 'device'])
      expect((await api.ask('GET', '/v1/rain', { role })).status).toBe(403)
  })

  test.each([
    'bucket=5m',
    'quantity=laeq&bucket=0',
    'quantity=laeq&bucket=soon',
    'quantity=noise',
    'kind=tree',
    "cell=33'",
    'from=yesterday',
    'limit=0',
    'limit=1000000',
    'device=a%20b',
  ])('the query %s is refused', async (query) => {
    expect((await api.ask('GET', `/v1/readings?${query}`)).status).toBe(400)
  })
})

test('before anything was worked off all totals are zero', async () => {
  expect(await api.ask('GET', '/v1/accounting')).toMatchObject({
    status: 200,
    body: { frames: 0, items: 0, readings: 0, balanced: true, lag: 0 },
  })
})
