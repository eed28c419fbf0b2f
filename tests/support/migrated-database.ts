/**
 * Databases whose tables are those of this version: copies of one that was brought to it, so that a file with dozens of
 * databases runs the migrations of the registers once. They themselves are tested on databases that are empty.
 */
import { openPostgresCases } from '../../cases/postgres/cases.ts'
import { openPostgresRegistry } from '../../devices/postgres/registry.ts'
import { postgresConfigSchema } from '../../storage/postgres/config.ts'
import { openPostgres } from '../../storage/postgres/postgres.ts'
import { createDatabase } from '../services/postgres.ts'
import { sharedServer } from '../services/shared.ts'

let model: Promise<string> | undefined

/** The URL of one of its own, on the server of this run. */
export async function migratedDatabase(): Promise<string> {
  const { url } = await sharedServer('postgres')
  model ??= migrate(await createDatabase(url))
  return createDatabase(url, new URL(await model).pathname.slice(1))
}

/** Nobody may be connected to what is copied. */
async function migrate(url: string): Promise<string> {
  await using postgres = openPostgres(postgresConfigSchema.parse({ url }))
  await openPostgresRegistry(postgres)
  await openPostgresCases(postgres)
  return url
}
