import rateLimit from '@fastify/rate-limit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { people, roles, type Actor, type Role } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { sessionCookie, type TokenAccess } from './access.ts'

const personSchema = z.object({
  name: z.string(),
  role: z.enum(roles),
  unit: z.string().optional(),
})
const tags = ['session']
/** A shift. */
const longest = 12 * 3_600
/** Attempts a minute from one address, good ones included: a whole command centre may sit behind one. */
const attempts = 60

/**
 * Signing in with a token: it comes back as a cookie that no script can read and that no other site's page can make the
 * browser send, so that the console needs to keep nothing secret and `EventSource` and images work.
 */
export function sessionRoutes(access: TokenAccess): FastifyPluginAsyncZod {
  return async (server) => {
    await server.register(rateLimit, {
      global: false,
      errorResponseBuilder: () =>
        new UrbanBrainError('too-many-requests', 'too many attempts to sign in; wait a minute'),
    })

    server.post(
      '/v1/session',
      {
        config: { rateLimit: { max: attempts, timeWindow: 60_000 } },
        schema: {
          summary: 'Sign in with a token (登录)',
          tags,
          security: [],
          body: z.strictObject({ token: z.string().min(1).max(200) }),
          response: { 200: personSchema },
        },
      },
      async (request, reply) => {
        const { token } = request.body
        const actor = access.recognise(token)
        if (actor === undefined || !isPerson(actor))
          throw new UrbanBrainError(
            'unauthenticated',
            'this token is not known; ask an administrator for one',
          )
        keep(request, reply, token, longest)
        return personOf(actor)
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
      { schema: { summary: 'Sign out', tags, security: [], response: { 204: z.undefined() } } },
      async (request, reply) => {
        keep(request, reply, '', 0)
        return reply.code(204).send()
      },
    )
  }
}

const isPerson = ({ role }: Actor): boolean => (people as readonly Role[]).includes(role)

const personOf = ({ name, role, unit }: Actor) => ({
  name,
  role,
  ...(unit === undefined ? {} : { unit }),
})

function keep(request: FastifyRequest, reply: FastifyReply, token: string, seconds: number): void {
  const https = request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https'
  const words = [
    `${sessionCookie}=${token}`,
    `Max-Age=${seconds}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
  ]
  reply.header('set-cookie', [...words, ...(https ? ['Secure'] : [])].join('; '))
}
