/** Alarms and devices as points for dashboards; see "Operations points" in docs/series.md. */
import type { AlarmTransition } from '../../core/alarm.ts'
import { type Severity, severityRank } from '../../core/severity.ts'
import type { Device } from '../../core/device.ts'
import type { CellCode, DeviceId } from '../../core/identity.ts'
import type { PartitionState, StateChange } from '../../core/log.ts'
import {
  nameless,
  placeTags,
  slotOf,
  type Naming,
  type OperationsPoint,
} from '../../core/operations.ts'
import type { Quantity } from '../../core/quantities.ts'
import type { Instant } from '../../core/time.ts'
import { patienceOf, type DeviceHealth } from './health.ts'

/** What a group remembers of an alarm that stands, under the alarm's identifier. */
interface StandingAlarm {
  readonly raisedAt: Instant
  /** Of the last transition. */
  readonly severity: Severity
}

interface AlarmPoints {
  readonly points: readonly OperationsPoint[]
  readonly state: readonly StateChange[]
}

/** The transitions of a batch in their order. The same batch on the same state makes the same points. */
export function alarmPoints(
  transitions: readonly AlarmTransition[],
  state: Pick<PartitionState, 'get'>,
  deviceOf: (id: DeviceId) => Device | undefined,
  naming: Naming = nameless,
): AlarmPoints {
  const changed = new Map<string, StandingAlarm | undefined>()
  const points = transitions.map((transition) => {
    const { alarm, at, kind, subject } = transition
    const before = changed.has(alarm)
      ? changed.get(alarm)
      : (state.get(alarm) as StandingAlarm | undefined)
    changed.set(
      alarm,
      // One that is past stands for nobody.
      kind === 'cleared' || transition.past === true
        ? undefined
        : { raisedAt: before?.raisedAt ?? at, severity: transition.severity },
    )
    return alarmPoint(transition, deviceOf(subject.device), before, naming)
  })
  return { points, state: [...changed].map(([key, value]) => ({ key, value })) }
}

export function alarmPoint(
  transition: AlarmTransition,
  device: Device | undefined,
  before: StandingAlarm | undefined,
  naming: Naming = nameless,
): OperationsPoint {
  const { alarm, rule, title, subject, at, kind } = transition
  const cell = subject.cell ?? device?.cell
  const cleared = kind === 'cleared'
  const severity = cleared ? before?.severity : transition.severity
  return {
    measurement: 'alarm',
    at,
    slot: slotOf(alarm),
    tags: {
      kind: device?.kind,
      rule,
      transition: kind,
      severity,
      device: subject.device,
      ...placeTags(cell),
    },
    fields: {
      alarm,
      title_zh: title.zh,
      title_en: title.en,
      level: cleared ? undefined : severityRank(transition.severity),
      because: cleared ? transition.because : undefined,
      name: device?.name,
      place: cell === undefined ? undefined : naming.place(cell),
      seconds: cleared && before !== undefined ? (at - before.raisedAt) / 1_000 : undefined,
      one: 1,
    },
  }
}

/** What was last heard of a device, however long ago. */
export interface Heard {
  readonly at: Instant
  readonly battery?: number
  readonly rssi?: number
  /** The newest value of each quantity, as long as it is normal. */
  readonly values?: ReadonlyMap<Quantity, HeardValue>
}

export interface HeardValue {
  readonly value: number
  readonly at: Instant
}

export const isReporting = (device: Device, heard: Heard | undefined, now: Instant): boolean =>
  heard !== undefined && now - heard.at <= patienceOf(device)

export function devicePoint(
  device: Device,
  at: Instant,
  heard: Heard | undefined,
  worst: Severity | undefined,
  naming: Naming = nameless,
): OperationsPoint {
  const { id, kind, site, zone, cell, longitude, latitude, name } = device
  return {
    measurement: 'device',
    at,
    tags: { device: id, kind, site, zone, ...placeTags(cell) },
    fields: {
      longitude,
      latitude,
      reporting: isReporting(device, heard, at) ? 1 : 0,
      silent_minutes: heard === undefined ? undefined : Math.max(0, at - heard.at) / 60_000,
      battery: heard?.battery,
      rssi: heard?.rssi,
      severity: severityRank(worst),
      name,
      place: cell === undefined ? undefined : naming.place(cell),
      ...districtFields(cell, naming),
    },
  }
}

/** Beside the name alone, name and code in one text, of which Grafana makes a choice that is shown by the name. */
function districtFields(cell: CellCode | undefined, naming: Naming) {
  const name = cell === undefined ? undefined : naming.district(cell)
  if (cell === undefined || name === undefined) return {}
  return { district_name: name, district_choice: `${name} ${cell.slice(0, 6)}` }
}

/** The devices' part of the city's point; the cases' part is written beside it under the same instant. */
export function cityDevicesPoint(devices: number, reporting: number, at: Instant): OperationsPoint {
  return {
    measurement: 'city',
    at,
    tags: {},
    fields: { devices, reporting, silent: devices - reporting, told_at: at },
  }
}

/** `at` is the beginning of the span that was looked at. */
export function healthPoint(
  health: DeviceHealth,
  device: Device | undefined,
  at: Instant,
): OperationsPoint {
  const { id, timely, accurate, authentic, complete, readings, expected } = health
  return {
    measurement: 'health',
    at,
    tags: { device: id, kind: device?.kind, ...placeTags(device?.cell) },
    fields: { timely, accurate, authentic, complete, readings, expected },
  }
}
