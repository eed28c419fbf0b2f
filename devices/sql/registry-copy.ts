import type { Kysely } from 'kysely'

import { postgresEngine } from '../../storage/postgres/engine.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'
import { copyTable, tablePages } from '../../storage/sql/copy-table.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { openSqliteSource } from '../../storage/sqlite/engine.ts'
import { openPostgresRegistry } from '../postgres/registry.ts'
import { keptDevice } from '../register/kept-device.ts'
import type { RegistryTables } from './registry-schema.ts'

export interface RegistryCounts {
  readonly revision: number
  readonly devices: number
  readonly credentials: number
  readonly unknown: number
  readonly edits: number
  readonly commands: number
  readonly configurations: number
  readonly linkHolds: number
  readonly enrolmentBatches: number
  readonly enrolmentDevices: number
  readonly ruleVersions: number
  readonly ruleChanges: number
}

/** The register of devices in a file that nobody writes. */
export interface RegistrySource extends AsyncDisposable {
  counts(): Promise<RegistryCounts>
  /** The gateway of each device that has one. */
  gateways(): Promise<ReadonlyMap<string, string>>
  /** Row by row as they are, revisions too. Doing it again changes nothing. `copied` is told how many rows are there. */
  copyTo(postgres: Postgres, copied: (rows: number) => void): Promise<void>
}

type Reader = Pick<SqlEngine<RegistryTables>, 'read'>

const what = 'the register of devices'

export function openRegistrySource(path: string): RegistrySource {
  const source = openSqliteSource<RegistryTables>(path, what)
  return {
    counts: () => source.read(countRows),
    gateways: () => gatewaysIn(source),
    async copyTo(postgres, copied) {
      await openPostgresRegistry(postgres)
      await copy(source, postgresEngine<RegistryTables>(postgres, what), copied)
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}

/** Makes the tables where there are none. */
export async function countPostgresRegistry(postgres: Postgres): Promise<RegistryCounts> {
  await openPostgresRegistry(postgres)
  return postgresEngine<RegistryTables>(postgres, what).read(countRows)
}

async function copy(
  source: Reader,
  target: SqlEngine<RegistryTables>,
  copied: (rows: number) => void,
): Promise<void> {
  let rows = 0
  for (const table of ['device', 'unknown_device', 'device_command'] as const)
    await copyTable(source, target, {
      table,
      key: ['id'],
      copied: (more) => copied((rows += more)),
    })
  await copyTable(source, target, { table: 'device_configuration', key: ['device'] })
  await copyTable(source, target, { table: 'device_edit', key: ['revision'] })
  await copyTable(source, target, { table: 'rule_document', key: ['hash'] })
  await copyTable(source, target, { table: 'rule_shadow', key: ['change', 'part'] })
  await copyTable(source, target, { table: 'enrolment_batch', key: ['id'] })
  await copyTable(source, target, { table: 'enrolment_device', key: ['batch', 'device'] })
  for (const table of ['rule_version', 'rule_change', 'link_hold'] as const)
    await copyTable(source, target, { table, key: ['number'] })
  const { revision } = await source.read(countRows)
  await target.write((transaction) =>
    transaction.updateTable('registry_revision').set({ revision }).where('one', '=', 1).execute(),
  )
}

async function gatewaysIn(source: Reader): Promise<ReadonlyMap<string, string>> {
  const gateways = new Map<string, string>()
  for await (const rows of tablePages(source, { table: 'device', key: ['id'] }))
    for (const { id, document } of rows) {
      const { gateway } = keptDevice(`device ${id}`, document)
      if (gateway !== undefined) gateways.set(id, gateway)
    }
  return gateways
}

async function countRows(database: Kysely<RegistryTables>): Promise<RegistryCounts> {
  const { revision } = await database
    .selectFrom('registry_revision')
    .select('revision')
    .executeTakeFirstOrThrow()
  const { devices, credentials } = await database
    .selectFrom('device')
    .select((row) => [
      row.fn.countAll().as('devices'),
      row.fn.count('credential').as('credentials'),
    ])
    .executeTakeFirstOrThrow()
  const { unknown } = await database
    .selectFrom('unknown_device')
    .select((row) => row.fn.countAll().as('unknown'))
    .executeTakeFirstOrThrow()
  const rowsOf = async (
    table: Exclude<keyof RegistryTables, 'device' | 'registry_revision' | 'registry_schema'>,
  ) => {
    const { rows } = await database
      .selectFrom(table)
      .select((row) => row.fn.countAll().as('rows'))
      .executeTakeFirstOrThrow()
    return Number(rows)
  }
  return {
    revision,
    edits: await rowsOf('device_edit'),
    commands: await rowsOf('device_command'),
    configurations: await rowsOf('device_configuration'),
    linkHolds: await rowsOf('link_hold'),
    enrolmentBatches: await rowsOf('enrolment_batch'),
    enrolmentDevices: await rowsOf('enrolment_device'),
    ruleVersions: await rowsOf('rule_version'),
    ruleChanges: await rowsOf('rule_change'),
    devices: Number(devices),
    credentials: Number(credentials),
    unknown: Number(unknown),
  }
}
