import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { neighboursOf } from '../register/neighbours.ts'
import { readerRoles } from '../../core/actor.ts'
import type { DevicesApiDependencies } from './dependencies.ts'
import { deviceParams } from '../../core/api-fields.ts'
import { neighboursQuerySchema, neighboursSchema } from './contract.ts'
import { viewOf } from './views.ts'
import { visibleDevice, visibleDevices } from '../../runtime/visible-device.ts'

export const neighbourRoutes =
  ({ access, directory }: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/devices/:id/neighbours',
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary: 'Active devices around one, nearest first',
          tags: ['devices'],
          params: deviceParams,
          querystring: neighboursQuerySchema,
          response: { 200: neighboursSchema },
        },
      },
      async (request) => {
        const { kind, radius, limit } = request.query
        const actor = access.actor(request)
        await directory.follow()
        const row = visibleDevice(directory, request.params.id, actor)
        const devices = visibleDevices(directory, actor).map(({ device }) => device)
        const found = neighboursOf(row.device, devices, { kind, radius, limit })
        return {
          neighbours: found.map(({ device, metres }) => ({
            device: viewOf(device, directory.get(device.id)?.credential !== undefined),
            metres: Math.round(metres * 10) / 10,
          })),
        }
      },
    )
  }
