import { consumers } from '../../core/consumers.ts'
import type { Severity } from '../../core/severity.ts'
import { background, repeated, type Work } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'
import type { Device } from '../../core/device.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { DurableLog } from '../../core/log.ts'
import {
  reportByClock,
  reportPast,
  together,
  writePoints,
  type ReportDeps,
} from '../../runtime/operations-report.ts'
import { stage } from '../../runtime/stage.ts'
import { hours, minutes, seconds, type Instant } from '../../core/time.ts'
import { DeviceWatch, longLook, shortLook } from '../device-watch.ts'
import type { DeviceHealth, Span } from './health.ts'
import {
  alarmPoints,
  cityDevicesPoint,
  devicePoint,
  healthPoint,
  isReporting,
} from './operations-points.ts'
import { vitalSigns } from './vital-signs.ts'
import type { Naming, OperationsPoint } from '../../core/operations.ts'
import type { SeriesStore } from '../../core/series.ts'

export interface AlarmPointsDependencies extends ReportDeps {
  readonly log: DurableLog
  readonly directory: Pick<DeviceDirectory, 'get' | 'follow'>
  readonly naming?: Naming
}

/** A point for each transition of an alarm; while the store is away, the log holds them. */
export function createAlarmPoints(dependencies: AlarmPointsDependencies): Component {
  const { log, clock, observer, directory, naming } = dependencies
  return stage({
    ...{ log, clock, observer },
    name: 'alarm-report',
    consumer: consumers.alarmPoints,
    consume: { maxRecords: 1_024 },
    async work({ records, state }) {
      const transitions = records.map(({ value }) => value)
      if (transitions.some(({ subject }) => directory.get(subject.device) === undefined)) {
        await directory.follow()
      }
      const made = alarmPoints(transitions, state, (id) => directory.get(id)?.device, naming)
      await writePoints(dependencies, made.points)
      return { effects: { state: made.state } }
    },
  })
}

/** Runs the work in one process of the city at a time. */
type UnderLease = (task: string, work: Work, signal: AbortSignal) => Promise<void>

export interface DevicePointsDependencies extends ReportDeps {
  readonly directory: Pick<DeviceDirectory, 'get' | 'values' | 'follow'>
  readonly series: Pick<SeriesStore, 'latest'>
  /** The gravest standing alarm of each device that has any. */
  readonly standing: () => Promise<ReadonlyMap<DeviceId, Severity>>
  /** Of every active device, over a span. */
  readonly health: (span: Span) => Promise<readonly DeviceHealth[]>
  readonly underLease: UnderLease
  readonly naming?: Naming
}

/** No point that says how things are now is older. */
const nowEvery = seconds(10)
/** Of a device without an alarm that reports. */
const calm = ' true'

/**
 * How the city is, and each device that is no longer as it was told, each ten seconds; every device, each five minutes; its
 * health, each hour.
 */
export function createDevicePoints(dependencies: DevicePointsDependencies): Component {
  const { observer, directory, series, standing, health, underLease, naming } = dependencies
  const watch = new DeviceWatch(series)
  const look = async (at: Instant): Promise<readonly Device[]> => {
    await directory.follow()
    const devices = [...directory.values()].map(({ device }) => device)
    const active = devices.filter((device) => device.active)
    await watch.look(active, at, at % minutes(1) === 0 ? longLook : shortLook)
    return active
  }
  // Both reports of an instant go by one look.
  let looked: { readonly at: Instant; readonly devices: ReturnType<typeof look> } | undefined
  const activeDevices = (at: Instant): ReturnType<typeof look> => {
    if (looked?.at !== at) looked = { at, devices: look(at) }
    return looked.devices
  }
  const city = reportByClock(dependencies, {
    name: 'city',
    every: nowEvery,
    async make(at) {
      const devices = await activeDevices(at)
      const reporting = devices.filter((device) => isReporting(device, watch.heard(device.id), at))
      return [
        cityDevicesPoint(devices.length, reporting.length, at),
        ...vitalSigns(devices, (id) => watch.heard(id), at),
      ]
    },
  })
  /** What the last point of each said; who comes after another process tells again what is not calm. */
  const told = new Map<DeviceId, string>()
  const report = async (
    at: Instant,
    wanted: (device: DeviceId, state: string) => boolean,
  ): Promise<readonly OperationsPoint[]> => {
    const devices = await activeDevices(at)
    const worst = await standing()
    return devices.flatMap((device) => {
      const { id } = device
      const severity = worst.get(id)
      const state = `${severity ?? ''} ${isReporting(device, watch.heard(id), at)}`
      if (!wanted(id, state)) return []
      told.set(id, state)
      return [devicePoint(device, at, watch.heard(id), severity, naming)]
    })
  }
  const each = reportByClock(dependencies, {
    name: 'devices',
    every: minutes(5),
    make: (at) => report(at, () => true),
  })
  const changed = reportByClock(dependencies, {
    name: 'changed-devices',
    every: nowEvery,
    make: (at) => report(at, (id, state) => state !== (told.get(id) ?? calm)),
  })
  // A new lease begins: another process may have told what came between.
  const hourly: Work = (signal) => {
    const make = async (from: Instant, to: Instant) =>
      (await health({ from, to })).map((one) =>
        healthPoint(one, directory.get(one.id)?.device, from),
      )
    const step = reportPast(dependencies, { every: hours(1), delay: minutes(5), make })
    return repeated('device-health', dependencies, step)(signal)
  }
  const turn = together(city, each, changed, hourly)
  return background('device-report', observer, {
    devices: repeated('report-devices', dependencies, (signal) =>
      underLease('report-devices', turn, signal),
    ),
  })
}
