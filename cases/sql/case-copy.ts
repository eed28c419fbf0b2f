/**
 * The register of cases from a file into PostgreSQL, as it is: every event keeps its sequence, version, instant and hash, so
 * feeds and readers go on where they were, and the chain proves itself again. Events are appended behind those that are there
 * already, all other rows are written again: a copy that was broken off and starts again gives the same.
 */
import { sql } from 'kysely'

import { postgresEngine } from '../../storage/postgres/engine.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'
import { copyTable, type TableCopy } from '../../storage/sql/copy-table.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { openSqliteSource } from '../../storage/sqlite/engine.ts'
import type { Verification } from '../ports.ts'
import { caseCounts, type CaseCounts } from './case-counts.ts'
import { waitingOf } from '../life/waiting.ts'
import { alarmIn, caseIn, dueOf, namesText, supportersText } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'
import { verifyChains } from './case-verify.ts'
import { numberOrders } from './number-orders.ts'
import { openPostgresCases } from '../postgres/cases.ts'

/** The register of cases in a file that nobody writes. */
export interface CaseSource extends AsyncDisposable {
  counts(): Promise<CaseCounts>
  verify(): Promise<Verification>
  /** `copied` is told how many events are there. */
  copyTo(postgres: Postgres, copied: (events: number) => void): Promise<void>
}

type Reader = Pick<SqlEngine<CaseTables>, 'read'>

const what = 'the case register'

export function openCaseSource(path: string): CaseSource {
  const source = openSqliteSource<CaseTables>(path, what)
  return {
    counts: () => source.read(caseCounts),
    verify: () => verifyChains(source),
    async copyTo(postgres, copied) {
      await openPostgresCases(postgres)
      const target = postgresEngine<CaseTables>(postgres, what)
      const { lastSequence } = await source.read(caseCounts)
      if (lastSequence > 0)
        await target.write((transaction) =>
          sql`select setval('case_events_sequence', ${lastSequence})`.execute(transaction),
        )
      // Opening it makes the partitions up to the sequence.
      await openPostgresCases(postgres)
      await copyRows(source, target)
      await copyEvents(source, target, copied)
      // The file may be of a version that did not count orders.
      await target.write((transaction) => sql.raw(numberOrders).execute(transaction))
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}

/** Makes the tables where there are none. */
export async function countPostgresCases(postgres: Postgres): Promise<CaseCounts> {
  await openPostgresCases(postgres)
  return postgresEngine<CaseTables>(postgres, what).read(caseCounts)
}

async function copyEvents(
  source: Reader,
  target: SqlEngine<CaseTables>,
  copied: (events: number) => void,
): Promise<void> {
  let { lastSequence, events } = await target.read(caseCounts)
  await copyTable(source, target, {
    table: 'case_events',
    key: ['sequence'],
    after: [lastSequence],
    copied: (rows) => copied((events += rows)),
  })
}

async function copyRows(source: Reader, target: SqlEngine<CaseTables>): Promise<void> {
  const copy = <Name extends keyof CaseTables>(wanted: TableCopy<CaseTables, Name>) =>
    copyTable(source, target, wanted)
  await copy({
    table: 'cases',
    key: ['id'],
    as: (row) => ({ ...row, ...timesOf(row.state), ...holderOf(row.state) }),
  })
  await copy({ table: 'case_deadlines', key: ['case_id', 'kind'] })
  await copy({
    table: 'alarms',
    key: ['id'],
    as: (row) => ({ ...row, ...foundIn(row.row) }),
  })
  await copy({ table: 'alarm_transitions', key: ['transition'] })
  if (await hasTable(source, 'report_keys'))
    await copy({ table: 'report_keys', key: ['actor', 'request'] })
  if (await hasTable(source, 'case_notices'))
    await copy({ table: 'case_notices', key: ['channel', 'notice'] })
  if (await hasTable(source, 'suppressions')) {
    await copy({ table: 'suppressions', key: ['id'] })
    await copy({ table: 'suppressed_alarms', key: ['suppression', 'alarm'] })
    await copy({ table: 'alarm_acknowledgements', key: ['alarm'] })
  }
  if (await hasTable(source, 'caused_alarms')) {
    await copy({ table: 'caused_alarms', key: ['cause', 'alarm'] })
    await copy({ table: 'incidents', key: ['case_id'] })
  }
  if (await hasTable(source, 'platform_cases'))
    await copy({ table: 'platform_cases', key: ['case_id'] })
  if (await hasTable(source, 'case_reporters'))
    await copy({ table: 'case_reporters', key: ['case_id'] })
  if (await hasTable(source, 'case_follows'))
    await copy({ table: 'case_follows', key: ['case_id'] })
  if (await hasTable(source, 'photo_uses'))
    await copy({ table: 'photo_uses', key: ['sha256', 'case_id'] })
  if (await hasTable(source, 'evaluation_events')) {
    const ordered = await hasColumn(source, 'evaluation_events', 'sequence')
    let sequence = 0
    await copy({
      table: 'evaluation_events',
      key: ['evaluation', 'version'],
      as: (row) => (ordered ? row : { ...row, sequence: (sequence += 1) }),
    })
    await copy({ table: 'evaluation_pages', key: ['freeze', 'page'] })
  }
  if (await hasTable(source, 'personal_looks'))
    await copy({ table: 'personal_looks', key: ['number'] })
  if (await hasTable(source, 'case_boundaries'))
    await copy({ table: 'case_boundaries', key: ['case_id'] })
  if (await hasTable(source, 'catalogue_versions'))
    await copy({ table: 'catalogue_versions', key: ['catalogue', 'version'] })
  if (await hasTable(source, 'duty_rotas'))
    await copy({ table: 'duty_rotas', key: ['unit', 'version'] })
  if (await hasTable(source, 'duty_log')) {
    await copy({ table: 'duty_log', key: ['desk', 'version'] })
    await copy({ table: 'duty_log_sheets', key: ['desk', 'shift'] })
  }
  if (await hasTable(source, 'personal_choices'))
    await copy({ table: 'personal_choices', key: ['person'] })
  if (await hasTable(source, 'push_devices')) {
    await copy({ table: 'push_devices', key: ['id'] })
    await copy({ table: 'push_keys', key: ['number'] })
  }
  if (await hasTable(source, 'component_versions'))
    await copy({ table: 'component_versions', key: ['code', 'version'] })
  if (await hasTable(source, 'patrol_tasks')) {
    await copy({ table: 'patrol_tasks', key: ['id'] })
    await copy({ table: 'patrol_positions', key: ['task', 'at'] })
  }
  await copy({ table: 'case_positions', key: ['reader'] })
}

/** An older version of this program made fewer tables, and fewer columns. */
const hasTable = async (source: Reader, table: keyof CaseTables): Promise<boolean> =>
  (await columnsOf(source, table)) !== undefined

const hasColumn = async (source: Reader, table: keyof CaseTables, column: string) =>
  (await columnsOf(source, table))?.includes(column) === true

async function columnsOf({ read }: Reader, table: keyof CaseTables) {
  const tables = await read((database) => database.introspection.getTables())
  return tables.find(({ name }) => name === table)?.columns.map(({ name }) => name)
}

/** The file may be one that an older version of this program left, without these columns. */
function timesOf(
  state: string,
): Pick<CaseTables['cases'], 'ended_at' | 'due_at' | 'waiting' | 'supports' | 'district'> {
  const found = caseIn(state)
  return {
    ended_at: found.endedAt ?? null,
    due_at: dueOf(found),
    waiting: namesText(waitingOf(found)),
    supports: supportersText(found),
    district: found.district ?? null,
  }
}

/** An older version left a case that was given back with the unit that gave it back. */
function holderOf(text: string): Partial<Pick<CaseTables['cases'], 'unit' | 'state'>> {
  const { unit, ...state } = caseIn(text)
  if (state.stage !== 'returned' || unit === undefined) return {}
  return { unit: null, state: JSON.stringify({ ...state, returnedBy: unit }) }
}

function foundIn(row: string): Pick<CaseTables['alarms'], 'cleared_at' | 'cell' | 'with_case'> {
  const { clearedAt, cell, case: id } = alarmIn(row)
  return { cleared_at: clearedAt ?? null, cell: cell ?? null, with_case: id ?? null }
}
