import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { SeriesStore } from '../../core/series.ts'
import { days, plus, zoneOffset, type Clock } from '../../core/time.ts'
import { readerRoles } from '../../core/actor.ts'
import { selectionOf } from '../../core/api-fields.ts'
import {
  latestReadingsQuerySchema,
  latestReadingsSchema,
  readingsQuerySchema,
  readingsSchema,
} from './contract.ts'

export interface SeriesApiDependencies {
  readonly access: Access
  readonly clock: Clock
  readonly series: SeriesStore
  /** IANA zone of the city: days in the readings begin at its midnight. */
  readonly zone: string
}

const tags = ['readings']

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
          querystring: readingsQuerySchema,
          response: { 200: readingsSchema },
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
          querystring: latestReadingsQuerySchema,
          response: { 200: latestReadingsSchema },
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
