import type { Registry } from '../../core/registry.ts'
import { postgresEngine } from '../../storage/postgres/engine.ts'
import { migratePostgres, type Migration } from '../../storage/postgres/migrate.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'
import { sqlRegistry } from '../sql/registry-queries.ts'
import type { RegistryTables } from '../sql/registry-schema.ts'

/** Identifiers are in collation C: their order is that of SQLite, and no index depends on the libc of the server. */
const migrations: readonly Migration[] = [
  {
    name: '0001-register',
    statements: [
      `create table device (
         id text collate "C" primary key, revision bigint not null unique, credential text, document text not null)`,
      `create table unknown_device (
         id text collate "C" primary key, first_seen bigint not null, last_seen bigint not null,
         frames bigint not null, sample text not null)`,
      `create index unknown_device_last_seen on unknown_device (last_seen)`,
      `create table registry_revision (one integer primary key, revision bigint not null)`,
      `insert into registry_revision (one, revision) values (1, 0)`,
    ],
  },
  {
    name: '0002-rules',
    statements: [
      `create table rule_document (hash text collate "C" primary key, document text not null)`,
      `create table rule_version (number bigint primary key, version text not null)`,
      `create table rule_change (
         number bigint primary key, what text collate "C" not null, change text not null)`,
      `create table rule_shadow (
         change bigint not null, part bigint not null, result text not null, primary key (change, part))`,
    ],
  },
  {
    name: '0003-edits',
    statements: [
      `create table device_edit (
         revision bigint primary key, device text collate "C" not null, edit text not null)`,
      `create index device_edit_device on device_edit (device, revision)`,
    ],
  },
  {
    name: '0045-stations',
    statements: [
      `alter table device add column mn text collate "C"`,
      `create unique index device_mn on device (mn)`,
    ],
  },
]

/**
 * The register of devices on PostgreSQL, for any number of processes. The tables are brought to this version first.
 * `postgres` stays open; whoever opened it closes it.
 */
export async function openPostgresRegistry(postgres: Postgres): Promise<Registry> {
  await migratePostgres(postgres, 'registry', migrations)
  return {
    ...sqlRegistry(postgresEngine<RegistryTables>(postgres, 'the register of devices')),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
