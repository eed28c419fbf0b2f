/** Handles on the PostgreSQL that the tests of a run share; each is closed after its test. */
import type { Kysely } from 'kysely'
import { afterEach } from 'vitest'

import { postgresConfigSchema } from '../../storage/postgres/config.ts'
import { openPostgres, type Postgres } from '../../storage/postgres/postgres.ts'
import { createDatabase } from '../services/postgres.ts'
import { sharedServer } from '../services/shared.ts'

const opened: Postgres[] = []

afterEach(async () => {
  for (const postgres of opened.splice(0)) await postgres[Symbol.asyncDispose]()
})

/** What one process has of the database; a slow machine is no fault, so the time limits are those of a test that looks at them. */
export function connect(url: string, settings: object = {}): Postgres {
  const postgres = openPostgres(
    postgresConfigSchema.parse({
      url,
      pool: 4,
      statementTimeout: 60_000,
      connectTimeout: 60_000,
      ...settings,
    }),
  )
  opened.push(postgres)
  return postgres
}

export const freshDatabase = async (): Promise<string> =>
  createDatabase((await sharedServer('postgres')).url)

/** For statements written out. */
export const anyTable = (postgres: Postgres): Kysely<Record<string, never>> => postgres.database()
