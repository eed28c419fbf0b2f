/**
 * What stations of dust, noise and water say in an hour and a half of an ordinary day, with URBAN_BRAIN_WHOLE_DAY in all of it, for whoever says it
 * in a form of its own, and what must come of it. A hydrological station reports at whole minutes, which is all that SL 651 can say of an instant.
 */
import { noBindings, type Bindings } from '../../core/bindings/bindings.ts'
import type { Device } from '../../core/device.ts'
import type { Frame } from '../../core/frame.ts'
import { factors } from '../../core/hj212/factors.ts'
import { hours, instant, minutes, plus, zoneOffset, type Instant } from '../../core/time.ts'
import { nextReport } from '../../simulators/script/reports.ts'
import { findScenario } from '../../simulators/script/scenarios.ts'
import { signalOf } from '../../simulators/script/signals.ts'
import { createTimeline } from '../../simulators/script/timeline.ts'
import { deviceId } from './mqtt-broker.ts'
import { frameOf } from './sayings.ts'
import { timeline, type Outcome, type Timeline } from './timeline.ts'
import { sampleDevices } from './world.ts'

const start = '2026-06-01T12:00:00+08:00'
const startedAt = instant(Date.parse(start))
const isWhole = process.env['URBAN_BRAIN_WHOLE_DAY'] !== undefined
/** `step`: seconds between two ticks. */
const length = isWhole
  ? { said: hours(24), step: 60, end: '+1d 12:03' }
  : { said: hours(1.5), step: 10, end: '13:33' }
const seed = 7
export const told: ReadonlySet<string> = new Set([
  ...[...factors.values()].map(({ quantity }) => quantity),
  ...['depth', 'stage', 'rain'],
])
/** Where it rains in the scenario, and where water stands then. */
const rainy = '990103'
const minute = minutes(1)

export interface Said {
  readonly device: Device
  readonly at: Instant
  readonly m: Readonly<Record<string, number>>
  /** How many the device said before. */
  readonly number: number
}

/** A way to say it. */
export interface Speaking {
  readonly frames: (said: Said) => readonly Frame[]
  /** What the register says of a device that speaks so. */
  readonly registered?: (device: Device) => Partial<Device>
  /** Speaks for all of them, and says nothing of itself. */
  readonly gateway?: string
  readonly bindings?: Bindings
  readonly inMemory?: boolean
}

/** Some devices of the city, and what they say on an ordinary day. */
async function life(): Promise<{
  readonly devices: readonly Device[]
  readonly said: readonly Said[]
}> {
  const all = [...(await sampleDevices()).values()]
  const some = (kind: string, site: string) =>
    all.filter((device) => device.kind === kind && device.site === site).slice(0, 2)
  const water = all
    .filter(({ kind, cell }) => kind === 'water' && cell?.startsWith(rainy) === true)
    .map((device) => ({ ...device, period: minute / 1_000 }))
  const devices = [
    ...some('dust', 'construction'),
    ...some('noise', 'construction'),
    ...['road', 'river'].flatMap((site) => water.find((device) => device.site === site) ?? []),
  ]
  const scenario = findScenario('ordinary-day')
  if (scenario === undefined) throw new Error('no such day')
  const day = createTimeline({ scenario, devices, seed, speed: 1, startedAt })
  const until = plus(startedAt, length.said)
  const offset = zoneOffset('Asia/Shanghai')
  const said = devices.flatMap((device) => {
    const all: Said[] = []
    const next = (after: Instant) =>
      device.kind === 'water' ? plus(after, minute) : nextReport(device, day, seed, after)
    for (let at = next(startedAt); at < until; at = next(at)) {
      const hour = ((at + offset(at)) % hours(24)) / hours(1)
      const acting = day.acting(device.id, at)
      const values = signalOf(device.kind)({ device, seed, at, hour, acting })
      const m = Object.fromEntries(
        Object.entries(values).flatMap(([name, value]) =>
          value !== undefined && told.has(name) ? [[name, value]] : [],
        ),
      )
      all.push({ device, at, m, number: all.length })
    }
    return all
  })
  return { devices, said }
}

/** The outcome of the day, with what is due checked. */
export async function played(
  { frames, registered = () => ({}), gateway, bindings = noBindings, inMemory = false }: Speaking,
  prepare: (day: Timeline) => void = () => {},
): Promise<Outcome> {
  const { devices, said } = await life()
  const day = await timeline({
    ...{ start, step: length.step, bindings, inMemory },
    devices: [...devices.map(({ id }) => id), ...(gateway === undefined ? [] : [gateway])],
    registered: {
      ...Object.fromEntries(
        devices.map((device) => [
          device.id,
          {
            period: device.period,
            ...registered(device),
            ...(gateway && { gateway: deviceId(gateway) }),
          },
        ]),
      ),
      ...(gateway && { [gateway]: { period: 36_000 } }),
    },
  })
  day.arrives(said.flatMap(frames))
  for (const { unit, ...due } of cases) {
    day.expectCase({ ...due, unit })
    day.expectNotice({ occasion: 'dispatched', unit, device: due.device })
    // Nobody comes in all the day.
    if (isWhole) day.expectNotice({ occasion: 'overdue', unit, device: due.device })
  }
  prepare(day)
  return day.run(length.end)
}

const [west, east] = ['lj-enforcement-west', 'lj-drainage-east']
const cases = [
  { device: 'du-0002', category: '0304', unit: west, after: '12:15', within: '25m' },
  { device: 'wl-0003', category: '0506', unit: east, after: '12:41', within: '20m' },
  { device: 'ns-0001', category: '0301', unit: west, after: '13:05', within: '20m' },
  ...(isWhole
    ? [
        { device: 'du-0001', category: '0304', unit: west, after: '14:15', within: '25m' },
        { device: 'ns-0002', category: '0301', unit: west, after: '15:05', within: '20m' },
      ]
    : []),
]

/** As our own JSON says it. */
export const json: Speaking = {
  frames: ({ device, at, m }) => [frameOf(device.id, 'telemetry', { t: at, m }, at)],
}

/** Everything ends and begins anew every so many minutes, of a whole day ten times as many. */
export const restartsEvery =
  (step: number) =>
  (day: Timeline): void => {
    const apart = isWhole ? 10 * step : step
    for (let at = 1; at * minute < length.said; at += apart) day.at(clockAfter(at)).restart()
  }

/** So many minutes after the start. */
function clockAfter(count: number): string {
  const clock = new Date(startedAt + zoneOffset('Asia/Shanghai')(startedAt) + count * minute)
  const isNextDay = clock.toISOString().slice(0, 10) > start.slice(0, 10)
  return `${isNextDay ? '+1d ' : ''}${clock.toISOString().slice(11, 19)}`
}

/** Without the places of frames in the log, which holds more of them where messages are split. */
export const withoutPlaces = (outcome: Outcome): unknown =>
  JSON.parse(
    JSON.stringify(outcome, (name, value: unknown) => (name === 'frame' ? undefined : value)),
  )
