import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { deviceParams } from '../../core/api-fields.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DeviceId } from '../../core/identity.ts'
import { newCredential } from '../credentials.ts'
import { credentialsAskedSchema, credentialSchema, credentialsSchema } from './contract.ts'
import type { DevicesApiDependencies } from './dependencies.ts'

const tags = ['devices']

/** What devices connect with: kept as hashes, and shown once. */
export const credentialRoutes =
  ({ access, registry, directory }: DevicesApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
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

    server.post(
      '/v1/devices/credentials',
      {
        onRequest: access.allow('administrator'),
        schema: {
          summary:
            'Give devices that have none their first credentials; the tokens are shown this once',
          description:
            'All of them or none. A device that has one keeps it: another one is given to it alone.',
          tags,
          body: credentialsAskedSchema,
          response: { 200: credentialsSchema },
        },
      },
      async ({ body }) => {
        await directory.follow()
        const ids = [...new Set(body.ids)]
        const given = ids.filter((id) => directory.get(id)?.credential !== undefined)
        if (given.length > 0) throw haveOne(given)
        const made = ids.map((id) => ({ id, ...newCredential() }))
        await registry.setCredentials(new Map(made.map(({ id, hash }) => [id, hash])))
        await directory.follow()
        return { credentials: made.map(({ id, token }) => ({ id, token })) }
      },
    )
  }

const haveOne = (ids: readonly DeviceId[]) =>
  new UrbanBrainError('request-invalid', `${ids.length} of them have a credential already`, {
    details: ids,
    chinese: { message: `其中 ${ids.length} 台已有接入凭证`, details: ids },
  })
