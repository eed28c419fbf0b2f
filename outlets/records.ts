/** What of the records of a topic goes out of an outlet, by the register as it is now. */
import type { AlarmTransition } from '../core/alarm.ts'
import type { DeviceId } from '../core/identity.ts'
import type { ReadingRecord } from '../core/topics.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import { alarmEvent, readingEvent, type CloudEvent, type Origin } from './decide/event.ts'
import { letsAlarmOut, letsReadingsOut, type OutletFilter } from './decide/filter.ts'

type Directory = Pick<DeviceDirectory, 'get' | 'follow'>

/** A device that was registered a moment ago is looked for before it counts as unknown. */
async function knowing(directory: Directory, devices: readonly DeviceId[]): Promise<void> {
  if (devices.some((device) => directory.get(device) === undefined)) await directory.follow()
}

export async function readingsOut(
  records: readonly ReadingRecord[],
  filter: OutletFilter,
  origin: Origin,
  directory: Directory,
): Promise<readonly CloudEvent[]> {
  const readings = records.flatMap((record) => (record.type === 'reading' ? [record] : []))
  await knowing(
    directory,
    readings.map(({ device }) => device),
  )
  return readings.flatMap((reading) => {
    const device = directory.get(reading.device)?.device
    return letsReadingsOut(filter, device) ? [readingEvent(reading, device, origin)] : []
  })
}

export async function alarmsOut(
  transitions: readonly AlarmTransition[],
  filter: OutletFilter,
  origin: Origin,
  directory: Directory,
): Promise<readonly CloudEvent[]> {
  await knowing(
    directory,
    transitions.map(({ subject }) => subject.device),
  )
  return transitions.flatMap((transition) => {
    const device = directory.get(transition.subject.device)?.device
    return letsAlarmOut(filter, transition, device) ? [alarmEvent(transition, device, origin)] : []
  })
}
