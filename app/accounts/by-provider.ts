/** Signing in by an identity provider of the city: what it has proved becomes an account of ours. */
import { UrbanBrainError } from '../../core/errors.ts'
import { administering, type AdministerDeps } from './administer.ts'
import { changed } from './changing.ts'
import type { Account } from './decide/account.ts'
import { entryOf, nameIn, type OidcConfig, type OidcRefusal, type Proved } from './decide/oidc.ts'

/** What a browser keeps between going to the provider and coming back. */
export interface Errand {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly back: string
}

/** A provider of OpenID Connect: authorization code, PKCE, state and nonce. */
export interface IdentityProvider {
  /** Where the browser is sent. Rejects with `server-unreachable`. */
  begin(errand: Errand): Promise<URL>
  /** `query` as the browser brought it back. Rejects with `unauthenticated` when anything of it does not fit, `server-unreachable`. */
  finish(query: string, errand: Errand): Promise<Proved>
  newErrand(back: string): Errand
}

export type ByProvider = (
  proved: Proved,
) => Promise<{ readonly account: Account } | { readonly refused: OidcRefusal }>

/** `by` of a change that nobody made but the provider. */
const provider = 'identity-provider'

export function byProvider(deps: AdministerDeps, config: OidcConfig): ByProvider {
  const { store, clock } = deps
  const accounts = administering(deps)
  const settled = async (proved: Proved): ReturnType<ByProvider> => {
    const { issuer, subject } = proved
    const name = nameIn(proved, config)
    const found = name === undefined ? undefined : await store.named(name)
    const entry = entryOf(proved, name, found, config)
    if ('refused' in entry) return entry
    if ('make' in entry)
      return deps.taken.has(entry.make)
        ? { refused: 'name-taken' }
        : {
            account: await accounts.make(
              entry.make,
              entry.profile,
              { issuer, subject, made: true },
              provider,
            ),
          }
    if ('edit' in entry)
      return { account: await accounts.edit(entry.edit.name, entry.profile, provider) }
    if ('enter' in entry) return { account: entry.enter }
    const patch = { provider: { issuer, subject } }
    const account = await changed(deps, entry.link, { patch, what: 'linked', by: provider })
    return { account }
  }
  return async (proved) => {
    const entry = await settled(proved).catch((error: unknown) => {
      // Two windows at the same moment: the second finds what the first has made.
      const isLate =
        error instanceof UrbanBrainError &&
        (error.code === 'version-conflict' || error.code === 'account-exists')
      if (!isLate) throw error
      return settled(proved)
    })
    if ('account' in entry) await store.signedIn(entry.account.id, clock.now())
    return entry
  }
}
