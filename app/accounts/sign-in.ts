import type { Clock } from '../../core/time.ts'
import { UrbanBrainError, type ErrorCode } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { AccountStore } from '../engines/account-store.ts'
import type { Attempt, Attempts } from './attempts.ts'
import type { Account, AccountChange, SecondFactor } from './decide/account.ts'
import type { Passwords } from './passwords.ts'
import { recoveryHash, stepOf } from './second-factor.ts'

export interface Proof {
  readonly password: string
  /** Of the second factor, or a recovery code. */
  readonly code?: string | undefined
}

export interface SignInDeps {
  readonly store: AccountStore
  readonly clock: Pick<Clock, 'now'>
  readonly passwords: Passwords
  readonly attempts: Attempts
  readonly observer: Pick<Observer, 'emit'>
}

/** The account that name and proof are of. Rejects in the same words and time for a name that nobody has. */
export async function proved(
  deps: SignInDeps,
  name: string,
  { password, code }: Proof,
  network: string,
): Promise<Account> {
  const { store, clock } = deps
  const { account, attempt } = await byPassword(deps, name, password, network)
  const { secondFactor } = account
  if (secondFactor !== undefined && code === undefined) {
    attempt.undone()
    throw new UrbanBrainError('second-factor-needed', 'send the code of the second factor too')
  }
  const after =
    secondFactor === undefined || code === undefined
      ? account
      : await withCode(deps, account, secondFactor, code)
  if (after === undefined) {
    noteFailure(store, account)
    throw new UrbanBrainError(
      'second-factor-needed',
      'the code is wrong, over, or was used before; wait for the next one',
    )
  }
  attempt.right()
  await store.signedIn(account.id, clock.now())
  return after
}

/** The same of somebody who is signed in already. */
export async function provedAgain(
  deps: SignInDeps,
  name: string,
  password: string,
  network: string,
): Promise<Account> {
  const { account, attempt } = await byPassword(deps, name, password, network, {
    code: 'password-refused',
    message: 'the present password is another one',
  })
  attempt.right()
  return account
}

/** For a name that nobody has and for a wrong password alike. */
const strange = {
  code: 'unauthenticated',
  message: 'name and password do not belong together; an administrator can reset the password',
} as const

async function byPassword(
  deps: SignInDeps,
  name: string,
  password: string,
  network: string,
  { code, message }: { readonly code: ErrorCode; readonly message: string } = strange,
): Promise<{ readonly account: Account; readonly attempt: Attempt }> {
  const { store, passwords } = deps
  const attempt = begun(deps, name, network)
  let account: Account | undefined
  let right: boolean
  try {
    account = await store.named(name)
    right = await passwords.matches(password, account?.password)
  } catch (error) {
    attempt.undone()
    throw error
  }
  if (account !== undefined && right && !account.disabled) return { account, attempt }
  if (account !== undefined) noteFailure(store, account)
  throw new UrbanBrainError(code, message)
}

function begun({ attempts, observer }: SignInDeps, name: string, network: string): Attempt {
  const attempt = attempts.begin(name, network)
  if (typeof attempt !== 'number') return attempt
  observer.emit('account.paused', {})
  throw new UrbanBrainError(
    'too-many-requests',
    `too many wrong attempts with this name; wait ${Math.ceil(attempt / 1_000)} seconds`,
  )
}

/** After the answer is on its way: the time of a write would tell that there is such a name. */
function noteFailure(store: AccountStore, { id }: Account): void {
  setImmediate(() => void store.failed(id).catch(() => undefined))
}

/** The account after the code was taken, each of which counts once; undefined when it does not count. */
async function withCode(
  { store, clock }: SignInDeps,
  account: Account,
  secondFactor: SecondFactor,
  code: string,
): Promise<Account | undefined> {
  const plain = code.replaceAll(/\s/g, '')
  if (/^\d{6}$/.test(plain)) {
    const step = stepOf(secondFactor.secret, plain, clock.now())
    const counts = step !== undefined && (await store.useCode(account.id, step))
    return counts ? account : undefined
  }
  const used = recoveryHash(plain)
  const recovery = secondFactor.recovery.filter((one) => one !== used)
  if (recovery.length === secondFactor.recovery.length) return undefined
  const version = account.version + 1
  const after: Account = { ...account, version, secondFactor: { ...secondFactor, recovery } }
  const change: AccountChange = {
    ...{ account: account.id, version, name: account.name, at: clock.now(), by: account.name },
    ...{ what: 'recovery-code-used', details: `${recovery.length} left` },
  }
  return (await store.change(after, change)) ? after : undefined
}
