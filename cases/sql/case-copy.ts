/**
 * The register of cases from a file into PostgreSQL, as it is: every event keeps its sequence, version, instant and hash, so
 * feeds and readers go on where they were, and the chain proves itself again. Events are appended behind those that are there
 * already, all other rows are written again: a copy that was broken off and starts again gives the same.
 */
import { existsSync } from 'node:fs'

import { sql, type Kysely, type Transaction } from 'kysely'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { postgresEngine } from '../../storage/postgres/engine.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import type { Verification } from '../ports.ts'
import { caseCounts, type CaseCounts } from './case-counts.ts'
import { alarmIn, caseIn, dueOf } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'
import { verifyChains } from './case-verify.ts'
import { openPostgresCases } from '../postgres/cases.ts'

/** The register of cases in a file that nobody writes. */
export interface CaseSource extends AsyncDisposable {
  counts(): Promise<CaseCounts>
  verify(): Promise<Verification>
  /** `copied` is told how many events are there. */
  copyTo(postgres: Postgres, copied: (events: number) => void): Promise<void>
}

const page = 500
const what = 'the case register'

export function openCaseSource(path: string): CaseSource {
  if (!existsSync(path)) throw new UrbanBrainError('config-invalid', `there is no ${path}`)
  const database = openSqlite<CaseTables>(path)
  const engine: SqlEngine<CaseTables> = {
    read: (work) => readable(() => work(database)),
    write: () => Promise.reject(new TypeError('the source of a copy is not written')),
  }
  return {
    counts: () => engine.read(caseCounts),
    verify: () => verifyChains(engine),
    async copyTo(postgres, copied) {
      await openPostgresCases(postgres)
      const target = postgresEngine<CaseTables>(postgres, what)
      const { lastSequence } = await engine.read(caseCounts)
      if (lastSequence > 0)
        await target.write((transaction) =>
          sql`select setval('case_events_sequence', ${lastSequence})`.execute(transaction),
        )
      // Opening it makes the partitions up to the sequence.
      await openPostgresCases(postgres)
      await copyRows(engine, target)
      await copyEvents(engine, target, copied)
    },
    [Symbol.asyncDispose]: () => database.destroy(),
  }
}

/** Makes the tables where there are none. */
export async function countPostgresCases(postgres: Postgres): Promise<CaseCounts> {
  await openPostgresCases(postgres)
  return postgresEngine<CaseTables>(postgres, what).read(caseCounts)
}

async function copyEvents(
  source: SqlEngine<CaseTables>,
  target: SqlEngine<CaseTables>,
  copied: (events: number) => void,
): Promise<void> {
  let { lastSequence: after, events } = await target.read(caseCounts)
  for (;;) {
    const rows = await source.read((database) =>
      database
        .selectFrom('case_events')
        .selectAll()
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(page)
        .execute(),
    )
    const last = rows.at(-1)
    if (last === undefined) return
    await target.write((transaction) =>
      transaction.insertInto('case_events').values(rows).execute(),
    )
    after = last.sequence
    copied((events += rows.length))
  }
}

async function copyRows(
  source: SqlEngine<CaseTables>,
  target: SqlEngine<CaseTables>,
): Promise<void> {
  const pages = async <Row>(
    read: (database: Kysely<CaseTables>, after: string) => Promise<readonly Row[]>,
    keyOf: (row: Row) => string,
    write: (transaction: Transaction<CaseTables>, rows: readonly Row[]) => Promise<unknown>,
  ) => {
    for (let after = ''; ;) {
      const rows = await source.read((database) => read(database, after))
      const last = rows.at(-1)
      if (last === undefined) return
      await target.write((transaction) => write(transaction, rows))
      after = keyOf(last)
    }
  }
  await pages(
    (database, after) =>
      database
        .selectFrom('cases')
        .selectAll()
        .where('id', '>', after)
        .orderBy('id')
        .limit(page)
        .execute(),
    ({ id }) => id,
    (transaction, rows) =>
      transaction
        .insertInto('cases')
        .values(rows.map((row) => ({ ...row, ...timesOf(row.state), ...holderOf(row.state) })))
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
  )
  await pages(
    (database, after) =>
      database
        .selectFrom('case_deadlines')
        .selectAll()
        .where(sql<string>`case_id || ' ' || kind`, '>', after)
        .orderBy(sql`case_id || ' ' || kind`)
        .limit(page)
        .execute(),
    ({ case_id, kind }) => `${case_id} ${kind}`,
    (transaction, rows) =>
      transaction
        .insertInto('case_deadlines')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
  )
  await pages(
    (database, after) =>
      database
        .selectFrom('alarms')
        .selectAll()
        .where('id', '>', after)
        .orderBy('id')
        .limit(page)
        .execute(),
    ({ id }) => id,
    (transaction, rows) =>
      transaction
        .insertInto('alarms')
        .values(rows.map((row) => ({ ...row, cleared_at: clearingOf(row.row) })))
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
  )
  await pages(
    (database, after) =>
      database
        .selectFrom('alarm_transitions')
        .selectAll()
        .where('transition', '>', after)
        .orderBy('transition')
        .limit(page)
        .execute(),
    ({ transition }) => transition,
    (transaction, rows) =>
      transaction
        .insertInto('alarm_transitions')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
  )
  if (await hasTable(source, 'report_keys'))
    await pages(
      (database, after) =>
        database
          .selectFrom('report_keys')
          .selectAll()
          .where(sql<string>`request || char(1) || actor`, '>', after)
          .orderBy(sql`request || char(1) || actor`)
          .limit(page)
          .execute(),
      ({ actor, request }) => `${request}\u0001${actor}`,
      (transaction, rows) =>
        transaction
          .insertInto('report_keys')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
    )
  if (await hasTable(source, 'case_notices'))
    await pages(
      (database, after) =>
        database
          .selectFrom('case_notices')
          .selectAll()
          .where(sql<string>`channel || ' ' || notice`, '>', after)
          .orderBy(sql`channel || ' ' || notice`)
          .limit(page)
          .execute(),
      ({ channel, notice }) => `${channel} ${notice}`,
      (transaction, rows) =>
        transaction
          .insertInto('case_notices')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
    )
  await pages(
    (database, after) =>
      database
        .selectFrom('case_positions')
        .selectAll()
        .where('reader', '>', after)
        .orderBy('reader')
        .limit(page)
        .execute(),
    ({ reader }) => reader,
    (transaction, rows) =>
      transaction
        .insertInto('case_positions')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
  )
}

/** An older version of this program made fewer tables. */
async function hasTable(
  { read }: SqlEngine<CaseTables>,
  table: keyof CaseTables,
): Promise<boolean> {
  const tables = await read((database) => database.introspection.getTables())
  return tables.some(({ name }) => name === table)
}

/** The file may be one that an older version of this program left, without these columns. */
function timesOf(state: string): Pick<CaseTables['cases'], 'ended_at' | 'due_at'> {
  const found = caseIn(state)
  return { ended_at: found.endedAt ?? null, due_at: dueOf(found) }
}

/** An older version left a case that was given back with the unit that gave it back. */
function holderOf(text: string): Partial<Pick<CaseTables['cases'], 'unit' | 'state'>> {
  const { unit, ...state } = caseIn(text)
  if (state.stage !== 'returned' || unit === undefined) return {}
  return { unit: null, state: JSON.stringify({ ...state, returnedBy: unit }) }
}

const clearingOf = (row: string): number | null => alarmIn(row).clearedAt ?? null

async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new UrbanBrainError('store-unavailable', `${what}: ${messageOf(error)}`, { cause: error })
  }
}
