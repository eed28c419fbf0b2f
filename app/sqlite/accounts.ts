import { sql } from 'kysely'

import { sqliteEngine, sqliteWork } from '../../storage/sqlite/engine.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import type { AccountStore } from '../engines/account-store.ts'
import { sqlAccounts } from '../sql/account-queries.ts'
import type { AccountTables } from '../sql/account-schema.ts'

const what = 'the accounts'

/** Those named `..._copy`: see `storage/sqlite/file.ts`. */
const statements = [
  `create table if not exists account (
     id text not null primary key, name text not null unique, version bigint not null, document text not null,
     signed_in bigint, failures bigint not null, code_used bigint not null)`,
  `create index if not exists account_copy on account (document, version, signed_in, failures, code_used)`,
  `create table if not exists account_change (
     account text not null, version bigint not null, at bigint not null, document text not null,
     primary key (account, version))`,
  `create index if not exists account_change_at on account_change (at, account, version)`,
  `create index if not exists account_change_copy on account_change (document)`,
]

/**
 * Accounts in one SQLite file; `':memory:'` for ones that live as long as the handle. A file of its own, because one thread may
 * not write over two handles of the same one.
 */
export async function openSqliteAccounts(path: string): Promise<AccountStore> {
  const database = await sqliteWork(what, async () => {
    const opened = openSqlite<AccountTables>(path)
    for (const statement of statements) await sql.raw(statement).execute(opened)
    return opened
  })
  return {
    ...sqlAccounts(sqliteEngine(database, what)),
    [Symbol.asyncDispose]: () => database.destroy(),
  }
}
