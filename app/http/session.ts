import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { people } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Clock } from '../../core/time.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { AccessConfig } from '../accounts/decide/access-config.ts'
import { sessionCookie, type SignedIn, type TokenAccess } from './access.ts'
import { hurry } from './bounds.ts'
import { personSchema, signInSchema, waysSchema, type byTokenSchema } from './contract.ts'
import { countFailures, networkOf } from '../../runtime/failures.ts'
import { askingPage } from './decide/origin.ts'

const tags = ['session']
/** Room for a token, or name and password, and its JSON: whoever signs in has proved nothing yet. */
const longestBody = 1_024

/**
 * Signing in opens a session: a cookie that no script can read and that no other page can make the browser send, so that the
 * console needs to keep nothing secret and `EventSource` and images work. The token or password itself stays nowhere.
 */
export function sessionRoutes({
  access,
  accounts,
  ways,
  provider,
  clock,
  patience,
  sample = false,
}: {
  readonly access: TokenAccess
  readonly accounts: Pick<Accounts, 'signIn' | 'any'>
  /** How people prove who they are. */
  readonly ways: AccessConfig['people']
  /** What the identity provider of the city is called, where there is one. */
  readonly provider: string | undefined
  readonly clock: Pick<Clock, 'elapsed'>
  /** For the whole of a sign-in. */
  readonly patience: number
  /** Anybody may enter as one of the sample city. */
  readonly sample?: boolean
}): FastifyPluginAsyncZod {
  const failures = countFailures(clock)
  const signedIn = async (asked: z.output<typeof signInSchema>, ip: string): Promise<SignedIn> => {
    try {
      if ('token' in asked) return await byToken(access, asked)
      if (ways === 'tokens')
        throw new UrbanBrainError('unauthenticated', 'people sign in with tokens here')
      return await access.open(await accounts.signIn(asked.name, asked, networkOf(ip)))
    } catch (error) {
      if (isWrong(error, asked)) failures.count(ip)
      throw error
    }
  }
  return async (server) => {
    server.get(
      '/v1/session/ways',
      {
        schema: {
          summary: 'How people sign in here',
          tags,
          security: [],
          response: { 200: waysSchema },
        },
      },
      async () => ({
        account: ways === 'accounts' || (ways === 'both' && (await accounts.any())),
        token: ways !== 'accounts',
        ...(sample ? { sample } : {}),
        ...(provider !== undefined && { provider }),
      }),
    )

    server.post(
      '/v1/session',
      {
        bodyLimit: longestBody,
        onRequest: async (request) => {
          hurry(request, patience)
          if (askingPage(request) === 'other')
            throw new UrbanBrainError('forbidden', 'asked by a page of another origin')
          if (failures.tooMany(request.ip))
            throw new UrbanBrainError(
              'too-many-requests',
              'too many wrong attempts to sign in from this address; wait a minute',
            )
        },
        schema: {
          summary: 'Sign in with name and password, or with a token (登录)',
          tags,
          security: [],
          body: signInSchema,
          response: { 200: personSchema },
        },
      },
      async (request, reply) => {
        const signed = await signedIn(request.body, request.ip)
        keepSession(request, reply, signed.secret, signed.seconds)
        return personOf(signed)
      },
    )

    server.get(
      '/v1/session',
      {
        onRequest: access.allowIncomplete(...people),
        schema: { summary: 'Who is signed in', tags, response: { 200: personSchema } },
      },
      async (request) => {
        const endsIn = access.endsIn(request)
        const who = personOf({ actor: access.actor(request), duty: access.duty(request) })
        return { ...who, ...(endsIn !== undefined && { endsIn }) }
      },
    )

    server.delete(
      '/v1/session',
      {
        schema: {
          summary: 'Sign out: the session ends everywhere, its live feeds too',
          tags,
          security: [],
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        await access.signOut(request)
        keepSession(request, reply, '', 0)
        return reply.code(204).send()
      },
    )
  }
}

async function byToken(
  access: TokenAccess,
  { token }: z.output<typeof byTokenSchema>,
): Promise<SignedIn> {
  const signed = await access.signIn(token)
  if (signed === undefined)
    throw new UrbanBrainError(
      'unauthenticated',
      'this token is not known, or people sign in by name here; ask an administrator',
    )
  return signed
}

/** Whoever has still to be asked for a code was right so far. */
const isWrong = (error: unknown, asked: z.output<typeof signInSchema>): boolean =>
  error instanceof UrbanBrainError &&
  (error.code === 'unauthenticated' ||
    (error.code === 'second-factor-needed' && 'code' in asked && asked.code !== undefined))

export const personOf = ({ actor, duty }: Pick<SignedIn, 'actor' | 'duty'>) => ({
  ...actor,
  ...(duty === undefined ? {} : { duty }),
})

/** Whoever says that there is TLS before us is believed: the word only keeps the cookie from going out without it. */
export function keepSession(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
  seconds: number,
): void {
  const words = [
    `${sessionCookie}=${secret}`,
    `Max-Age=${seconds}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
  ]
  reply.header('set-cookie', [...words, ...(isHttps(request) ? ['Secure'] : [])].join('; '))
}

export const isHttps = ({ protocol, headers }: FastifyRequest): boolean =>
  protocol === 'https' || headers['x-forwarded-proto'] === 'https'
