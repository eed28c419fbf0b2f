import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { readerRoles } from '../../../core/actor.ts'
import { languageOf } from '../decide/language.ts'
import { seenDevices, type StandardsDeps } from '../standards.ts'
import { collection, entity, named } from './answer.ts'
import { sets } from './decide/model.ts'
import { parseOptions } from './decide/options.ts'
import { parsePathPart } from './decide/resource-path.ts'

const root = '/v1/sensorthings/v1.1'
const tags = ['sensorthings']

const requirements = 'http://www.opengis.net/spec/iot_sensing/1.1/req'
/** What is met as it is written; docs/open-standards.md says of what else there is a part. */
const conformance = [
  'datamodel',
  'request-data/status-code',
  'request-data/query-status-code',
  'request-data/select',
  'request-data/top',
  'request-data/count',
  'request-data/pagination',
].map((each) => `${requirements}/${each}`)

const part = z.string().max(300).describe("`Things`, or `Things('mh-1')`")
const way = z.string().max(300).describe("`Datastreams`, or `Datastreams('mh-1:tilt')`")

const querySchema = z.looseObject({
  $top: z.string().optional().describe('How many; a page has at most 100'),
  $skip: z.string().optional().describe('Of Observations at most 100: follow @iot.nextLink'),
  $count: z.string().optional().describe('`true`: with @iot.count'),
  $filter: z
    .string()
    .max(1_000)
    .optional()
    .describe("`id eq 'mh-1'`; of Observations `phenomenonTime ge 2026-11-30T00:00:00Z and ...`"),
  $orderby: z.string().max(100).optional().describe('Of Observations `phenomenonTime asc`'),
  $select: z.string().max(1_000).optional(),
  $expand: z.string().max(1_000).optional().describe('One level: `Locations,Datastreams($top=5)`'),
  $skiptoken: z.string().max(300).optional().describe('Of @iot.nextLink'),
})

const rootSchema = z.object({
  value: z.array(z.object({ name: z.string(), url: z.string() })),
  serverSettings: z.object({ conformance: z.array(z.string()) }),
})

const answerSchema = z
  .looseObject({
    '@iot.count': z.int().optional(),
    '@iot.nextLink': z.string().optional().describe('There are more'),
    value: z.array(z.looseObject({})).readonly().optional().describe('Of a collection'),
    '@iot.id': z.string().optional().describe('Of an entity'),
  })
  .describe('A page of a collection, or an entity')

/** OGC SensorThings 1.1 Part 1, to be read: devices as things, quantities as datastreams, readings as observations. */
export function sensorThingsRoutes(deps: StandardsDeps): FastifyPluginAsyncZod {
  const { access, clock, series } = deps

  async function answer(request: FastifyRequest, reply: FastifyReply, path: readonly string[]) {
    const language = languageOf(request.headers['accept-language'])
    const devices = await seenDevices(deps, request)
    const asker = {
      ...{ devices, series, language, now: clock.now() },
      root: addressOf(request),
    }
    const found = await named(path.map(parsePathPart), asker)
    const query = z.record(z.string(), z.unknown()).parse(request.query)
    const options = parseOptions('one' in found ? found.one.set : found.set, query)
    reply.header('content-language', language).header('vary', 'accept-language')
    return 'one' in found ? entity(asker, found.one, options) : collection(asker, found, options)
  }

  return async (server) => {
    server.get(
      root,
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary: 'SensorThings: the entity sets, and what is conformed to',
          tags,
          querystring: z.strictObject({}),
          response: { 200: rootSchema },
        },
      },
      (request) => ({
        value: sets.map((name) => ({ name, url: `${addressOf(request)}/${name}` })),
        serverSettings: { conformance },
      }),
    )

    const described = (summary: string) => ({
      summary,
      tags,
      querystring: querySchema,
      response: { 200: answerSchema },
    })

    server.get(
      `${root}/:part`,
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          ...described('SensorThings: an entity set, or an entity by its id'),
          params: z.object({ part }),
        },
      },
      (request, reply) => answer(request, reply, [request.params.part]),
    )

    server.get(
      `${root}/:part/:way`,
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          ...described('SensorThings: what an entity leads to'),
          params: z.object({ part, way }),
        },
      },
      (request, reply) => answer(request, reply, [request.params.part, request.params.way]),
    )

    server.get(
      `${root}/:part/:way/:further`,
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          ...described('SensorThings: what that leads to'),
          params: z.object({ part, way, further: way }),
        },
      },
      (request, reply) => {
        const { part: first, way: second, further } = request.params
        return answer(request, reply, [first, second, further])
      },
    )
  }
}

const addressOf = ({ protocol, host }: FastifyRequest): string => `${protocol}://${host}${root}`
