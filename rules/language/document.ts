/**
 * The shape of a rule document; docs/rules.md explains every word. What a schema cannot see (names in conditions, order
 * of severities, units of aggregates) is checked in check.ts.
 */
import { z } from 'zod'

import { severities } from '../../core/severity.ts'
import { noiseZones } from '../../core/device.ts'
import { ruleIdSchema } from '../../core/identity.ts'
import { kindSchema } from '../../core/kinds.ts'
import { works } from '../../core/case-terms.ts'
import { weekHoursText } from '../../core/week-hours.ts'
import { origin } from './certainty.ts'
import { entryName, entrySchema } from './entry-document.ts'
import { limitName } from './limits.ts'
import { linkDocument } from './link-document.ts'
import { excerpt, wrong } from './mistake-words.ts'
import { parseSpan, span, spanText } from './span.ts'

/** Hours, or the name of a schedule of limits.yaml. */
const absenceHours = z.union([limitName, weekHoursText], {
  error: ({ input }) => wrong('hoursOrSchedule', { text: excerpt(input) }).en,
})

export const periods = spanText
  .regex(/^\s*(\d+(\.\d+)? periods?|(\d+(\.\d+)?(ms|s|m|h|d))+)\s*$/, {
    error: ({ input }) => wrong('periods', { text: excerpt(input) }).en,
    abort: true,
  })
  .transform((text): { periods: number } | { ms: number } => {
    const ms = parseSpan(text)
    return ms === undefined ? { periods: Number.parseFloat(text) } : { ms }
  })

export const filing = z.enum(['automatic', 'confirm', 'none'])
export const limit = z
  .string()
  .regex(
    /^\d+(\.\d+)? ((urgent|working) hours?|(working|natural) days?|minutes?)$/,
    wrong('limitForm').en,
  )

const levelSchema = z.strictObject({
  severity: z.enum(severities),
  when: z.string().min(1).optional(),
  absence: z
    .strictObject({ after: periods, atLeast: span.optional(), hours: absenceHours.optional() })
    .optional(),
  clear: z.string().min(1).optional(),
  hold: span.default(0),
  clearHold: span.default(0),
  /** While it stands at this level it says so again each time. */
  remind: span.refine((ms) => ms >= 600_000, { error: wrong('reminderLength').en }).optional(),
  /** Instead of the case's own, from this level on. */
  filing: filing.optional(),
  limit: limit.optional(),
})

const categoryCode = z.string().regex(/^\d{4}$/, wrong('categoryForm').en)
const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1).max(16)])

export const title = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })

export const caseSchema = z.strictObject({
  work: z.enum(works).default('incident'),
  category: z.union(
    [
      categoryCode,
      /** Digits 7-10 of the device's component code, `otherwise` for a device without one. */
      z.strictObject({ from: z.literal('component'), otherwise: categoryCode }),
    ],
    wrong('categoryOrComponent').en,
  ),
  filing: filing.default('automatic'),
  limit,
  lead: z.string().min(1).max(32),
})

/** Each of them is kept for each device. */
const mostEntries = 32

export const ruleSchema = z.strictObject({
  id: ruleIdSchema,
  title,
  /** For people: why the rule is as it is, with sources. Not part of its meaning. */
  note: z.string().optional(),
  /** Standard and clause the rule follows, and how sure it is that they say so. No part of its meaning either. */
  source: origin.source.optional(),
  sourceZh: origin.sourceZh,
  certainty: origin.certainty.optional(),
  on: z.strictObject({
    kind: kindSchema,
    site: oneOrMore(z.string()).optional(),
    zone: oneOrMore(z.enum(noiseZones)).optional(),
  }),
  let: z
    .record(entryName, entrySchema)
    .refine((entries) => Object.keys(entries).length <= mostEntries, {
      error: wrong('mostEntries', { most: mostEntries }).en,
    })
    .default({}),
  levels: z.array(levelSchema).min(1).max(severities.length),
  cooldown: span.default(0),
  /** So many times raised or cleared `in` a time, and the alarm clears only after `hold` of calm. */
  flapping: z
    .strictObject({ changes: z.number().int().min(3).max(16), in: span, hold: span })
    .optional(),
  late: z.enum(['ignore', 'amend', 'historical']).default('ignore'),
  /** Every reading is judged at its receipt, whatever instant its device gave. Absent means when it was observed. */
  time: z.literal('receipt').optional(),
  link: linkDocument.optional(),
  case: caseSchema.extend({
    /** Of a fault of the sensor: categories in which nothing of the device is a case while it stands. */
    holdsBack: z
      .array(z.string().regex(/^(\d{4}|\d{1,3}\*)$/, wrong('heldBackForm').en))
      .min(1)
      .max(32)
      .optional(),
  }),
})

export type RuleDocument = z.output<typeof ruleSchema>
export type LevelDocument = RuleDocument['levels'][number]
