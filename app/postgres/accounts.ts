import { postgresEngine } from '../../storage/postgres/engine.ts'
import { migratePostgres, type Migration } from '../../storage/postgres/migrate.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'
import type { AccountStore } from '../engines/account-store.ts'
import { sqlAccounts } from '../sql/account-queries.ts'
import type { AccountTables } from '../sql/account-schema.ts'

const migrations: readonly Migration[] = [
  {
    name: '0001-accounts',
    statements: [
      `create table account (
         id text collate "C" primary key, name text collate "C" not null unique, version bigint not null,
         document text not null, signed_in bigint, failures bigint not null, code_used bigint not null)`,
      `create table account_change (
         account text collate "C" not null, version bigint not null, at bigint not null, document text not null,
         primary key (account, version))`,
      `create index account_change_at on account_change (at, account, version)`,
    ],
  },
]

/** Accounts on PostgreSQL, the same for every process that serves the API. Whoever opened `postgres` closes it. */
export async function openPostgresAccounts(postgres: Postgres): Promise<AccountStore> {
  await migratePostgres(postgres, 'accounts', migrations)
  return {
    ...sqlAccounts(postgresEngine<AccountTables>(postgres, 'the accounts')),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
