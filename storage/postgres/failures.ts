import { DatabaseError } from 'pg'

import { messageOf, UrbanBrainError, type ErrorCode } from '../../core/errors.ts'

/** SQLSTATE of what the server answered; undefined when it was not the server that refused. */
export const stateOf = (error: unknown): string | undefined =>
  error instanceof DatabaseError ? error.code : undefined

/** Two transactions were in each other's way, and one of them was taken back: it may simply run again. */
export const isCollision = (error: unknown): boolean =>
  ['40001', '40P01'].includes(stateOf(error) ?? '')

/**
 * Away for now: connection lost or refused (08), out of connections, memory or disk (53), statement or lock taking too
 * long, idle in a transaction, shutting down or starting (57), a database that takes no connections, a standby that will be
 * promoted, trouble below the server (58), and collisions that repeat.
 */
const away = /^(08|53|57|58|40|55000|55P03|25P0[23]|25006)/

/** Of its setting up: no such user, database, table or right. */
const mismatch = /^(28|3D|3F|0A|42501|42P01|42704|42883|42703)/

/**
 * In our words, to whoever works with it: `store-unavailable`, also when somebody has to set up the server first, as it was
 * well before and work goes on when it is again. Anything else the server refuses is a defect of ours and passes as it is.
 */
export const postgresFailure = (what: string, error: unknown): unknown =>
  inOurWords(what, error, 'store-unavailable')

/** The same to whoever opens it, for whom what somebody has to set up is `engine-mismatch`. */
export const postgresRefusal = (what: string, error: unknown): unknown =>
  inOurWords(what, error, 'engine-mismatch')

function inOurWords(what: string, error: unknown, unfit: ErrorCode): unknown {
  if (error instanceof UrbanBrainError) return error
  const state = stateOf(error)
  const message = `${what}: ${messageOf(error)}`
  if (state === undefined) {
    // The client has no class for its own failures: lost connections and time limits are plain errors.
    const plain = error instanceof Error && (error.name === 'Error' || 'code' in error)
    return plain || error instanceof AggregateError
      ? new UrbanBrainError('store-unavailable', message, { cause: error })
      : error
  }
  if (away.test(state)) return new UrbanBrainError('store-unavailable', message, { cause: error })
  if (mismatch.test(state)) return new UrbanBrainError(unfit, message, { cause: error })
  return error
}
