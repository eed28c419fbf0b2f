import type { Access } from '../../core/access.ts'
import { people, type Actor, type ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { hashToken } from '../../runtime/token.ts'
import type { AccessToken } from '../config.ts'
import { askingPage, isChange, type Asking } from './decide/origin.ts'
import type { Sessions } from './sessions.ts'

/**
 * Tokens are looked up by their hash, so the time of the look-up says nothing about a token; 256 random bits need no slow hash.
 */
export interface TokenAccess extends Access {
  /** A session for the person who has this token; undefined when no person has it. */
  signIn(token: string): Promise<SignedIn | undefined>
  /** Ends the session that the request came with. */
  signOut(request: object): Promise<void>
}

interface SignedIn {
  readonly actor: Actor
  /** For the cookie. */
  readonly secret: string
  readonly seconds: number
}

/** Name of the cookie that signing in leaves in a browser. */
export const sessionCookie = 'session'

/** Who asks is proved by a token in the header or, where there are sessions, by the cookie of one. */
export function createAccess(tokens: readonly AccessToken[], sessions?: Sessions): TokenAccess {
  const actors = new Map<string, Actor>(
    tokens.map(({ name, role, unit, hash }) => [
      hash,
      { name, role, ...(unit === undefined ? {} : { unit }) },
    ]),
  )
  const known = new WeakMap<object, Actor>()
  const ofToken = (hash: string) => actors.get(hash)

  const identify = async (request: object): Promise<Actor | undefined> => {
    const asking = request as Asking
    const token = bearerOf(asking)
    if (token !== undefined) return ofToken(hashToken(token))
    const secret = cookieOf(asking)
    if (secret === undefined || sessions === undefined)
      throw new UrbanBrainError(
        'unauthenticated',
        'send the header "Authorization: Bearer <token>", or sign in',
      )
    refuseOtherPages(asking)
    return sessions.find(secret, ofToken)
  }

  return {
    signIn: async (token) => {
      const hash = hashToken(token)
      const actor = ofToken(hash)
      if (actor === undefined || sessions === undefined || !isPerson(actor)) return undefined
      return { actor, ...(await sessions.open(hash, actor.role)) }
    },
    signOut: async (request) => {
      const secret = cookieOf(request as Asking)
      if (secret === undefined) return
      refuseOtherPages(request as Asking)
      await sessions?.end(secret)
    },
    allow:
      (...roles: readonly ActorRole[]) =>
      async (request) => {
        const actor = await identify(request)
        if (actor === undefined)
          throw new UrbanBrainError(
            'unauthenticated',
            'this token or session is not known (any more); sign in, or ask an administrator for a token',
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
    stillAllowed: async (request) => (await identify(request)) !== undefined,
  }
}

function bearerOf({ headers }: Asking): string | undefined {
  const header = headers['authorization']
  return typeof header === 'string' ? /^Bearer ([\w.~+/=-]+)$/i.exec(header)?.[1] : undefined
}

function cookieOf({ headers }: Asking): string | undefined {
  const { cookie } = headers
  if (typeof cookie !== 'string') return undefined
  return new RegExp(`(?:^|; )${sessionCookie}=([\\w-]+)`).exec(cookie)?.[1]
}

/**
 * A browser adds the cookie by itself, so a change must come from an own page; `SameSite=Strict` says the same to the browser, but
 * takes another port of the same host for the same site.
 */
function refuseOtherPages(asking: Asking): void {
  if (isChange(asking) && askingPage(asking) !== 'own')
    throw new UrbanBrainError('forbidden', 'asked by a page of another origin')
}

const isPerson = ({ role }: Actor): boolean => (people as readonly ActorRole[]).includes(role)
