import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { people, type Actor } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Clock } from '../../core/time.ts'
import { sessionCookie, type TokenAccess } from './access.ts'
import { hurry } from './bounds.ts'
import { personSchema, signInSchema } from './contract.ts'
import { countFailures } from './failures.ts'
import { askingPage } from './decide/origin.ts'

const tags = ['session']
/** Room for a token and its JSON: whoever signs in has proved nothing yet. */
const longestBody = 1_024

/**
 * Signing in with a token opens a session: a cookie that no script can read and that no other page can make the browser send, so that
 * the console needs to keep nothing secret and `EventSource` and images work. The token itself stays nowhere.
 */
export function sessionRoutes({
  access,
  clock,
  patience,
}: {
  readonly access: TokenAccess
  readonly clock: Pick<Clock, 'elapsed'>
  /** For the whole of a sign-in. */
  readonly patience: number
}): FastifyPluginAsyncZod {
  const failures = countFailures(clock)
  return async (server) => {
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
          summary: 'Sign in with a token (登录)',
          tags,
          security: [],
          body: signInSchema,
          response: { 200: personSchema },
        },
      },
      async (request, reply) => {
        const signed = await access.signIn(request.body.token)
        if (signed === undefined) {
          failures.count(request.ip)
          throw new UrbanBrainError(
            'unauthenticated',
            'this token is not known; ask an administrator for one',
          )
        }
        keep(request, reply, signed.secret, signed.seconds)
        return personOf(signed.actor)
      },
    )

    server.get(
      '/v1/session',
      {
        onRequest: access.allow(...people),
        schema: { summary: 'Who is signed in', tags, response: { 200: personSchema } },
      },
      async (request) => personOf(access.actor(request)),
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
        keep(request, reply, '', 0)
        return reply.code(204).send()
      },
    )
  }
}

const personOf = ({ name, role, unit }: Actor) => ({
  name,
  role,
  ...(unit === undefined ? {} : { unit }),
})

/** Whoever says that there is TLS before us is believed: the word only keeps the cookie from going out without it. */
function keep(request: FastifyRequest, reply: FastifyReply, secret: string, seconds: number): void {
  const https = request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https'
  const words = [
    `${sessionCookie}=${secret}`,
    `Max-Age=${seconds}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
  ]
  reply.header('set-cookie', [...words, ...(https ? ['Secure'] : [])].join('; '))
}
