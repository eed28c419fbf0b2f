import { setTimeout as delay } from 'node:timers/promises'

import type { Client } from 'pg'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { seconds } from '../../core/time.ts'
import { eitherOf } from '../../runtime/either.ts'
import { postgresFailure } from './failures.ts'
import { lockKey } from './locks.ts'
import type { Postgres } from './postgres.ts'

/** Between two tries to get the lease. Waiting in the server would leave sessions there that wait for nobody. */
const pause = seconds(1)

/** Between two signs of life, and how long the answer may take: the holder gives up before the server gives it up. */
const beat = seconds(5)

/**
 * Runs `work` while this session, of all that ask for the same task, holds its advisory lock. The session is a connection of
 * its own; with it the lock goes, wherever the holder died. A holder that only became unreachable notices within two beats,
 * the server after about four.
 */
export async function withLease(
  postgres: Postgres,
  task: string,
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return
  const client = postgres.connection()
  const losing = new AbortController()
  const lose = (error: unknown) =>
    losing.abort(
      new UrbanBrainError('store-unavailable', `the lease of ${task} is lost: ${messageOf(error)}`),
    )
  client.on('error', lose)
  client.on('end', () => lose('the connection has ended'))
  using either = eitherOf(signal, losing.signal)
  const held = either.signal
  try {
    if (!(await waitFor(client, task, held))) return
    await whileAlive(client, lose, () => work(held))
    losing.signal.throwIfAborted()
  } catch (error) {
    throw losing.signal.aborted ? losing.signal.reason : error
  } finally {
    client.removeAllListeners('end')
    await client.end()
  }
}

/** False when the signal aborted before the lease was got. */
async function waitFor(client: Client, task: string, signal: AbortSignal): Promise<boolean> {
  try {
    await client.connect()
    await client.query(
      'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 3; set tcp_keepalives_count = 3',
    )
    while (!signal.aborted) {
      if (await acquired(client, task)) return true
      await delay(pause, undefined, { signal }).catch(() => {})
    }
    return false
  } catch (error) {
    throw postgresFailure(`the lease of ${task}`, error)
  }
}

async function acquired(client: Client, task: string): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>(
    'select pg_try_advisory_lock($1) as mine',
    [lockKey(`task ${task}`)],
  )
  return rows[0]?.mine === true
}

async function whileAlive(
  client: Client,
  lose: (error: unknown) => void,
  work: () => Promise<void>,
): Promise<void> {
  const ending = new AbortController()
  const watch = async () => {
    while (!ending.signal.aborted) {
      await delay(beat, undefined, { signal: ending.signal }).catch(() => {})
      if (ending.signal.aborted) return
      const late = setTimeout(() => lose('the server does not answer'), beat)
      await client.query('select 1').catch(lose)
      clearTimeout(late)
    }
  }
  const watching = watch()
  try {
    await work()
  } finally {
    ending.abort()
    // A server that does not answer is not waited for: closing the connection ends the query.
    void watching
  }
}
