import { UrbanBrainError } from '../../core/errors.ts'
import { changed } from './changing.ts'
import type { Account } from './decide/account.ts'
import { weaknessOf } from './decide/password-rules.ts'
import { newSecret, recoveryCodes, recoveryHash, stepOf, uriOf } from './second-factor.ts'
import { provedAgain, type SignInDeps } from './sign-in.ts'

/** What people do with their own account, for which they give their password once more. */
export interface OwnAccount {
  changePassword(name: string, password: string, next: string, network: string): Promise<Account>
  /** To be put into an app for codes; nothing is kept of it yet. */
  newSecondFactor(name: string): { readonly secret: string; readonly uri: string }
  addSecondFactor(
    name: string,
    password: string,
    asked: { readonly secret: string; readonly code: string },
    network: string,
  ): Promise<{ readonly account: Account; readonly recovery: readonly string[] }>
  removeSecondFactor(name: string, password: string, network: string): Promise<Account>
}

export function ownAccount(deps: SignInDeps): OwnAccount {
  const { store, clock, passwords } = deps
  return {
    async changePassword(name, current, next, network) {
      const before = await provedAgain(deps, name, current, network)
      const weakness = next === current ? 'it is the one you have' : weaknessOf(next, before)
      if (weakness !== undefined)
        throw new UrbanBrainError('password-refused', `choose another password: ${weakness}`)
      const password = await passwords.hash(next)
      const patch = { password, mustChange: false }
      return changed(deps, before, { patch, what: 'password-changed', by: name })
    },
    newSecondFactor(name) {
      const secret = newSecret()
      return { secret, uri: uriOf(secret, name) }
    },
    async addSecondFactor(name, current, { secret, code }, network) {
      const before = await provedAgain(deps, name, current, network)
      const step = stepOf(secret, code, clock.now())
      if (step === undefined)
        throw new UrbanBrainError(
          'request-invalid',
          'the code is not of this secret; look at the clock of the telephone',
        )
      const recovery = recoveryCodes()
      const secondFactor = { secret, recovery: recovery.map(recoveryHash) }
      const account = await changed(deps, before, {
        ...{ patch: { secondFactor }, what: 'second-factor-added', by: name },
      })
      await store.useCode(account.id, step)
      return { account, recovery }
    },
    async removeSecondFactor(name, current, network) {
      const before = await provedAgain(deps, name, current, network)
      const patch = { secondFactor: undefined }
      return changed(deps, before, { patch, what: 'second-factor-removed', by: name })
    },
  }
}
