import { chmodSync, closeSync, openSync } from 'node:fs'

import { sql } from 'kysely'

import { sqliteEngine, sqliteWork } from '../../storage/sqlite/engine.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import type { SessionStore } from '../engines/session-store.ts'
import { sqlSessions, type SessionTables } from '../sql/session-queries.ts'

const what = 'the sessions'

/** Sessions in one SQLite file that only its owner may read; `':memory:'` for ones that live as long as the handle. */
export async function openSqliteSessions(path: string): Promise<SessionStore> {
  const database = await sqliteWork(what, async () => {
    if (path !== ':memory:') {
      // SQLite gives the files beside it the mode of the file itself.
      closeSync(openSync(path, 'a', 0o600))
      chmodSync(path, 0o600)
    }
    const opened = openSqlite<SessionTables>(path)
    await sql`create table if not exists session (
      id text not null primary key, token text not null, opened bigint not null, seen bigint not null)`.execute(
      opened,
    )
    await sql`create index if not exists session_token on session (token, opened)`.execute(opened)
    // See `storage/sqlite/file.ts`.
    await sql`create index if not exists session_copy on session (seen)`.execute(opened)
    return opened
  })
  return {
    ...sqlSessions(sqliteEngine(database, what)),
    [Symbol.asyncDispose]: () => database.destroy(),
  }
}
