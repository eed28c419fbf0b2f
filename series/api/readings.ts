import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Selection, SeriesStore, StoredReading } from '../../core/series.ts'
import { newestFirst } from '../../core/newest-first.ts'
import { isLimited, scopeOf, type Scope } from '../../core/scope.ts'
import { days, plus, zoneOffset, type Clock } from '../../core/time.ts'
import { readerRoles } from '../../core/actor.ts'
import { selectionOf } from '../../core/api-fields.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { seesDevice, visibleDevice } from '../../runtime/visible-device.ts'
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
  readonly directory: Pick<DeviceDirectory, 'get' | 'follow'>
  /** IANA zone of the city: days in the readings begin at its midnight. */
  readonly zone: string
}

const tags = ['readings']

export function readingRoutes(dependencies: SeriesApiDependencies): FastifyPluginAsyncZod {
  const { access, series, clock, zone, directory } = dependencies
  const offsetAt = zoneOffset(zone)

  /** What the caller may ask of it: nothing else of a device, and of many what lies in each area. */
  const askedOf = async (request: object, selection: Selection) => {
    const actor = access.actor(request)
    const scope = scopeOf(actor)
    const limited = scope.areas !== undefined || scope.unit !== undefined
    if (!limited) return { selections: [selection], seen: () => true }
    await directory.follow()
    if (selection.device !== undefined) visibleDevice(directory, selection.device, actor)
    return {
      selections: selection.device === undefined ? inAreas(scope, selection) : [selection],
      seen: ({ device }: { readonly device: string }) => seesDevice(actor, directory.get(device)),
    }
  }

  return async (server) => {
    server.get(
      '/v1/readings',
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary: 'Readings, newest first, or their buckets in the order of time',
          description:
            'A bucket holds mean, least, greatest and count; the mean of levels in decibels is the energy mean.',
          tags,
          querystring: readingsQuerySchema,
          response: { 200: readingsSchema },
        },
      },
      async (request) => {
        const { quantity, bucket, quality, limit, ...rest } = request.query
        const now = clock.now()
        const from = rest.from ?? plus(now, -days(1))
        const to = rest.to ?? plus(now, 60_001)
        const { selections, seen } = await askedOf(request, selectionOf(rest))
        if (bucket === undefined) {
          const measured = quantity === undefined ? {} : { quantity }
          const found = await Promise.all(
            selections.map((selected) =>
              series.readings({ ...selected, ...measured, from, to, limit }),
            ),
          )
          return { readings: answered(together(found, seen, 'id'), limit) }
        }
        if (quantity === undefined) {
          throw new UrbanBrainError('request-invalid', 'quantity: buckets are of one quantity')
        }
        const [selected = selectionOf(rest)] = selections
        if (selected.device === undefined && isLimited(access.actor(request)))
          throw new UrbanBrainError('request-invalid', 'device: you see buckets of one device')
        // Zones without daylight saving have one offset; elsewhere that of the range's end is taken for all of it.
        const offset = offsetAt(to)
        const found = await series.buckets({
          ...selected,
          from,
          to,
          limit,
          quantity,
          bucket,
          offset,
          quality,
        })
        return { buckets: [...found] }
      },
    )

    server.get(
      '/v1/readings/latest',
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary: 'The newest reading of each device',
          tags,
          querystring: latestReadingsQuerySchema,
          response: { 200: latestReadingsSchema },
        },
      },
      async (request) => {
        const { since = plus(clock.now(), -days(1)), limit, ...rest } = request.query
        const { selections, seen } = await askedOf(request, selectionOf(rest))
        const found = await Promise.all(
          selections.map((selected) => series.latest({ ...selected, since, limit })),
        )
        const latest = together(found, seen, 'device')
        const ordered = latest.toSorted((a, b) => (a.device < b.device ? -1 : 1))
        return { readings: answered(ordered, limit) }
      },
    )
  }
}

/** Of each area that the caller sees what was asked for. */
const inAreas = ({ areas }: Scope, { cell = '', ...rest }: Selection): readonly Selection[] =>
  areas === undefined
    ? [cell === '' ? rest : { ...rest, cell }]
    : areas.flatMap((area) => {
        if (cell.startsWith(area)) return [{ ...rest, cell }]
        return area.startsWith(cell) ? [{ ...rest, cell: area }] : []
      })

/** Areas that hold one another give a reading twice, and a device that was moved stands in two. */
const together = (
  found: readonly (readonly StoredReading[])[],
  seen: (reading: StoredReading) => boolean,
  one: 'id' | 'device',
): readonly StoredReading[] => {
  if (found.length === 1) return found.flatMap((some) => some.filter(seen))
  const newest = new Map<string, StoredReading>()
  for (const reading of found.flat().filter(seen).toSorted(newestFirst))
    if (!newest.has(reading[one])) newest.set(reading[one], reading)
  return [...newest.values()]
}

const answered = (readings: readonly StoredReading[], limit: number) =>
  readings.slice(0, limit).map((reading) => ({ ...reading }))
