/** An hour and a half of stations of dust and noise, as they speak HJ 212 and as they would say the same in our JSON. */
import { expect, test } from 'vitest'

import type { Device } from '../../core/device.ts'
import type { Frame } from '../../core/frame.ts'
import { factors } from '../../core/hj212/factors.ts'
import { hours, instant, plus, zoneOffset, type Instant } from '../../core/time.ts'
import { stationFrames } from '../../simulators/protocol/hj212-bytes.ts'
import { nextReport } from '../../simulators/script/reports.ts'
import { findScenario } from '../../simulators/script/scenarios.ts'
import { signalOf } from '../../simulators/script/signals.ts'
import { createTimeline } from '../../simulators/script/timeline.ts'
import { deviceId } from '../support/mqtt-broker.ts'
import { frameOf } from '../support/sayings.ts'
import { timeline, type Outcome, type Timeline } from '../support/timeline.ts'
import { sampleDevices } from '../support/world.ts'

const start = '2026-06-01T12:00:00+08:00'
const startedAt = instant(Date.parse(start))
const seed = 7
const told: ReadonlySet<string> = new Set([...factors.values()].map(({ quantity }) => quantity))

interface Said {
  readonly device: Device
  readonly at: Instant
  readonly m: Readonly<Record<string, number>>
}

/** Some devices of the city, and what they say on an ordinary day. */
async function life(): Promise<{
  readonly devices: readonly Device[]
  readonly said: readonly Said[]
}> {
  const all = [...(await sampleDevices()).values()]
  const some = (kind: string, site: string) =>
    all.filter((device) => device.kind === kind && device.site === site).slice(0, 2)
  const devices = [...some('dust', 'construction'), ...some('noise', 'construction')]
  const scenario = findScenario('ordinary-day')
  if (scenario === undefined) throw new Error('no such day')
  const day = createTimeline({ scenario, devices, seed, speed: 1, startedAt })
  const until = plus(startedAt, hours(1.5))
  const offset = zoneOffset('Asia/Shanghai')
  const said = devices.flatMap((device) => {
    const all: Said[] = []
    for (let at = nextReport(device, day, seed, startedAt); at < until;) {
      const hour = ((at + offset(at)) % hours(24)) / hours(1)
      const acting = day.acting(device.id, at)
      const values = signalOf(device.kind)({ device, seed, at, hour, acting })
      const m = Object.fromEntries(
        Object.entries(values).flatMap(([name, value]) =>
          value !== undefined && told.has(name) ? [[name, value]] : [],
        ),
      )
      all.push({ device, at, m })
      at = nextReport(device, day, seed, at)
    }
    return all
  })
  return { devices, said }
}

const mnOf = ({ id }: Device): string => `99010201${id.replaceAll(/\W/g, '')}`

/** Packets come in any order, some of them twice. */
function hj212({ device, at, m }: Said, index: number): readonly Frame[] {
  const station = { mn: mnOf(device), password: '123456', concentration: 'ug/m3' } as const
  const frames = stationFrames({ t: at, m }, station, 1 + (index % 3)).map(({ bytes }): Frame => ({
    type: 'frame',
    source: deviceId(device.id),
    channel: 'telemetry',
    topic: `hj212/${station.mn}`,
    protocol: 'hj212',
    body: bytes,
    receivedAt: at,
    retained: false,
  }))
  const turned = index % 2 === 0 ? frames : frames.toReversed()
  return index % 5 === 0 ? [...turned, ...frames] : turned
}

async function played(
  frames: (said: Said, index: number) => readonly Frame[],
  prepare: (day: Timeline) => void = () => {},
): Promise<Outcome> {
  const { devices, said } = await life()
  const registered = Object.fromEntries(
    devices.map((device) => [device.id, { mn: mnOf(device), concentration: 'ug/m3' } as const]),
  )
  const day = await timeline({ start, step: 5, devices: devices.map(({ id }) => id), registered })
  day.arrives(said.flatMap(frames))
  day.expectCase({ device: 'du-0002', category: '0304', after: '12:15', within: '25m' })
  day.expectCase({ device: 'ns-0001', category: '0301', after: '13:05', within: '20m' })
  for (const device of ['du-0002', 'ns-0001'])
    day.expectNotice({ occasion: 'dispatched', unit: 'lj-enforcement-west', device })
  prepare(day)
  return day.run('13:33')
}

/** Without the places of frames in the log, which holds more of them where messages are split. */
const withoutPlaces = (outcome: Outcome): unknown =>
  JSON.parse(
    JSON.stringify(outcome, (name, value: unknown) => (name === 'frame' ? undefined : value)),
  )

test(
  'are the same readings, alarms and cases, also when everything begins anew every few minutes',
  { timeout: 600_000 },
  async () => {
    const json = await played(({ device, at, m }) => [
      frameOf(device.id, 'telemetry', { t: at, m }, at),
    ])
    const minutes = Array.from({ length: 12 }, (_, n) => 7 * n + 1)
    const stations = await played(hj212, (day) => {
      for (const minute of minutes)
        day.at(`${minute < 60 ? 12 : 13}:${String(minute % 60).padStart(2, '0')}:10`).restart()
    })
    expect(json.readings).toBeGreaterThan(300)
    expect(json.cases).toHaveLength(2)
    expect(withoutPlaces(stations)).toEqual(withoutPlaces(json))
  },
)
