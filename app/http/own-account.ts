import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { accountRoles, type Actor } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Account } from '../accounts/decide/account.ts'
import {
  accountSchema,
  newSecondFactorSchema,
  ownPasswordSchema,
  ownSecondFactorSchema,
  recoverySchema,
  withoutSecondFactorSchema,
} from './account-contract.ts'
import { shownAccount, type AccountRoutesDeps } from './accounts.ts'
import { networkOf } from '../../runtime/failures.ts'
import { keepSession } from './session.ts'

const tags = ['session']

/** What people do with their own account; each change ends their other sessions and goes on with a new one. */
export function ownAccountRoutes({ access, accounts }: AccountRoutesDeps): FastifyPluginAsyncZod {
  const onRequest = access.allowIncomplete(...accountRoles)
  const nameOf = (request: object): string => {
    const { account, name }: Actor = access.actor(request)
    if (account === undefined)
      throw new UrbanBrainError('account-unknown', 'you came with a token, which has no account')
    return name
  }
  const goOn = async (
    request: Parameters<typeof keepSession>[0],
    reply: Parameters<typeof keepSession>[1],
    account: Account,
  ) => {
    const { secret, seconds } = await access.open(account)
    keepSession(request, reply, secret, seconds)
  }
  return async (server) => {
    server.get(
      '/v1/account',
      {
        onRequest,
        schema: { summary: 'My account (我的账号)', tags, response: { 200: accountSchema } },
      },
      async (request) => {
        return shownAccount(await accounts.named(nameOf(request)))
      },
    )

    server.post(
      '/v1/account/password',
      {
        onRequest,
        schema: {
          summary: 'Changes my password',
          tags,
          body: ownPasswordSchema,
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        const { current, next } = request.body
        const name = nameOf(request)
        const network = networkOf(request.ip)
        await goOn(request, reply, await accounts.changePassword(name, current, next, network))
        return reply.code(204).send()
      },
    )

    server.get(
      '/v1/account/second-factor',
      {
        onRequest,
        schema: {
          summary: 'A secret for an app for codes; it counts once a code of it is sent',
          tags,
          response: { 200: newSecondFactorSchema },
        },
      },
      async (request) => accounts.newSecondFactor(nameOf(request)),
    )

    server.post(
      '/v1/account/second-factor',
      {
        onRequest,
        schema: {
          summary: 'Adds the second factor; the recovery codes in the answer are told once',
          tags,
          body: ownSecondFactorSchema,
          response: { 200: recoverySchema },
        },
      },
      async (request, reply) => {
        const { current, ...asked } = request.body
        const network = networkOf(request.ip)
        const { account, recovery } = await accounts.addSecondFactor(
          nameOf(request),
          current,
          asked,
          network,
        )
        await goOn(request, reply, account)
        return { recovery: [...recovery] }
      },
    )

    server.post(
      '/v1/account/second-factor/remove',
      {
        onRequest,
        schema: {
          summary: 'Takes the second factor away',
          tags,
          body: withoutSecondFactorSchema,
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        const { current } = request.body
        const network = networkOf(request.ip)
        const name = nameOf(request)
        await goOn(request, reply, await accounts.removeSecondFactor(name, current, network))
        return reply.code(204).send()
      },
    )
  }
}
