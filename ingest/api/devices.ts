import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import { deviceIdSchema } from '../../core/identity.ts'
import { kindNames } from '../../core/kinds.ts'
import { newCredential } from '../credentials.ts'
import { referenceSystems } from '../device-row.ts'
import { importCsv, importGeoJson, type Imported, type ImportContext } from '../import.ts'
import { administrators, readers, type IngestApiDependencies } from './dependencies.ts'
import {
  deviceParams,
  devicePlace,
  deviceView,
  limitSchema,
  placeOf,
  selectionSchema,
  viewOf,
} from './schemas.ts'

const tags = ['devices']
const longestImport = 32 * 1_024 * 1_024

const filterQuery = z.object({
  kind: z.enum(kindNames).optional(),
  cell: selectionSchema.shape.cell,
  active: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
  after: deviceIdSchema.optional().describe('The id to go on after'),
})
const listQuery = filterQuery.extend({ limit: limitSchema(100, 1_000) })
const placesQuery = filterQuery.extend({ limit: limitSchema(10_000, 10_000) })

const importQuery = z.object({
  format: z.enum(['csv', 'geojson']),
  crs: z.enum(referenceSystems).default('wgs84'),
  dryRun: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
})

export const deviceRoutes =
  ({ access, registry, directory, grid, observer }: IngestApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    server.addContentTypeParser(
      ['text/csv', 'application/geo+json'],
      { parseAs: 'string', bodyLimit: longestImport },
      (_request, body, done) => {
        done(null, body)
      },
    )

    server.get(
      '/v1/devices',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'Registered devices by id',
          tags,
          querystring: listQuery,
          response: {
            200: z.object({ devices: z.array(deviceView), after: z.string().optional() }),
          },
        },
      },
      async ({ query }) => {
        await directory.follow()
        const { rows, next } = pageOf(directory, query)
        const devices = rows.map((row) => viewOf(row.device, row.credential !== undefined))
        return { devices, ...next }
      },
    )

    server.get(
      '/v1/devices-places',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'Where devices are, by id: what a map needs of them',
          description: 'Degrees have six decimals, which is eleven centimetres.',
          tags,
          querystring: placesQuery,
          response: {
            200: z.object({ devices: z.array(devicePlace), after: z.string().optional() }),
          },
        },
      },
      async ({ query }) => {
        await directory.follow()
        const { rows, next } = pageOf(directory, query)
        return { devices: rows.map(({ device }) => placeOf(device)), ...next }
      },
    )

    server.get(
      '/v1/devices/:id',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'One device',
          tags,
          params: deviceParams,
          response: { 200: deviceView },
        },
      },
      async ({ params: { id } }) => {
        await directory.follow()
        const row = directory.get(id)
        if (row === undefined)
          throw new UrbanBrainError('device-unknown', `${id} is not registered`)
        return viewOf(row.device, row.credential !== undefined)
      },
    )

    server.post(
      '/v1/devices/import',
      {
        bodyLimit: longestImport,
        onRequest: access.allow(...administrators),
        schema: {
          summary: 'Import devices from CSV or GeoJSON, all or none',
          description:
            'The body is the file, as text/csv, text/plain, application/geo+json or application/json.',
          tags,
          querystring: importQuery,
          body: z.union([z.string(), z.looseObject({})]),
          response: { 200: z.object({ devices: z.int(), dryRun: z.boolean() }) },
        },
      },
      async ({ query: { format, crs, dryRun }, body }) => {
        await directory.follow()
        const context = { crs, grid, registered: directory }
        const { devices, mistakes } = imported(format, body, context)
        if (mistakes.length > 0) {
          const message = `the file has ${mistakes.length} mistake(s), nothing was imported`
          throw new UrbanBrainError('import-invalid', message, { details: mistakes })
        }
        if (!dryRun) {
          await registry.put(devices)
          await directory.follow()
          observer.emit('ingest.imported', { format }, devices.length)
        }
        return { devices: devices.length, dryRun }
      },
    )

    server.post(
      '/v1/devices/:id/credential',
      {
        onRequest: access.allow(...administrators),
        schema: {
          summary: 'Give a device a new credential; the token is shown this once',
          tags,
          params: deviceParams,
          response: { 200: z.object({ id: z.string(), token: z.string() }) },
        },
      },
      async ({ params: { id } }) => {
        const { token, hash } = newCredential()
        await registry.setCredentials(new Map([[id, hash]]))
        await directory.follow()
        return { id, token }
      },
    )
  }

function imported(format: 'csv' | 'geojson', body: unknown, context: ImportContext): Imported {
  if (format === 'csv') {
    if (typeof body === 'string') return importCsv(body, context)
    return { devices: [], mistakes: ['the body is JSON, not CSV'] }
  }
  if (typeof body !== 'string') return importGeoJson(body, context)
  try {
    return importGeoJson(JSON.parse(body), context)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { devices: [], mistakes: ['the file is not JSON'] }
  }
}

function pageOf(
  directory: IngestApiDependencies['directory'],
  { kind, cell, active, after, limit }: z.output<typeof listQuery>,
) {
  const found = [...directory.values()]
    .filter(
      ({ device }) =>
        (kind === undefined || device.kind === kind) &&
        (cell === undefined || device.cell?.startsWith(cell) === true) &&
        (active === undefined || device.active === active) &&
        (after === undefined || device.id > after),
    )
    .sort((a, b) => (a.device.id < b.device.id ? -1 : 1))
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1)?.device.id : undefined
  return { rows, next: last === undefined ? {} : { after: last } }
}
