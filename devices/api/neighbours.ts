import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { UrbanBrainError } from '../../core/errors.ts'
import { neighboursOf } from '../register/neighbours.ts'
import { readerRoles } from '../../core/actor.ts'
import type { DevicesApiDependencies } from './dependencies.ts'
import { deviceParams } from '../../core/api-fields.ts'
import { neighboursQuerySchema, neighboursSchema } from './contract.ts'
import { viewOf } from './views.ts'

export const neighbourRoutes =
  ({ access, directory }: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/devices/:id/neighbours',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'Active devices around one, nearest first',
          tags: ['devices'],
          params: deviceParams,
          querystring: neighboursQuerySchema,
          response: { 200: neighboursSchema },
        },
      },
      async ({ params: { id }, query: { kind, radius, limit } }) => {
        await directory.follow()
        const row = directory.get(id)
        if (row === undefined)
          throw new UrbanBrainError('device-unknown', `${id} is not registered`)
        const devices = [...directory.values()].map(({ device }) => device)
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
