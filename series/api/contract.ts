/** What the time series takes and answers over HTTP; routes, console and command line have it from here. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { instantSchema, limitSchema, selectionSchema } from '../../core/api-fields.ts'
import { quantitySchema } from '../../core/quantities.ts'
import { parseDuration } from '../../core/time.ts'

const bucketSchema = z.string().transform((text, context) => {
  const milliseconds = /^\d+$/.test(text) ? Number(text) : parseDuration(text)
  if (milliseconds !== undefined && milliseconds >= 1 && Number.isSafeInteger(milliseconds)) {
    return milliseconds
  }
  context.addIssue({ code: 'custom', message: 'a bucket is milliseconds, or like 5m, 1h, 1d' })
  return z.NEVER
})

export const readingsQuerySchema = selectionSchema.extend({
  quantity: quantitySchema.optional(),
  from: instantSchema.optional().describe('Inclusive; a day ago when left out'),
  to: instantSchema.optional().describe('Exclusive; a minute from now when left out'),
  bucket: bucketSchema.optional().describe('Length of a bucket; without it single readings'),
  quality: z.enum(['normal', 'any']).default('normal').describe('Values that enter buckets'),
  limit: limitSchema(1_000, 100_000),
})

export const latestReadingsQuerySchema = selectionSchema.extend({
  since: instantSchema.optional().describe('A day ago when left out'),
  limit: limitSchema(1_000, 100_000),
})

const readingView = z.object({
  id: z.string(),
  device: z.string(),
  kind: z.string().optional(),
  cell: z.string().optional(),
  observedAt: z.number(),
  claimedAt: z
    .number()
    .optional()
    .describe("The device's own instant, where its clock was ahead and observedAt is the receipt"),
  receivedAt: z.number(),
  sequence: z.number().optional(),
  beside: z
    .enum(['part', 'correction'])
    .optional()
    .describe('Another reading of the device at this instant came before'),
  values: z.partialRecord(z.string(), z.number()),
  quality: z.partialRecord(z.string(), z.string()).optional(),
  timing: z.string(),
})

const bucketView = z.object({
  at: z.number(),
  count: z.int(),
  mean: z.number(),
  min: z.number(),
  max: z.number(),
})

export const latestReadingsSchema = z.object({ readings: z.array(readingView) })

export const readingsSchema = z.union([
  z.object({ readings: z.array(readingView) }),
  z.object({ buckets: z.array(bucketView) }),
])

export type Reading = Answered<z.output<typeof readingView>>
export type Bucket = Answered<z.output<typeof bucketView>>
