/** How often time passes in the log while nothing comes in. */
import { expect, test } from 'vitest'

import { Intake } from '../../../broker/edge/intake.ts'
import type { Frame } from '../../../core/frame.ts'
import { instant, seconds } from '../../../core/time.ts'
import { framesTopic } from '../../../core/topics.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { deviceId } from '../../support/mqtt-broker.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'

const start = 1_700_000_000_000

function setup() {
  const log = new MemoryLog()
  const clock = new VirtualClock(instant(start))
  const observer = new RecordingObserver()
  const intake = new Intake({ log, clock, observer }, { intakeFrames: 100, intakeBytes: 1_000_000 })
  const frame = (): Frame => ({
    ...{ type: 'frame', source: deviceId('d'), channel: 'telemetry', topic: 't' },
    ...{ body: Buffer.from('x'), receivedAt: intake.now(), retained: false },
  })
  /** Seconds of the ticks that are written in so many seconds. */
  const ticks = async (during: number) => {
    const before = (await log.positions('frames', 'ingest'))[0]?.next ?? 0
    for (let second = 0; second < during; second++) {
      clock.advance(seconds(1))
      await intake.tick()
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
    }
    const records = await log.read(framesTopic, 0, before, 10_000)
    return records.flatMap(({ value }) =>
      value.type === 'tick' ? [(value.at - start) / seconds(1)] : [],
    )
  }
  return { log, clock, observer, intake, frame, ticks }
}

const each = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)

test('a tick each second for a minute after the last frame, then each five seconds until one comes', async () => {
  const { intake, frame, ticks } = setup()
  expect(await ticks(59)).toEqual(each(1, 59))
  // The first look of a rest learns what the log holds.
  expect(await ticks(31)).toEqual(each(60, 90, 5))
  intake.push(frame(), () => {})
  expect(await ticks(59)).toEqual(each(91, 149))
  expect(await ticks(31)).toEqual(each(150, 180, 5))
})

test('what others append is received as well', async () => {
  const { log, frame, ticks } = setup()
  await ticks(80)
  await log.append(framesTopic, [frame()])
  expect(await ticks(59)).toEqual(each(81, 139))
  expect((await ticks(62)).length).toBeLessThan(20)
})

test('a clock that was set is seen within a second', async () => {
  const { clock, observer, ticks } = setup()
  await ticks(82)
  clock.step(-seconds(600))
  const written = await ticks(1)
  expect(written).toEqual([83 - 600])
  expect(observer.count('clock.stepped')).toBe(1)
})
