/** What alarms have devices do (联动): each alarm once for each device, whatever comes twice, and ended when the alarm clears. */
import { createHash } from 'node:crypto'

import type { AlarmTransition } from '../core/alarm.ts'
import type { DeviceCommand, DeviceCommandId } from '../core/device-command.ts'
import type { AlarmId, DeviceId, RuleId } from '../core/identity.ts'
import { mostLinked } from '../core/link-template.ts'
import type { Observer } from '../core/observer.ts'
import type { RegisteredDevice, Registry } from '../core/registry.ts'
import type { Clock, Instant } from '../core/time.ts'
import type { Commits } from '../runtime/commits.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import { isLinking, startOf, stopOf, type Linking } from './decide/link.ts'

/** What the register of alarms says. */
export interface LinkAlarms {
  /** It stands, and nobody holds it back. */
  acts(alarm: AlarmId): Promise<boolean>
  stands(alarm: AlarmId): Promise<boolean>
  /** Rules with a standing alarm of the device. */
  rulesOf(device: DeviceId): Promise<readonly RuleId[]>
}

export interface LinksDependencies {
  readonly clock: Clock
  readonly observer: Observer
  readonly registry: Pick<Registry, 'commands' | 'links'>
  readonly directory: Pick<DeviceDirectory, 'get' | 'values' | 'follow'>
  readonly alarms: LinkAlarms
  /** Wakes whoever looks at commands. */
  readonly changed: Commits
  /** Of the city's clocks, in milliseconds east of UTC. */
  readonly offset: (at: Instant) => number
}

/** More than a device is told while an alarm stands. */
const lately = 200

/** Takes a transition that the register of alarms knows already. The same one again changes nothing. */
export const linking =
  (deps: LinksDependencies) =>
  async (transition: AlarmTransition): Promise<void> => {
    if (transition.kind === 'cleared') await end(deps, transition.alarm)
    else if (isLinking(transition)) await begin(deps, transition)
  }

async function begin(deps: LinksDependencies, transition: Linking): Promise<void> {
  const { clock, observer, registry, directory, alarms, changed, offset } = deps
  const { alarm, rule, subject, link } = transition
  if (!(await alarms.acts(alarm))) return
  await directory.follow()
  const own = await alarms.rulesOf(subject.device)
  for (const { device } of told(deps, transition)) {
    const now = clock.now()
    const known = {
      ...{ id: numberOf(alarm, device.id, link.command), device, offset: offset(now) },
      alarms: new Set([...own, ...(await alarms.rulesOf(device.id))]),
      told: await registry.commands.of(device.id, lately),
    }
    if (known.told.some(({ id }) => id === known.id)) continue
    const decided = startOf(transition, known, now)
    const outcome =
      'command' in decided ? await registry.links.start(decided.command) : decided.skipped
    if (outcome === 'known') continue
    observer.emit('link.started', { outcome, rule, device: device.id })
    if (outcome !== 'given') continue
    observer.emit('device-command.given', { command: link.command })
    changed.announce()
  }
}

/** In the order of their names, so that they are the same each time. */
function told({ directory }: LinksDependencies, { subject, link }: Linking): RegisteredDevice[] {
  const own = directory.get(subject.device)
  const { to } = link
  if (to === 'own') return own === undefined ? [] : [own]
  if ('devices' in to) return to.devices.flatMap((id) => directory.get(id) ?? [])
  const cell = subject.cell ?? own?.device.cell
  if (cell === undefined) return []
  return [...directory.values()]
    .filter(({ device }) => device.active && device.kind === to.kind && device.cell === cell)
    .toSorted((one, other) => (one.device.id < other.device.id ? -1 : 1))
    .slice(0, mostLinked)
}

async function end(deps: LinksDependencies, alarm: AlarmId): Promise<void> {
  const { clock, observer, registry, directory, alarms, changed } = deps
  for (const start of await registry.links.of(alarm)) {
    const stop = start.link?.stop
    if (stop === undefined) continue
    await directory.follow()
    const device = directory.get(start.device)?.device
    if (device === undefined) continue
    const lastly = await registry.commands.of(device.id, lately)
    const standing = await standingOf(alarms, lastly)
    const known = { id: numberOf(alarm, device.id, stop), device, told: lastly, standing }
    const command = stopOf(start, known, clock.now())
    if (command === undefined || (await registry.commands.find(command.id)) !== undefined) continue
    await registry.commands.give(command)
    observer.emit('device-command.given', { command: stop })
    changed.announce()
  }
}

async function standingOf(
  alarms: LinkAlarms,
  commands: readonly DeviceCommand[],
): Promise<ReadonlySet<AlarmId>> {
  const all = new Set(commands.flatMap(({ link }) => link?.alarm ?? []))
  const standing = new Set<AlarmId>()
  for (const one of all) if (await alarms.stands(one)) standing.add(one)
  return standing
}

/** The same alarm has a device do the same once. */
const numberOf = (alarm: AlarmId, device: DeviceId, command: string): DeviceCommandId => {
  const sum = createHash('sha256')
    .update(JSON.stringify(['link', alarm, device, command]), 'utf8')
    .digest('hex')
  return `DC${sum.slice(0, 20)}` as DeviceCommandId
}
