import { join } from 'node:path'

import { sql } from 'kysely'

import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import type { CaseTables } from '../../cases/sql/case-tables.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { recordSealsSuite } from './record-seals.suite.ts'

recordSealsSuite('SQLite', async () => {
  const path = join(await temporaryFolder(), 'cases.sqlite')
  return {
    store: await openSqliteCases(path),
    owned: async (work) => {
      const database = openSqlite<CaseTables>(path)
      try {
        await sql`drop trigger case_events_unchanged`.execute(database)
        await sql`drop trigger case_events_undeleted`.execute(database)
        return await work(database)
      } finally {
        await database.destroy()
      }
    },
  }
})
