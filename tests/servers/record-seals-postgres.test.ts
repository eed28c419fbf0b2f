import { sql } from 'kysely'
import { describe } from 'vitest'

import { openPostgresCases } from '../../cases/postgres/cases.ts'
import type { CaseTables } from '../../cases/sql/case-tables.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { recordSealsBesideSuite } from '../contract/record-seals-beside.suite.ts'
import { recordSealsSuite, type OwnedRegister } from '../contract/record-seals.suite.ts'
import { migratedDatabase } from '../support/migrated-database.ts'
import { connect } from '../support/postgres.ts'

async function owned(): Promise<OwnedRegister> {
  const url = await migratedDatabase()
  return {
    store: await openPostgresCases(connect(url)),
    owned: (work) =>
      connect(url)
        .database<CaseTables>()
        .connection()
        .execute(async (database) => {
          // As replication sets it: no trigger of the register is asked.
          await sql`set session_replication_role = replica`.execute(database)
          return work(database)
        }),
  }
}

describe.skipIf(sharedServicesMissing('postgres') !== undefined)('on PostgreSQL', () => {
  recordSealsSuite('PostgreSQL', owned)
  recordSealsBesideSuite('PostgreSQL', owned)
})
