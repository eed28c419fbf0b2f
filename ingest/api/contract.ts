/** What ingest takes and answers over HTTP; routes, console and command line have it from here. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { limitSchema } from '../../core/api-fields.ts'
import { deadLetterReasons } from '../../core/dead-letter.ts'

const partition = z.coerce.number().int().min(0).default(0)
const offset = z.coerce.number().int().min(0)

const filterShape = {
  reason: z.enum(deadLetterReasons).optional(),
  device: z.string().max(64).optional().describe('Source, or device meant'),
}

const letterView = z.object({
  partition: z.int(),
  offset: z.int(),
  reason: z.string(),
  detail: z.string(),
  source: z.string(),
  device: z.string().optional(),
  channel: z.string(),
  topic: z.string(),
  receivedAt: z.number(),
  frame: z.string().describe('Position of the frame, partition:offset'),
  items: z.int().optional().describe('Set when it holds an array of so many items of its frame'),
})
export const deadLetterSchema = letterView.extend({
  body: z.string().describe('Raw bytes in base64'),
})

export const pushParamsSchema = z.object({
  binding: z.string().max(48).describe('Id of the binding'),
})
/** As OneNET asks. */
export const challengeSchema = z.object({
  msg: z.string().min(1).max(256),
  nonce: z.string().max(256),
  signature: z.string().max(64).describe('Base64 of MD5 over token, nonce and msg'),
})
export const challengedSchema = z.custom<Uint8Array>().describe('The msg that was asked')
export const pushedSchema = z.object({ stored: z.literal(true).describe('It is in the log') })

export const redriveSchema = z.union([
  z.strictObject({
    offsets: z.array(z.int().min(0)).min(1).max(1_000),
    partition: z.int().min(0).default(0),
  }),
  z.strictObject({
    ...filterShape,
    before: z.int().min(0).optional(),
    limit: z.int().min(1).max(1_000).default(100),
    partition: z.int().min(0).default(0),
  }),
])

export const deadLetterParamsSchema = z.object({ offset })
export const deadLetterQuerySchema = z.object({ partition })

export const deadLettersQuerySchema = z.object({
  ...filterShape,
  before: offset.optional().describe('The offset to go on before'),
  limit: limitSchema(100, 1_000),
  partition,
})

export const deadLettersPageSchema = z.object({
  deadLetters: z.array(letterView),
  before: z.int().optional(),
})

export const redrivenSchema = z.object({
  redriven: z.int(),
  skipped: z.array(z.int()).describe('Offsets of letters that are never put back'),
  before: z.int().optional().describe('Where a filter has to go on'),
})

export const accountingSchema = z.object({
  frames: z.int(),
  redriven: z.int().describe('Of the frames, those put back from the dead letters'),
  items: z.int(),
  readings: z.int(),
  parts: z
    .int()
    .describe('Of the readings, those with other quantities of an instant already told'),
  corrections: z
    .int()
    .describe('Of the readings, those with another value for an instant already told'),
  duplicates: z.int(),
  deadLetters: z.int().describe('Items; a dead letter holds one, or says how many'),
  statuses: z.int(),
  balanced: z.boolean(),
  lag: z.int().describe('Records of the log (frames and ticks) still to be worked off'),
})

/** Without its bytes, as lists show it. */
export type DeadLetterHead = DeadLettersPage['deadLetters'][number]
export type DeadLetter = Answered<z.output<typeof deadLetterSchema>>
export type DeadLettersPage = Answered<z.output<typeof deadLettersPageSchema>>
export type Redrive = Answered<z.input<typeof redriveSchema>>
export type Redriven = Answered<z.output<typeof redrivenSchema>>
