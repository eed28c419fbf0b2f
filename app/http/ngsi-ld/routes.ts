import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { readerRoles } from '../../../core/actor.ts'
import type { Device } from '../../../core/device.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import { seesDevice } from '../../../runtime/visible-device.ts'
import { seenDevices, type StandardsDeps } from '../standards.ts'
import {
  context,
  deviceIdOf,
  entityId,
  entityType,
  historyOf,
  type Entity,
} from './decide/entities.ts'
import { entitiesAsked, entityAsked, historyAsked, mostInstances } from './decide/query.ts'
import { history, withNewest } from './reads.ts'
import { refuseAsProblemDetails } from './refuse.ts'

const root = '/v1/ngsi-ld/v1'
const tags = ['ngsi-ld']

const entitySchema = z.looseObject({ id: z.string(), type: z.string() })
const params = z.object({ id: z.string().max(150).describe('`urn:ngsi-ld:Device:mh-1`') })
const text = z.string().optional()
const shown = {
  attrs: text.describe('Names of attributes, with commas'),
  options: text.describe('`keyValues`, of history `temporalValues`'),
  format: text.describe('`simplified`'),
}

/** NGSI-LD to be read: devices as entities with their newest values, and the history of these. */
export const ngsiLdRoutes =
  (deps: StandardsDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, clock } = deps
    server.setErrorHandler(refuseAsProblemDetails)
    await server.register(wordRoutes(deps))
    const onRequest = access.allowLimited(...readerRoles)

    server.get(
      `${root}/entities`,
      {
        onRequest,
        schema: {
          summary: 'NGSI-LD: devices with their newest values, by id',
          tags,
          querystring: z.looseObject({
            ...{ type: text, id: text, ...shown, limit: text, count: text },
            after: text.describe('Of the link "next"'),
          }),
          response: { 200: z.array(entitySchema) },
        },
      },
      async (request, reply) => {
        const { ids, isOurs, limit, after, count, ...how } = entitiesAsked(request.query)
        const seen = isOurs ? await seenDevices(deps, request) : []
        const fitting = seen.filter((device) => ids?.includes(entityId(device)) ?? true)
        const rest = after === undefined ? fitting : fitting.filter(({ id }) => id > after)
        const devices = rest.slice(0, limit)
        const last = devices.at(-1)
        if (count) reply.header('ngsild-results-count', fitting.length)
        const links = last !== undefined && rest.length > limit ? [nextLink(request, last.id)] : []
        const found = await withNewest(deps, devices, how)
        return sent(request, reply, found, links)
      },
    )

    server.get(
      `${root}/entities/:id`,
      {
        onRequest,
        schema: {
          summary: 'NGSI-LD: one device with its newest values',
          tags,
          params,
          querystring: z.looseObject({ ...shown, type: text }),
          response: { 200: entitySchema },
        },
      },
      async (request, reply) => {
        const { isOurs, ...how } = entityAsked(request.query)
        const device = await seenDevice(deps, request, request.params.id)
        const [found] = isOurs ? await withNewest(deps, [device], how) : []
        if (found === undefined) throw nothing(request.params.id)
        return sent(request, reply, found)
      },
    )

    server.get(
      `${root}/temporal/entities/:id`,
      {
        onRequest,
        schema: {
          summary: 'NGSI-LD: what a device measured, newest first',
          description: `At most ${mostInstances} values of an attribute; 206 where there are more.`,
          tags,
          params,
          querystring: z.looseObject({
            ...shown,
            ...{ timerel: text.describe('`before`, `after` or `between`'), timeAt: text },
            ...{ endTimeAt: text, lastN: text },
          }),
          response: { 200: entitySchema, 206: entitySchema },
        },
      },
      async (request, reply) => {
        const asked = historyAsked(request.query, clock.now())
        const device = await seenDevice(deps, request, request.params.id)
        const { found, isPart } = await history(deps, device, asked)
        const times = found.flatMap(([, readings]) => readings.map((each) => each.observedAt))
        if (isPart)
          reply
            .status(206)
            .header(
              'content-range',
              `date-time ${iso(Math.max(...times))}-${iso(Math.min(...times))}/*`,
            )
        return sent(request, reply, historyOf(device, found, asked.simplified))
      },
    )
  }

/** Of what the entities are, and what our words mean. */
const wordRoutes =
  (deps: StandardsDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const onRequest = deps.access.allowLimited(...readerRoles)

    server.get(
      `${root}/types`,
      {
        onRequest,
        schema: {
          summary: 'NGSI-LD: types of entities',
          tags,
          querystring: z.strictObject({}),
          response: { 200: entitySchema },
        },
      },
      async (request, reply) => {
        const typeList = (await seenDevices(deps, request)).length > 0 ? [entityType] : []
        const id = 'urn:ngsi-ld:EntityTypeList:urban-brain'
        return sent(request, reply, { id, type: 'EntityTypeList', typeList })
      },
    )

    server.get(
      `${root}/context`,
      {
        // Whoever is given an entity has to learn its words, and a broker asks without a token.
        schema: {
          summary: 'NGSI-LD: what our words mean (@context)',
          tags,
          security: [],
          querystring: z.strictObject({}),
          response: { 200: z.looseObject({ '@context': z.array(z.unknown()) }) },
        },
      },
      (_, reply) => {
        reply.type(linkedData)
        return { '@context': [...context()] }
      },
    )
  }

const linkedData = 'application/ld+json'

const iso = (at: number): string => new Date(at).toISOString()

const addressOf = ({ protocol, host }: FastifyRequest): string => `${protocol}://${host}${root}`

const nothing = (id: string) =>
  new UrbanBrainError('not-found', `there is no entity ${id.slice(0, 150)}`)

/** One outside of what somebody sees does not exist for them. */
async function seenDevice(
  { access, directory }: StandardsDeps,
  request: FastifyRequest,
  id: string,
): Promise<Device> {
  await directory.follow()
  const name = deviceIdOf(id)
  const row = name === undefined ? undefined : directory.get(name)
  if (!seesDevice(access.actor(request), row)) throw nothing(id)
  return row.device
}

function nextLink(request: FastifyRequest, after: string): string {
  const url = new URL(request.url, addressOf(request))
  url.searchParams.set('after', after)
  return `<${url.href}>; rel="next"; type="${linkedData}"`
}

/** With the context in the body for who asks for linked data, for others by a link. */
function sent<Body extends Entity | readonly Entity[]>(
  request: FastifyRequest,
  reply: FastifyReply,
  body: Body,
  links: readonly string[] = [],
): Body {
  const address = `${addressOf(request)}/context`
  const isLinked = request.headers.accept?.includes(linkedData) === true
  const own = `<${address}>; rel="http://www.w3.org/ns/json-ld#context"; type="${linkedData}"`
  const all = [...links, ...(isLinked ? [] : [own])]
  if (all.length > 0) reply.header('link', all.join(', '))
  reply.header('vary', 'accept').type(isLinked ? linkedData : 'application/json')
  if (isLinked) for (const each of [body].flat()) Object.assign(each, { '@context': address })
  return body
}
