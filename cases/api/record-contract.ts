/** What the API takes and answers of the record of all cases, and of what vouches for it. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { instant } from './contract.ts'

const recordFaults = [
  'changed',
  'missing',
  'inserted',
  'moved',
  'not-in-register',
  'photo-damaged',
  'not-as-sealed',
  'rolled-back',
  'seal-missing',
  'seal-damaged',
  'seal-foreign',
  'seal-differs',
] as const

const checkSchema = z.object({
  cases: z.int(),
  events: z.int(),
  seals: z.int(),
  sealed: z.int().describe('How many of the events are sealed'),
  evaluations: z
    .int()
    .describe(
      'Events of frozen evaluations, audits of what was not filed, administrative acts and hand-overs',
    ),
  looks: z.int().describe('Looks at personal data'),
  faults: z
    .array(
      z.object({
        fault: z.enum(recordFaults),
        case: z.string().exactOptional(),
        evaluation: z
          .string()
          .exactOptional()
          .describe(
            'A frozen evaluation; `audit/` and an audit of what was not filed; `acts/` and a day of administrative acts; `hand-over/`, a desk and a shift',
          ),
        version: z.int().exactOptional().describe('Of the case or the evaluation'),
        page: z.int().exactOptional().describe('Of what was frozen with that version'),
        look: z.int().exactOptional().describe('Number of a look at personal data'),
        seal: z.int().exactOptional().describe('Number of the seal'),
      }),
    )
    .readonly()
    .describe('The first thousand'),
})

export const sealsQuerySchema = z.strictObject({
  after: z.coerce.number().int().min(0).default(0).describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})
/** As it was signed: what it holds besides is part of it. */
const sealSchema = z.looseObject({
  type: z.literal('case-seal'),
  number: z.int(),
  at: instant,
  events: z.int().describe('How many events the record had'),
  sequence: z.int().describe('Of the last event that it covers'),
  record: z.string().describe('SHA-256 over the hashes of the events since the seal before'),
  previous: z.string().describe('SHA-256 of the seal before'),
  key: z.string().describe('Public key: 32 bytes of Ed25519 in base64'),
  signature: z.string().describe('Over all else, as canonical JSON'),
})
export const sealsPageSchema = z.object({
  items: z.array(sealSchema).readonly(),
  next: z.int().optional(),
})

export const recordSchema = z.object({
  running: z.object({ startedAt: instant, events: z.int() }).optional(),
  last: z
    .object({
      startedAt: instant,
      endedAt: instant,
      message: z.string().optional().describe('Why the check could not be ended'),
      check: checkSchema.optional(),
    })
    .optional(),
  key: z.string().describe('Public key of this process: 32 bytes of Ed25519 in base64'),
})

export const acceptSchema = z.strictObject({
  reason: z.string().trim().min(1).max(500).describe('Why the record is not what was sealed'),
})

export const acceptedSchema = z.object({ seal: z.int(), events: z.int() })

export type CaseSeals = z.output<typeof sealsPageSchema>
export type CaseRecord = Answered<z.output<typeof recordSchema>>
