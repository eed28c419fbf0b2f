import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { deviceParams } from '../../core/api-fields.ts'
import type { Device } from '../../core/device.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DeviceId } from '../../core/identity.ts'
import { protocolOf } from '../../core/station.ts'
import { newCredential, stationCredential, type NewCredential } from '../credentials.ts'
import {
  credentialsAskedSchema,
  credentialSchema,
  credentialsSchema,
  stationPasswordSchema,
} from './contract.ts'
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
          description:
            'Of a station its password: the one that is set in it, or else a new one, of six characters for HJ 212, of four hexadecimal digits for SL 651.',
          tags,
          params: deviceParams,
          body: stationPasswordSchema.nullish(),
          response: { 200: credentialSchema },
        },
      },
      async ({ params: { id }, body }) => {
        await directory.follow()
        const { token, hash } = made(directory.get(id)?.device, body?.password)
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
        const all = ids.map((id) => ({ id, ...made(directory.get(id)?.device) }))
        await registry.setCredentials(new Map(all.map(({ id, hash }) => [id, hash])))
        await directory.follow()
        return { credentials: all.map(({ id, token }) => ({ id, token })) }
      },
    )
  }

function made(device: Device | undefined, password?: string): NewCredential {
  const protocol = device && protocolOf(device)
  if (device !== undefined && protocol !== undefined) {
    const credential = stationCredential(protocol, device, password)
    if (credential !== undefined) return credential
    throw invalid(
      'a password of SL 651 has four hexadecimal digits',
      'SL 651 密码为 4 位十六进制数字',
    )
  }
  if (device === undefined || password === undefined) return newCredential()
  throw invalid(
    'only a device with an MN or a station address has a password of its own',
    '只有登记了 MN 或遥测站地址的设备才能自定密码',
  )
}

const invalid = (message: string, chinese: string) =>
  new UrbanBrainError('request-invalid', message, { chinese: { message: chinese, details: [] } })

const haveOne = (ids: readonly DeviceId[]) =>
  new UrbanBrainError('request-invalid', `${ids.length} of them have a credential already`, {
    details: ids,
    chinese: { message: `其中 ${ids.length} 台已有接入凭证`, details: ids },
  })
