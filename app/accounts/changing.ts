import { UrbanBrainError } from '../../core/errors.ts'
import type { Account, AccountChange, AccountDocument } from './decide/account.ts'
import type { SignInDeps } from './sign-in.ts'

/** One change of an account: what is different, what it is called, who made it. */
interface Changing {
  readonly patch: Partial<AccountDocument>
  readonly what: AccountChange['what']
  readonly by: string
  readonly details?: string | undefined
}

export type ChangingDeps = Pick<SignInDeps, 'store' | 'clock' | 'observer'>

export async function knownAccount({ store }: ChangingDeps, name: string): Promise<Account> {
  const account = await store.named(name)
  if (account === undefined)
    throw new UrbanBrainError('account-unknown', `there is no account ${name}`)
  return account
}

/** Resolves with the account as it is from now on; its sessions are over. */
export async function changed(
  { store, clock, observer }: ChangingDeps,
  before: Account,
  { patch, what, by, details }: Changing,
): Promise<Account> {
  const after: Account = { ...before, ...patch, version: before.version + 1 }
  const { id, version, name } = after
  const line = { account: id, version, name, what, by, at: clock.now(), details }
  if (!(await store.change(after, line)))
    throw new UrbanBrainError(
      'version-conflict',
      `somebody else changed account ${name} first; look at it again`,
    )
  observer.emit('account.changed', { what, account: name, by })
  return after
}
