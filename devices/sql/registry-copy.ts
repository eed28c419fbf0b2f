import { existsSync } from 'node:fs'

import type { Kysely } from 'kysely'

import type { Device } from '../../core/device.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { postgresEngine } from '../../storage/postgres/engine.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import { openPostgresRegistry } from '../postgres/registry.ts'
import type { RegistryTables } from './registry-schema.ts'

export interface RegistryCounts {
  readonly revision: number
  readonly devices: number
  readonly credentials: number
  readonly unknown: number
}

/** The register of devices in a file that nobody writes. */
export interface RegistrySource extends AsyncDisposable {
  counts(): Promise<RegistryCounts>
  /** The gateway of each device that has one. */
  gateways(): Promise<ReadonlyMap<string, string>>
  /** Row by row as they are, revisions too. Doing it again changes nothing. `copied` is told how many rows are there. */
  copyTo(postgres: Postgres, copied: (rows: number) => void): Promise<void>
}

const page = 500
const what = 'the register of devices'

export function openRegistrySource(path: string): RegistrySource {
  if (!existsSync(path)) throw new UrbanBrainError('config-invalid', `there is no ${path}`)
  const database = openSqlite<RegistryTables>(path)
  return {
    counts: () => readable(() => countRows(database)),
    gateways: () => readable(() => gatewaysIn(database)),
    async copyTo(postgres, copied) {
      await openPostgresRegistry(postgres)
      await copy(database, postgres, copied)
    },
    [Symbol.asyncDispose]: () => database.destroy(),
  }
}

/** Makes the tables where there are none. */
export async function countPostgresRegistry(postgres: Postgres): Promise<RegistryCounts> {
  await openPostgresRegistry(postgres)
  return postgresEngine<RegistryTables>(postgres, what).read(countRows)
}

async function copy(
  source: Kysely<RegistryTables>,
  postgres: Postgres,
  copied: (rows: number) => void,
): Promise<void> {
  const target = postgresEngine<RegistryTables>(postgres, what)
  let rows = 0
  const pages = async <Row extends { readonly id: string }>(
    read: (after: string) => Promise<readonly Row[]>,
    write: (found: readonly Row[]) => Promise<unknown>,
  ) => {
    for (let after = ''; ;) {
      const found = await readable(() => read(after))
      const last = found.at(-1)
      if (last === undefined) return
      await write(found)
      after = last.id
      copied((rows += found.length))
    }
  }
  await pages(
    (after) =>
      source
        .selectFrom('device')
        .selectAll()
        .where('id', '>', after)
        .orderBy('id')
        .limit(page)
        .execute(),
    (found) =>
      target.write((transaction) =>
        transaction
          .insertInto('device')
          .values(found)
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute(),
      ),
  )
  await pages(
    (after) =>
      source
        .selectFrom('unknown_device')
        .selectAll()
        .where('id', '>', after)
        .orderBy('id')
        .limit(page)
        .execute(),
    (found) =>
      target.write((transaction) =>
        transaction
          .insertInto('unknown_device')
          .values(found)
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute(),
      ),
  )
  const { revision } = await readable(() => countRows(source))
  await target.write((transaction) =>
    transaction.updateTable('registry_revision').set({ revision }).where('one', '=', 1).execute(),
  )
}

async function gatewaysIn(database: Kysely<RegistryTables>): Promise<ReadonlyMap<string, string>> {
  const gateways = new Map<string, string>()
  for (let after = ''; ;) {
    const rows = await database
      .selectFrom('device')
      .select(['id', 'document'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(page)
      .execute()
    const last = rows.at(-1)
    if (last === undefined) return gateways
    for (const { id, document } of rows) {
      const { gateway } = JSON.parse(document) as Device
      if (gateway !== undefined) gateways.set(id, gateway)
    }
    after = last.id
  }
}

async function countRows(database: Kysely<RegistryTables>): Promise<RegistryCounts> {
  const { revision } = await database
    .selectFrom('registry_revision')
    .select('revision')
    .executeTakeFirstOrThrow()
  const { devices, credentials } = await database
    .selectFrom('device')
    .select((row) => [
      row.fn.countAll().as('devices'),
      row.fn.count('credential').as('credentials'),
    ])
    .executeTakeFirstOrThrow()
  const { unknown } = await database
    .selectFrom('unknown_device')
    .select((row) => row.fn.countAll().as('unknown'))
    .executeTakeFirstOrThrow()
  return {
    revision,
    devices: Number(devices),
    credentials: Number(credentials),
    unknown: Number(unknown),
  }
}

async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new UrbanBrainError('store-unavailable', `${what}: ${messageOf(error)}`, { cause: error })
  }
}
