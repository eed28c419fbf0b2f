import { join } from 'node:path'

import { sql } from 'kysely'

import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import type { CaseTables } from '../../cases/sql/case-tables.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { recordSealsBesideSuite } from './record-seals-beside.suite.ts'
import { recordSealsSuite, type OwnedRegister } from './record-seals.suite.ts'

async function owned(): Promise<OwnedRegister> {
  const path = join(await temporaryFolder(), 'cases.sqlite')
  return {
    store: await openSqliteCases(path),
    owned: async (work) => {
      const database = openSqlite<CaseTables>(path)
      try {
        const triggers = await sql<{ name: string }>`
          select name from sqlite_master where type = 'trigger'`.execute(database)
        for (const { name } of triggers.rows)
          await sql`drop trigger ${sql.ref(name)}`.execute(database)
        return await work(database)
      } finally {
        await database.destroy()
      }
    },
  }
}

recordSealsSuite('SQLite', owned)
recordSealsBesideSuite('SQLite', owned)
