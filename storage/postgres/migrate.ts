import { createHash } from 'node:crypto'

import type { Client } from 'pg'

import { UrbanBrainError } from '../../core/errors.ts'
import { postgresRefusal } from './failures.ts'
import { lockKey } from './locks.ts'
import type { Postgres } from './postgres.ts'

/** Told of what is there already before each step to come, and by a step of how many rows it did: nothing of a new database. */
type Migrating = (progress: {
  readonly step: string
  readonly done: number
  readonly of: number
  readonly rows?: number
  readonly ofRows?: number
}) => void

type Ask = (
  text: string,
  values: readonly string[],
) => Promise<readonly Readonly<Record<string, unknown>>[]>

/** Released statements never change; what comes later is a further migration. */
export interface Migration {
  /** Begins with its number, `0001-register`. */
  readonly name: string
  readonly statements: readonly string[]
  /** Does what the statements say, in parts. */
  readonly inParts?: (ask: Ask, told: (rows: number, ofRows: number) => void) => Promise<void>
}

/** Version 13: the first one with row triggers on partitioned tables. */
const oldest = 130_000

/**
 * Brings the tables of one register to this version of the program. Each migration is a transaction that holds a lock of
 * the whole database, so of several processes that start at once one applies it and the others find it applied. Rejects with
 * `engine-mismatch` when the database knows migrations that this program does not, or knows them with another text, and when
 * the server is not one to rely on.
 */
export async function migratePostgres(
  postgres: Postgres,
  register: string,
  migrations: readonly Migration[],
  told: Migrating = () => {},
): Promise<void> {
  const client = postgres.connection()
  try {
    await client.connect()
    await checkServer(client)
    while (await inTransaction(client, () => step(client, register, migrations, told)));
  } catch (error) {
    throw postgresRefusal(`the tables of ${register}`, error)
  } finally {
    await client.end()
  }
}

/** Whether no register was ever opened in this database. */
export async function holdsNothing(postgres: Postgres): Promise<boolean> {
  const client = postgres.connection()
  try {
    await client.connect()
    const { rows } = await client.query<{ nothing: boolean }>(
      `select to_regclass('urban_brain_migrations') is null as nothing`,
    )
    return rows[0]?.nothing === true
  } catch (error) {
    throw postgresRefusal('the database', error)
  } finally {
    await client.end()
  }
}

/** A server that forgets what it confirmed would break the promise of every write, and in silence. */
async function checkServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings
     where name in ('fsync', 'synchronous_commit', 'server_encoding', 'server_version_num')`,
  )
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]))
  for (const name of ['fsync', 'synchronous_commit'])
    if (settings.get(name) === 'off') throw mismatch(`PostgreSQL runs with ${name} off`)
  if (settings.get('server_encoding') !== 'UTF8')
    throw mismatch(`the database is in ${settings.get('server_encoding')} and must be in UTF8`)
  if (Number(settings.get('server_version_num')) < oldest)
    throw mismatch('PostgreSQL is older than version 13')
}

/** Applies the first migration that is missing; false when none is. */
async function step(
  client: Client,
  register: string,
  migrations: readonly Migration[],
  told: Migrating,
): Promise<boolean> {
  await client.query('select pg_advisory_xact_lock($1)', [lockKey('migrations')])
  await client.query(
    `create table if not exists urban_brain_migrations (
       register text collate "C" not null, name text collate "C" not null, checksum text not null,
       applied_at timestamptz not null default now(), primary key (register, name))`,
  )
  const { rows: applied } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from urban_brain_migrations where register = $1 order by name',
    [register],
  )
  for (const [index, { name, checksum }] of applied.entries()) {
    const known = migrations[index]
    if (known?.name !== name)
      throw mismatch(`${register} was brought to ${name} by a newer version of this program`)
    if (checksumOf(known) !== checksum)
      throw mismatch(`${register} has ${name} with another text than this version of the program`)
  }
  const next = migrations[applied.length]
  if (next === undefined) return false
  const done = applied.length
  const progress = { step: next.name, done, of: migrations.length }
  if (done > 0) told(progress)
  if (next.inParts === undefined)
    for (const statement of next.statements) await client.query(statement)
  else
    await next.inParts(
      async (text, values) => (await client.query(text, [...values])).rows,
      (rows, ofRows) => told({ ...progress, rows, ofRows }),
    )
  await client.query(
    'insert into urban_brain_migrations (register, name, checksum) values ($1, $2, $3)',
    [register, next.name, checksumOf(next)],
  )
  return true
}

async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin isolation level read committed')
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

const checksumOf = ({ statements }: Migration): string =>
  createHash('sha256').update(statements.join(';\n'), 'utf8').digest('hex')

const mismatch = (message: string): UrbanBrainError =>
  new UrbanBrainError('engine-mismatch', message)
