/**
 * What an alarm has a device do (联动), and what ends it. Pure. Nothing is done for an alarm that is old, where people or an interlock
 * hold it, or too soon again; what was begun is ended unless somebody else wants it by now.
 */
import type { AlarmTransition } from '../../core/alarm.ts'
import { deviceCommandSpec } from '../../core/device-command-table.ts'
import type { DeviceCommand, DeviceCommandId } from '../../core/device-command.ts'
import type { Device } from '../../core/device.ts'
import type { AlarmId, RuleId } from '../../core/identity.ts'
import { linkStops, type LinkTemplate } from '../../core/link-template.ts'
import { compareSeverity } from '../../core/severity.ts'
import { minutes, plus, seconds, type Instant } from '../../core/time.ts'
import { minutesOfWeek, openSince, parseWeekHours } from '../../core/week-hours.ts'
import { give } from './device-command.ts'

/** An alarm that is for the devices of its link. */
export type Linking = Exclude<AlarmTransition, { readonly kind: 'cleared' }> & {
  readonly link: LinkTemplate
}

export const isLinking = (transition: AlarmTransition): transition is Linking =>
  (transition.kind === 'raised' || transition.kind === 'escalated') &&
  transition.past !== true &&
  transition.link !== undefined &&
  (transition.link.from === undefined ||
    compareSeverity(transition.severity, transition.link.from) >= 0)

/** What is known of one of its devices. */
export interface Known {
  readonly id: DeviceCommandId
  readonly device: Device
  /** Rules with a standing alarm of the device, or of that of the alarm. */
  readonly alarms: ReadonlySet<RuleId>
  /** What the device was told lately. */
  readonly told: readonly DeviceCommand[]
  /** Milliseconds east of UTC. */
  readonly offset: number
}

/** `late`: the alarm is not of now. `interlock`: another alarm forbids it. `lately`: the same rule had it do so. */
type Skipped = 'late' | 'hours' | 'interlock' | 'lately' | 'refused'

/** What was kept waiting for so long is not what is there to see. */
const freshFor = minutes(1)

export function startOf(
  { alarm, rule, title, at, decidedAt = at, link }: Linking,
  { id, device, alarms, told, offset }: Known,
  now: Instant,
): { readonly command: DeviceCommand } | { readonly skipped: Skipped } {
  const { command, arguments: given, unless = [], hours, every = 0, stop } = link
  if (now - decidedAt > freshFor) return { skipped: 'late' }
  if (hours !== undefined && !isOpen(hours, now + offset)) return { skipped: 'hours' }
  if (unless.some((one) => alarms.has(one))) return { skipped: 'interlock' }
  const isLately = (one: DeviceCommand) =>
    one.link?.rule === rule && one.command === command && now - one.given < every
  if (told.some(isLately)) return { skipped: 'lately' }
  const reason = `${title.zh} ${title.en}`.slice(0, 300)
  const asked = { id, command, arguments: given, reason }
  // A rule may do what the operator at the centre may.
  const decided = give(asked, device, { name: `rule ${rule}`, role: 'operator' }, now)
  if ('refusal' in decided) return { skipped: 'refused' }
  const own = { alarm, rule, ...(stop && { stop: linkStops[command] }) }
  return { command: { ...decided.command, link: own } }
}

function isOpen(hours: string, local: number): boolean {
  const read = parseWeekHours(hours)
  // 1970-01-01 was a Thursday.
  const minute = (Math.floor(local / minutes(1)) + 3 * 1_440) % minutesOfWeek
  return typeof read === 'object' && openSince(read, minute) !== undefined
}

/**
 * What ends a command that a rule gave, when its alarm has cleared; undefined where it has ended by itself, was refused, or is wanted: by
 * whoever told the device the same or its end since, or by another alarm that stands.
 */
export function stopOf(
  start: DeviceCommand,
  {
    id,
    device,
    told,
    standing,
  }: Pick<Known, 'id' | 'device' | 'told'> & { readonly standing: ReadonlySet<AlarmId> },
  now: Instant,
): DeviceCommand | undefined {
  const { link } = start
  if (link?.stop === undefined || !mayRun(start, now)) return undefined
  const isWanted = ({ command, given, link: other }: DeviceCommand) =>
    other === undefined &&
    given >= start.given &&
    (command === start.command || command === link.stop)
  const isWantedByRule = (one: DeviceCommand) =>
    one.link !== undefined &&
    one.id !== start.id &&
    one.command === start.command &&
    standing.has(one.link.alarm) &&
    mayRun(one, now)
  if (told.some((one) => isWanted(one) || isWantedByRule(one))) return undefined
  const { wait } = deviceCommandSpec(link.stop)
  const { alarm, rule } = link
  return {
    ...{
      id,
      device: device.id,
      to: device.gateway ?? device.id,
      command: link.stop,
      arguments: {},
    },
    ...(start.reason !== undefined && { reason: start.reason }),
    ...{ by: start.by, given: now, until: plus(now, wait.atLeast), link: { alarm, rule } },
  }
}

/** It was not refused, and its time is not over. */
function mayRun({ arguments: given, given: at, answer }: DeviceCommand, now: Instant): boolean {
  const { seconds: long } = given
  return answer?.result !== 'refused' && typeof long === 'number' && at + seconds(long) > now
}
