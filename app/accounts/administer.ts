import { randomUUID } from 'node:crypto'

import { UrbanBrainError } from '../../core/errors.ts'
import type { UnitId } from '../../core/identity.ts'
import { changed, knownAccount, type ChangingDeps } from './changing.ts'
import type { Account, Profile } from './decide/account.ts'
import { oneTimePassword } from './one-time.ts'
import type { Passwords } from './passwords.ts'

/** A password that is shown once, for an administrator to hand over. */
interface WithPassword {
  readonly account: Account
  readonly password: string
}

/** What administrators do; `by` is who. */
export interface Administering {
  add(name: string, profile: Profile, by: string): Promise<WithPassword>
  /** One who comes by the identity provider; nobody knows its password until it is reset. */
  make(
    name: string,
    profile: Profile,
    provider: NonNullable<Account['provider']>,
    by: string,
  ): Promise<Account>
  edit(name: string, profile: Profile, by: string): Promise<Account>
  /** Takes the second factor away too when it is lost. */
  reset(name: string, by: string, lost: { readonly secondFactor: boolean }): Promise<WithPassword>
  setDisabled(name: string, disabled: boolean, by: string): Promise<Account>
}

export interface AdministerDeps extends ChangingDeps {
  readonly passwords: Passwords
  readonly units: ReadonlyMap<UnitId, unknown>
  /** Whether the city has cells in the area. */
  readonly hasArea: (area: string) => boolean
  /** Names of tokens, which the record of cases names as well. */
  readonly taken: ReadonlySet<string>
  /** Takes away what hangs on an account that nobody uses any more. */
  readonly left: (name: string) => Promise<void>
}

export function administering(deps: AdministerDeps): Administering {
  const { store, clock, passwords, observer, units, hasArea, taken } = deps
  const mustBeOfCity = ({ unit, areas = [] }: Profile): void => {
    if (unit !== undefined && !units.has(unit))
      throw new UrbanBrainError('request-invalid', `the city has no unit ${unit}`)
    const strange = areas.find((area) => !hasArea(area))
    if (strange !== undefined)
      throw new UrbanBrainError('request-invalid', `the city has no grid cell in area ${strange}`)
  }

  const added = async (
    name: string,
    profile: Profile,
    more: Pick<Account, 'mustChange' | 'provider'>,
    by: string,
  ): Promise<WithPassword> => {
    mustBeOfCity(profile)
    const password = oneTimePassword()
    const account: Account = {
      ...profile,
      ...{ id: randomUUID(), name, version: 1, password: await passwords.hash(password) },
      ...{ disabled: false, created: clock.now(), createdBy: by },
      ...{ failures: 0, codeUsed: 0, ...more },
    }
    const { id, version, created: at } = account
    const details = wordsOf(profile)
    const line = { account: id, version, name, what: 'added' as const, by, at, details }
    if (taken.has(name) || !(await store.add(account, line)))
      throw new UrbanBrainError('account-exists', `the name ${name} is taken`)
    observer.emit('account.changed', { what: 'added', account: name, by })
    return { account, password }
  }

  return {
    add: (name, profile, by) => added(name, profile, { mustChange: true }, by),
    make: async (name, profile, provider, by) =>
      (await added(name, profile, { mustChange: false, provider }, by)).account,
    async edit(name, profile, by) {
      mustBeOfCity(profile)
      const before = await knownAccount(deps, name)
      // What is left out is taken away.
      const { unit: _, areas: _areas, ...rest } = before
      return changed(deps, rest, {
        ...{ patch: profile, what: 'edited', by, details: wordsOf(profile) },
      })
    },
    async reset(name, by, { secondFactor }) {
      const before = await knownAccount(deps, name)
      const password = oneTimePassword()
      const patch = {
        ...{ password: await passwords.hash(password), mustChange: true },
        ...(secondFactor ? { secondFactor: undefined } : {}),
      }
      const removed = secondFactor && before.secondFactor !== undefined
      const details = removed ? 'and the second factor removed' : undefined
      const account = await changed(deps, before, { patch, what: 'reset', by, details })
      return { account, password }
    },
    async setDisabled(name, disabled, by) {
      const before = await knownAccount(deps, name)
      if (before.disabled === disabled) return before
      const what = disabled ? 'disabled' : 'enabled'
      const account = await changed(deps, before, { patch: { disabled }, what, by })
      if (disabled) await deps.left(name)
      return account
    },
  }
}

const wordsOf = ({ person, role, unit, areas = [] }: Profile): string =>
  [person, role, ...(unit === undefined ? [] : [unit]), ...areas].join(', ')
