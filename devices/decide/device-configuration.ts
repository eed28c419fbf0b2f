/**
 * What is desired of a device, held against what it says. Pure. A device that has the newest version, or is set to the same,
 * is sent nothing more; until then the newest version goes out again after pauses that grow, and no older one ever.
 */
import type {
  ConfigurationFact,
  ConfigurationOrder,
  ConfigurationState,
  DeviceConfiguration,
  HeardOfConfiguration,
} from '../../core/device-configuration.ts'
import type { DeviceId } from '../../core/identity.ts'
import { hours, instant, plus, seconds, type Instant } from '../../core/time.ts'

/** Nothing goes out to a device more often, whatever it says. */
const shortestPause = seconds(10)
/** A session that is kept holds a message of each time. */
const longestPause = hours(6)

export const noConfiguration = (device: DeviceId, at: Instant): DeviceConfiguration => ({
  ...{ device, version: 0, desired: {}, since: at },
})

export function stateOfConfiguration(configuration: DeviceConfiguration): ConfigurationState {
  const { version, desired, reported, sent } = configuration
  if (Object.keys(desired).length === 0) return 'unset'
  if (reported !== undefined && differences(configuration).length === 0) return 'same'
  if (reported?.version === version) {
    if (reported.refused !== undefined) return 'refused'
    const lacks = Object.keys(desired).some((name) => !Object.hasOwn(reported.values, name))
    return lacks ? 'unsupported' : 'different'
  }
  return sent?.version === version ? 'sent' : 'waiting'
}

/** The settings that are not reported as they are desired. */
export const differences = ({ desired, reported }: DeviceConfiguration): readonly string[] =>
  Object.entries(desired)
    .filter(([name, value]) => !isSame(reported?.values[name], value))
    .map(([name]) => name)

/** Devices keep numbers in 32 bits. */
const isSame = (said: number | undefined, value: number): boolean =>
  said !== undefined && (said === value || Math.fround(said) === Math.fround(value))

/** Undefined where nothing new is asked for. */
export function desire(
  before: DeviceConfiguration,
  { values, by, at, reason }: ConfigurationOrder,
): DeviceConfiguration | undefined {
  const desired = new Map(Object.entries(before.desired))
  for (const [name, value] of Object.entries(values))
    if (value === null) desired.delete(name)
    else desired.set(name, value)
  const after = Object.fromEntries([...desired].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  if (JSON.stringify(after) === JSON.stringify(before.desired)) return undefined
  const next = {
    ...before,
    version: before.version + 1,
    desired: after,
    set: { by, at, reason },
  }
  return settled(before, next, at, at)
}

/** What was received before what is known says nothing new. */
export function hearOfConfiguration(
  before: DeviceConfiguration,
  fact: ConfigurationFact,
): HeardOfConfiguration {
  const known = { outcome: 'known', configuration: before } as const
  const changed = (next: DeviceConfiguration, due: Instant) =>
    ({ outcome: 'changed', configuration: settled(before, next, fact.at, due) }) as const
  const { sent, due = Number.POSITIVE_INFINITY } = before
  if (fact.fact === 'postponed') return changed(before, plus(fact.at, hours(1)))
  if (fact.fact === 'sent') {
    const { version, at } = fact
    // Something newer is desired since: that goes out next, as it is due.
    if (version !== before.version) return known
    const times = (sent?.version === version ? sent.times : 0) + 1
    return changed({ ...before, sent: { version, at, times } }, plus(at, pauseAfter(times)))
  }
  const { version: said, values, at, refused } = fact
  const reported = {
    ...{ values, at },
    ...(said !== undefined && { version: said }),
    ...(refused !== undefined && { refused }),
  }
  if (before.reported !== undefined && before.reported.at >= reported.at) return known
  const version = said ?? 0
  const next = { ...before, reported }
  // A register of yesterday was put back: the device takes no version that is older than what it has.
  const ahead = version > before.version
  const renewed = ahead ? { ...next, version: version + 1 } : next
  // It is awake, and hears it now.
  const soon = sent === undefined ? fact.at : Math.max(fact.at, plus(sent.at, shortestPause))
  return changed(renewed, instant(Math.min(due, soon)))
}

const pauseAfter = (times: number): number =>
  Math.min(longestPause, shortestPause * 2 ** Math.min(times - 1, 20))

/** `next` with the state that it has since, and due only where something is to be sent. */
function settled(
  before: DeviceConfiguration,
  next: DeviceConfiguration,
  at: Instant,
  due: Instant,
): DeviceConfiguration {
  const { due: _, ...rest } = next
  const state = stateOfConfiguration(next)
  const since = state === stateOfConfiguration(before) ? before.since : at
  const isOut = state === 'waiting' || state === 'sent'
  return { ...rest, since, ...(isOut && { due }) }
}
