import type { Access } from '../../core/access.ts'
import { accountRoles, people as everyone, type Actor, type ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { isLimited } from '../../core/scope.ts'
import { hashToken } from '../../runtime/token.ts'
import type { Accounts, Duty } from '../accounts/accounts.ts'
import type { AccessConfig } from '../accounts/decide/access-config.ts'
import { actorOf, sessionKeyOf, type Account } from '../accounts/decide/account.ts'
import type { AccessToken } from '../config.ts'
import { askingPage, isChange, type Asking } from './decide/origin.ts'
import type { Sessions } from './sessions.ts'

/**
 * Tokens are looked up by their hash, so the time of the look-up says nothing about a token; 256 random bits need no slow hash.
 */
export interface TokenAccess extends Access {
  /** A session for the person who has this token; undefined when no person has it. */
  signIn(token: string): Promise<SignedIn | undefined>
  /** The same for whoever has the token of this hash. */
  enter(hash: string): Promise<SignedIn | undefined>
  /** A session for the person of this account, who has proved it. */
  open(account: Account): Promise<SignedIn>
  /** As `allowLimited`, and lets in whoever has to complete the account first. */
  allowIncomplete(...roles: readonly ActorRole[]): (request: object) => Promise<void>
  /** What who calls has to do before anything else; only after `allowIncomplete`. */
  duty(request: object): Duty | undefined
  /** Milliseconds until the session ends that the request came with; only after `allow`. */
  endsIn(request: object): number | undefined
  /** Ends the session that the request came with. */
  signOut(request: object): Promise<void>
}

export interface SignedIn {
  readonly actor: Actor
  readonly duty?: Duty | undefined
  /** For the cookie. */
  readonly secret: string
  readonly seconds: number
}

interface Known extends Pick<SignedIn, 'actor' | 'duty'> {
  /** Milliseconds until the session ends if it is not used again; of a token in the header: none. */
  readonly endsIn?: number
}

export interface People {
  readonly sessions: Sessions
  readonly accounts: Pick<Accounts, 'ofKey' | 'dutyOf'>
  readonly config: AccessConfig
}

/** Name of the cookie that signing in leaves in a browser. */
export const sessionCookie = 'session'

/** Who asks is proved by a token in the header or, where people sign in, by the cookie of a session. */
export function createAccess(tokens: readonly AccessToken[], people?: People): TokenAccess {
  const byAccount = people?.config.people === 'accounts'
  const actors = new Map<string, Actor>(
    tokens
      .filter(({ role }) => !byAccount || !isOfAccounts(role) || role === 'administrator')
      .map(({ hash, unit, areas, ...who }) => [
        hash,
        {
          ...who,
          ...(unit === undefined ? {} : { unit }),
          ...(areas === undefined ? {} : { areas }),
        },
      ]),
  )
  const known = new WeakMap<object, Known>()
  /** Whose browser it may be. */
  const ofToken = (hash: string): Actor | undefined => {
    const actor = actors.get(hash)
    const signsIn = actor !== undefined && isPerson(actor)
    return signsIn && !(byAccount && isOfAccounts(actor.role)) ? actor : undefined
  }
  const ofAccount = (account: Account): Known => ({
    actor: actorOf(account),
    duty: people?.accounts.dutyOf(account),
  })
  const ofKey = async (key: string): Promise<Known | undefined> => {
    const actor = ofToken(key)
    if (actor !== undefined) return { actor }
    if (people === undefined || people.config.people === 'tokens') return undefined
    const account = await people.accounts.ofKey(key)
    return account && ofAccount(account)
  }

  const identify = async (request: object): Promise<Known | undefined> => {
    const asking = request as Asking
    const token = bearerOf(asking)
    if (token !== undefined) {
      const actor = actors.get(hashToken(token))
      return actor && { actor }
    }
    const secret = cookieOf(asking)
    if (secret === undefined || people === undefined)
      throw new UrbanBrainError(
        'unauthenticated',
        'send the header "Authorization: Bearer <token>", or sign in',
      )
    refuseOtherPages(asking)
    const session = await people.sessions.find(secret, ofKey)
    return session && { ...session.known, endsIn: session.endsIn }
  }
  const letIn = async (
    request: object,
    roles: readonly ActorRole[],
    { incomplete = false, limited = false },
  ) => {
    const who = await identify(request)
    if (who === undefined)
      throw new UrbanBrainError(
        'unauthenticated',
        'this token or session is not known (any more); sign in, or ask an administrator for a token',
      )
    if (!roles.includes(who.actor.role))
      throw new UrbanBrainError(
        'forbidden',
        `the role ${who.actor.role} may not do this; it needs ${roles.join(' or ')}`,
      )
    if (!limited && isLimited(who.actor))
      throw new UrbanBrainError(
        'forbidden',
        'this is of the whole city, and your account is limited to a part of it',
      )
    if (who.duty !== undefined && !incomplete)
      throw new UrbanBrainError('account-incomplete', incompleteWords[who.duty])
    known.set(request, who)
  }
  const caller = (request: object): Known => {
    const who = known.get(request)
    if (who === undefined) throw new TypeError('the actor is known only after allow()')
    return who
  }

  const enter = async (hash: string): Promise<SignedIn | undefined> => {
    const actor = ofToken(hash)
    if (actor === undefined || people === undefined) return undefined
    return { actor, ...(await people.sessions.open(hash, actor.role)) }
  }

  return {
    signIn: (token) => enter(hashToken(token)),
    enter,
    open: async (account) => {
      if (people === undefined) throw new TypeError('people do not sign in here')
      return {
        ...ofAccount(account),
        ...(await people.sessions.open(sessionKeyOf(account), account.role)),
      }
    },
    signOut: async (request) => {
      const secret = cookieOf(request as Asking)
      if (secret === undefined) return
      refuseOtherPages(request as Asking)
      await people?.sessions.end(secret)
    },
    // The document of the API says who is let in.
    allow: (...roles) => Object.assign((request: object) => letIn(request, roles, {}), { roles }),
    allowLimited: (...roles) =>
      Object.assign((request: object) => letIn(request, roles, { limited: true }), { roles }),
    allowIncomplete: (...roles) =>
      Object.assign(
        (request: object) => letIn(request, roles, { incomplete: true, limited: true }),
        { roles },
      ),
    actor: (request) => caller(request).actor,
    duty: (request) => caller(request).duty,
    endsIn: (request) => caller(request).endsIn,
    stillAllowed: async (request) => (await identify(request)) !== undefined,
  }
}

const incompleteWords: Readonly<Record<Duty, string>> = {
  password: 'choose a password of your own first: POST /v1/account/password',
  'second-factor': 'your role needs a second factor; add one first: POST /v1/account/second-factor',
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

const isPerson = ({ role }: Actor): boolean => (everyone as readonly ActorRole[]).includes(role)
const isOfAccounts = (role: ActorRole): boolean =>
  (accountRoles as readonly ActorRole[]).includes(role)
