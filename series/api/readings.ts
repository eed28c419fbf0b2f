import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { quantities, type Quantity } from '../../core/quantities.ts'
import type { SeriesStore } from '../../core/series.ts'
import { days, parseDuration, plus, zoneOffset, type Clock } from '../../core/time.ts'
import { readerRoles } from '../../core/actor.ts'
import { instantSchema, limitSchema, selectionOf, selectionSchema } from '../../core/api-fields.ts'

export interface SeriesApiDependencies {
  readonly access: Access
  readonly clock: Clock
  readonly series: SeriesStore
  /** IANA zone of the city: days in the readings begin at its midnight. */
  readonly zone: string
}

const tags = ['readings']

const bucketSchema = z.string().transform((text, context) => {
  const milliseconds = /^\d+$/.test(text) ? Number(text) : parseDuration(text)
  if (milliseconds !== undefined && milliseconds >= 1 && Number.isSafeInteger(milliseconds)) {
    return milliseconds
  }
  context.addIssue({ code: 'custom', message: 'a bucket is milliseconds, or like 5m, 1h, 1d' })
  return z.NEVER
})

const query = selectionSchema.extend({
  quantity: z.enum(Object.keys(quantities) as [Quantity, ...Quantity[]]).optional(),
  from: instantSchema.optional().describe('Inclusive; a day ago when left out'),
  to: instantSchema.optional().describe('Exclusive; a minute from now when left out'),
  bucket: bucketSchema.optional().describe('Length of a bucket; without it single readings'),
  quality: z.enum(['normal', 'any']).default('normal').describe('Values that enter buckets'),
  limit: limitSchema(1_000, 100_000),
})

const latestQuery = selectionSchema.extend({
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
  values: z.record(z.string(), z.number()),
  quality: z.record(z.string(), z.string()).optional(),
  timing: z.string(),
})

const bucketView = z.object({
  at: z.number(),
  count: z.int(),
  mean: z.number(),
  min: z.number(),
  max: z.number(),
})

export function readingRoutes(dependencies: SeriesApiDependencies): FastifyPluginAsyncZod {
  const { access, series, clock, zone } = dependencies
  const offsetAt = zoneOffset(zone)
  return async (server) => {
    server.get(
      '/v1/readings',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'Readings, newest first, or their buckets in the order of time',
          description:
            'A bucket holds mean, least, greatest and count; the mean of levels in decibels is the energy mean.',
          tags,
          querystring: query,
          response: {
            200: z.union([
              z.object({ readings: z.array(readingView) }),
              z.object({ buckets: z.array(bucketView) }),
            ]),
          },
        },
      },
      async ({ query: { quantity, bucket, quality, limit, ...rest } }) => {
        const now = clock.now()
        const from = rest.from ?? plus(now, -days(1))
        const to = rest.to ?? plus(now, 60_001)
        const selected = { ...selectionOf(rest), from, to, limit }
        if (bucket === undefined) {
          const found = await series.readings({
            ...selected,
            ...(quantity === undefined ? {} : { quantity }),
          })
          return { readings: found.map((reading) => ({ ...reading })) }
        }
        if (quantity === undefined) {
          throw new UrbanBrainError('request-invalid', 'quantity: buckets are of one quantity')
        }
        // Zones without daylight saving have one offset; elsewhere that of the range's end is taken for all of it.
        const offset = offsetAt(to)
        const found = await series.buckets({ ...selected, quantity, bucket, offset, quality })
        return { buckets: [...found] }
      },
    )

    server.get(
      '/v1/readings/latest',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'The newest reading of each device',
          tags,
          querystring: latestQuery,
          response: { 200: z.object({ readings: z.array(readingView) }) },
        },
      },
      async ({ query: { since, limit, ...rest } }) => {
        const found = await series.latest({
          ...selectionOf(rest),
          since: since ?? plus(clock.now(), -days(1)),
          limit,
        })
        return { readings: found.map((reading) => ({ ...reading })) }
      },
    )
  }
}
