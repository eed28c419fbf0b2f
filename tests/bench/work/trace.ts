/**
 * What the devices of the sample city say from a fixed instant on: 100,000 readings of all kinds, the same bytes each time.
 * Between two looks lie ten seconds, in which most devices speak once and some several times.
 */
import type { Device } from '../../../core/device.ts'
import type { DeviceId } from '../../../core/identity.ts'
import { instant, seconds, type Instant } from '../../../core/time.ts'
import { nextReport } from '../../../simulators/script/reports.ts'
import { ordinaryDay } from '../../../simulators/script/scenarios/ordinary-day.ts'
import { signalOf } from '../../../simulators/script/signals.ts'
import {
  mostItems,
  telemetryBody,
  telemetryItem,
  type TelemetryItem,
} from '../../../simulators/script/telemetry.ts'
import { createTimeline } from '../../../simulators/script/timeline.ts'
import { hourOf, stationsOf } from '../../../simulators/station.ts'

export const traceStart = instant(Date.parse('2026-06-01T09:00:00+08:00'))
const step = seconds(10)
const seed = 7

/** What is said until `at`, by who says it: the bodies of the publishes of a connection. */
export interface Round {
  readonly at: Instant
  readonly readings: number
  readonly bodies: ReadonlyMap<DeviceId, readonly Buffer[]>
}

export function* rounds(devices: readonly Device[], readings: number): Iterable<Round> {
  const timeline = createTimeline({
    ...{ scenario: ordinaryDay, devices, seed, speed: 1 },
    startedAt: traceStart,
  })
  const hourAt = hourOf('Asia/Shanghai')
  const says = (device: Device, at: Instant, seq: number, child: boolean): TelemetryItem => {
    const acting = timeline.acting(device.id, at)
    const values = signalOf(device.kind)({ device, seed, at, hour: hourAt(at), acting })
    return telemetryItem(at, seq, values, child ? device.id : undefined)
  }
  const stations = stationsOf(devices).map(({ device, children }) => ({
    sender: device,
    members: [device, ...children].map((member) => ({
      member,
      due: nextReport(member, timeline, seed, traceStart),
      seq: 0,
    })),
  }))
  let left = readings
  for (let at = instant(traceStart + step); left > 0; at = instant(at + step)) {
    const before = left
    const bodies = new Map<DeviceId, readonly Buffer[]>()
    for (const { sender, members } of stations) {
      const items: TelemetryItem[] = []
      for (const one of members)
        for (; one.due <= at && left > 0; left -= 1) {
          items.push(says(one.member, one.due, one.seq++, one.member !== sender))
          one.due = nextReport(one.member, timeline, seed, one.due)
        }
      if (items.length > 0) bodies.set(sender.id, bodiesOf(items, members.length > 1))
    }
    yield { at, readings: before - left, bodies }
  }
}

/** A gateway sends what it gathered in one publish, a device one publish for each reading. */
function bodiesOf(items: readonly TelemetryItem[], gateway: boolean): readonly Buffer[] {
  const inOrder = items.toSorted((a, b) => a.t - b.t)
  const most = gateway ? mostItems : 1
  return Array.from({ length: Math.ceil(inOrder.length / most) }, (_, index) =>
    telemetryBody(inOrder.slice(index * most, (index + 1) * most)),
  )
}
