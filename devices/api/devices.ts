import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { deskRoles, readerRoles } from '../../core/actor.ts'
import type { DevicesApiDependencies } from './dependencies.ts'
import { deviceParams } from '../../core/api-fields.ts'
import {
  deviceEditsQuerySchema,
  deviceEditsSchema,
  devicePlacesPageSchema,
  devicePlacesQuerySchema,
  deviceSchema,
  devicesPageSchema,
  devicesQuerySchema,
} from './contract.ts'
import { calledBy } from './called.ts'
import { commandView } from './command-views.ts'
import { pageOf } from './page-of-devices.ts'
import { placesOf, viewOf } from './views.ts'
import { visibleDevice, visibleDevices } from '../../runtime/visible-device.ts'

const tags = ['devices']

export const deviceRoutes =
  ({ access, registry, directory, ...names }: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    const called = calledBy(names)
    server.get(
      '/v1/devices',
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary: 'Registered devices, by id or in another order',
          tags,
          querystring: devicesQuerySchema,
          response: { 200: devicesPageSchema },
        },
      },
      async (request) => {
        await directory.follow()
        const seen = visibleDevices(directory, access.actor(request))
        const { rows, ...page } = pageOf(seen, request.query, called)
        const devices = rows.map((row) => viewOf(row.device, row.credential !== undefined))
        return { devices, ...page }
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
        edits: (await registry.edits(id, limit)).map(
          ({ added = false, fields, command, configuration, ...edit }) => ({
            ...edit,
            added,
            fields: [...fields],
            ...(command !== undefined && { command: commandView(command) }),
            ...(configuration !== undefined && { configuration }),
          }),
        ),
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
        const { rows, after } = pageOf(seen, request.query, called)
        const places = placesOf(rows.map(({ device }) => device))
        return after === undefined ? { devices: places } : { devices: places, after }
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
  }
