/** A command to a device: what was asked, by whom, and what became of it. */
import { z } from 'zod'

import { deviceCommands, type DeviceCommandName } from './device-command-table.ts'
import type { Brand } from './brand.ts'
import type { AlarmId, DeviceId, RuleId } from './identity.ts'
import { instantSchema, keptText } from './record-schemas.ts'
import type { CommandReply } from './command-reply.ts'
import type { Instant } from './time.ts'

/** Made of the device, who asked, and the key of the request. */
export type DeviceCommandId = Brand<string, 'DeviceCommandId'>

const text = keptText<DeviceId>()
const names = Object.keys(deviceCommands) as [DeviceCommandName, ...DeviceCommandName[]]
export const deviceCommandNameSchema = z.enum(names)

const argumentsSchema = z.record(z.string(), z.union([z.number(), z.string()])).readonly()
export type CommandArguments = z.output<typeof argumentsSchema>

export const deviceCommandSchema = z
  .object({
    id: keptText<DeviceCommandId>(),
    device: text,
    /** Who hears it: the device, or the gateway that speaks for it. */
    to: text,
    command: deviceCommandNameSchema,
    arguments: argumentsSchema,
    reason: z.string().exactOptional(),
    by: z.string(),
    given: instantSchema,
    /** After it the device does not act any more, and an answer is late. */
    until: instantSchema,
    /** What a station calls it: the QN of HJ 212. No two commands to a device have the same. */
    exchange: z.string().exactOptional(),
    /** A rule gave it because of that alarm; `stop` is what ends it. */
    link: z
      .object({
        alarm: keptText<AlarmId>(),
        rule: keptText<RuleId>(),
        stop: deviceCommandNameSchema.exactOptional(),
      })
      .readonly()
      .exactOptional(),
    /** The broker has it, or it was written to the connection of the station. */
    sent: instantSchema.exactOptional(),
    /** A station said that it will do it. */
    accepted: instantSchema.exactOptional(),
    /** Nothing was heard until then. */
    expired: instantSchema.exactOptional(),
    answer: z
      .object({
        at: instantSchema,
        result: z.enum(['done', 'refused']),
        /** What the device says why it refused. */
        reason: z.string().exactOptional(),
        /** Why a station refused, as its standard has it. */
        code: z.string().exactOptional(),
        late: z.literal(true).exactOptional(),
      })
      .readonly()
      .exactOptional(),
  })
  .readonly()
export type DeviceCommand = z.output<typeof deviceCommandSchema>

/** given → sent → (of a station: accepted →) done or refused, or expired; an answer counts also after that, and is late. */
export const commandStages = ['given', 'sent', 'accepted', 'done', 'refused', 'expired'] as const
export type CommandStage = (typeof commandStages)[number]

export const stageOf = ({ sent, accepted, expired, answer }: DeviceCommand): CommandStage => {
  if (answer !== undefined) return answer.result
  if (expired !== undefined) return 'expired'
  if (accepted !== undefined) return 'accepted'
  return sent === undefined ? 'given' : 'sent'
}

export type CommandFact =
  | { readonly fact: 'sent'; readonly at: Instant }
  | { readonly fact: 'expired'; readonly at: Instant }
  | ({ readonly fact: 'answered' } & Pick<
      CommandReply,
      'at' | 'result' | 'reason' | 'code' | 'source'
    >)

/** How a station names a command. */
export interface CommandExchange {
  readonly device: DeviceId
  readonly exchange: string
}

/** What became of a fact: it changed the command, says nothing new of it, or comes from somebody whom nobody asked. */
export type Heard =
  | { readonly outcome: 'changed' | 'known' | 'not-asked'; readonly command: DeviceCommand }
  | { readonly outcome: 'unknown' }

interface ChangedCommand {
  readonly command: DeviceCommand
  readonly revision: number
}

/** Commands to devices, in the register of devices; each change is an edit of the device as well. */
export interface DeviceCommands {
  /**
   * Resolves with the command as it stands: one with the same number that was given before stays. One to a station gets the
   * next exchange that no other command to it has.
   */
  give(command: DeviceCommand): Promise<DeviceCommand>
  find(id: string): Promise<DeviceCommand | undefined>
  /** Newest first. */
  of(device: DeviceId, limit: number): Promise<readonly DeviceCommand[]>
  /** Given to whom the broker reaches and neither sent nor over, oldest first. */
  unsent(limit: number): Promise<readonly DeviceCommand[]>
  /** Given to stations, without an answer, and good at that instant, oldest first. */
  unanswered(at: Instant, limit: number): Promise<readonly DeviceCommand[]>
  /** Nothing was heard of and `until` is before that instant, oldest first. */
  overdue(before: Instant, limit: number): Promise<readonly DeviceCommand[]>
  tell(command: string | CommandExchange, fact: CommandFact): Promise<Heard>
  /** Changed after `revision`, oldest change first. */
  changedSince(revision: number, limit: number): Promise<readonly ChangedCommand[]>
  /** The revision of the newest change; 0 where there is none. */
  newest(): Promise<number>
}
