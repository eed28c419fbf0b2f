import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Component } from '../../../runtime/component.ts'
import { contentOf } from '../../../core/content.ts'
import { DeviceDirectory } from '../../../runtime/device-directory.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import type { Frame } from '../../../core/frame.ts'
import { readingId, type DeviceId } from '../../../core/identity.ts'
import type { Topic } from '../../../core/log.ts'
import type { Registry } from '../../../core/registry.ts'
import { instant, type Clock } from '../../../core/time.ts'
import { deadLettersTopic, framesTopic, readingsTopic } from '../../../core/topics.ts'
import { openDuckDbSeries } from '../../../series/duckdb/series.ts'
import { openSqliteRegistry } from '../../../devices/sqlite/registry.ts'
import { createAdoption } from '../../../devices/adoption.ts'
import { ingestConfigSchema } from '../../../ingest/config.ts'
import { seriesConfigSchema } from '../../../series/config.ts'
import { accountingKey } from '../../../ingest/accounting.ts'
import { createIngest } from '../../../ingest/ingest.ts'
import type { SeriesStore } from '../../../core/series.ts'
import { createSeriesRetention, createSeriesWriter } from '../../../series/writer.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { device } from '../../contract/registry.suite.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'

const config = ingestConfigSchema.parse({})
const seriesConfig = seriesConfigSchema.parse({})
const at = instant(Date.UTC(2026, 2, 15))

/** A clock that stands still and whose sleepers wake at once, or when they are stopped. */
const clock: Clock = {
  now: () => at,
  elapsed: () => at,
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (milliseconds < 60_000) setImmediate(resolve)
      signal?.addEventListener('abort', () => {
        reject(new Error('aborted'))
      })
    }),
}

const said = (id: string, when: number, m: Readonly<Record<string, number>>, sequence?: number) =>
  readingId({
    device: id as DeviceId,
    observedAt: instant(when),
    ...(sequence === undefined ? {} : { sequence }),
    content: contentOf(m),
  })

const frame = (source: string, body: unknown, receivedAt: number = at): Frame => ({
  type: 'frame',
  source: source as DeviceId,
  channel: 'telemetry',
  topic: `ub/v1/${source}/telemetry`,
  body: Buffer.from(JSON.stringify(body)),
  receivedAt: instant(receivedAt),
  retained: false,
})

let log: MemoryLog
let registry: Registry
let directory: DeviceDirectory
let series: SeriesStore
let observer: RecordingObserver
let running: Component[]

beforeEach(async () => {
  log = new MemoryLog()
  registry = await openSqliteRegistry(':memory:')
  directory = new DeviceDirectory(registry)
  series = await openDuckDbSeries({ path: ':memory:', clock, memoryLimit: '256MB', threads: 1 })
  observer = new RecordingObserver()
  running = []
})

afterEach(async () => {
  for (const component of running.reverse()) await component.stop()
  await log[Symbol.asyncDispose]()
  await series[Symbol.asyncDispose]()
  await registry[Symbol.asyncDispose]()
})

async function start<T extends Component>(component: T): Promise<T> {
  running.push(component)
  await component.start()
  return component
}

const ingest = () => start(createIngest({ log, clock, observer, directory, config }))

async function worked(topic: Topic<never>['name'], group: string): Promise<void> {
  await expect
    .poll(async () => {
      const [position] = await log.positions(topic, group)
      return position !== undefined && position.committed === position.next
    })
    .toBe(true)
}

const values = async <T>(topic: Topic<T>) =>
  (await log.read(topic, 0, 0, 10_000)).map(({ value }) => value)

const totals = () => log.recall('frames', 'ingest', accountingKey)

describe('ingest', () => {
  test('asks the register once more before it calls a device unknown', async () => {
    await directory.follow()
    await registry.put([device('new')])
    const component = await ingest()
    expect(component.unready()).toBeUndefined()
    await log.append(framesTopic, [
      frame('new', { m: { laeq: 60 } }),
      frame('nobody', { m: { laeq: 60 } }),
    ])
    await worked('frames', 'ingest')
    expect(await values(readingsTopic)).toMatchObject([{ device: 'new' }])
    expect(await values(deadLettersTopic)).toMatchObject([
      { reason: 'unknown-device', source: 'nobody' },
    ])
  })

  test('counts what is durable, and its totals go on over a restart', async () => {
    await registry.put([device('a')])
    const first = await ingest()
    const said = frame('a', { t: at, m: { laeq: 200, foo: 1 } })
    await log.append(framesTopic, [said, said, frame('a', 7)])
    await worked('frames', 'ingest')
    expect(await totals()).toMatchObject([{ items: 3, readings: 1, duplicates: 1, deadLetters: 1 }])
    const names = ['ingest.frame', 'ingest.item', 'ingest.reading', 'ingest.duplicate'] as const
    expect(names.map((name) => observer.count(name))).toEqual([3, 3, 1, 1])
    expect(observer.count('ingest.dead-letter')).toBe(1)
    expect(observer.count('ingest.unknown-quantity')).toBe(1)
    expect(observer.count('ingest.quality')).toBe(1)
    await first.stop()
    expect(first.unready()).toBe('stopped')

    log = log.reopen()
    await ingest()
    await log.append(framesTopic, [said, { type: 'tick', at }])
    await worked('frames', 'ingest')
    expect(await totals()).toMatchObject([{ frames: 4, items: 4, readings: 1, duplicates: 2 }])
  })

  test('says why it is not ready when it stopped by itself', async () => {
    const component = createIngest({ log, clock, observer, directory, config })
    expect(component.unready()).toBe('not started')
    directory.follow = () => Promise.reject(new UrbanBrainError('internal', 'broken'))
    running.push(component)
    await component.start()
    await log.append(framesTopic, [frame('nobody', {})])
    await expect.poll(() => component.unready()).toBe('frames: broken')
    expect(observer.count('component.failed')).toBe(1)
  })
})

test('adoption lists unknown names once each, with a sample fit to be shown', async () => {
  await registry.put([device('gw', { kind: 'gateway', site: 'cabinet' })])
  await ingest()
  await start(createAdoption({ log, clock, observer, registry }))
  await log.append(framesTopic, [
    frame('x', { m: { laeq: 1 } }, at),
    frame('x', { m: { laeq: 2 }, pad: '\u0085😀'.repeat(400) }, at + 5),
    frame('gw', [{ device: 'child', m: { laeq: 3 } }]),
    frame('gw', 'not unknown'),
  ])
  await worked('frames', 'ingest')
  await worked('dead-letters', 'adoption')
  const unknown = await registry.unknown(10)
  expect(unknown).toMatchObject([
    { id: 'x', firstSeen: at + 5, lastSeen: at + 5, frames: 2 },
    { id: 'child', frames: 1, sample: '{"device":"child","m":{"laeq":3}}' },
  ])
  const sample = unknown[0]?.sample ?? ''
  expect(sample.length).toBeLessThanOrEqual(512)
  expect(sample).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
  expect(Buffer.from(sample, 'utf8').toString('utf8')).toBe(sample)
})

describe('series', () => {
  const everything = { from: instant(0), to: instant(at + 1e9), limit: 100 }

  test('readings reach the store with what the register says of their device', async () => {
    await registry.put([device('a', { cell: '330106001002003' as never })])
    await ingest()
    await start(
      createSeriesWriter({ log, clock, observer, directory, store: series, config: seriesConfig }),
    )
    await log.append(framesTopic, [
      frame('a', { t: at, m: { laeq: 60 }, seq: 4 }),
      { type: 'tick', at },
      frame('a', { t: at + 1, m: { laeq: 61 } }),
    ])
    await worked('frames', 'ingest')
    await worked('readings', 'series')
    expect(await series.readings(everything)).toMatchObject([
      { id: said('a', at + 1, { laeq: 61 }), kind: 'noise', cell: '330106001002003' },
      { id: said('a', at, { laeq: 60 }, 4) },
    ])
    await expect.poll(() => observer.count('series.written')).toBe(2)
  })

  test('a store that is away loses nothing', async () => {
    await registry.put([device('a')])
    let away = 3
    const store: SeriesStore = {
      ...series,
      write: (points) => {
        away -= 1
        if (away >= 0) return Promise.reject(new UrbanBrainError('store-unavailable', 'away'))
        return series.write(points)
      },
      readings: (query) => series.readings(query),
      buckets: (query) => series.buckets(query),
      latest: (query) => series.latest(query),
      retire: (before) => series.retire(before),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
    await ingest()
    await start(
      createSeriesWriter({ log, clock, observer, directory, store, config: seriesConfig }),
    )
    await log.append(framesTopic, [frame('a', { m: { laeq: 60 } })])
    await worked('frames', 'ingest')
    await worked('readings', 'series')
    expect(await series.readings(everything)).toHaveLength(1)
    expect(observer.count('pump.failed')).toBe(3)
  })

  test('retention deletes what is past it, at the start', async () => {
    const reading = (observedAt: number) => ({
      reading: {
        type: 'reading' as const,
        id: `a@${observedAt}` as never,
        device: 'a' as DeviceId,
        observedAt: instant(observedAt),
        receivedAt: at,
        values: { laeq: 1 },
        timing: 'live' as const,
        frame: '0:0',
      },
    })
    await series.write([reading(at - seriesConfig.retention - 1), reading(at)])
    await start(createSeriesRetention({ clock, observer, store: series, config: seriesConfig }))
    await expect.poll(async () => (await series.readings(everything)).length).toBe(1)
  })
})
