/** One reader of the log: what its work says of a batch is told once, when the batch is durable. */
import { describe, expect, onTestFinished, test } from 'vitest'

import { consumers } from '../../../core/consumers.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import type { Batch, DurableLog } from '../../../core/log.ts'
import type { Component } from '../../../runtime/component.ts'
import { stage } from '../../../runtime/stage.ts'
import { instant } from '../../../core/time.ts'
import { framesTopic } from '../../../core/topics.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { pauses } from '../../support/pauses.ts'

const away = new UrbanBrainError('log-unavailable', 'away')
const revoked = new UrbanBrainError('batch-revoked', 'it went to another worker')

/** Ticks through a stage that counts them; the log refuses a commit by each of `refusals` in turn. */
async function counting(refusals: readonly Error[], failures: readonly Error[] = []) {
  const log = new MemoryLog()
  const clock = new VirtualClock(instant(0))
  const observer = new RecordingObserver()
  const refusing = [...refusals]
  const failing = [...failures]
  const flaky = Object.create(log) as DurableLog
  flaky.consume = async function* <T>(...[topic, ...rest]: Parameters<DurableLog['consume']>) {
    for await (const batch of log.consume(topic, ...rest)) {
      const complete: Batch<T>['complete'] = (effects) => {
        const refusal = refusing.shift()
        return refusal === undefined ? batch.complete(effects) : Promise.reject(refusal)
      }
      yield { ...batch, complete } as Batch<T>
      if (refusals.includes(revoked)) return
    }
  } as DurableLog['consume']
  const told: number[] = []
  let works = 0
  const component = stage({
    ...{ log: flaky, clock, observer },
    name: 'counter',
    consumer: consumers.ingest,
    work({ records, state }) {
      works += 1
      const failure = failing.shift()
      if (failure !== undefined) throw failure
      const value = Number(state.get('count') ?? 0) + records.length
      return { effects: { state: [{ key: 'count', value }] }, told: value }
    },
    committed: (count) => void told.push(count),
    beside: { watch: (signal) => clock.sleep(60_000, signal) },
  })
  onTestFinished(async () => {
    await component.stop()
    await log[Symbol.asyncDispose]()
  })
  await log.append(framesTopic, [tick(1), tick(2)])
  await component.start()
  const committed = async () => (await log.positions('frames', 'ingest'))[0]?.committed
  return { log, clock, observer, component, told, works: () => works, committed }
}

const tick = (at: number) => ({ type: 'tick' as const, at: instant(at) })
const unready = (component: Component) => expect.poll(() => component.unready())

describe('a stage', () => {
  test('tells what its work said of a batch once the effects are durable', async () => {
    const { log, told, committed, component } = await counting([])
    await expect.poll(() => told).toEqual([2])
    expect(await committed()).toBe(2)
    await log.append(framesTopic, [tick(3)])
    await expect.poll(() => told).toEqual([2, 3])
    expect(await log.recall('frames', 'ingest', 'count')).toEqual([3])
    expect(component.unready()).toBeUndefined()
  })

  test('tells it once, however often the log refused', async () => {
    const { clock, told, works, observer, committed } = await counting([away, away])
    await expect.poll(() => observer.count('pump.failed', 'ingest')).toBe(1)
    expect(told).toEqual([])
    expect(clock.sleeping.map(({ since, until }) => until - since)).toEqual([100, 60_000])
    clock.advance(100)
    await expect.poll(() => observer.count('pump.failed', 'ingest')).toBe(2)
    expect(told).toEqual([])
    await expect.poll(() => clock.sleepers).toBe(2)
    clock.advance(200)
    await expect.poll(() => told).toEqual([2])
    expect(works()).toBe(3)
    expect(await committed()).toBe(2)
  })

  test('tells nothing of a batch that went to another worker, and does not try it again', async () => {
    const { told, works, observer, clock } = await counting([revoked])
    await expect.poll(works).toBe(1)
    await expect.poll(() => clock.sleepers).toBe(1)
    expect([told, observer.events]).toEqual([[], []])
  })

  test('that another try cannot mend is unready by the name of its topic; what goes on beside it goes on', async () => {
    const torn = new UrbanBrainError('log-corrupt', 'torn')
    const { component, clock, observer, told } = await counting([], [torn])
    await unready(component).toBe('frames: torn')
    expect(observer.events.map(({ event }) => event)).toEqual(['pump.failed', 'component.failed'])
    expect(told).toEqual([])
    expect(await pauses(clock, 1)).toEqual([60_000])
  })
})
