import type { Registry } from '../../core/registry.ts'
import { postgresEngine } from '../../storage/postgres/engine.ts'
import { migratePostgres, type Migration } from '../../storage/postgres/migrate.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'
import { sqlRegistry } from '../sql/registry-queries.ts'
import type { RegistryTables } from '../sql/registry-schema.ts'

/** Identifiers are in collation C: their order is that of SQLite, and no index depends on the libc of the server. In the order of their names. */
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
  {
    name: '0046-names-of-stations',
    statements: [
      `drop index device_mn`,
      `alter table device rename column mn to station`,
      `update device set station = 'hj212/' || station where station is not null`,
      `create unique index device_station on device (station)`,
    ],
  },
  {
    name: '0053-commands',
    statements: [
      `create table device_command (
         id text collate "C" primary key, device text collate "C" not null, revision bigint not null unique,
         given bigint not null, stage text not null, until bigint not null, document text not null)`,
      `create index device_command_device on device_command (device, given)`,
      `create index device_command_stage on device_command (stage, until)`,
    ],
  },
  {
    name: '0055-external-ids',
    statements: [
      `alter table device add column external text collate "C"`,
      `create unique index device_external on device (external)`,
    ],
  },
  {
    name: '0056-exchanges',
    statements: [
      `alter table device_command add column exchange text collate "C"`,
      `create unique index device_command_exchange on device_command (device, exchange)`,
    ],
  },
  {
    name: '0057-links',
    statements: [
      `alter table device_command add column alarm text collate "C"`,
      `create index device_command_alarm on device_command (alarm)`,
      `create table link_hold (
         number bigint primary key, device text collate "C" not null, document text not null)`,
      `create index link_hold_device on link_hold (device, number)`,
    ],
  },
  {
    name: '0059-enrolment',
    statements: [
      `create table enrolment_batch (
         id text collate "C" primary key, number bigint not null unique, code text collate "C" not null unique,
         document text not null)`,
      `create table enrolment_device (
         batch text collate "C" not null, device text collate "C" not null, enrolled bigint,
         primary key (batch, device))`,
    ],
  },
  {
    name: '0061-configurations',
    statements: [
      `create table device_configuration (
         device text collate "C" primary key, state text collate "C" not null, due bigint, document text not null)`,
      `create index device_configuration_state on device_configuration (state, device)`,
      `create index device_configuration_due on device_configuration (due)`,
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
