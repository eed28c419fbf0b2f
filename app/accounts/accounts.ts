import type { ActorRole } from '../../core/actor.ts'
import { dutyDesk } from '../../core/duty-desks.ts'
import type { UnitId } from '../../core/identity.ts'
import type { ChangesAsked } from '../engines/account-store.ts'
import { administering, type AdministerDeps, type Administering } from './administer.ts'
import { knownAccount } from './changing.ts'
import type { AccessConfig } from './decide/access-config.ts'
import { accountOfKey, sessionKeyOf, type Account, type AccountChange } from './decide/account.ts'
import { ownAccount, type OwnAccount } from './own.ts'
import { proved, type Proof, type SignInDeps } from './sign-in.ts'

/** What a person has to do before anything else. */
export type Duty = 'password' | 'second-factor'

export interface AccountsDeps extends SignInDeps, AdministerDeps {
  readonly config: AccessConfig
}

const pageOfAccounts = 500

/** Accounts of people (账号). */
export interface Accounts extends Administering, OwnAccount {
  signIn(name: string, proof: Proof, network: string): Promise<Account>
  /** Whose session it is, as long as nothing of the account has changed. */
  ofKey(key: string): Promise<Account | undefined>
  dutyOf(account: Account): Duty | undefined
  any(): Promise<boolean>
  named(name: string): Promise<Account>
  list(page: {
    readonly after?: string | undefined
    readonly limit: number
  }): Promise<readonly Account[]>
  /** Who signs in and has a unit. */
  /** Those that can have duty, in a unit or at a desk. */
  forDuty(): Promise<
    readonly {
      readonly name: string
      readonly person: string
      readonly role: ActorRole
      readonly unit?: UnitId
    }[]
  >
  changes(
    asked: Omit<ChangesAsked, 'account'> & { readonly name?: string | undefined },
  ): Promise<readonly AccountChange[]>
}

export function createAccounts(deps: AccountsDeps): Accounts {
  const { store, config } = deps
  let some = false
  return {
    ...administering(deps),
    ...ownAccount(deps),
    signIn: (name, proof, network) => proved(deps, name, proof, network),
    async ofKey(key) {
      const id = accountOfKey(key)
      const account = id === undefined ? undefined : await store.get(id)
      return account !== undefined && !account.disabled && sessionKeyOf(account) === key
        ? account
        : undefined
    },
    dutyOf({ mustChange, role, secondFactor, provider }) {
      if (mustChange) return 'password'
      // Has no password that could be given; the provider answers for the second factor.
      if (provider?.made === true) return undefined
      return config.secondFactor.includes(role) && secondFactor === undefined
        ? 'second-factor'
        : undefined
    },
    // None is ever removed, and strangers ask.
    any: async () => (some ||= (await store.list({ limit: 1 })).length > 0),
    named: (name) => knownAccount(deps, name),
    list: (page) => store.list(page),
    async forDuty() {
      const found = []
      for (let after: string | undefined; ;) {
        const page = await store.list({ after, limit: pageOfAccounts })
        for (const { name, person, role, unit, disabled } of page)
          if (!disabled && (unit !== undefined || dutyDesk(`@${role}`) !== undefined))
            found.push({ name, person, role, ...(unit !== undefined && { unit }) })
        if (page.length < pageOfAccounts) return found
        after = page.at(-1)?.name
      }
    },
    async changes({ name, ...asked }) {
      const account = name === undefined ? undefined : (await knownAccount(deps, name)).id
      return store.changes({ ...asked, account })
    },
  }
}
