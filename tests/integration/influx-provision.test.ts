/** What is asked of 2.x and 3 at the start; no server of them can be had here, so these say what their manuals say. */
import { describe, expect, test } from 'vitest'

import { openInfluxSeries } from '../../series/influxdb/series.ts'
import { influxConfigSchema } from '../../series/influxdb/config.ts'
import { point } from '../contract/series-store-points.ts'
import { realClock } from '../support/clocks.ts'
import { httpServer, type Asked } from '../support/http-server.ts'

const day = 86_400

interface Made {
  readonly name: string
  readonly seconds: number
}

async function versionTwo(made: Made[], rights: 'all' | 'write') {
  const asked: Asked[] = []
  const url = await httpServer((one, response) => {
    asked.push(one)
    const says = (status: number, body?: unknown) =>
      response.writeHead(status).end(body === undefined ? undefined : JSON.stringify(body))
    if (one.headers.authorization !== 'Token t') says(401, { code: 'unauthorized', message: 'no' })
    else if (one.path === '/api/v2/write') says(204)
    else if (rights === 'write') says(403, { code: 'forbidden', message: 'insufficient' })
    else if (one.path === '/api/v2/orgs') says(200, { orgs: [{ id: 'o1' }] })
    else if (one.method === 'GET') {
      const found = made.filter(({ name }) => name === one.parameters.get('name'))
      if (found.length === 0) says(404, { code: 'not found', message: 'bucket not found' })
      else
        says(200, {
          buckets: found.map(({ seconds }) => ({
            retentionRules: seconds === 0 ? [] : [{ type: 'expire', everySeconds: seconds }],
          })),
        })
    } else {
      const bucket = JSON.parse(one.body) as {
        orgID: string
        name: string
        retentionRules: { everySeconds: number }[]
      }
      expect(bucket.orgID).toBe('o1')
      made.push({ name: bucket.name, seconds: bucket.retentionRules[0]?.everySeconds ?? 0 })
      says(201, {})
    }
  })
  return { url, asked }
}

const two = (url: string) =>
  influxConfigSchema.parse({ url, version: '2', token: 't', org: 'city hall' })

const now = () => point('a', Date.now(), { laeq: 1 })

describe('buckets of 2.x', () => {
  test('are made when they are missing, and written to', async () => {
    const made: Made[] = []
    const { url, asked } = await versionTwo(made, 'all')
    const store = await openInfluxSeries(two(url), realClock)
    expect(made).toEqual([
      { name: 'city/raw', seconds: 90 * day },
      { name: 'city/m1', seconds: 400 * day },
      { name: 'city/h1', seconds: 0 },
      { name: 'city/events', seconds: 1825 * day },
    ])
    await store.write([now()])
    const write = asked.at(-1)
    expect(Object.fromEntries(write?.parameters ?? [])).toEqual({
      org: 'city hall',
      bucket: 'city/raw',
      precision: 'ns',
    })
    await openInfluxSeries(two(url), realClock)
    expect(made).toHaveLength(4)
  })

  test('that keep too little are refused', async () => {
    const { url } = await versionTwo([{ name: 'city/raw', seconds: 30 * day }], 'all')
    await expect(openInfluxSeries(two(url), realClock)).rejects.toMatchObject({
      code: 'engine-mismatch',
    })
  })

  test('are not asked about with a token that may only write', async () => {
    const { url } = await versionTwo([], 'write')
    const store = await openInfluxSeries(two(url), realClock)
    expect(await store.write([now()])).toEqual({ dead: [] })
  })
})

test('databases of 3 are made when they are missing', async () => {
  const made: unknown[] = []
  const url = await httpServer((one, response) => {
    expect(one.headers.authorization).toBe('Bearer t')
    if (one.path === '/api/v2/write') response.writeHead(204).end()
    else if (one.method === 'GET') response.end(JSON.stringify([{ 'iox::database': 'city/m1' }]))
    else {
      made.push(JSON.parse(one.body))
      response.writeHead(200).end()
    }
  })
  const config = influxConfigSchema.parse({ url, version: '3', token: 't' })
  const store = await openInfluxSeries(config, realClock)
  expect(made).toEqual([
    { db: 'city/raw', retention_period: `${90 * day}s` },
    { db: 'city/h1' },
    { db: 'city/events', retention_period: `${1825 * day}s` },
  ])
  expect(await store.write([now()])).toEqual({ dead: [] })
})

test('a server that is away does not keep the store from opening', async () => {
  const config = influxConfigSchema.parse({ url: 'http://127.0.0.1:1', version: '1' })
  const store = await openInfluxSeries(config, realClock)
  await expect(store.write([now()])).rejects.toMatchObject({ code: 'store-unavailable' })
})

test('the section says what it is missing', () => {
  const read = (rest: object) =>
    influxConfigSchema.safeParse({ url: 'http://influx:8086/base', version: '2', ...rest })
  expect(read({}).data).toMatchObject({ h1Retention: null, rawRetention: 7_776_000_000 })
  expect(read({ h1Retention: '800d', rawRetention: null }).success).toBe(true)
  expect(read({ username: 'u' }).success).toBe(false)
  expect(read({ url: 'ftp://influx' }).success).toBe(false)
  expect(read({ database: 'a/b' }).success).toBe(false)
  expect(read({ rawRetention: '10m' }).success).toBe(false)
})
