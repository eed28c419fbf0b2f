/** The store and its writer on real servers: InfluxDB 1.6, the same by the write path of 2.x, and VictoriaMetrics. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'

import { DeviceDirectory } from '../../runtime/device-directory.ts'
import { silentObserver } from '../../core/observer.ts'
import type { CellCode, DeviceId } from '../../core/identity.ts'
import { quantityNames } from '../../core/quantities.ts'
import type { Registry } from '../../core/registry.ts'
import { instant } from '../../core/time.ts'
import { deadLettersTopic, readingsTopic } from '../../core/topics.ts'
import { openInfluxSeries } from '../../series/influxdb/series.ts'
import { qualityField, readingFields, tagNames } from '../../series/influxdb/schema.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { seriesConfigSchema } from '../../series/config.ts'
import type { InfluxConfig } from '../../series/influxdb/config.ts'
import type { Point } from '../../core/series.ts'
import { createSeriesWriter } from '../../series/writer.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { device } from '../contract/registry.suite.ts'
import { point } from '../contract/series-store-points.ts'
import { seriesStoreSuite } from '../contract/series-store.suite.ts'
import { servicesMissing } from '../services/available.ts'
import { startInfluxdb, type InfluxdbServer } from '../services/influxdb.ts'
import { startVictoriaMetrics } from '../services/victoria-metrics.ts'
import { realClock } from '../support/clocks.ts'
import { asVersionTwo, influxConfig } from '../support/influx.ts'

const start = Date.UTC(2026, 2, 15, 10)
const minute = 60_000
const patient = { timeout: 20_000 }
const whole = { from: instant(0), to: instant(start + 1e9), limit: 100_000 }

test('names of tags and fields never meet, which InfluxDB 3 demands', () => {
  const names = quantityNames()
  const all = [...tagNames, ...readingFields, ...names, ...names.map(qualityField), 'time']
  expect(new Set(all).size).toBe(all.length)
})

describe.skipIf(servicesMissing('influxdb') !== undefined)('a real InfluxDB', () => {
  let server: InfluxdbServer
  beforeAll(async () => {
    server = await startInfluxdb()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const ask = async (
    config: InfluxConfig,
    q: string,
    rp = 'raw',
  ): Promise<readonly unknown[][]> => {
    const form = new URLSearchParams({ db: config.database, rp, epoch: 'ms', q })
    const answer = await fetch(`${server.url}/query`, { method: 'POST', body: form })
    const { results } = (await answer.json()) as {
      results: { error?: string; series?: { values: unknown[][] }[] }[]
    }
    expect(results[0]?.error).toBeUndefined()
    return results.flatMap(({ series = [] }) => series.flatMap(({ values }) => values))
  }
  const put = async (config: InfluxConfig, lines: string): Promise<void> => {
    const target = `${server.url}/write?db=${config.database}&rp=raw`
    expect((await fetch(target, { method: 'POST', body: lines })).status).toBe(204)
  }

  describe('by the write path of 2.x', () => {
    seriesStoreSuite(
      'version 2',
      async () => {
        const one = influxConfig({ url: server.url })
        await openInfluxSeries(one, realClock)
        const url = await asVersionTwo(server.url)
        return openInfluxSeries({ ...one, url, version: '2' }, realClock)
      },
      { overwrites: true, retires: 'by itself' },
    )
  })

  test('makes its database and policies, once, and keeps what is there', async () => {
    const config = influxConfig({ url: server.url, rawRetention: '90d', m1Retention: '400d' })
    const policies = async () =>
      (await ask(config, `SHOW RETENTION POLICIES ON "${config.database}"`)).map((row) =>
        row.slice(0, 2).concat(row.slice(-1)),
      )
    await openInfluxSeries(config, realClock)
    const made = [
      ['raw', '2160h0m0s', true],
      ['m1', '9600h0m0s', false],
      ['h1', '0s', false],
      ['events', '43800h0m0s', false],
    ]
    expect(await policies()).toEqual(made)
    await openInfluxSeries({ ...config, rawRetention: 3_600_000 }, realClock)
    expect(await policies()).toEqual(made)
    const longer = openInfluxSeries({ ...config, rawRetention: 91 * 86_400_000 }, realClock)
    await expect(longer).rejects.toMatchObject({ code: 'engine-mismatch' })
    await expect(openInfluxSeries({ ...config, m1Retention: null }, realClock)).rejects.toThrow(
      /m1Retention/,
    )
  })

  test('a database that somebody drops is made again', async () => {
    const config = influxConfig({ url: server.url })
    const store = await openInfluxSeries(config, realClock)
    await ask(config, `DROP DATABASE "${config.database}"`)
    const points = [point('a', start, { laeq: 1 })]
    await expect(store.write(points)).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(await store.write(points)).toEqual({ dead: [] })
    expect(await store.readings(whole)).toHaveLength(1)
  })

  test('lines it refuses are dead one by one, those around them are stored', async () => {
    const config = influxConfig({ url: server.url })
    const store = await openInfluxSeries(config, realClock)
    await put(config, `noise,device=foreign pm10="a word" ${start}000000`)
    const points = Array.from({ length: 500 }, (_, n) =>
      point(`d-${n}`, start + n, n % 100 === 7 ? { laeq: n, pm10: n } : { laeq: n }),
    )
    const { dead } = await store.write(points)
    expect(dead.map(({ point: { reading } }) => reading.device).toSorted()).toEqual(
      [107, 207, 307, 407, 7].map((n) => `d-${n}`),
    )
    expect(dead[0]).toMatchObject({ reason: 'refused' })
    expect(dead[0]?.detail).toMatch(/field type conflict/)
    const stored = await store.readings({ ...whole, quantity: 'laeq' })
    expect(stored).toHaveLength(495)
  })

  test('what the server finds too old is dead as such, also when its clock is not ours', async () => {
    const config = influxConfig({ url: server.url, rawRetention: '2h' })
    const now = Date.now()
    const store = await openInfluxSeries(
      { ...config },
      { ...realClock, now: () => instant(now - 86_400_000) },
    )
    const { dead } = await store.write([
      point('old', now - 3 * 3_600_000, { laeq: 1 }),
      point('new', now, { laeq: 1 }),
    ])
    expect(dead).toMatchObject([
      { reason: 'beyond-retention', point: { reading: { device: 'old' } } },
    ])
    expect(await store.readings({ ...whole, to: instant(now + 1) })).toHaveLength(1)
  })

  test('any word of the register is written, and every device comes back as it is or is dead', async () => {
    const config = influxConfig({ url: server.url })
    const store = await openInfluxSeries(config, realClock)
    let at = start
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
      fc.string({
        unit: fc.constantFrom(
          ',',
          '=',
          ' ',
          '"',
          "'",
          '\\',
          '#',
          '/',
          ';',
          '\n',
          '\t',
          '\0',
          '路',
          '🙂',
        ),
        minLength: 1,
      }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
    )
    await fc.assert(
      fc.asyncProperty(word, word, async (name, site) => {
        at += 1
        const { reading, ...tags } = point(name, at, { laeq: 61.25 }, { quality: { laeq: 'D' } })
        const { dead } = await store.write([{ reading, ...tags, site }])
        const range = { ...whole, from: instant(at), to: instant(at + 1) }
        const found = await store.readings({ ...range, device: reading.device })
        const exact = !/[\\\p{Cc}\p{Surrogate}]/u.test(name)
        expect(dead.map(({ reason }) => reason)).toEqual(exact ? [] : ['unwritable'])
        expect(found.map(({ device: id, values }) => [id, values])).toEqual(
          exact ? [[name, { laeq: 61.25 }]] : [],
        )
        expect(await store.readings(range)).toHaveLength(found.length)
        if (!exact) return
        const [stored] = (await store.rollups?.stored([reading.device], range.from, range.to)) ?? []
        expect(stored?.site).toBe(site.replaceAll(/[\\\p{Cc}\p{Surrogate}]/gu, '_'))
      }),
      { numRuns: 150 },
    )
  })

  test('a login that is refused loses nothing', async () => {
    await using guarded = await startInfluxdb({
      administrator: { user: 'root', password: 'secret' },
    })
    const login = { username: 'root', password: 'secret' }
    const config = influxConfig({ url: guarded.url, ...login })
    const stranger = await openInfluxSeries({ ...config, password: 'guess' }, realClock)
    const points = [point('a', start, { laeq: 1 })]
    await expect(stranger.write(points)).rejects.toMatchObject({ code: 'store-unavailable' })
    await expect(stranger.readings(whole)).rejects.toMatchObject({ code: 'store-unavailable' })
    const store = await openInfluxSeries(config, realClock)
    expect(await store.write(points)).toEqual({ dead: [] })
    expect(await store.readings(whole)).toHaveLength(1)
  })

  const writing = async (config: InfluxConfig, registry: Registry, log: MemoryLog) => {
    const writer = createSeriesWriter({
      log,
      clock: realClock,
      observer: silentObserver,
      directory: new DeviceDirectory(registry),
      store: await openInfluxSeries(config, realClock),
      config: { ...seriesConfigSchema.parse({}), batch: 50, linger: 1 },
      drainRate: config.drainRate,
    })
    await writer.start()
    return writer
  }
  const register = async (): Promise<Registry> => {
    const registry = await openSqliteRegistry(':memory:')
    onTestFinished(() => registry[Symbol.asyncDispose]())
    await registry.put([
      device('a', { cell: '330106001002003' as CellCode }),
      device('b', { cell: '330106001002003' as CellCode }),
    ])
    return registry
  }
  const readingsOf = (points: readonly Point[]) => points.map(({ reading }) => reading)

  test(
    'a server stopped in the middle gets everything when it is back',
    { timeout: 60_000 },
    async () => {
      await using own = await startInfluxdb()
      const config = influxConfig({ url: own.url })
      const log = new MemoryLog()
      const registry = await register()
      const writer = await writing(config, registry, log)
      const readings = Array.from({ length: 1_000 }, (_, n) =>
        point('a', start + n * 1_000, { laeq: n }),
      )
      const committed = async () => (await log.positions('readings', 'series'))[0]?.committed
      await log.append(readingsTopic, readingsOf(readings.slice(0, 300)))
      await vi.waitFor(async () => expect(await committed()).toBe(300), 20_000)
      await own.kill()
      await log.append(readingsTopic, readingsOf(readings.slice(300)))
      await own.start()
      await vi.waitFor(async () => expect(await committed()).toBe(1_000), 40_000)
      await writer.stop()
      const store = await openInfluxSeries(config, realClock)
      const found = await store.readings(whole)
      expect(found.map(({ id }) => id).toReversed()).toEqual(
        readings.map(({ reading }) => reading.id),
      )
      expect(found[0]).toMatchObject({ kind: 'noise', cell: '330106001002003' })
    },
  )

  test('the writer keeps minutes and hours, and corrects them for what comes late', async () => {
    const config = influxConfig({ url: server.url })
    const log = new MemoryLog()
    const registry = await register()
    const writer = await writing(config, registry, log)
    onTestFinished(() => writer.stop())
    const early = Array.from({ length: 60 }, (_, n) =>
      point('a', start + n * minute, { laeq: 60, temperature: n }),
    )
    await log.append(readingsTopic, readingsOf(early))
    await log.append(readingsTopic, [{ type: 'tick', at: instant(start + 63 * minute) }])
    const hourOf = (fields: string) =>
      ask(config, `SELECT ${fields} FROM "noise" WHERE "device" = 'a'`, 'h1')
    const fields = '"laeq_mean", "temperature_count", "temperature_mean", "temperature_max"'
    await expect.poll(() => hourOf(fields), patient).toEqual([[start, 60, 60, 29.5, 59]])
    const minutes = await ask(config, 'SELECT "temperature_mean" FROM "noise"', 'm1')
    expect(minutes).toEqual(early.map((_, n) => [start + n * minute, n]))
    const late = point('a', start + 30_000, { temperature: 120 }, { timing: 'late' })
    await log.append(readingsTopic, readingsOf([late, late, ...early.slice(0, 2)]))
    await expect
      .poll(() => hourOf('"temperature_count", "temperature_max"'), patient)
      .toEqual([[start, 61, 120]])
    const [first] = await ask(
      config,
      'SELECT "temperature_count", "temperature_max" FROM "noise"',
      'm1',
    )
    expect(first).toEqual([start, 2, 120])
  })

  test('what the server refuses for good is a dead letter that holds the reading', async () => {
    const config = influxConfig({ url: server.url })
    await openInfluxSeries(config, realClock)
    await put(config, `noise,device=foreign pm10="a word" ${start}000000`)
    const log = new MemoryLog()
    const registry = await register()
    const writer = await writing(config, registry, log)
    onTestFinished(() => writer.stop())
    const bad = point('a', start, { pm10: 4, laeq: 5 }, { sequence: 3, quality: { laeq: 'range' } })
    await log.append(readingsTopic, readingsOf([point('b', start, { laeq: 1 }), bad]))
    await expect.poll(() => log.read(deadLettersTopic, 0, 0, 9), patient).toHaveLength(1)
    const [letter] = await log.read(deadLettersTopic, 0, 0, 9)
    expect(letter?.value).toMatchObject({
      reason: 'not-stored',
      source: 'a',
      topic: 'ub/v1/a/telemetry',
    })
    const body: unknown = JSON.parse(Buffer.from(letter?.value.body ?? '', 'base64').toString())
    expect(body).toEqual({ t: start, m: { pm10: 4, laeq: 5 }, seq: 3 })
    const store = await openInfluxSeries(config, realClock)
    expect(
      (await store.readings({ ...whole, quantity: 'laeq' })).map(({ device: id }) => id),
    ).toEqual(['b'])
  })

  test('a store that is away turns the writer unready after half a minute, and ready again', async () => {
    let now = Date.now()
    const clock = {
      now: () => instant(now),
      elapsed: () => now,
      sleep: (ms: number, signal?: AbortSignal) => realClock.sleep(ms, signal),
    }
    await using own = await startInfluxdb()
    const config = influxConfig({ url: own.url })
    const log = new MemoryLog()
    const registry = await register()
    const writer = createSeriesWriter({
      log,
      clock,
      observer: silentObserver,
      directory: new DeviceDirectory(registry),
      store: await openInfluxSeries(config, clock),
      config: { ...seriesConfigSchema.parse({}), linger: 1 },
    })
    await writer.start()
    onTestFinished(() => writer.stop())
    await own.stop()
    expect(writer.unready()).toBeUndefined()
    await log.append(readingsTopic, readingsOf([point('a', start, { laeq: 1 })]))
    await expect
      .poll(() => {
        now += 10_000
        return writer.unready()
      }, patient)
      .toMatch(/writes have failed for \d+ s: InfluxDB cannot be reached/)
    await own.start()
    await expect.poll(() => writer.unready(), patient).toBeUndefined()
  })
})

describe.skipIf(servicesMissing('victoria-metrics') !== undefined)('VictoriaMetrics', () => {
  test('takes what is written by the path of 2.x', async () => {
    await using server = await startVictoriaMetrics()
    const config = influxConfig({ url: server.url, version: '2', org: 'any' })
    const store = await openInfluxSeries(config, realClock)
    const points = [1, 2, 3].map((n) =>
      point(`d-${n}`, start + n, { laeq: 60 + n }, { sequence: n }),
    )
    expect(await store.write(points)).toEqual({ dead: [] })
    const match = '{__name__="noise_laeq"}'
    // It shows what was written after seconds otherwise.
    await fetch(`${server.url}/internal/force_flush`)
    const exported = async () => {
      const answer = await fetch(
        `${server.url}/api/v1/export?${new URLSearchParams({ 'match[]': match }).toString()}`,
      )
      return (await answer.text())
        .split('\n')
        .filter((line) => line !== '')
        .map(
          (line) => JSON.parse(line) as { metric: object; values: number[]; timestamps: number[] },
        )
        .sort((a, b) => (a.values[0] ?? 0) - (b.values[0] ?? 0))
    }
    await expect.poll(exported, patient).toMatchObject(
      points.map(({ reading }) => ({
        metric: {
          device: reading.device satisfies DeviceId,
          district: '330106',
          street: '330106001',
        },
        values: [reading.values.laeq],
        timestamps: [reading.observedAt],
      })),
    )
  })
})
