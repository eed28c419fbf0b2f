/** The shape of an entry of `let`; docs/rules.md explains every word. */
import { z } from 'zod'

import { calendarUnits, type CalendarUnit } from '../judging/city-clock.ts'
import { aggregates } from './aggregates.ts'
import { wrong } from './mistake-words.ts'
import { parseSpan, span, spanText } from './span.ts'

const day = 86_400_000
const length = span.refine((ms) => ms >= 1_000 && ms <= 2 * day, {
  error: wrong('between1sAnd2d').en,
})

/** Windows of the clock are counted from midnight. */
const part = span.refine((ms) => ms >= 60_000 && ms <= day && day % ms === 0, {
  error: wrong('partOfDay').en,
})

export const entryName = z.string().regex(/^[a-z][A-Za-z0-9_]{0,31}$/, wrong('entryName').en)

/**
 * Samples a window must hold before it has a value: a number, which falls to what a slower device can give, or a share
 * of what the device's period promises.
 */
const minimum = z.union([
  z.number().int().min(1),
  z
    .string()
    .regex(/^(100|[1-9]?\d)%$/, wrong('minimumForm').en)
    .transform((text) => ({ share: Number(text.slice(0, -1)) / 100 })),
])

const condition = z.string().min(1)

const windowSchema = z.strictObject({
  of: entryName,
  aggregate: z.enum(aggregates),
  /** One of the three: sliding, one behind the other by the city's clock, or as long as samples come. */
  window: length.optional(),
  every: part.optional(),
  session: length.optional(),
  per: length.optional(),
  p: z.number().gt(0).lt(100).optional(),
  min: minimum.optional(),
  /** The window starts empty with each day and each night of the city. */
  within: z.literal('period').optional(),
  where: condition.optional(),
})

const extent = spanText.transform((text, context): CalendarUnit | number => {
  const unit = calendarUnits.find((one) => one === text)
  const ms = unit ?? parseSpan(text)
  if (typeof ms === 'string' || (ms !== undefined && ms >= 1_000 && ms <= 7 * day)) return ms
  context.addIssue(wrong('extent', { text, units: calendarUnits.join(', ') }).en)
  return z.NEVER
})

const countSchema = z.strictObject({
  count: condition,
  /** One of the two. */
  last: z.number().int().min(2).max(30).optional(),
  in: extent.optional(),
  of: z.enum(['readings', 'exceedances']).optional(),
})

const changeSchema = z.strictObject({
  of: entryName,
  change: z.enum(['jump', 'rate', 'flat', 'baseline', 'drift', 'outOfRange']),
  per: length.optional(),
  tolerance: z.number().min(0).optional(),
  days: z.number().int().min(3).max(90).optional(),
  where: condition.optional(),
})

const sequenceSchema = z.strictObject({
  sequence: z.strictObject({
    first: condition,
    next: condition,
    within: span.refine((ms) => ms >= 1_000 && ms <= 7 * day, {
      error: wrong('between1sAnd7d').en,
    }),
  }),
})

export type WindowDocument = z.output<typeof windowSchema>
export type CountDocument = z.output<typeof countSchema>
export type ChangeDocument = z.output<typeof changeSchema>
export type SequenceDocument = z.output<typeof sequenceSchema>
export type EntryDocument = WindowDocument | CountDocument | ChangeDocument | SequenceDocument

const schemaOf = (value: unknown): z.ZodType<EntryDocument> => {
  const has = (word: string) => typeof value === 'object' && value !== null && word in value
  if (has('count')) return countSchema
  if (has('sequence')) return sequenceSchema
  return has('change') ? changeSchema : windowSchema
}

export const entryForms = [windowSchema, countSchema, changeSchema, sequenceSchema] as const

/** Its first word says what an entry is, and so what it may say besides. */
export const entrySchema = z.unknown().transform((value, context): EntryDocument => {
  const parsed = schemaOf(value).safeParse(value)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues) {
    context.issues.push({ code: 'custom', path, message, input: value })
  }
  return z.NEVER
})
