import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { people } from '../../core/actor.ts'
import type { City } from '../../core/city.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { inForce } from '../../core/vocabulary.ts'
import { categoryWords } from '../../core/categories.ts'
import { textOf } from '../../core/text-file.ts'
import { openCityMap } from './city-map.ts'
import type { ConsoleConfig } from './console-config.ts'
import { citySchema, tileParamsSchema, tileQuerySchema } from './contract.ts'
import { boundsOf } from './decide/city-map.ts'

export interface CityRoutesOptions {
  readonly access: Access
  readonly city: City
  /** The city folder. */
  readonly folder: string
  readonly config: ConsoleConfig
}

const tags = ['city']
const fresh = 'private, max-age=300'
/** What another map has at another address. */
const lasting = 'private, max-age=31536000, immutable'

/** What a page has to know about the city before it can show anything: names, time zone, kinds, units, the grid. */
export function cityRoutes(options: CityRoutesOptions): FastifyPluginAsyncZod {
  const { access, city, folder, config } = options
  const { tiles, attribution, grafana = '' } = config
  return async (server) => {
    const grid = textOf(await readFile(join(folder, 'grid.geojson')))
    const file = await openCityMap(config.map, folder, boundsOf(JSON.parse(grid)))
    server.addHook('onClose', () => file?.close())
    const words = attribution ?? file?.attribution
    const map = {
      ...(tiles === undefined ? {} : { tiles }),
      ...(file === undefined ? {} : { file: { version: file.version, ...file.zooms } }),
      ...(words === undefined ? {} : { attribution: words }),
    }
    const etag = `"${createHash('sha256').update(grid).digest('hex').slice(0, 16)}"`

    server.get(
      '/v1/city',
      {
        onRequest: access.allowLimited(...people),
        schema: { summary: 'The city and its words', tags, response: { 200: citySchema } },
      },
      async (_request, reply) => {
        reply.header('cache-control', fresh)
        const { name, zone, night } = city
        return {
          name,
          zone,
          night,
          map,
          ...(grafana === '' ? {} : { grafana }),
          kinds: Object.fromEntries(inForce.kinds),
          quantities: Object.fromEntries(inForce.quantities),
          sites: Object.fromEntries(inForce.sites),
          categories: categoryWords(),
        }
      },
    )

    server.get(
      '/v1/grid',
      {
        onRequest: access.allowLimited(...people),
        schema: { summary: 'Grid cells (单元网格) as GeoJSON', tags },
      },
      async (request, reply) => {
        reply.header('cache-control', fresh).header('etag', etag)
        if (request.headers['if-none-match'] === etag) return reply.code(304).send()
        return reply.type('application/geo+json; charset=utf-8').send(grid)
      },
    )

    server.get(
      '/v1/map/:zoom/:column/:row',
      {
        onRequest: access.allowLimited(...people),
        schema: {
          summary: 'Streets, rivers and green under the devices: one vector tile (MVT) of the map',
          description: 'Without content where nothing is drawn.',
          tags,
          params: tileParamsSchema,
          querystring: tileQuerySchema,
        },
      },
      async ({ params, query, headers }, reply) => {
        if (file === undefined) throw new UrbanBrainError('not-found', 'the city gives no map')
        reply.header('cache-control', query.version === file.version ? lasting : fresh)
        reply.header('vary', 'accept-encoding')
        const tile = await file.tile(params)
        if (tile === undefined) return reply.code(204).send()
        reply.type('application/vnd.mapbox-vector-tile')
        if (!/\bgzip\b/.test(headers['accept-encoding'] ?? ''))
          return reply.send(await promisify(gunzip)(tile))
        return reply.header('content-encoding', 'gzip').send(tile)
      },
    )
  }
}
