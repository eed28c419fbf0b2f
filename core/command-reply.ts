/** What a device answers to a command (应答), and how it says that it is set (上报配置), as ingest read it from a frame. */
import { z } from 'zod'

import type { DeviceId } from './identity.ts'
import { instantSchema, keptText } from './record-schemas.ts'

export const commandReplySchema = z.looseObject({
  type: z.literal('reply'),
  /** Who proved to have sent it. */
  source: keptText<DeviceId>(),
  /** The number of the command, as the device says it. */
  command: z.string(),
  /** That number is the one of its exchange: a station answers, whose protocol knows no other. */
  exchange: z.literal(true).exactOptional(),
  result: z.enum(['accepted', 'done', 'refused']),
  reason: z.string().exactOptional(),
  /** Why a station refused, as its standard has it. */
  code: z.string().exactOptional(),
  /** When the edge received it. */
  at: instantSchema,
  /** Position of the frame, its topic, and its bytes in base64: for a letter, where nobody gave that command. */
  frame: z.string(),
  topic: z.string(),
  body: z.string(),
})

export interface CommandReply extends z.output<typeof commandReplySchema> {}

export const configurationReportSchema = z.looseObject({
  type: z.literal('configured'),
  /** Who proved to have sent it. */
  source: keptText<DeviceId>(),
  /** Whose it is: that of the source, or of a device behind it. */
  device: keptText<DeviceId>(),
  /** The newest version that it has heard, where it says so. */
  version: z.number().exactOptional(),
  /** By name; of a switch 0 or 1. */
  values: z.record(z.string(), z.number()).readonly(),
  /** Why it did not take that version. */
  refused: z.string().exactOptional(),
  /** When the edge received it. */
  at: instantSchema,
})

export interface ConfigurationReport extends z.output<typeof configurationReportSchema> {}

/** What comes up from devices beside what they measure. */
export type Answer = CommandReply | ConfigurationReport
