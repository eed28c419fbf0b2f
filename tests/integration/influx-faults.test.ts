/** The store before a server that fails in every way we know, and keeps what it says it keeps. */
import type { ServerResponse } from 'node:http'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { UrbanBrainError } from '../../core/errors.ts'
import { instant } from '../../core/time.ts'
import { openInfluxSeries } from '../../series/influxdb/series.ts'
import type { DeadPoint, Point, SeriesStore } from '../../core/series.ts'
import { point } from '../contract/series-store-points.ts'
import { VirtualClock } from '../support/clocks.ts'
import { httpServer, type Asked } from '../support/http-server.ts'
import { influxConfig, policiesAreThere } from '../support/influx.ts'

const start = Date.UTC(2026, 2, 15)

type Fault = (asked: Asked, response: ServerResponse) => void

const faults = {
  away: (_: Asked, response: ServerResponse) => response.writeHead(503).end(),
  tooMany: (_: Asked, response: ServerResponse) =>
    response.writeHead(429, { 'retry-after': '3' }).end('slow down'),
  reset: (_: Asked, response: ServerResponse) => response.destroy(),
  cut: (_: Asked, response: ServerResponse) => {
    response.writeHead(500, { 'content-length': '999' })
    response.write('{"err')
    setImmediate(() => response.destroy())
  },
  stranger: (_: Asked, response: ServerResponse) =>
    response.writeHead(401).end('{"error":"authorization failed"}'),
  missing: (_: Asked, response: ServerResponse) =>
    response.writeHead(404).end('{"error":"database not found: \\"city\\""}'),
  timeout: (_: Asked, response: ServerResponse) =>
    response.writeHead(500).end('{"error":"timeout"}'),
  portal: (_: Asked, response: ServerResponse) => response.writeHead(200).end('<html>'),
  setUp: (_: Asked, response: ServerResponse) =>
    response.writeHead(400).end('{"error":"database is required"}'),
  limit: (_: Asked, response: ServerResponse) =>
    response
      .writeHead(400)
      .end(
        '{"error":"partial write: max-values-per-tag limit exceeded (100000/100000) dropped=1"}',
      ),
} as const satisfies Record<string, Fault>

/** Keeps lines as 1.x does: a request with bad lines is a 400, and of the good ones only some may have been kept. */
async function badlyKeeping(style: 'counts' | 'names' | 'part' = 'counts') {
  const kept = new Set<string>()
  const waiting: Fault[] = []
  let writes = 0
  const url = await httpServer((asked, response) => {
    if (asked.path === '/query') {
      response.end(policiesAreThere)
      return
    }
    const fault = waiting.shift()
    if (fault !== undefined) {
      fault(asked, response)
      return
    }
    writes += 1
    const lines = asked.body.split('\n')
    const bad = lines.filter((line) => line.includes('device=bad'))
    const good = lines.filter((line) => !line.includes('device=bad'))
    const some = bad.length === 0 ? good : good.filter((_, index) => (index + writes) % 3 !== 0)
    for (const line of some) kept.add(line)
    if (bad.length === 0) response.writeHead(204).end()
    else if (style === 'counts')
      response
        .writeHead(400)
        .end(
          JSON.stringify({ error: `partial write: field type conflict: x dropped=${bad.length}` }),
        )
    else if (style === 'names')
      response.writeHead(400).end(JSON.stringify({ error: `unable to parse '${bad[0]}': no` }))
    else
      response.writeHead(201).end(
        JSON.stringify({
          error: 'partial write of line protocol occurred',
          data: [{ line_number: 1, error_message: 'no' }],
        }),
      )
  })
  return { url, kept, waiting, writes: () => writes }
}

/** As the writer does it: the same batch until it is taken. */
async function untilTaken(store: SeriesStore, points: readonly Point[], clock: VirtualClock) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      return (await store.write(points)).dead
    } catch (error) {
      if (!(error instanceof UrbanBrainError) || error.retry !== 'later') throw error
      clock.advance(10_000)
    }
  }
  throw new Error('the store never took it')
}

const idsOf = (dead: readonly DeadPoint[]) => dead.map(({ point: { reading } }) => reading.id)

describe('InfluxDB that fails', () => {
  test.each(Object.entries(faults))('%s: is tried again, and nothing is lost', async (_, fault) => {
    const clock = new VirtualClock(instant(start))
    const { url, kept, waiting } = await badlyKeeping()
    const store = await openInfluxSeries(influxConfig({ url }), clock)
    const points = [1, 2, 3].map((n) => point(`d-${n}`, start, { laeq: n }))
    waiting.push(fault)
    await expect(store.write(points)).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(kept.size).toBe(0)
    expect(await untilTaken(store, points, clock)).toEqual([])
    expect(kept.size).toBe(3)
  })

  test('a server that does not answer is given up after the time of a write', async () => {
    const { url, kept, waiting } = await badlyKeeping()
    const clock = new VirtualClock(instant(start))
    const store = await openInfluxSeries(influxConfig({ url, writeTimeout: 50 }), clock)
    waiting.push(() => {})
    const points = [point('d-1', start, { laeq: 1 })]
    await expect(store.write(points)).rejects.toMatchObject({ code: 'store-unavailable' })
    expect(await untilTaken(store, points, clock)).toEqual([])
    expect(kept.size).toBe(1)
  })

  test('a pause that the server asks for is kept, but not longer than a minute', async () => {
    const { url, kept, waiting } = await badlyKeeping()
    const clock = new VirtualClock(instant(start))
    const store = await openInfluxSeries(influxConfig({ url }), clock)
    const points = [point('d-1', start, { laeq: 1 })]
    waiting.push((_, response) => response.writeHead(503, { 'retry-after': '5' }).end())
    await expect(store.write(points)).rejects.toThrow(/503/)
    clock.advance(4_999)
    await expect(store.write(points)).rejects.toThrow(/another 1 ms/)
    clock.advance(1)
    await store.write(points)
    expect(kept.size).toBe(1)
    waiting.push((_, response) => response.writeHead(429, { 'retry-after': '86400' }).end())
    await expect(store.write(points)).rejects.toThrow(/429/)
    clock.advance(60_000)
    await store.write(points)
  })

  test.each(['counts', 'names', 'part'] as const)(
    'bad lines are found, whatever else is among them (a server that %s)',
    async (style) => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(fc.tuple(fc.boolean(), fc.nat(500)), {
            selector: ([, n]) => n,
            maxLength: 60,
          }),
          fc.array(fc.constantFrom(...Object.values(faults)), { maxLength: 6 }),
          fc.integer({ min: 1, max: 70 }),
          async (wanted, failing, maxBatch) => {
            const clock = new VirtualClock(instant(start))
            const { url, kept, waiting } = await badlyKeeping(style)
            const store = await openInfluxSeries(influxConfig({ url, maxBatch }), clock)
            waiting.push(...failing)
            const points = wanted.map(([bad, n]) =>
              point(`${bad ? 'bad' : 'good'}-${n}`, start + n, { laeq: n }),
            )
            const dead = await untilTaken(store, points, clock)
            const bad = points.filter(({ reading }) => reading.device.startsWith('bad'))
            expect(idsOf(dead).toSorted()).toEqual(bad.map(({ reading }) => reading.id).toSorted())
            expect(kept.size).toBe(points.length - bad.length)
          },
        ),
        { numRuns: 25 },
      )
    },
  )

  test('one bad line of thousands costs a few requests, many alike cost few', async () => {
    const { url, writes } = await badlyKeeping()
    const store = await openInfluxSeries(influxConfig({ url }), new VirtualClock(instant(start)))
    const good = Array.from({ length: 4_000 }, (_, n) => point(`d-${n}`, start, { laeq: 1 }))
    await store.write([
      ...good.slice(0, 777),
      point('bad-1', start, { laeq: 1 }),
      ...good.slice(777),
    ])
    expect(writes()).toBeLessThan(30)
    const before = writes()
    await store.write(
      good.map((one, n) => (n % 2 === 0 ? one : point(`bad-${n}`, start, { laeq: 1 }))),
    )
    expect(writes() - before).toBeLessThan(60)
  })

  test('what is past the retention is not sent at all', async () => {
    const { url, kept } = await badlyKeeping()
    const clock = new VirtualClock(instant(start))
    const store = await openInfluxSeries(influxConfig({ url, rawRetention: '1d' }), clock)
    const { dead } = await store.write([
      point('d-1', start - 86_400_001, { laeq: 1 }),
      point('d-1', start - 86_399_999, { laeq: 1 }),
    ])
    expect(dead.map(({ reason }) => reason)).toEqual(['beyond-retention'])
    expect(kept.size).toBe(1)
  })

  test('numbers that are none never reach the wire', async () => {
    const { url, kept } = await badlyKeeping()
    const store = await openInfluxSeries(influxConfig({ url }), new VirtualClock(instant(start)))
    await store.write([
      point('d-1', start, { laeq: Number.NaN, pm10: 1 / 0, pm25: 1e-7, tsp: 1e21 }),
    ])
    const [line = ''] = kept
    expect(line).toMatch(/ pm25=1e-7,.*tsp=1e\+21 /)
    expect(line).not.toMatch(/NaN|Infinity|laeq|pm10/)
  })
})
