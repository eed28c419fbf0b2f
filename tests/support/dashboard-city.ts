/** A small city in InfluxDB, written by the product's own writers, with names that break careless queries. */
import type { AlarmTransition } from '../../core/alarm.ts'
import { noiseZones, type Device } from '../../core/device.ts'
import { programEvents, type ProgramEventSpec } from '../../core/program-events.ts'
import { gauges, type MetricSpec } from '../../core/observer.ts'
import type { AlarmId, CellCode, DeviceId, RuleId } from '../../core/identity.ts'
import { kindNames, kindOf, type Kind } from '../../core/kinds.ts'
import type { Naming, OperationsPoint } from '../../core/operations.ts'
import { quantityOf, type Quantity } from '../../core/quantities.ts'
import { severities, type Severity } from '../../core/severity.ts'
import { instant, type Instant } from '../../core/time.ts'
import { processPoints } from '../../app/run/report-process.ts'
import { openInfluxOperations } from '../../series/influxdb/operations.ts'
import { openInfluxSeries } from '../../series/influxdb/series.ts'
import type { InfluxConfig } from '../../series/influxdb/config.ts'
import {
  alarmPoint,
  cityDevicesPoint,
  devicePoint,
  healthPoint,
} from '../../devices/health/operations-points.ts'
import { vitalSigns } from '../../devices/health/vital-signs.ts'
import type { Rollup } from '../../core/series.ts'
import { realClock } from './clocks.ts'
import { casePoints } from './dashboard-cases.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** The register takes no such names; a dashboard must bear what somebody else writes into its database. */
export const hostileNames = (kind: Kind): readonly string[] => [
  `d x,=1 ${kind}`,
  `设备/${kind}|"'(.*)`,
]

const naming: Naming = {
  district: () => '西城 "区"',
  place: () => '望江街道 =1',
  device: (id) => `设备 ${id}`,
}

const cells = ['330106001002003', '330102001002003'] as const

export const cityDevices: readonly Device[] = kindNames().flatMap((kind) =>
  [`${kind}-1`, ...hostileNames(kind)].map((id, index): Device => ({
    id: id as DeviceId,
    kind,
    name: `${kindOf(kind).zh} "${index}"`,
    site: kindOf(kind).sites[0] ?? '',
    longitude: 123.5 + index / 100,
    latitude: 29.5,
    cell: (cells[index % 2] ?? cells[0]) as CellCode,
    period: 60,
    active: true,
  })),
)

const valueOf = (quantity: Quantity, at: number): number => {
  const { unit } = quantityOf(quantity)
  if (unit === 'bool') return 1
  if (quantity === 'tsp') return 1_200
  return 20 + Math.sin(at / hour) * 5
}

const rollup = (device: Device, length: 'm1' | 'h1', at: number): Rollup => ({
  device: device.id,
  tags: {
    kind: device.kind,
    site: device.site,
    ...(device.cell === undefined ? {} : { cell: device.cell }),
    // A meter that is carried from zone to zone has a series in each.
    ...(device.kind === 'noise' ? { zone: zoneAt(at) } : {}),
  },
  length,
  at: instant(at),
  values: Object.fromEntries(
    kindOf(device.kind).quantities.map((quantity) => {
      const value = valueOf(quantity, at)
      return [quantity, { count: 1, mean: value, min: value - 1, max: value + 1 }]
    }),
  ),
})

const zoneAt = (at: number) => noiseZones[Math.floor(at / hour) % noiseZones.length] ?? '0'

/** `count` instants, `step` apart, the last at the last whole step before `now`. */
const instants = (now: number, step: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, ago) => (Math.floor(now / step) - ago) * step)

const alarm = (
  device: Device,
  rule: string,
  kind: AlarmTransition['kind'],
  at: number,
): OperationsPoint => {
  const transition = {
    type: 'alarm',
    alarm: `${rule}/${device.id}/${at}` as AlarmId,
    rule: rule as RuleId,
    title: { zh: '水位 "高"', en: 'Water, high =1' },
    subject: { device: device.id },
    at: instant(at),
    kind,
    severity: 'orange',
    because: 'recovered',
  } as unknown as AlarmTransition
  const before = { raisedAt: instant(at - 20 * second), severity: 'orange' } as const
  return alarmPoint(transition, device, before, naming)
}

const alarmPoints = (device: Device, now: number): readonly OperationsPoint[] => [
  // Six times in ten minutes, so that three fall into one hour wherever the hour begins.
  ...[1, 2, 3, 4, 5, 6].flatMap((ago) => [
    alarm(device, `${device.kind}-chattering`, 'raised', now - ago * 90 * second),
    alarm(device, `${device.kind}-chattering`, 'cleared', now - ago * 90 * second + 20 * second),
  ]),
  alarm(device, `${device.kind}-standing`, 'raised', now - 3 * minute),
  alarm(device, `${device.kind}-standing`, 'escalated', now - 2 * minute),
]

/** Of each severity some, and some without an alarm. */
const worstOf = (device: Device): Severity | undefined =>
  [undefined, ...severities][cityDevices.indexOf(device) % 5]

const devicePoints = (device: Device, now: number): readonly OperationsPoint[] => [
  ...instants(now, 5 * minute, 12).map((at) =>
    devicePoint(
      device,
      instant(at),
      { at: instant(at - minute), battery: 25, rssi: -70 },
      worstOf(device),
      naming,
    ),
  ),
  ...instants(now, hour, 30).map((at) =>
    healthPoint(
      {
        id: device.id,
        timely: 0.9,
        accurate: 0.8,
        authentic: 1,
        complete: 0.7,
        readings: 42,
        expected: 60,
        silent: false,
      },
      device,
      instant(at),
    ),
  ),
]

const signs = (at: Instant): readonly OperationsPoint[] => {
  const of = new Map(cityDevices.map((device) => [device.id, device.kind]))
  return vitalSigns(
    cityDevices,
    (id) => ({
      at,
      values: new Map(
        kindOf(of.get(id) ?? 'water').quantities.map((quantity) => [
          quantity,
          { value: valueOf(quantity, at), at },
        ]),
      ),
    }),
    at,
  )
}

/** Every counter and gauge there is, growing, of two processes. */
function metricPoints(now: number): readonly OperationsPoint[] {
  const all = [
    ...Object.entries<ProgramEventSpec>(programEvents).map(
      ([name, { label }]) => [`${metric(name)}_total`, label] as const,
    ),
    ...Object.entries<MetricSpec>(gauges).map(
      ([name, { label }]) => [metric(name), label] as const,
    ),
  ]
  return instants(now, 15 * second, 240).flatMap((at, ago) => {
    const metrics = all.map(([name, label]) => ({
      name,
      help: '',
      type: 'counter',
      aggregator: 'sum',
      values: [
        { value: (300 - ago) * 10, labels: label === undefined ? {} : { [label]: 'series, =1' } },
      ],
    }))
    const status = [{ thread: 'ingest', at, unready: undefined, warning: undefined, metrics }]
    return ['a:1', '主机 b'].flatMap((process) =>
      processPoints(status as unknown as Parameters<typeof processPoints>[0], process, instant(at)),
    )
  })
}

const metric = (name: string): string => `urban_brain_${name.replaceAll(/[.-]/g, '_')}`

/** Writes it all; refuses to go on when the store refuses anything. */
export async function fillCity(config: InfluxConfig, now: number): Promise<void> {
  await using series = await openInfluxSeries(config, realClock)
  const written = await series.write(
    cityDevices.flatMap((device) =>
      instants(now, minute, 10).map((at, sequence) => ({
        reading: {
          type: 'reading' as const,
          id: `${device.id}@${at}` as never,
          device: device.id,
          observedAt: instant(at),
          receivedAt: instant(at + 100),
          sequence,
          values: Object.fromEntries(
            kindOf(device.kind).quantities.map((name) => [name, valueOf(name, at)]),
          ),
          timing: 'live' as const,
          frame: '0:1',
        },
        kind: device.kind,
        site: device.site,
        ...(device.cell === undefined ? {} : { cell: device.cell }),
      })),
    ),
  )
  const refusedRollups = await series.rollups?.write(
    cityDevices.flatMap((device) => [
      ...instants(now, minute, 30).map((at) => rollup(device, 'm1', at)),
      ...instants(now, hour, 30).map((at) => rollup(device, 'h1', at)),
    ]),
  )
  const operations = openInfluxOperations(config, realClock)
  const places = cityDevices
    .slice(0, 2)
    .map(({ id, cell = cells[0] as CellCode }) => ({ device: id, cell }))
  const refused = await operations.write([
    ...cityDevices.flatMap((device) => [...devicePoints(device, now), ...alarmPoints(device, now)]),
    ...casePoints(places, now),
    ...instants(now, minute, 30).map((at) => cityDevicesPoint(18, 17, instant(at))),
    ...instants(now, 15 * second, 20).flatMap((at) => signs(instant(at))),
    ...metricPoints(now),
  ])
  const lost = written.dead.length + (refusedRollups ?? 0) + refused.length
  if (lost > 0) throw new Error(`the store refused ${lost} points: ${JSON.stringify(refused[0])}`)
}
