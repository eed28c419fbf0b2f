import { postgresEngine } from '../../storage/postgres/engine.ts'
import { migratePostgres, type Migration } from '../../storage/postgres/migrate.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'
import type { SessionStore } from '../engines/session-store.ts'
import { sqlSessions, type SessionTables } from '../sql/session-queries.ts'

const migrations: readonly Migration[] = [
  {
    name: '0001-sessions',
    statements: [
      `create table session (
         id text collate "C" primary key, token text collate "C" not null, opened bigint not null, seen bigint not null)`,
      `create index session_token on session (token, opened)`,
    ],
  },
]

/** Sessions on PostgreSQL, the same for every process that serves the API. Whoever opened `postgres` closes it. */
export async function openPostgresSessions(postgres: Postgres): Promise<SessionStore> {
  await migratePostgres(postgres, 'sessions', migrations)
  return {
    ...sqlSessions(postgresEngine<SessionTables>(postgres, 'the sessions')),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
