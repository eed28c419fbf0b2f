import { sql, type Kysely } from 'kysely'

export interface RegistryTables {
  readonly device: {
    readonly id: string
    readonly revision: number
    readonly credential: string | null
    readonly document: string
    /** What its protocol calls it (core/station.ts), so that no two have the same. */
    readonly station: string | null
    /** What its platform calls it, so that no two have the same. */
    readonly external: string | null
  }
  readonly unknown_device: {
    readonly id: string
    readonly first_seen: number
    readonly last_seen: number
    readonly frames: number
    readonly sample: string
  }
  readonly device_edit: {
    readonly revision: number
    readonly device: string
    readonly edit: string
  }
  readonly device_command: {
    readonly id: string
    readonly device: string
    readonly revision: number
    readonly given: number
    readonly stage: string
    readonly until: number
    readonly document: string
    /** What a station calls it, so that no two to a device have the same. */
    readonly exchange: string | null
    /** Because of which a rule gave it. */
    readonly alarm: string | null
  }
  readonly device_configuration: {
    readonly device: string
    readonly state: string
    /** When it is to be sent. */
    readonly due: number | null
    readonly document: string
  }
  readonly link_hold: {
    readonly number: number
    /** '' of the whole city. */
    readonly device: string
    readonly document: string
  }
  readonly enrolment_batch: {
    readonly id: string
    readonly number: number
    /** SHA-256, hexadecimal. */
    readonly code: string
    readonly document: string
  }
  readonly enrolment_device: {
    readonly batch: string
    readonly device: string
    /** When it enrolled. */
    readonly enrolled: number | null
  }
  readonly rule_document: { readonly hash: string; readonly document: string }
  readonly rule_version: { readonly number: number; readonly version: string }
  readonly rule_change: {
    readonly number: number
    readonly what: string
    readonly change: string
  }
  readonly rule_shadow: {
    readonly change: number
    readonly part: number
    readonly result: string
  }
  readonly registry_revision: { readonly one: number; readonly revision: number }
  readonly registry_schema: { readonly version: number }
}

/** The statements of version 1, 2, ...; one that was released is never changed. */
const migrations: readonly (readonly string[])[] = [
  [
    `create table device (
      id varchar(64) not null primary key,
      revision bigint not null unique,
      credential char(64),
      document text not null)`,
    `create table unknown_device (
      id varchar(64) not null primary key,
      first_seen bigint not null,
      last_seen bigint not null,
      frames bigint not null,
      sample text not null)`,
    'create index unknown_device_last_seen on unknown_device (last_seen)',
    'create table registry_revision (one integer not null primary key, revision bigint not null)',
    'insert into registry_revision (one, revision) values (1, 0)',
  ],
  // Copies of what stands in no other index, see `storage/sqlite/file.ts`.
  [
    'create index device_copy on device (document, credential)',
    'create index unknown_device_copy on unknown_device (sample, first_seen, last_seen, frames)',
    'create index registry_revision_copy on registry_revision (revision)',
    'create index registry_schema_copy on registry_schema (version)',
  ],
  [
    'create table rule_document (hash char(64) not null primary key, document text not null)',
    'create table rule_version (number bigint not null primary key, version text not null)',
    `create table rule_change (
      number bigint not null primary key,
      what text not null,
      change text not null)`,
    `create table rule_shadow (
      change bigint not null,
      part bigint not null,
      result text not null,
      primary key (change, part))`,
    'create index rule_shadow_copy on rule_shadow (result)',
    'create index rule_document_copy on rule_document (document)',
    'create index rule_version_copy on rule_version (version)',
    'create index rule_change_copy on rule_change (what, change)',
  ],
  [
    `create table device_edit (
      revision bigint not null primary key,
      device varchar(64) not null,
      edit text not null)`,
    'create index device_edit_device on device_edit (device, revision)',
    'create index device_edit_copy on device_edit (edit)',
  ],
  ['alter table device add column mn varchar(32)', 'create unique index device_mn on device (mn)'],
  [
    'drop index device_mn',
    'alter table device rename column mn to station',
    `update device set station = 'hj212/' || station where station is not null`,
    'create unique index device_station on device (station)',
  ],
  [
    'alter table device add column external varchar(64)',
    'create unique index device_external on device (external)',
  ],
  [
    `create table device_command (
      id varchar(64) not null primary key,
      device varchar(64) not null,
      revision bigint not null unique,
      given bigint not null,
      stage varchar(16) not null,
      until bigint not null,
      document text not null)`,
    'create index device_command_device on device_command (device, given)',
    'create index device_command_stage on device_command (stage, until)',
    'create index device_command_copy on device_command (document)',
  ],
  [
    'alter table device_command add column exchange varchar(32)',
    'create unique index device_command_exchange on device_command (device, exchange)',
  ],
  [
    'alter table device_command add column alarm varchar(512)',
    'create index device_command_alarm on device_command (alarm)',
    `create table link_hold (
      number bigint not null primary key,
      device varchar(64) not null,
      document text not null)`,
    'create index link_hold_device on link_hold (device, number)',
    'create index link_hold_copy on link_hold (document)',
  ],
  [
    `create table enrolment_batch (
      id varchar(16) not null primary key,
      number bigint not null unique,
      code char(64) not null unique,
      document text not null)`,
    `create table enrolment_device (
      batch varchar(16) not null,
      device varchar(64) not null,
      enrolled bigint,
      primary key (batch, device))`,
    'create index enrolment_batch_copy on enrolment_batch (document)',
    'create index enrolment_device_copy on enrolment_device (enrolled)',
  ],
  [
    `create table device_configuration (
      device varchar(64) not null primary key,
      state varchar(16) not null,
      due bigint,
      document text not null)`,
    'create index device_configuration_state on device_configuration (state, device)',
    'create index device_configuration_due on device_configuration (due)',
    'create index device_configuration_copy on device_configuration (document)',
  ],
]

/** Brings the tables to the newest version, once, whoever else opens the file at the same time. */
export async function migrate(database: Kysely<RegistryTables>): Promise<void> {
  await sql`create table if not exists registry_schema (version integer not null primary key)`.execute(
    database,
  )
  for (const [index, statements] of migrations.entries()) {
    const version = index + 1
    await database.transaction().execute(async (transaction) => {
      // Writing first takes the lock, so of two openers the second one finds the version there.
      const claimed = await transaction
        .insertInto('registry_schema')
        .values({ version })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (claimed.numInsertedOrUpdatedRows !== 1n) return
      for (const statement of statements) await sql.raw(statement).execute(transaction)
    })
  }
}
