/** The shape of a rule over an area: it is told from one on devices by the word `over`. */
import { z } from 'zod'

import { ruleIdSchema } from '../../core/identity.ts'
import { severities } from '../../core/severity.ts'
import { origin } from './certainty.ts'
import { caseSchema, filing, limit, title } from './document.ts'
import { entryName } from './entry-document.ts'
import { excerpt, wrong } from './mistake-words.ts'
import { span } from './span.ts'

const metres = z.string().transform((text, context): number => {
  const match = /^(\d+(?:\.\d+)?) ?(m|km)$/.exec(text.trim())
  const length = Number(match?.[1]) * (match?.[2] === 'km' ? 1_000 : 1)
  if (length >= 1 && length <= 100_000) return length
  context.addIssue(wrong('distance', { text: excerpt(text) }).en)
  return z.NEVER
})

const part = z.string().transform((text, context): number => {
  const percent = Number(/^(\d+(?:\.\d+)?)%$/.exec(text.trim())?.[1])
  if (percent > 0 && percent <= 100) return percent / 100
  context.addIssue(wrong('share', { text: excerpt(text) }).en)
  return z.NEVER
})

/** Of the code of a cell, how many digits are the area. */
export const cellDigits = { district: 6, street: 9, community: 12, cell: 15 } as const
export const areaWords = [
  'district',
  'street',
  'community',
  'cell',
  'gateway',
  'site',
  'catchment',
  'power',
] as const

const over = z.union(
  [
    z.enum(areaWords),
    z.strictObject({ radius: metres }),
    z.strictObject({
      around: z
        .array(
          z.strictObject({
            name: ruleIdSchema,
            longitude: z.number().min(-180).max(180),
            latitude: z.number().min(-90).max(90),
          }),
        )
        .min(1)
        .max(64),
      radius: metres,
    }),
  ],
  wrong('over', { areas: areaWords.join(', ') }).en,
)

const conditions = ['devices', 'share', 'worst', 'sum'] as const

const levelSchema = z
  .strictObject({
    severity: z.enum(severities),
    devices: z.number().int().min(1).max(10_000).exactOptional(),
    share: part.exactOptional(),
    from: z.enum(severities).exactOptional(),
    worst: z.enum(severities).exactOptional(),
    sum: z
      .record(entryName, z.number())
      .refine((sums) => Object.keys(sums).length > 0, wrong('namesNothing').en)
      .exactOptional(),
    hold: span.exactOptional(),
    clearHold: span.exactOptional(),
    filing: filing.exactOptional(),
    limit: limit.exactOptional(),
  })
  .refine((level) => conditions.some((word) => level[word] !== undefined), {
    error: wrong('needsOneOf', { words: conditions.join(', ') }).en,
  })

export const areaRuleSchema = z.strictObject({
  id: ruleIdSchema,
  title,
  /** For people: why the rule is as it is, with sources. Not part of its meaning. */
  note: z.string().optional(),
  source: origin.source.optional(),
  sourceZh: origin.sourceZh,
  certainty: origin.certainty.optional(),
  over,
  /** The rules on devices whose standing alarms count. */
  alarms: z.array(ruleIdSchema).min(1).max(16),
  levels: z.array(levelSchema).min(1).max(severities.length),
  case: caseSchema,
})

export type AreaDocument = z.output<typeof areaRuleSchema>
