/** How people are told in person, and what came of it. */
import { z } from 'zod'

import { minuteOfDay } from '../../core/city.ts'
import { escalationBases } from '../../core/escalation-terms.ts'
import { personalChannels, silencedGrades } from '../../core/personal-terms.ts'
import type { Answered } from '../../core/answered.ts'
import { severities } from '../../core/severity.ts'
import { instant } from './contract.ts'

const clockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a clock time is written HH:MM')
const grades = z.array(z.enum(silencedGrades)).max(silencedGrades.length)

const waySchema = z.strictObject({
  channel: z.enum(personalChannels),
  address: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .regex(/^[\x21-\x7e]+$/, 'holds blanks or signs that no address has')
    .optional()
    .describe('Of a webhook its URL; of a robot how the group knows the person'),
  grades: grades.describe('What comes by it; red always does'),
  quietGrades: grades.describe('What comes in quiet hours; red always does'),
})

const chosen = {
  quiet: z
    .strictObject({ from: clockTime, to: clockTime })
    .refine(({ from, to }) => minuteOfDay(from) !== minuteOfDay(to), 'these hours are empty')
    .optional()
    .describe('On the clocks of the city; hours that end before they begin go over midnight'),
  ways: z
    .array(waySchema)
    .max(personalChannels.length)
    .refine(
      (ways) => new Set(ways.map(({ channel }) => channel)).size === ways.length,
      'each channel once',
    )
    .describe(
      'In the order in which they are tried; the console is the last one when it is left out',
    ),
}

export const personalChoiceSchema = z.object({
  ...chosen,
  version: z.int().describe('0: nothing was chosen yet'),
  at: instant.optional(),
  installed: z.array(z.enum(personalChannels)).describe('What there is for this person'),
  origins: z.array(z.string()).describe('Where own addresses may lie'),
  after: z.int().describe('Milliseconds without acceptance until the next way, or person, is told'),
})
export type PersonalChoiceShown = Answered<z.output<typeof personalChoiceSchema>>

export const personalChoiceAskedSchema = z.strictObject({
  ...chosen,
  version: z.int().min(0).describe('The one that was looked at'),
})

export const personParamsSchema = z.object({ name: z.string().max(64) })

export const personalOrdersSchema = z.array(
  z.object({
    case: z.string(),
    title: z.object({ zh: z.string(), en: z.string() }),
    severity: z.enum(severities),
    told: instant,
  }),
)

export const personalReceiptsSchema = z.object({
  receipts: z.array(
    z.object({
      unit: z.string(),
      person: z.string(),
      channel: z.enum(personalChannels),
      of: z
        .enum(escalationBases)
        .describe('The order, or the deadline by whose escalation it came'),
      base: instant.describe('When the order was given, or the deadline ends'),
      order: z.int().optional().describe('Number of the order of the case that it belongs to'),
      told: instant,
      delivered: instant.optional(),
      failed: instant.optional(),
      reason: z.string().optional().describe('Why it could not be brought there'),
      read: instant.optional(),
      accepted: instant.optional().describe('By this person'),
    }),
  ),
  nobody: instant.optional().describe('When it was said that nobody on duty had accepted'),
})
export type PersonalReceiptsShown = Answered<z.output<typeof personalReceiptsSchema>>
