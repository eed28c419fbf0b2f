import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { people } from '../../core/actor.ts'
import type { City } from '../../core/city.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { inForce } from '../../core/vocabulary.ts'
import { categoryWords } from '../../core/categories.ts'
import { textOf } from '../../core/text-file.ts'
import { loadCityMap } from './city-map.ts'
import type { ConsoleConfig } from './console-config.ts'
import { citySchema } from './contract.ts'
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

/** What a page has to know about the city before it can show anything: names, time zone, kinds, units, the grid. */
export function cityRoutes(options: CityRoutesOptions): FastifyPluginAsyncZod {
  const { access, city, folder, config } = options
  const { tiles, attribution, grafana = '' } = config
  return async (server) => {
    const grid = textOf(await readFile(join(folder, 'grid.geojson')))
    const file = await loadCityMap(config.map, folder, boundsOf(JSON.parse(grid)))
    const words = attribution ?? file?.attribution
    const map = {
      ...(tiles === undefined ? {} : { tiles }),
      ...(file === undefined ? {} : { file: true }),
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
      '/v1/map',
      {
        onRequest: access.allowLimited(...people),
        schema: {
          summary: 'Streets, rivers and green under the devices, as the city gives them (GeoJSON)',
          tags,
        },
      },
      async (request, reply) => {
        if (file === undefined) throw new UrbanBrainError('not-found', 'the city gives no map')
        reply.header('cache-control', fresh).header('etag', file.etag)
        if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
        const { body, encoding } = file.bytes(request.headers['accept-encoding'])
        if (encoding !== undefined) reply.header('content-encoding', encoding)
        reply.header('vary', 'accept-encoding')
        return reply.type('application/geo+json; charset=utf-8').send(body)
      },
    )
  }
}
