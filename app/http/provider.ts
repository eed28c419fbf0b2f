import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import type { Clock } from '../../core/time.ts'
import { countFailures } from '../../runtime/failures.ts'
import type { ByProvider, Errand, IdentityProvider } from '../accounts/by-provider.ts'
import { returnPath } from '../accounts/decide/oidc.ts'
import type { TokenAccess } from './access.ts'
import { providerQuerySchema } from './contract.ts'
import { isHttps, keepSession } from './session.ts'

const tags = ['session']
const folder = '/v1/session/provider'
const cookie = 'provider'
/** How long somebody may take at the provider, in seconds. */
const longest = 600

const errandSchema = z.object({
  state: z.string().min(16),
  nonce: z.string().min(16),
  verifier: z.string().min(43),
  back: z.string(),
})

export interface ProviderRoutesDeps {
  readonly access: Pick<TokenAccess, 'open'>
  readonly provider: IdentityProvider
  readonly enter: ByProvider
  readonly clock: Pick<Clock, 'elapsed'>
}

/**
 * Signing in by an identity provider (OpenID Connect). What holds the two halves together lies in the browser that began, in a cookie
 * that no script reads: an answer that another browser asked for is refused, and any process takes it.
 */
export const providerRoutes =
  ({ access, provider, enter, clock }: ProviderRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const failures = countFailures(clock)
    const bounded = async ({ ip }: FastifyRequest) => {
      if (failures.tooMany(ip))
        throw new UrbanBrainError(
          'too-many-requests',
          'too many wrong attempts to sign in from this address; wait a minute',
        )
    }

    server.get(
      folder,
      {
        onRequest: bounded,
        schema: {
          summary: 'To the identity provider of the city (统一身份认证)',
          tags,
          security: [],
          querystring: providerQuerySchema,
          response: { 302: z.undefined() },
        },
      },
      async (request, reply) => {
        const errand = provider.newErrand(returnPath(request.query.back))
        try {
          const there = await provider.begin(errand)
          keepErrand(request, reply, errand)
          return await reply.redirect(there.href)
        } catch (error) {
          if (!isOf(error, 'server-unreachable')) throw error
          return reply.redirect(refusedPath('away'))
        }
      },
    )

    server.get(
      `${folder}/callback`,
      {
        onRequest: bounded,
        schema: {
          summary: 'Back from the identity provider, signed in or refused',
          tags,
          security: [],
          response: { 302: z.undefined() },
        },
      },
      async (request, reply) => {
        const errand = errandOf(request)
        keepErrand(request, reply, undefined)
        const refused = (why: string) => {
          failures.count(request.ip)
          return reply.redirect(refusedPath(why))
        }
        if (errand === undefined) return refused('begin-again')
        try {
          const query = request.raw.url?.split('?')[1] ?? ''
          const entry = await enter(await provider.finish(query, errand))
          if ('refused' in entry) return refused(entry.refused)
          // Always a new session: one that somebody planted before is worth nothing.
          const { secret, seconds } = await access.open(entry.account)
          keepSession(request, reply, secret, seconds)
          return await reply.redirect(returnPath(errand.back))
        } catch (error) {
          if (isOf(error, 'server-unreachable')) return reply.redirect(refusedPath('away'))
          if (isOf(error, 'unauthenticated')) return refused('not-proved')
          throw error
        }
      },
    )
  }

/** The page says it in words; nothing of what came stands in it. */
const refusedPath = (why: string): string => `/?sign-in=${why}`

const isOf = (error: unknown, code: string): boolean =>
  error instanceof UrbanBrainError && error.code === code

/** `Lax`: the browser brings it back from another site, with nothing but a look. */
function keepErrand(
  request: FastifyRequest,
  reply: FastifyReply,
  errand: Errand | undefined,
): void {
  const value =
    errand === undefined ? '' : Buffer.from(JSON.stringify(errand)).toString('base64url')
  const words = [
    `${cookie}=${value}`,
    `Max-Age=${errand === undefined ? 0 : longest}`,
    `Path=${folder}`,
    'HttpOnly',
    'SameSite=Lax',
  ]
  reply.header('set-cookie', [...words, ...(isHttps(request) ? ['Secure'] : [])].join('; '))
}

function errandOf({ headers }: FastifyRequest): Errand | undefined {
  const value = new RegExp(`(?:^|; )${cookie}=([\\w-]{1,4000})(?:;|$)`).exec(
    headers.cookie ?? '',
  )?.[1]
  if (value === undefined) return undefined
  try {
    return errandSchema.parse(JSON.parse(Buffer.from(value, 'base64url').toString()))
  } catch {
    return undefined
  }
}
