/** Whether a command may be given to a device, and what each fact makes of it. Pure. */
import type { Actor, ActorRole } from '../../core/actor.ts'
import { filled, type Bilingual } from '../../core/bilingual.ts'
import type { Device } from '../../core/device.ts'
import {
  deviceCommandSpec,
  knownToStations,
  type DeviceCommandName,
  type DeviceCommandSpec,
} from '../../core/device-command-table.ts'
import type {
  CommandArguments,
  CommandFact,
  DeviceCommand,
  DeviceCommandId,
  Heard,
} from '../../core/device-command.ts'
import { kindOf } from '../../core/kinds.ts'
import { exchangeAt } from '../../core/hj212/order.ts'
import { protocolOf } from '../../core/station.ts'
import { plus, seconds, type Instant } from '../../core/time.ts'
import { argumentMistakes, thresholdsOf } from './command-arguments.ts'

export interface Asked {
  readonly id: DeviceCommandId
  readonly command: string
  readonly arguments: CommandArguments
  readonly reason?: string | undefined
}

export type Refusal =
  | { readonly code: 'device-command-invalid'; readonly mistakes: readonly Bilingual[] }
  | { readonly code: 'device-command-refused' | 'forbidden'; readonly why: Bilingual }

export type Given = { readonly command: DeviceCommand } | { readonly refusal: Refusal }

const words = {
  inactive: { zh: '{device} 已停用，不能下发指令', en: '{device} is out of service' },
  station: {
    zh: '{device} 按 {protocol} 接入，不接收指令',
    en: '{device} speaks {protocol} and hears no commands',
  },
  otherStation: {
    zh: '{protocol} 站点没有指令 {command}；可用：{known}',
    en: 'a station of {protocol} takes no command {command}; it takes {known}',
  },
  otherKind: {
    zh: '{kind}设备没有指令 {command}；可用：{known}',
    en: 'a device of the kind {kind} takes no command {command}; it takes {known}',
  },
  role: { zh: '您的角色不能下发“{command}”', en: 'the role {role} may not give {command}' },
  noReason: { zh: '须说明理由：{command}', en: 'reason: is missing; {command} needs one' },
} as const

/** Why no command at all can be given to the device as it stands in the register. */
function unreachable(device: Device): Bilingual | undefined {
  if (!device.active) return filled(words.inactive, { device: device.id })
  const protocol = protocolOf(device)
  return protocol === undefined || known(device).length > 0
    ? undefined
    : filled(words.station, { device: device.id, protocol: protocolNames[protocol] })
}

const protocolNames = { hj212: 'HJ 212', sl651: 'SL 651' } as const

/** What the device can be told by somebody of the role. */
export const commandsFor = (device: Device, role: ActorRole): readonly DeviceCommandName[] =>
  unreachable(device) === undefined
    ? known(device).filter((name) => deviceCommandSpec(name).roles.includes(role))
    : []

function known(device: Device): readonly DeviceCommandName[] {
  const protocol = protocolOf(device)
  if (protocol !== undefined) return knownToStations(protocol)
  return kindOf(device.kind).commands.filter(
    (name) => name !== 'threshold' || thresholdsOf(device.kind).length > 0,
  )
}

/** How long a command is good for, in milliseconds. */
export const patienceWith = (
  { period }: Device,
  { wait }: Pick<DeviceCommandSpec, 'wait'>,
): number => Math.max(wait.atLeast, wait.periods * seconds(period))

export function give(asked: Asked, device: Device, by: Actor, at: Instant): Given {
  const why = unreachable(device)
  if (why !== undefined) return { refusal: { code: 'device-command-refused', why } }
  const protocol = protocolOf(device)
  const names = known(device)
  const name = names.find((one) => one === asked.command)
  if (name === undefined) {
    const { zh, en } = kindOf(device.kind)
    const values = { command: asked.command.slice(0, 64), known: names.join(', ') }
    return invalid([
      protocol === undefined
        ? filled(words.otherKind, { ...values, kind: { zh, en } })
        : filled(words.otherStation, { ...values, protocol: protocolNames[protocol] }),
    ])
  }
  const spec = deviceCommandSpec(name, protocol)
  const { role } = by
  if (!spec.roles.includes(role))
    return { refusal: { code: 'forbidden', why: filled(words.role, { role, command: spec }) } }
  const mistakes = [...argumentMistakes(spec, asked.arguments, device.kind)]
  if (spec.dangerous && asked.reason === undefined)
    mistakes.push(filled(words.noReason, { command: spec }))
  if (mistakes.length > 0) return invalid(mistakes)
  return {
    command: {
      id: asked.id,
      device: device.id,
      // A station speaks for itself.
      to: protocol === undefined ? (device.gateway ?? device.id) : device.id,
      command: name,
      arguments: asked.arguments,
      ...(asked.reason !== undefined && { reason: asked.reason }),
      by: by.name,
      given: at,
      until: plus(at, patienceWith(device, spec)),
      ...(protocol !== undefined && { exchange: exchangeAt(at) }),
    },
  }
}

const invalid = (mistakes: readonly Bilingual[]): Given => ({
  refusal: { code: 'device-command-invalid', mistakes },
})

/** Whether both ask the same of the same device: under one key nobody asks for something else. */
export const isSameOrder = (one: DeviceCommand, other: DeviceCommand): boolean =>
  JSON.stringify([one.command, sorted(one.arguments), one.reason]) ===
  JSON.stringify([other.command, sorted(other.arguments), other.reason])

const sorted = (given: CommandArguments) =>
  Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** The first answer counts; one that was received in time does so also where the command was thought to be over. */
export function hear(
  command: DeviceCommand,
  fact: CommandFact,
): Exclude<Heard, { outcome: 'unknown' }> {
  const known = { outcome: 'known', command } as const
  const changed = (change: Partial<DeviceCommand>) =>
    ({ outcome: 'changed', command: { ...command, ...change } }) as const
  if (fact.fact === 'sent') return command.sent === undefined ? changed({ sent: fact.at }) : known
  const { accepted, answer, expired, to, until } = command
  if (fact.fact === 'expired')
    return answer === undefined && expired === undefined ? changed({ expired: fact.at }) : known
  const { source, at, result, reason, code } = fact
  if (source !== to) return { outcome: 'not-asked', command }
  if (answer !== undefined) return known
  if (result === 'accepted') return accepted === undefined ? changed({ accepted: at }) : known
  const said = { ...(reason !== undefined && { reason }), ...(code !== undefined && { code }) }
  return changed({ answer: { at, result, ...said, ...(at > until && { late: true }) } })
}
