/**
 * The shape of a rule document; docs/rules.md explains every word. What a schema cannot see (names in conditions, order
 * of severities, units of aggregates) is checked in check.ts.
 */
import { z } from 'zod'

import { severities } from '../../core/severity.ts'
import { noiseZones } from '../../core/device.ts'
import { ruleIdSchema } from '../../core/identity.ts'
import { kindSchema } from '../../core/kinds.ts'
import { quantitySchema } from '../../core/quantities.ts'
import { parseDuration } from '../../core/time.ts'
import { works } from '../../core/case-terms.ts'

/** `90s`, `5m`, and sums of them such as `1h30m`; milliseconds, undefined when it is none. */
export function parseSpan(text: string): number | undefined {
  const parts = text.trim().match(/\d+(?:\.\d+)?(?:ms|s|m|h|d)/g)
  if (parts === null || parts.join('') !== text.trim()) return undefined
  return parts.reduce((sum, part) => sum + (parseDuration(part) ?? 0), 0)
}

/** Longer than anybody writes; what looks for the parts of one is quadratic. */
export const spanText = z.string().max(64)

const span = spanText.transform((text, context): number => {
  const parsed = parseSpan(text)
  if (parsed !== undefined) return parsed
  context.addIssue(`'${text}' is not a duration such as 90s, 5m or 1h30m`)
  return z.NEVER
})
const length = span.refine((ms) => ms >= 1_000 && ms <= 86_400_000 * 2, {
  error: 'must be between 1s and 2d',
})

export const aggregates = [
  'mean',
  'leq',
  'min',
  'max',
  'median',
  'sum',
  'count',
  'spread',
  'slope',
] as const
export type Aggregate = (typeof aggregates)[number]

const name = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9_]{0,31}$/,
    'a name has letters, digits and _, and starts with a small letter',
  )

/**
 * Samples a window must hold before it has a value: a number, which falls to what a slower device can give, or a share
 * of what the device's period promises.
 */
const minimumSchema = z.union([
  z.number().int().min(1),
  z
    .string()
    .regex(/^(100|[1-9]?\d)%$/, 'a minimum is a number of samples or a percentage such as 75%')
    .transform((text) => ({ share: Number(text.slice(0, -1)) / 100 })),
])

export const windowSchema = z.strictObject({
  of: quantitySchema,
  aggregate: z.enum(aggregates),
  window: length,
  per: length.optional(),
  min: minimumSchema.optional(),
  /** The window starts empty with each day and each night of the city. */
  within: z.literal('period').optional(),
})

const clockHours = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'hours are written HH:MM-HH:MM')

const periods = spanText.transform((text, context): { periods: number } | { ms: number } => {
  const match = /^(\d+(?:\.\d+)?) periods?$/.exec(text.trim())
  if (match !== null) return { periods: Number(match[1]) }
  const ms = parseSpan(text)
  if (ms !== undefined) return { ms }
  context.addIssue(`'${text}' is neither a duration nor a number of periods such as '2 periods'`)
  return z.NEVER
})

const filing = z.enum(['automatic', 'confirm', 'none'])
const limit = z
  .string()
  .regex(
    /^\d+(\.\d+)? ((urgent|working) hours?|(working|natural) days?|minutes?)$/,
    'a limit is written `2 urgent hours`, `4 working hours`, `1 working day`, `3 natural days` or `30 minutes`',
  )

const levelSchema = z.strictObject({
  severity: z.enum(severities),
  when: z.string().min(1).optional(),
  absence: z
    .strictObject({ after: periods, atLeast: span.optional(), hours: clockHours.optional() })
    .optional(),
  clear: z.string().min(1).optional(),
  hold: span.default(0),
  clearHold: span.default(0),
  /** Instead of the case's own, from this level on. */
  filing: filing.optional(),
  limit: limit.optional(),
})

const categoryCode = z.string().regex(/^\d{4}$/, 'a category has four digits, in quotes')
const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1).max(16)])

/** Each of them is kept for each device. */
const mostWindows = 32

export const ruleSchema = z.strictObject({
  id: ruleIdSchema,
  title: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  /** For people: why the rule is as it is, with sources. Not part of its meaning. */
  note: z.string().optional(),
  on: z.strictObject({
    kind: kindSchema,
    site: oneOrMore(z.string()).optional(),
    zone: oneOrMore(z.enum(noiseZones)).optional(),
  }),
  let: z
    .record(name, windowSchema)
    .refine((windows) => Object.keys(windows).length <= mostWindows, {
      error: `has more than ${mostWindows} windows`,
    })
    .default({}),
  levels: z.array(levelSchema).min(1).max(severities.length),
  cooldown: span.default(0),
  late: z.literal('ignore').default('ignore'),
  case: z.strictObject({
    work: z.enum(works).default('incident'),
    category: z.union(
      [
        categoryCode,
        /** Digits 7-10 of the device's component code, `otherwise` for a device without one. */
        z.strictObject({ from: z.literal('component'), otherwise: categoryCode }),
      ],
      'a category has four digits, in quotes, or is { from: component, otherwise: "0123" }',
    ),
    filing: filing.default('automatic'),
    limit,
    lead: z.string().min(1).max(32),
  }),
})

export type RuleDocument = z.output<typeof ruleSchema>
export type WindowDocument = RuleDocument['let'][string]
export type LevelDocument = RuleDocument['levels'][number]
