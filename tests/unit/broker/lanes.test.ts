/** Two lanes: who is urgent, when the others wait, and how far judging is behind. */
import { describe, expect, it } from 'vitest'

import { behind } from '../../../broker/edge/behind.ts'
import { Backpressure } from '../../../broker/edge/gate.ts'
import { Intake } from '../../../broker/edge/intake.ts'
import { isUrgent, Lanes, waits } from '../../../broker/edge/lanes.ts'
import { consumers } from '../../../core/consumers.ts'
import type { Device } from '../../../core/device.ts'
import type { Frame, Tick } from '../../../core/frame.ts'
import type { DeviceId } from '../../../core/identity.ts'
import { instant } from '../../../core/time.ts'
import { framesTopic } from '../../../core/topics.ts'
import { DeviceDirectory } from '../../../runtime/device-directory.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { deviceId, FakeRegistry } from '../../support/mqtt-broker.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { until } from '../../support/until.ts'

const limits = { intakeFrames: 16, intakeBytes: 1_000_000 }

const frameAt = (at: number, source: string): Frame => ({
  type: 'frame',
  source: deviceId(source),
  channel: 'telemetry',
  topic: `ub/v1/${source}/telemetry`,
  body: Buffer.from(String(at)),
  receivedAt: instant(at),
  retained: false,
})

async function directoryOf(
  ...devices: readonly (Pick<Device, 'kind'> & { id: string; gateway?: string })[]
) {
  const registry = new FakeRegistry()
  for (const { id, kind, gateway } of devices)
    registry.set(id, undefined, true, {
      kind,
      ...(gateway === undefined ? {} : { gateway: deviceId(gateway) }),
    })
  const directory = new DeviceDirectory(registry)
  await directory.follow()
  return { registry, directory }
}

describe('urgent', () => {
  it('are kinds that say so, gateways of such, and nobody else', async () => {
    const { registry, directory } = await directoryOf(
      { id: 'cover', kind: 'manhole' },
      { id: 'dust', kind: 'dust' },
      { id: 'box', kind: 'gateway' },
      { id: 'other', kind: 'gateway' },
      { id: 'behind', kind: 'water', gateway: 'box' },
      { id: 'quiet', kind: 'noise', gateway: 'box' },
      { id: 'loud', kind: 'noise', gateway: 'other' },
    )
    const urgent = () =>
      ['cover', 'dust', 'box', 'other', 'behind', 'quiet', 'nobody'].filter((id) =>
        isUrgent(directory, deviceId(id)),
      )
    expect(urgent()).toEqual(['cover', 'box', 'behind'])
    // It moves to the other gateway.
    registry.set('behind', undefined, true, { kind: 'water', gateway: deviceId('other') })
    await directory.follow()
    expect(urgent()).toEqual(['cover', 'other', 'behind'])
  })

  it('wait for the others from the limit until half of it', () => {
    const closed: boolean[] = []
    let waited = false
    for (const late of [0, 3_000, 3_001, 1_501, 1_500, 2_999, 3_001])
      closed.push((waited = waits(waited, late, 3_000)))
    expect(closed).toEqual([false, false, true, true, false, false, true])
  })
})

describe('how far judging is behind', () => {
  it('is the age of the oldest that a stage has still to read, when it is more than a handful', async () => {
    const log = new MemoryLog()
    const append = (from: number, count: number) =>
      log.append(
        framesTopic,
        Array.from({ length: count }, (_, n) => frameAt(from + n, 'a')),
      )
    await append(10_000, 1_000)
    expect(await behind(log, instant(20_000))).toBe(0)
    await append(11_000, 1_000)
    expect(await behind(log, instant(20_000))).toBe(10_000)
    const stop = new AbortController()
    const { group } = consumers.ingest
    for await (const batch of log.consume(framesTopic, group, { maxRecords: 500 }, stop.signal)) {
      await batch.complete()
      stop.abort()
    }
    expect(await behind(log, instant(20_000))).toBe(9_500)
  })
})

describe('the intake with lanes', () => {
  function setup(closed = true) {
    const log = new MemoryLog()
    const clock = new VirtualClock(instant(1_000))
    const observer = new RecordingObserver()
    const urgent = new Set<DeviceId>([deviceId('cover')])
    const isUrgent = (source: DeviceId) => urgent.has(source)
    const intake = new Intake({ log, clock, observer, isUrgent }, limits)
    intake.holdBack(closed, 60_000)
    const answers: string[] = []
    const push = (source: string, text = source) =>
      intake.push({ ...frameAt(1, source), receivedAt: intake.now() }, (error) =>
        answers.push(error ? `${text}!` : text),
      )
    const stored = async () =>
      (await log.read<Frame | Tick>(framesTopic, 0, 0, 100)).map(({ value }) =>
        value.type === 'tick' ? `tick ${value.at}` : `${value.source} ${value.receivedAt}`,
      )
    return { clock, observer, urgent, intake, answers, push, stored }
  }

  it('takes what is urgent, and the rest when it opens, as received then', async () => {
    const { clock, intake, push, answers, stored } = setup()
    push('dust')
    push('cover')
    await until(() => answers.length === 1)
    clock.advance(4_000)
    void intake.tick()
    push('cover')
    await until(() => answers.length === 2)
    expect(intake.held).toBe(1)
    intake.holdBack(false, 60_000)
    await until(() => answers.length === 3)
    // No tick stands before what was received earlier.
    expect(await stored()).toEqual(['cover 1000', 'tick 5000', 'cover 5000', 'dust 5000'])
    expect(intake.held).toBe(0)
    expect(intake.heldSeconds).toBe(0)
  })

  it('holds nothing for longer than it may', async () => {
    const { intake, push, answers } = setup()
    push('dust')
    await new Promise((resolve) => setTimeout(resolve, 20))
    intake.holdBack(true, 60_000)
    expect(intake.held).toBe(1)
    intake.holdBack(true, 10)
    await until(() => answers.length === 1)
    expect(intake.held).toBe(0)
    push('dust')
    expect(intake.held).toBe(1)
  })

  it('keeps the order of a device that has become urgent', async () => {
    const { urgent, intake, push, answers } = setup()
    push('dust', '1')
    urgent.add(deviceId('dust'))
    push('dust', '2')
    push('cover', 'cover')
    await until(() => answers.length === 1)
    intake.holdBack(false, 60_000)
    await until(() => answers.length === 3)
    expect(answers).toEqual(['cover', '1', '2'])
    intake.holdBack(true, 60_000)
    push('dust', '3')
    await until(() => answers.length === 4)
  })

  it('leaves room to what is urgent: their sockets are read on, and more of the others is refused', async () => {
    const { intake, observer, push, answers } = setup()
    const resumed: string[] = []
    const pressure = new Backpressure((ordinary) => (ordinary ? intake.fullOfHeld : intake.full))
    const dust = { ordinary: true, resume: () => resumed.push('dust') }
    const cover = { ordinary: false, resume: () => resumed.push('cover') }
    for (let n = 0; n < 5; n++) push('dust', String(n))
    expect([pressure.closes(dust), pressure.closes(cover)]).toEqual([true, false])
    pressure.wait(dust)
    pressure.wait(cover)
    pressure.release()
    expect(resumed).toEqual(['cover'])
    for (let n = 5; n < 10; n++) push('dust', String(n))
    expect(answers).toEqual(['9!'])
    expect(observer.count('broker.unstored')).toBe(1)
    push('cover')
    await until(() => answers.length === 2)
    expect(answers[1]).toBe('cover')
    intake.holdBack(false, 60_000)
    await until(() => answers.length === 11)
    pressure.release()
    expect(resumed).toEqual(['cover', 'dust'])
  })

  it('answers what it holds before it closes', async () => {
    const { intake, push, answers, stored } = setup()
    push('dust')
    await intake.close()
    expect(answers).toEqual(['dust'])
    expect(await stored()).toHaveLength(1)
  })
})

describe('the lanes', () => {
  it('close when judging falls behind and open when it has caught up, and say so', async () => {
    const log = new MemoryLog()
    const clock = new VirtualClock(instant(100_000))
    const observer = new RecordingObserver()
    const intake = new Intake({ log, clock, observer, isUrgent: () => false }, limits)
    const lanes = new Lanes({
      ...{ log, clock, observer, intake },
      config: { behind: 3_000, longest: 60_000 },
    })
    await log.append(
      framesTopic,
      Array.from({ length: 2_000 }, () => frameAt(96_000, 'a')),
    )
    await lanes.look()
    let answered = false
    intake.push(frameAt(1, 'dust'), () => (answered = true))
    expect(lanes.warning).toMatch(
      /^judging is 4\.0 s behind: 1 publishes .* wait, for up to 0\.0 s/,
    )
    clock.advance(1_000)
    await lanes.look()
    expect(observer.gauges.get('broker.lane.held')).toBe(1)
    const stop = new AbortController()
    const { group } = consumers.ingest
    for await (const batch of log.consume(framesTopic, group, {}, stop.signal)) {
      await batch.complete()
      if ((batch.records.at(-1)?.offset ?? 0) >= 1_999) stop.abort()
    }
    expect(answered).toBe(false)
    await lanes.look()
    await until(() => answered)
    expect(lanes.warning).toBeUndefined()
    expect(observer.events.map(({ event }) => event).filter((one) => one.includes('lane'))).toEqual(
      ['broker.lane-closed', 'broker.lane-opened'],
    )
  })

  it('hold nothing back where the setting says so', async () => {
    const log = new MemoryLog()
    const clock = new VirtualClock(instant(100_000))
    const observer = new RecordingObserver()
    const intake = new Intake({ log, clock, observer, isUrgent: () => false }, limits)
    const config = { behind: null, longest: 60_000 }
    await log.append(
      framesTopic,
      Array.from({ length: 2_000 }, () => frameAt(1, 'a')),
    )
    const lanes = new Lanes({ log, clock, observer, intake, config })
    await lanes.look()
    let answered = false
    intake.push(frameAt(1, 'dust'), () => (answered = true))
    await until(() => answered)
    expect(lanes.warning).toBeUndefined()
  })
})
