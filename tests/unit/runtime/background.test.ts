/** Works that go on until they are stopped, and those that are repeated. */
import { describe, expect, onTestFinished, test } from 'vitest'

import { UrbanBrainError } from '../../../core/errors.ts'
import { instant } from '../../../core/time.ts'
import { background, repeated } from '../../../runtime/background.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { pauses } from '../../support/pauses.ts'

const away = () => new UrbanBrainError('store-unavailable', 'away')

/** A task that ends by what `outcomes` says in turn, and then by nothing. */
function sweeping(outcomes: readonly (Error | undefined)[]) {
  const clock = new VirtualClock(instant(0))
  const observer = new RecordingObserver()
  const left = [...outcomes]
  const component = background('sweeper', observer, {
    sweep: repeated('sweep', { clock, observer }, async (signal) => {
      const outcome = left.shift()
      if (outcome !== undefined) throw outcome
      await clock.sleep(1, signal)
    }),
  })
  onTestFinished(() => component.stop())
  return { clock, observer, component }
}

describe('a repeated task', () => {
  test('is tried again with growing pauses up to ten seconds, and from the first after a success', async () => {
    const failing = Array.from({ length: 9 }, away)
    const { clock, observer, component } = sweeping([...failing, undefined, away()])
    await component.start()
    const grown = [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]
    expect(await pauses(clock, 11)).toEqual([...grown, 1, 100])
    expect(observer.count('task.failed', 'sweep')).toBe(10)
    expect(observer.count('pump.failed')).toBe(0)
    expect(component.unready()).toBeUndefined()
  })

  test('ends by what another try cannot mend, and its component is not ready any more', async () => {
    const { observer, component } = sweeping([new UrbanBrainError('log-corrupt', 'torn')])
    await component.start()
    await expect.poll(() => component.unready()).toBe('sweep: torn')
    expect(observer.events.map(({ event }) => event)).toEqual(['task.failed', 'component.failed'])
  })

  test('that fails because it is stopped tells of no failure', async () => {
    const { clock, observer, component } = sweeping([])
    await component.start()
    await expect.poll(() => clock.sleepers).toBe(1)
    await component.stop()
    expect(observer.events).toEqual([])
    expect(component.unready()).toBe('stopped')
  })
})
