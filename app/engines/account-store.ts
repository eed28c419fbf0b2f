import type { Instant } from '../../core/time.ts'
import type { Account, AccountChange } from '../accounts/decide/account.ts'

/** Of the trail, newest first. */
export interface ChangesAsked {
  /** Of one account, by its identifier. */
  readonly account?: string | undefined
  /** Behind this one. */
  readonly after?: Pick<AccountChange, 'at' | 'account' | 'version'> | undefined
  readonly limit: number
}

/** Accounts of people, and the trail of what was done to them. None is ever removed: records name them. */
export interface AccountStore extends AsyncDisposable {
  get(id: string): Promise<Account | undefined>
  named(name: string): Promise<Account | undefined>
  /** By name. */
  list(page: {
    readonly after?: string | undefined
    readonly limit: number
  }): Promise<readonly Account[]>
  /** False when the name is taken. */
  add(account: Account, change: AccountChange): Promise<boolean>
  /** `account` has the version after the one that it was read with; false when somebody else made that one first. */
  change(account: Account, change: AccountChange): Promise<boolean>
  /** Somebody signed in; wrong attempts are counted from here. */
  signedIn(id: string, at: Instant): Promise<void>
  failed(id: string): Promise<void>
  /** Takes the code of this step of time; false when it, or a later one, was taken before. */
  useCode(id: string, step: number): Promise<boolean>
  changes(asked: ChangesAsked): Promise<readonly AccountChange[]>
}
