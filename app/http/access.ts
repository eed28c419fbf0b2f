import type { Access } from '../../core/access.ts'
import type { Actor, Role } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { hashToken } from '../../ingest/credentials.ts'
import type { AccessToken } from '../config.ts'

/**
 * Bearer tokens, from a header or from the cookie of a session. They are looked up by their hash, so the time of the look-up says nothing about a token; 256 random
 * bits need no slow hash.
 */
export interface TokenAccess extends Access {
  /** Whose token it is. */
  recognise(token: string): Actor | undefined
}

/** Name of the cookie that signing in leaves in a browser. */
export const sessionCookie = 'session'

export function createAccess(tokens: readonly AccessToken[]): TokenAccess {
  const actors = new Map<string, Actor>(
    tokens.map(({ name, role, unit, hash }) => [
      hash,
      { name, role, ...(unit === undefined ? {} : { unit }) },
    ]),
  )
  const known = new WeakMap<object, Actor>()
  return {
    recognise: (token) => actors.get(hashToken(token)),
    allow:
      (...roles: readonly Role[]) =>
      async (request) => {
        const actor = actors.get(hashToken(bearer(request)))
        if (actor === undefined)
          throw new UrbanBrainError(
            'unauthenticated',
            'this token is not known; ask an administrator for one',
          )
        if (!roles.includes(actor.role))
          throw new UrbanBrainError(
            'forbidden',
            `the role ${actor.role} may not do this; it needs ${roles.join(' or ')}`,
          )
        known.set(request, actor)
      },
    actor(request) {
      const actor = known.get(request)
      if (actor === undefined) throw new TypeError('the actor is known only after allow()')
      return actor
    },
  }
}

function bearer(request: object): string {
  const { headers, query } = request as {
    readonly headers?: Readonly<Record<string, string | string[] | undefined>>
    readonly query?: unknown
  }
  const header = headers?.['authorization']
  const match = typeof header === 'string' ? /^Bearer ([\w.~+/=-]+)$/i.exec(header) : null
  if (match?.[1] !== undefined) return match[1]
  // A browser's EventSource and a typed address cannot send headers.
  if (carriesToken(query)) return query.access_token
  const fromDocs = cookieOf(headers, 'docs_token')
  if (fromDocs !== undefined && isDocs(request)) return fromDocs
  const fromSession = cookieOf(headers, sessionCookie)
  if (fromSession !== undefined) {
    if (isForeign(request))
      throw new UrbanBrainError('forbidden', 'asked by a page of another site')
    return fromSession
  }
  throw new UrbanBrainError('unauthenticated', 'send the header "Authorization: Bearer <token>"')
}

function cookieOf(
  headers: Readonly<Record<string, string | string[] | undefined>> | undefined,
  name: string,
): string | undefined {
  const cookie = headers?.['cookie']
  if (typeof cookie !== 'string') return undefined
  return new RegExp(`(?:^|; )${name}=([\\w.~+/=-]+)`).exec(cookie)?.[1]
}

/**
 * A browser adds the cookie by itself, so a change asked for by another site's page is refused; `SameSite=Strict` says the
 * same to the browser, and this does not depend on it.
 */
function isForeign(request: object): boolean {
  const { method, headers } = request as {
    readonly method?: string
    readonly headers?: Readonly<Record<string, unknown>>
  }
  if (method === 'GET' || method === 'HEAD') return false
  const site = headers?.['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

const isDocs = (request: object): boolean =>
  'url' in request && typeof request.url === 'string' && request.url.startsWith('/docs')

const carriesToken = (query: unknown): query is { readonly access_token: string } =>
  typeof query === 'object' &&
  query !== null &&
  'access_token' in query &&
  typeof query.access_token === 'string'
