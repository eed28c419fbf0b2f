import { existsSync } from 'node:fs'

import { sql, type Kysely } from 'kysely'

import { postgresEngine } from '../../storage/postgres/engine.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'
import { copyTable } from '../../storage/sql/copy-table.ts'
import { openSqliteSource } from '../../storage/sqlite/engine.ts'
import { openPostgresAccounts } from '../postgres/accounts.ts'
import type { AccountTables } from './account-schema.ts'

const what = 'the accounts'

interface AccountCounts {
  readonly accounts: number
  readonly changes: number
}

/** The accounts in a file that nobody writes. */
export interface AccountSource extends AsyncDisposable {
  counts(): Promise<AccountCounts>
  /** Row by row as they are. Doing it again changes nothing. */
  copyTo(postgres: Postgres): Promise<void>
}

/** A city that never served the API with accounts has no file, or none with tables. */
export function openAccountSource(path: string): AccountSource {
  const source = existsSync(path) ? openSqliteSource<AccountTables>(path, what) : undefined
  const holdsTables = async () => {
    const found = await source?.read((database) =>
      sql`select 1 from sqlite_master where name = 'account'`.execute(database),
    )
    return found !== undefined && found.rows.length > 0
  }
  return {
    counts: async () =>
      source !== undefined && (await holdsTables())
        ? source.read(countRows)
        : { accounts: 0, changes: 0 },
    async copyTo(postgres) {
      await openPostgresAccounts(postgres)
      if (source === undefined || !(await holdsTables())) return
      const target = postgresEngine<AccountTables>(postgres, what)
      await copyTable(source, target, { table: 'account', key: ['id'] })
      await copyTable(source, target, { table: 'account_change', key: ['account', 'version'] })
    },
    [Symbol.asyncDispose]: async () => source?.[Symbol.asyncDispose](),
  }
}

/** Makes the tables where there are none. */
export async function countPostgresAccounts(postgres: Postgres): Promise<AccountCounts> {
  await openPostgresAccounts(postgres)
  return postgresEngine<AccountTables>(postgres, what).read(countRows)
}

async function countRows(database: Kysely<AccountTables>): Promise<AccountCounts> {
  const rowsOf = async (table: keyof AccountTables) => {
    const { rows } = await database
      .selectFrom(table)
      .select((row) => row.fn.countAll().as('rows'))
      .executeTakeFirstOrThrow()
    return Number(rows)
  }
  return { accounts: await rowsOf('account'), changes: await rowsOf('account_change') }
}
