import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { accountRoles } from '../../core/actor.ts'
import { allowPush, shownPushDevices, type PushDevicesDeps } from '../desk/push-devices.ts'
import { pushAllowedSchema, pushDeviceParamsSchema, pushDevicesSchema } from './push-contract.ts'
import { withAccount } from './with-account.ts'

interface PushRoutesDeps extends PushDevicesDeps {
  readonly access: Access
}

const tags = ['cases']

/** Browsers on which one is told by Web Push. */
export const pushRoutes =
  (deps: PushRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store } = deps
    const onRequest = access.allowLimited(...accountRoles)

    server.get(
      '/v1/account/push',
      {
        onRequest,
        schema: {
          summary: 'The devices on which I am told by Web Push (推送设备)',
          tags,
          response: { 200: pushDevicesSchema },
        },
      },
      async (request) => shownPushDevices(deps, withAccount(access, request)),
    )

    server.post(
      '/v1/account/push',
      {
        onRequest,
        schema: {
          summary: 'Allows it on one more; of ten others the oldest ends',
          tags,
          body: pushAllowedSchema,
          response: { 200: pushDevicesSchema },
        },
      },
      async (request) => {
        const person = withAccount(access, request)
        await allowPush(deps, person, request.body)
        return shownPushDevices(deps, person)
      },
    )

    server.post(
      '/v1/account/push/:id/end',
      {
        onRequest,
        schema: {
          summary: 'Ends it on one of them; nothing happens when it is not mine, or over',
          tags,
          params: pushDeviceParamsSchema,
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        await store.endPushDevice(request.params.id, withAccount(access, request).name)
        return reply.code(204).send()
      },
    )
  }
