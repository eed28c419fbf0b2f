import type { DeviceCommands } from '../../core/device-command.ts'
import type { DeviceConfigurations } from '../../core/device-configuration.ts'
import type { Enrolments } from '../../core/enrolment.ts'
import type { Links } from '../../core/link.ts'

const notHere = () => Promise.reject(new TypeError('not here'))

/** Of a register in which nobody was told anything. */
export const noCommands: DeviceCommands = {
  give: notHere,
  find: () => Promise.resolve(undefined),
  of: () => Promise.resolve([]),
  unsent: () => Promise.resolve([]),
  unanswered: () => Promise.resolve([]),
  overdue: () => Promise.resolve([]),
  tell: () => Promise.resolve({ outcome: 'unknown' }),
  changedSince: () => Promise.resolve([]),
  newest: () => Promise.resolve(0),
}

export const noEnrolments: Enrolments = {
  add: notHere,
  list: () => Promise.resolve([]),
  devices: () => Promise.resolve(undefined),
  revoke: notHere,
  enrol: notHere,
}

export const noLinks: Links = {
  start: notHere,
  of: () => Promise.resolve([]),
  hold: notHere,
  held: () => Promise.resolve([]),
  holds: () => Promise.resolve([]),
}

export const noConfigurations: DeviceConfigurations = {
  find: () => Promise.resolve(undefined),
  set: notHere,
  tell: notHere,
  due: () => Promise.resolve([]),
  in: () => Promise.resolve([]),
}
