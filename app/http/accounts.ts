import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { UrbanBrainError } from '../../core/errors.ts'
import { instant } from '../../core/time.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Account, AccountChange } from '../accounts/decide/account.ts'
import type { TokenAccess } from './access.ts'
import {
  accountParamsSchema,
  accountSchema,
  accountsLogQuerySchema,
  accountsLogSchema,
  accountsPageSchema,
  accountsQuerySchema,
  newAccountSchema,
  oneTimeSchema,
  profileSchema,
  resetSchema,
} from './account-contract.ts'

const tags = ['accounts']

export const shownAccount = (account: Account) => ({
  ...account,
  secondFactor: account.secondFactor !== undefined,
})

const cursorOf = ({ at, account, version }: AccountChange): string => `${at}.${account}.${version}`

function placeOf(cursor: string | undefined) {
  const [at, account, version] = cursor?.split('.') ?? []
  return account === undefined
    ? undefined
    : { at: instant(Number(at)), account, version: Number(version) }
}

export interface AccountRoutesDeps {
  readonly access: TokenAccess
  readonly accounts: Accounts
}

/** What administrators do with accounts of people (账号管理). */
export function accountRoutes(deps: AccountRoutesDeps): FastifyPluginAsyncZod {
  const { access, accounts } = deps
  const onRequest = access.allow('administrator')
  const by = (request: object) => access.actor(request).name
  return async (server) => {
    server.get(
      '/v1/accounts',
      {
        onRequest,
        schema: {
          summary: 'Accounts of people, by name',
          tags,
          querystring: accountsQuerySchema,
          response: { 200: accountsPageSchema },
        },
      },
      async ({ query }) => {
        const items = await accounts.list(query)
        const next = items.length === query.limit ? items.at(-1)?.name : undefined
        return { items: items.map(shownAccount), ...(next === undefined ? {} : { next }) }
      },
    )

    server.get(
      '/v1/accounts-log',
      {
        onRequest,
        schema: {
          summary: 'Who did what to which account, newest first',
          tags,
          querystring: accountsLogQuerySchema,
          response: { 200: accountsLogSchema },
        },
      },
      async ({ query: { name, after, limit } }) => {
        const items = await accounts.changes({ name, after: placeOf(after), limit })
        const last = items.length === limit ? items.at(-1) : undefined
        return { items: [...items], ...(last === undefined ? {} : { next: cursorOf(last) }) }
      },
    )

    server.post(
      '/v1/accounts',
      {
        onRequest,
        schema: {
          summary: 'Adds a person; the password in the answer is told once',
          tags,
          body: newAccountSchema,
          response: { 201: oneTimeSchema },
        },
      },
      async (request, reply) => {
        const { name, ...profile } = request.body
        const { account, password } = await accounts.add(name, profile, by(request))
        return reply.code(201).send({ account: shownAccount(account), password })
      },
    )
    await server.register(changeRoutes(deps))
  }
}

/** What changes an account that is there. */
const changeRoutes =
  ({ access, accounts }: AccountRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const onRequest = access.allow('administrator')
    const by = (request: object) => access.actor(request).name

    server.post(
      '/v1/accounts/:name',
      {
        onRequest,
        schema: {
          summary: 'What a person is called, its role and unit; sessions end',
          tags,
          params: accountParamsSchema,
          body: profileSchema,
          response: { 200: accountSchema },
        },
      },
      async (request) =>
        shownAccount(await accounts.edit(request.params.name, request.body, by(request))),
    )

    server.post(
      '/v1/accounts/:name/reset',
      {
        onRequest,
        schema: {
          summary: 'A new password, told once, for one that was forgotten; sessions end',
          tags,
          params: accountParamsSchema,
          body: resetSchema,
          response: { 200: oneTimeSchema },
        },
      },
      async (request) => {
        const { account, password } = await accounts.reset(
          request.params.name,
          by(request),
          request.body,
        )
        return { account: shownAccount(account), password }
      },
    )

    for (const [word, disabled] of [
      ['disable', true],
      ['enable', false],
    ] as const)
      server.post(
        `/v1/accounts/:name/${word}`,
        {
          onRequest,
          schema: {
            summary: disabled ? 'Signs a person out and in no more' : 'Lets a person sign in again',
            tags,
            params: accountParamsSchema,
            response: { 200: accountSchema },
          },
        },
        async (request) => {
          const { name } = request.params
          if (disabled && name === by(request))
            throw new UrbanBrainError('request-invalid', 'another administrator has to do that')
          return shownAccount(await accounts.setDisabled(name, disabled, by(request)))
        },
      )
  }
