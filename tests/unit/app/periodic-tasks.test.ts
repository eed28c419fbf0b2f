/** What a thread does again and again. */
import { describe, expect, onTestFinished, test } from 'vitest'

import { followRegistry, retainLog } from '../../../app/run/periodic-tasks.ts'
import { instant } from '../../../core/time.ts'
import { DeviceDirectory } from '../../../runtime/device-directory.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { FakeRegistry } from '../../support/mqtt-broker.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { pauses } from '../../support/pauses.ts'

/** A task of every five seconds that ends by what `outcomes` says in turn, and then by nothing. */
function retaining(outcomes: readonly (Error | undefined)[]) {
  const clock = new VirtualClock(instant(0))
  const observer = new RecordingObserver()
  const left = [...outcomes]
  const retain = async () => {
    const outcome = left.shift()
    if (outcome !== undefined) throw outcome
  }
  const component = retainLog({ clock, retain }, observer)
  onTestFinished(() => component.stop())
  return { clock, observer, component }
}

describe('a periodic task', () => {
  test('has run once when it counts as started, and comes again after its period', async () => {
    const { clock, component } = retaining([])
    expect(component.unready()).toBe('not started')
    await component.start()
    expect(component.unready()).toBeUndefined()
    expect(await pauses(clock, 3)).toEqual([5_000, 5_000, 5_000])
  })

  test('that fails starts all the same, is unready until it works, and says which task it is', async () => {
    const { clock, observer, component } = retaining([new Error('odd'), new Error('still')])
    await component.start()
    expect(component.unready()).toBe('odd')
    expect(await pauses(clock, 1)).toEqual([5_000])
    await expect.poll(() => component.unready()).toBe('still')
    expect(await pauses(clock, 1)).toEqual([5_000])
    await expect.poll(() => component.unready()).toBeUndefined()
    expect(observer.count('task.failed', 'retention')).toBe(2)
    expect(observer.count('pump.failed')).toBe(0)
  })

  test('rests longer and longer while it fails, and comes in time again once it works', async () => {
    const clock = new VirtualClock(instant(0))
    const observer = new RecordingObserver()
    const registry = new FakeRegistry()
    registry.away = true
    const component = followRegistry({ clock }, new DeviceDirectory(registry), observer, false)
    onTestFinished(() => component.stop())
    await component.start()
    expect(await pauses(clock, 5)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000])
    await expect.poll(() => observer.count('task.failed', 'directory')).toBe(6)
    registry.away = false
    expect(await pauses(clock, 3)).toEqual([5_000, 500, 500])
    expect(component.unready()).toBeUndefined()
  })

  test('whose last result still serves stays ready over a failure, but not before the first result', async () => {
    const clock = new VirtualClock(instant(0))
    const observer = new RecordingObserver()
    const registry = new FakeRegistry()
    registry.away = true
    const component = followRegistry({ clock }, new DeviceDirectory(registry), observer, true)
    onTestFinished(() => component.stop())
    await component.start()
    expect(component.unready()).toBe('the register is away')
    registry.away = false
    await pauses(clock, 1)
    await expect.poll(() => component.unready()).toBeUndefined()
    registry.away = true
    await pauses(clock, 1)
    await expect.poll(() => observer.count('task.failed', 'directory')).toBe(2)
    expect(component.unready()).toBeUndefined()
  })
})
