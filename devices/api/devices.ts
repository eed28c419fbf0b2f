import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'

import { newCredential } from '../credentials.ts'
import { deskRoles, readerRoles } from '../../core/actor.ts'
import { matchesDevice } from '../../core/device-search.ts'
import type { DevicesApiDependencies } from './dependencies.ts'
import { deviceParams } from '../../core/api-fields.ts'
import {
  credentialSchema,
  deviceEditsQuerySchema,
  deviceEditsSchema,
  devicePlacesPageSchema,
  devicePlacesQuerySchema,
  deviceSchema,
  devicesPageSchema,
  devicesQuerySchema,
} from './contract.ts'
import { placesOf, viewOf } from './views.ts'
import { visibleDevice, visibleDevices } from '../../runtime/visible-device.ts'

const tags = ['devices']

export const deviceRoutes =
  ({ access, registry, directory }: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/devices',
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary: 'Registered devices by id',
          tags,
          querystring: devicesQuerySchema,
          response: { 200: devicesPageSchema },
        },
      },
      async (request) => {
        await directory.follow()
        const seen = visibleDevices(directory, access.actor(request))
        const { rows, next } = pageOf(seen, request.query)
        const devices = rows.map((row) => viewOf(row.device, row.credential !== undefined))
        return { devices, ...next }
      },
    )

    server.get(
      '/v1/devices/:id/edits',
      {
        onRequest: access.allow(...deskRoles),
        schema: {
          summary: 'Who changed what of a device in the register, newest first',
          tags,
          params: deviceParams,
          querystring: deviceEditsQuerySchema,
          response: { 200: deviceEditsSchema },
        },
      },
      async ({ params: { id }, query: { limit } }) => ({
        edits: (await registry.edits(id, limit)).map(({ added = false, fields, ...edit }) => ({
          ...edit,
          added,
          fields: [...fields],
        })),
      }),
    )

    server.get(
      '/v1/devices-places',
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary: 'Where devices are, by id: what a map needs of them',
          description:
            'A column for each field, and null where a device has none. Degrees have six decimals, which is eleven centimetres.',
          tags,
          querystring: devicePlacesQuerySchema,
          response: { 200: devicePlacesPageSchema },
        },
      },
      async (request) => {
        await directory.follow()
        const seen = visibleDevices(directory, access.actor(request))
        const { rows, next } = pageOf(seen, request.query)
        return { devices: placesOf(rows.map(({ device }) => device)), ...next }
      },
    )

    server.get(
      '/v1/devices/:id',
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary: 'One device',
          tags,
          params: deviceParams,
          response: { 200: deviceSchema },
        },
      },
      async (request) => {
        await directory.follow()
        const row = visibleDevice(directory, request.params.id, access.actor(request))
        return viewOf(row.device, row.credential !== undefined)
      },
    )

    server.post(
      '/v1/devices/:id/credential',
      {
        onRequest: access.allow('administrator'),
        schema: {
          summary: 'Give a device a new credential; the token is shown this once',
          tags,
          params: deviceParams,
          response: { 200: credentialSchema },
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

type Seen = ReturnType<typeof visibleDevices>

/** Those that were asked for, by id. */
export const selected = (
  seen: Seen,
  { kind, cell, active, q, after }: Omit<z.output<typeof devicesQuerySchema>, 'limit'>,
): Seen =>
  seen
    .filter(
      ({ device }) =>
        (kind === undefined || device.kind === kind) &&
        (cell === undefined || device.cell?.startsWith(cell) === true) &&
        (active === undefined || device.active === active) &&
        (after === undefined || device.id > after) &&
        (q === undefined || matchesDevice(device, q)),
    )
    .toSorted((a, b) => (a.device.id < b.device.id ? -1 : 1))

function pageOf(seen: Seen, { limit, ...asked }: z.output<typeof devicesQuerySchema>) {
  const found = selected(seen, asked)
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1)?.device.id : undefined
  return { rows, next: last === undefined ? {} : { after: last } }
}
