/** A server that starts at the same time as we do. */
import { expect, test } from 'vitest'

import { waitForDependency } from '../../../app/run/wait-for-dependency.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import { instant } from '../../../core/time.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { pauses } from '../../support/pauses.ts'

test('is waited for with growing pauses up to ten seconds, and each try is told', async () => {
  const clock = new VirtualClock(instant(0))
  const observer = new RecordingObserver()
  let tries = 0
  const opened = waitForDependency(
    () => {
      tries += 1
      return tries > 7
        ? Promise.resolve('open')
        : Promise.reject(new UrbanBrainError('store-unavailable', 'away'))
    },
    { clock, observer },
  )
  expect(await pauses(clock, 7)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
  expect(await opened).toBe('open')
  expect(observer.count('engine.awaited')).toBe(7)
})

test('that waiting cannot mend is refused at once, and nothing is said to be awaited', async () => {
  const clock = new VirtualClock(instant(0))
  const observer = new RecordingObserver()
  const error = new UrbanBrainError('config-invalid', 'wrong password')
  const opened = waitForDependency(() => Promise.reject(error), { clock, observer })
  await expect(opened).rejects.toBe(error)
  expect(observer.events).toEqual([])
})
