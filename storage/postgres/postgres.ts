/**
 * PostgreSQL for one process: a bounded pool under a query builder, and connections outside of it for what holds one for
 * long. Nothing is connected before it is used. A connection that was lost, or whose server stopped answering, fails the
 * query under way and is never used again; it is nobody's uncaught error.
 */
import { readFileSync } from 'node:fs'

import { Kysely, PostgresDialect, type PostgresCursor } from 'kysely'
import type { PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { Client, DatabaseError, Pool, types, type ClientConfig, type PoolClient } from 'pg'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { seconds } from '../../core/time.ts'
import type { PostgresConfig } from './config.ts'

/** Disposing closes the pool; the registers above it hold nothing else. */
export interface Postgres extends AsyncDisposable {
  database<Schema>(): Kysely<Schema>
  /** Of one's own, not connected yet, without a time limit on statements. Whoever asks closes it. */
  connection(): Client
}

/** The client waits so much longer than the server before it gives up by itself. */
const grace = seconds(5)

export function openPostgres(config: PostgresConfig): Postgres {
  const connecting = {
    ...clientConfig(config),
    connectionTimeoutMillis: config.connectTimeout,
  } satisfies ClientConfig
  const pool = new Pool({
    ...connecting,
    max: config.pool,
    statement_timeout: config.statementTimeout,
    idle_in_transaction_session_timeout: config.statementTimeout + grace,
    query_timeout: config.statementTimeout + grace,
  })
  pool.on('error', ignore)
  // While a connection is lent out the pool does not listen, and losing it then would end the process.
  pool.on('connect', (client) => client.on('error', ignore))
  let ended: Promise<void> | undefined
  const lender = {
    connect: async () => guarded(await pool.connect()),
    end: () => Promise.resolve(),
  }
  return {
    database: () => new Kysely({ dialect: new PostgresDialect({ pool: lender }) }),
    connection: () => {
      const client = new Client(connecting)
      client.on('error', ignore)
      return client
    },
    [Symbol.asyncDispose]: () => (ended ??= pool.end()),
  }
}

const ignore = () => {}

function clientConfig({ url, password, tls }: PostgresConfig): ClientConfig {
  return {
    connectionString: url,
    application_name: 'urban-brain',
    // Its statements are short; to compile one takes longer than to run it.
    options: '-c jit=off',
    keepAlive: true,
    keepAliveInitialDelayMillis: seconds(10),
    types: { getTypeParser: parserOf },
    ...(password !== undefined && { password: () => password }),
    ...(tls !== undefined && {
      ssl: {
        ...(tls.ca !== undefined && { ca: pem(tls.ca) }),
        ...(tls.cert !== undefined && { cert: pem(tls.cert) }),
        ...(tls.key !== undefined && { key: pem(tls.key) }),
      },
    }),
  }
}

function pem(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UrbanBrainError('config-invalid', `postgres.tls: ${messageOf(error)}`)
  }
}

/** Instants, sequences and counts are far below 2^53. Only here: the table of the library is shared by the process. */
const parserOf: typeof types.getTypeParser = (type, format) =>
  type === types.builtins.INT8 && format !== 'binary' ? Number : types.getTypeParser(type, format)

/** A lent connection that remembers that it is lost, so that neither a rollback nor the next borrower waits for it. */
function guarded(client: PoolClient): PostgresPoolClient {
  let lost: Error | undefined
  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query<R>(
    text: string | PostgresCursor<R>,
    values: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== 'string') throw new TypeError('this pool has no cursors')
    return run(text, values) as Promise<PostgresQueryResult<R>>
  }
  async function run(text: string, values: readonly unknown[]): Promise<unknown> {
    if (lost !== undefined) throw lost
    try {
      return await client.query(text, values.map(storable))
    } catch (error) {
      const refused = error instanceof DatabaseError && error.severity !== 'FATAL'
      if (!refused) lost = error instanceof Error ? error : new Error(messageOf(error))
      throw error
    }
  }
  return { query, release: () => client.release(lost) }
}

/** Text of PostgreSQL cannot hold NUL; it is written, and looked for, as the sign for what cannot be shown. */
const storable = (value: unknown): unknown =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value
