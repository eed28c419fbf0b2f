import { consumers } from '../../core/consumers.ts'
import type { Severity } from '../../core/severity.ts'
import { background, repeated, type Work } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'
import type { Device } from '../../core/device.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { eitherOf } from '../../runtime/either.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { DurableLog } from '../../core/log.ts'
import {
  reportByClock,
  reportPast,
  writePoints,
  type ReportDeps,
} from '../../runtime/operations-report.ts'
import { stage } from '../../runtime/stage.ts'
import { hours, minutes, type Instant } from '../../core/time.ts'
import { DeviceWatch } from '../device-watch.ts'
import type { DeviceHealth, Span } from './health.ts'
import {
  alarmPoints,
  cityDevicesPoint,
  devicePoint,
  healthPoint,
  isReporting,
} from './operations-points.ts'
import type { SeriesStore } from '../../core/series.ts'

export interface AlarmPointsDependencies extends ReportDeps {
  readonly log: DurableLog
  readonly directory: Pick<DeviceDirectory, 'get' | 'follow'>
}

/** A point for each transition of an alarm; while the store is away, the log holds them. */
export function createAlarmPoints(dependencies: AlarmPointsDependencies): Component {
  const { log, clock, observer, directory } = dependencies
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
      const made = alarmPoints(transitions, state, (id) => directory.get(id)?.device)
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
}

/** Who reports and who is silent, each minute; every device, each five minutes; its health, each hour. */
export function createDevicePoints(dependencies: DevicePointsDependencies): Component {
  const { observer, directory, series, standing, health, underLease } = dependencies
  const watch = new DeviceWatch(series)
  const activeDevices = async (at: Instant): Promise<readonly Device[]> => {
    await directory.follow()
    const devices = [...directory.values()].map(({ device }) => device)
    const active = devices.filter((device) => device.active)
    await watch.look(active, at)
    return active
  }
  const city = reportByClock(dependencies, {
    name: 'city',
    every: minutes(1),
    async make(at) {
      const devices = await activeDevices(at)
      const reporting = devices.filter((device) => isReporting(device, watch.heard(device.id), at))
      return [cityDevicesPoint(devices.length, reporting.length, at)]
    },
  })
  const each = reportByClock(dependencies, {
    name: 'devices',
    every: minutes(5),
    async make(at) {
      const devices = await activeDevices(at)
      const worst = await standing()
      return devices.map((device) =>
        devicePoint(device, at, watch.heard(device.id), worst.get(device.id)),
      )
    },
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
  const turn = together(city, each, hourly)
  return background('device-report', observer, {
    devices: repeated('report-devices', dependencies, (signal) =>
      underLease('report-devices', turn, signal),
    ),
  })
}

/** Ends when all have ended, and ends all when one fails. */
const together =
  (...works: readonly Work[]): Work =>
  async (signal) => {
    const failing = new AbortController()
    using either = eitherOf(signal, failing.signal)
    const outcomes = await Promise.allSettled(
      works.map((work) =>
        work(either.signal).catch((error: unknown) => {
          failing.abort(error)
          throw error
        }),
      ),
    )
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
