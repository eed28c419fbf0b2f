import { expect, onTestFinished, test } from 'vitest'

import { DeviceDirectory } from '../../../runtime/device-directory.ts'
import { silentObserver } from '../../../core/observer.ts'
import { instant } from '../../../core/time.ts'
import { readingsTopic } from '../../../core/topics.ts'
import { openSqliteRegistry } from '../../../devices/sqlite/registry.ts'
import { seriesConfigSchema } from '../../../series/config.ts'
import { deadLetterOf } from '../../../series/dead.ts'
import { createSeriesWriter } from '../../../series/writer.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { point } from '../../contract/series-store-points.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { memorySeries } from '../../support/memory-series.ts'

test('a backlog is drained at the rate that is set, whatever the store could take', async () => {
  const start = Date.UTC(2026, 2, 15)
  const log = new MemoryLog()
  const registry = await openSqliteRegistry(':memory:')
  onTestFinished(() => registry[Symbol.asyncDispose]())
  const readings = Array.from(
    { length: 1_000 },
    (_, n) => point('a', start + n, { laeq: 1 }).reading,
  )
  await log.append(readingsTopic, readings)
  const clock = new VirtualClock(instant(start))
  const written: [at: number, count: number][] = []
  const series = memorySeries()
  const writer = createSeriesWriter({
    log,
    clock,
    observer: silentObserver,
    directory: new DeviceDirectory(registry),
    store: {
      ...series,
      write: (points) => {
        written.push([clock.now() - start, points.length])
        return series.write(points)
      },
    },
    config: { ...seriesConfigSchema.parse({}), batch: 100, linger: 0 },
    drainRate: 200,
  })
  await writer.start()
  onTestFinished(() => writer.stop())
  for (let batch = 1; batch < 10; batch += 1) {
    await expect
      .poll(() => [written.length, clock.sleepers], { timeout: 10_000 })
      .toEqual([batch, 1])
    clock.advance(500)
  }
  await expect.poll(() => written.length, { timeout: 10_000 }).toBe(10)
  expect(written).toEqual(Array.from({ length: 10 }, (_, batch) => [batch * 500, 100]))
})

test('a reading that is never stored is buried with the instant that the device itself gave', () => {
  const said = point(
    'a',
    1e12,
    { laeq: 60 },
    {
      claimedAt: 2e12,
      content: 1,
      sequence: 3,
      timing: 'clamped',
      quality: { laeq: 'future' },
    },
  )
  const { body } = deadLetterOf({ point: said, reason: 'refused', detail: 'no' })
  expect(JSON.parse(Buffer.from(body, 'base64').toString('utf8'))).toEqual({
    t: 2e12,
    m: { laeq: 60 },
    seq: 3,
  })
})
