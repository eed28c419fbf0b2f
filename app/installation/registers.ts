/** The SQLite files of a data folder, read cell by cell. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openCaseSource } from '../../cases/sql/case-copy.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import { openSqliteSessions } from '../../broker/sqlite/sessions.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import {
  hasSchema,
  lookAtSqlite,
  markSqlite,
  schemaOf,
  type Schema,
} from '../../storage/sqlite/file.ts'
import { openSqliteAccounts } from '../sqlite/accounts.ts'
import { openSqliteSessions as openSignIns } from '../sqlite/sessions.ts'

import { restoreCommand } from './decide/decide.ts'
import { accountsName, casesName } from './stores.ts'

const makers: Readonly<Record<string, (path: string) => Promise<AsyncDisposable>>> = {
  'registry.sqlite': openSqliteRegistry,
  [casesName]: openSqliteCases,
  'mqtt-sessions.sqlite': openSqliteSessions,
  'sign-ins.sqlite': openSignIns,
  [accountsName]: openSqliteAccounts,
}
export const registerNames = Object.keys(makers)

/** Nobody has the file open. Rejects with `store-damaged` by its name. */
export async function checkRegister(data: string, name: string): Promise<string> {
  const path = join(data, name)
  lookAtSqlite(path, { mostBytes: Number.POSITIVE_INFINITY })
  const size = `${(statSync(path).size / 2 ** 20).toFixed(1)} MiB`
  return hasSchema(path, await schemaMadeFor(name))
    ? size
    : `${size}; of a version before, whose rows have no copies to be compared with until the next start`
}

const schemas = new Map<string, Schema>()

/** As this program makes it. */
async function schemaMadeFor(name: string): Promise<Schema> {
  const known = schemas.get(name)
  if (known !== undefined) return known
  const folder = mkdtempSync(join(tmpdir(), 'urban-brain-'))
  try {
    await using _made = await makers[name]?.(join(folder, name))
    markSqlite(join(folder, name), '')
    const schema = schemaOf(join(folder, name))
    schemas.set(name, schema)
    return schema
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

export async function checkChains(data: string): Promise<string> {
  await using source = openCaseSource(join(data, casesName))
  const { cases, events, faults } = await source.verify()
  if (faults.length === 0) return `${events} events of ${cases} cases, intact`
  const first = faults
    .slice(0, 5)
    .map((each) => `${each.case} version ${each.version}: ${each.fault}`)
  throw new Error(
    `${join(data, casesName)} has ${faults.length} faults in its record (${first.join(', ')}); put the whole backup back: ${restoreCommand}`,
  )
}
