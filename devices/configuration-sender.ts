/**
 * What devices should be set to, on its way to them. The newest version goes out until the device has it, after pauses that grow; who sent
 * it and did not write that down sends it again, and a device knows a version that it has.
 */
import type { DeviceConfiguration, DeviceConfigurations } from '../core/device-configuration.ts'
import { settingsOf } from '../core/device-settings.ts'
import type { Device } from '../core/device.ts'
import type { DeviceId } from '../core/identity.ts'
import type { Observer } from '../core/observer.ts'
import { seconds, type Clock } from '../core/time.ts'
import { background, repeated, type Work } from '../runtime/background.ts'
import type { Commits } from '../runtime/commits.ts'
import type { Component } from '../runtime/component.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import { configurable } from './decide/configuration-order.ts'

export interface ConfigurationSenderDependencies {
  readonly clock: Clock
  readonly observer: Observer
  readonly configurations: DeviceConfigurations
  readonly directory: Pick<DeviceDirectory, 'follow' | 'get'>
  /** Wakes whoever looks at what goes down to devices. */
  readonly changed: Commits
  /** Resolves when the broker has it; rejects with retry `later` while there is none. */
  readonly send: (to: DeviceId, message: string, signal: AbortSignal) => Promise<void>
  /** Runs the work in one process of the city at a time. */
  readonly underLease: (task: string, work: Work, signal: AbortSignal) => Promise<void>
}

const task = 'device-configurations-sender'
const most = 100
/** What another process writes is announced by nobody here, and nothing goes out again in less than twice that. */
const fallback = seconds(5)

export function createConfigurationSender(deps: ConfigurationSenderDependencies): Component {
  const { clock, observer } = deps
  const turn: Work = (signal) => repeated(task, deps, (held) => sendDue(deps, held))(signal)
  return background(task, observer, {
    sending: repeated(task, { clock, observer }, (signal) =>
      deps.underLease('device-configurations', turn, signal),
    ),
  })
}

async function sendDue(deps: ConfigurationSenderDependencies, signal: AbortSignal): Promise<void> {
  const { clock, observer, configurations, directory, changed, send } = deps
  const { generation } = changed
  const due = await configurations.due(clock.now(), most)
  if (due.length > 0) await directory.follow()
  for (const configuration of due) {
    if (signal.aborted) return
    const { device: id, version } = configuration
    const row = directory.get(id)
    if (row === undefined || configurable(row.device) !== undefined) {
      await configurations.tell([{ device: id, fact: 'postponed', at: clock.now() }])
      continue
    }
    await send(row.device.gateway ?? id, messageOf(configuration, row.device), signal)
    await configurations.tell([{ device: id, fact: 'sent', version, at: clock.now() }])
    observer.emit('device-configuration.sent', { version })
  }
  if (due.length < most) await changed.after(generation, fallback, signal)
}

/** As docs/configuration.md shows it; `device` only where a gateway hears it for another. */
function messageOf({ version, desired }: DeviceConfiguration, device: Device): string {
  const known = settingsOf(device.kind)
  const values = Object.entries(desired).map(([name, value]): [string, number | boolean] => [
    name,
    known.get(name)?.unit === 'bool' ? value === 1 : value,
  ])
  const child = device.gateway === undefined ? {} : { device: device.id }
  return JSON.stringify({ version, ...child, values: Object.fromEntries(values) })
}
