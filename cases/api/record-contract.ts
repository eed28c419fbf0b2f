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
  faults: z
    .array(
      z.object({
        fault: z.enum(recordFaults),
        case: z.string().optional(),
        version: z.int().optional(),
        seal: z.int().optional().describe('Number of the seal'),
      }),
    )
    .readonly()
    .describe('The first thousand'),
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

export type CaseRecord = Answered<z.output<typeof recordSchema>>
