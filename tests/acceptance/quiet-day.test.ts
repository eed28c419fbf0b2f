/** A day on which nothing happens, lived by the simulated devices. */
import { expect, test } from 'vitest'

import type { Device } from '../../core/device.ts'
import { hours, instant, plus, zoneOffset, type Instant } from '../../core/time.ts'
import { nextReport } from '../../simulators/script/reports.ts'
import { quietDay } from '../../simulators/script/scenarios/quiet-day.ts'
import { signalOf } from '../../simulators/script/signals.ts'
import { telemetryItem } from '../../simulators/script/telemetry.ts'
import { createTimeline } from '../../simulators/script/timeline.ts'
import { frameOf } from '../support/sayings.ts'
import { timeline } from '../support/timeline.ts'
import { sampleDevices } from '../support/world.ts'

const start = '2026-06-01T00:00:00+08:00'
const startedAt = instant(Date.parse(start))
const seed = 7
/** Ticks are rarer than in the running system, and reports too, so that a day takes seconds. */
const step = 30
const slower = 6

test('a quiet day opens no case', { timeout: 400_000 }, async () => {
  const all = [...(await sampleDevices()).values()].filter(({ kind }) => kind !== 'gateway')
  const some = all.filter((_, index) => index % 33 === 4)
  expect(new Set(some.map(({ kind }) => kind)).size).toBe(5)
  const day = await timeline({ start, step, devices: some.map(({ id }) => id) })
  let reports = 0
  for (const device of some) {
    const frames = [...life(device, plus(startedAt, hours(24)))]
    reports += frames.length
    day.arrives(frames)
  }
  day.expectNoCase()
  const { readings, alarms } = await day.run('+1d 00:01')
  expect(alarms).toEqual([])
  expect(readings).toBe(reports)
})

function* life(device: Device, until: Instant) {
  const scenario = createTimeline({
    scenario: quietDay,
    devices: [device],
    seed,
    speed: 1,
    startedAt,
  })
  const offset = zoneOffset('Asia/Shanghai')
  const calm = { ...device, period: device.period * slower }
  let seq = 0
  for (let at = nextReport(calm, scenario, seed, startedAt); at < until;) {
    const hour = ((at + offset(at)) % hours(24)) / hours(1)
    const values = signalOf(device.kind)({ device, seed, at, hour, acting: [] })
    yield frameOf(device.id, 'telemetry', telemetryItem(at, (seq += 1), values), at)
    at = nextReport(calm, scenario, seed, at)
  }
}
