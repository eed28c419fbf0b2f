/** Space is given back in time, whatever is kept and however much may be. */
import { describe, expect, onTestFinished, test } from 'vitest'

import { retainLog } from '../../../app/run/periodic-tasks.ts'
import type { Component } from '../../../runtime/component.ts'
import { silentObserver } from '../../../core/observer.ts'
import { days, hours, instant, seconds } from '../../../core/time.ts'
import { seriesConfigSchema } from '../../../series/config.ts'
import { createSeriesRetention } from '../../../series/writer.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { memorySeries } from '../../support/memory-series.ts'

const began = Date.UTC(2026, 2, 15)

/** After how long it works again, to the second. */
async function again(make: (clock: VirtualClock, work: () => void) => Component): Promise<number> {
  const clock = new VirtualClock(instant(began))
  let times = 0
  const component = make(clock, () => (times += 1))
  await component.start()
  onTestFinished(() => component.stop())
  await expect.poll(() => [times, clock.sleepers]).toEqual([1, 1])
  for (let second = 1; ; second += 1) {
    clock.advance(1_000)
    if (clock.sleepers === 0) {
      await expect.poll(() => times).toBe(2)
      return second
    }
  }
}

const seriesKept = (retention: number) =>
  again((clock, work) =>
    createSeriesRetention({
      clock,
      observer: silentObserver,
      store: {
        ...memorySeries(),
        retire: () => {
          work()
          return Promise.resolve(0)
        },
      },
      config: { ...seriesConfigSchema.parse({}), retention },
    }),
  )

describe('retention', () => {
  test('of the time series works every hour, and ten times within what is kept if that is less', async () => {
    expect(await seriesKept(days(30))).toBe(3_600)
    expect(await seriesKept(hours(1))).toBe(360)
    expect(await seriesKept(seconds(1))).toBe(1)
  })

  test('of the log looks every five seconds: a small one fills in less than a minute', async () => {
    const second = await again((clock, work) => {
      const backends = {
        clock,
        retain: () => {
          work()
          return Promise.resolve()
        },
      }
      return retainLog(backends, silentObserver)
    })
    expect(second).toBe(5)
  })
})
