import type { Access } from '../../core/access.ts'
import type { Actor } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'

/** Whoever asks, who is a person with an account and not a token. */
export function withAccount(access: Pick<Access, 'actor'>, request: object): Actor {
  const actor = access.actor(request)
  if (actor.account === undefined)
    throw new UrbanBrainError('account-unknown', 'you came with a token, which has no account')
  return actor
}
