/** Operations points on real servers: InfluxDB 1.6, the same by the write path of 2.x, and VictoriaMetrics. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { OperationsMeasurement, OperationsPoint } from '../../core/operations.ts'
import { hours, instant, plus } from '../../core/time.ts'
import { openInfluxOperations } from '../../series/influxdb/operations.ts'
import { openInfluxSeries } from '../../series/influxdb/series.ts'
import type { InfluxConfig } from '../../series/influxdb/config.ts'
import { servicesMissing } from '../services/available.ts'
import { startInfluxdb, type InfluxdbServer } from '../services/influxdb.ts'
import { startVictoriaMetrics } from '../services/victoria-metrics.ts'
import { realClock } from '../support/clocks.ts'
import { asVersionTwo, influxConfig } from '../support/influx.ts'
import { operationsStoreSuite, type Row } from '../contract/operations-store.suite.ts'

const at = instant(Date.UTC(2026, 2, 15, 10))
const everlasting = { eventsRetention: null }

const alarm = (device: string, rest: Partial<OperationsPoint> = {}): OperationsPoint => ({
  measurement: 'alarm',
  at,
  tags: { device, transition: 'raised' },
  fields: { one: 1, title_zh: '积水' },
  ...rest,
})

interface Series {
  readonly columns: readonly string[]
  readonly values: readonly (readonly unknown[])[]
}

const nanosecondsOf = (time: string): bigint => {
  const [whole = '', fraction = ''] = time.replace('Z', '').split('.')
  return BigInt(Date.parse(`${whole}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

describe.skipIf(servicesMissing('influxdb') !== undefined)('a real InfluxDB', () => {
  let server: InfluxdbServer
  beforeAll(async () => {
    server = await startInfluxdb()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const ask = async (config: InfluxConfig, q: string): Promise<readonly Series[]> => {
    const form = new URLSearchParams({ db: config.database, q })
    const answer = await fetch(`${server.url}/query`, { method: 'POST', body: form })
    const { results } = (await answer.json()) as {
      results: readonly { readonly error?: string; readonly series?: readonly Series[] }[]
    }
    expect(results[0]?.error).toBeUndefined()
    return results.flatMap(({ series = [] }) => series)
  }
  const reader =
    (config: InfluxConfig) =>
    async (measurement: OperationsMeasurement): Promise<readonly Row[]> =>
      (await ask(config, `SELECT * FROM "events"."${measurement}"`)).flatMap(
        ({ columns, values }) =>
          values.map(([time, ...rest]) => ({
            time: nanosecondsOf(String(time)),
            values: Object.fromEntries(
              rest.flatMap((value, index) =>
                value === null || value === '' ? [] : [[columns[index + 1] ?? '', value]],
              ),
            ),
          })),
      )

  operationsStoreSuite('version 1', async () => {
    const config = influxConfig({ url: server.url, ...everlasting })
    return { store: openInfluxOperations(config, realClock), read: reader(config) }
  })

  operationsStoreSuite('version 2', async () => {
    const one = influxConfig({ url: server.url, ...everlasting })
    await openInfluxSeries(one, realClock)
    const url = await asVersionTwo(server.url)
    const store = openInfluxOperations({ ...one, url, version: '2' }, realClock)
    return { store, read: reader(one) }
  })

  test('the policy is made with its retention, and one that keeps less is refused', async () => {
    const config = influxConfig({ url: server.url, eventsRetention: '1825d' })
    await openInfluxOperations(config, realClock).write([alarm('a', { at: realClock.now() })])
    const [policies] = await ask(config, `SHOW RETENTION POLICIES ON "${config.database}"`)
    expect(policies?.values.find(([name]) => name === 'events')?.[1]).toBe('43800h0m0s')
    const longer = openInfluxOperations({ ...config, eventsRetention: null }, realClock)
    await expect(longer.write([alarm('a')])).rejects.toMatchObject({
      code: 'engine-mismatch',
      message: expect.stringContaining('influx.eventsRetention') as unknown,
    })
  })

  test('what is older than the retention is left out, also when the server sees it before us', async () => {
    const now = realClock.now()
    const config = influxConfig({ url: server.url, eventsRetention: '2h' })
    const store = openInfluxOperations(config, realClock)
    const old = alarm('old', { at: plus(now, -hours(3)) })
    expect(await store.write([old, alarm('new', { at: now })])).toEqual([])
    const slow = openInfluxOperations(config, { ...realClock, now: () => plus(now, -hours(48)) })
    const refused = await slow.write([old, alarm('newer', { at: now })])
    expect(refused.map(({ point }) => point)).toEqual([old])
    const found = await reader(config)('alarm')
    expect(found.map(({ values }) => String(values['device'])).toSorted()).toEqual(['new', 'newer'])
  })

  test('a point that meets a foreign one is refused alone, those around it are stored', async () => {
    const config = influxConfig({ url: server.url, ...everlasting })
    const store = openInfluxOperations(config, realClock)
    await store.write([alarm('first')])
    const target = `${server.url}/write?db=${config.database}&rp=events`
    const foreign = await fetch(target, { method: 'POST', body: `alarm level="high" ${at}000000` })
    expect(foreign.status).toBe(204)
    const points = Array.from({ length: 40 }, (_, n) =>
      alarm(`d-${n}`, { fields: n % 13 === 5 ? { level: 1 } : { one: 1 } }),
    )
    const refused = await store.write(points)
    expect(refused.map(({ point }) => String(point.tags['device'])).toSorted()).toEqual([
      'd-18',
      'd-31',
      'd-5',
    ])
    expect(refused[0]?.detail).toMatch(/field type conflict/)
    expect(await reader(config)('alarm')).toHaveLength(1 + 1 + 37)
  })

  test('a server that is away is to be asked again, and a database that is dropped is made again', async () => {
    await using own = await startInfluxdb()
    const config = influxConfig({ url: own.url, ...everlasting })
    const store = openInfluxOperations(config, realClock)
    await own.stop()
    await expect(store.write([alarm('a')])).rejects.toMatchObject({
      code: 'store-unavailable',
      retry: 'later',
    })
    await own.start()
    expect(await store.write([alarm('a')])).toEqual([])
    const drop = new URLSearchParams({ q: `DROP DATABASE "${config.database}"` })
    const dropped = await fetch(`${own.url}/query`, { method: 'POST', body: drop })
    expect(await dropped.text()).not.toContain('error')
    await expect(store.write([alarm('a')])).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(await store.write([alarm('a')])).toEqual([])
  })
})

describe.skipIf(servicesMissing('victoria-metrics') !== undefined)('VictoriaMetrics', () => {
  test('takes the points, hostile names too; words become the number 0 there', async () => {
    await using server = await startVictoriaMetrics()
    const config = influxConfig({ url: server.url, version: '2', org: 'any', ...everlasting })
    const store = openInfluxOperations(config, realClock)
    const names = ['mh-1', 'd x,=1', '井盖 1号', `it's "quoted"`, 'back\\slash', 'two\nlines']
    const points = names.map((device, slot) =>
      alarm(device, { slot, fields: { one: slot + 1, title_zh: device } }),
    )
    expect(await store.write(points)).toEqual([])
    await fetch(`${server.url}/internal/force_flush`)
    const stored = async () => {
      const match = new URLSearchParams({ 'match[]': '{__name__="alarm_one"}' }).toString()
      const answer = await fetch(`${server.url}/api/v1/export?${match}`)
      return (await answer.text())
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const { metric, values } = JSON.parse(line) as {
            readonly metric: Readonly<Record<string, string>>
            readonly values: readonly number[]
          }
          return [values[0], metric['device']]
        })
        .sort(([a], [b]) => Number(a) - Number(b))
    }
    await expect
      .poll(stored, { timeout: 20_000 })
      .toEqual([
        ...names.slice(0, 4).map((name, slot) => [slot + 1, name]),
        [5, 'back_slash'],
        [6, 'two_lines'],
      ])
  })
})
