import { createHash } from 'node:crypto'

import type { Transaction } from 'kysely'

import type { CaseEventRecord } from '../../core/case-event.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import { instant, type Instant } from '../../core/time.ts'
import { openSqlite } from '../../storage/sqlite.ts'
import { deadlineKinds, isFinal, type Case } from '../case.ts'
import { canonicalJson, chained, genesis } from '../hash-chain.ts'
import type { AlarmChange, CaseStore, Commit, CommittedEvent, DueDeadline } from '../ports.ts'
import { sqliteCaseQueries } from './sqlite-case-queries.ts'
import { migrateCases, type CasesSchema } from './sqlite-schema.ts'
import { verifyChains } from './sqlite-verify.ts'

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** The case register in one SQLite file; `':memory:'` for one that lives as long as the handle. */
export async function openSqliteCases(path: string): Promise<CaseStore> {
  const database = await reachable(async () => {
    const opened = openSqlite<CasesSchema>(path)
    await migrateCases(opened)
    return opened
  })
  const write = <T>(work: (transaction: Transaction<CasesSchema>) => Promise<T>): Promise<T> =>
    reachable(() => database.transaction().execute(work))
  const read = <T>(work: () => Promise<T>): Promise<T> => reachable(work)

  return {
    ...sqliteCaseQueries(database, read),

    load: (id) =>
      read(async () => {
        const rows = await database
          .selectFrom('case_events')
          .selectAll()
          .where('case_id', '=', id)
          .orderBy('version')
          .execute()
        return rows.map((row) => committed(row).record)
      }),

    append: (commit) => write((transaction) => appendCommit(transaction, commit)),

    since: (sequence, limit) =>
      read(async () => {
        const rows = await database
          .selectFrom('case_events')
          .selectAll()
          .where('sequence', '>', sequence)
          .orderBy('sequence')
          .limit(limit)
          .execute()
        return rows.map(committed)
      }),

    due: (before, limit) =>
      read(async () => {
        const rows = await database
          .selectFrom('case_deadlines')
          .selectAll()
          .where('at', '<=', before)
          .orderBy('at')
          .limit(limit)
          .execute()
        return rows.map(({ case_id, kind, at }): DueDeadline => ({
          case: case_id as CaseId,
          kind: deadlineKinds.find((known) => known === kind) ?? 'handling',
          at: instant(at),
        }))
      }),

    verify: (id) => read(() => verifyChains(database, sha256, id)),

    putAlarm: (change) => write((transaction) => putAlarm(transaction, change)),

    setPosition: (reader, sequence) =>
      write(async (transaction) => {
        await transaction
          .insertInto('case_positions')
          .values({ reader, sequence })
          .onConflict((conflict) => conflict.column('reader').doUpdateSet({ sequence }))
          .execute()
      }),

    [Symbol.asyncDispose]: () => database.destroy(),
  }
}

/**
 * The first statement writes, so that the transaction holds SQLite's only write lock from its start: a read first could
 * not be followed by a write after another process had committed in between.
 */
async function appendCommit(transaction: Transaction<CasesSchema>, commit: Commit): Promise<void> {
  const { id, expectedVersion, events, states, openKey } = commit
  const after = states.at(-1)
  if (after === undefined || states.length !== events.length)
    throw new TypeError('a commit has as many states as events, and at least one')
  await claim(transaction, commit, after)
  let hash = expectedVersion === 0 ? genesis : await currentHash(transaction, id)
  for (const [index, { at, by, event, data }] of events.entries()) {
    const version = expectedVersion + index + 1
    const fact = { case: id, version, at, by, event, data: { ...data } }
    hash = sha256(chained(hash, fact))
    await transaction
      .insertInto('case_events')
      .values({
        case_id: id,
        version,
        at,
        actor: canonicalJson(by),
        event,
        data: canonicalJson(data),
        unit: states[index]?.unit ?? null,
        hash,
      })
      .execute()
  }
  const key = isFinal(after.stage) ? null : (openKey ?? null)
  if (key !== null) await refuseSecondOpen(transaction, id, key)
  await transaction
    .updateTable('cases')
    .set({ ...readRow(after), hash, open_key: key })
    .where('id', '=', id)
    .execute()
  await transaction.deleteFrom('case_deadlines').where('case_id', '=', id).execute()
  const running = after.deadlines.filter(({ overdue }) => !overdue)
  if (running.length > 0)
    await transaction
      .insertInto('case_deadlines')
      .values(running.map(({ kind, at }) => ({ case_id: id, kind, at })))
      .execute()
  if (commit.alarm !== undefined) await putAlarm(transaction, commit.alarm)
}

/** Takes the step from the expected version to the new one, or finds that somebody else did. */
async function claim(
  transaction: Transaction<CasesSchema>,
  { id, expectedVersion }: Commit,
  after: Case,
): Promise<void> {
  const changed =
    expectedVersion === 0
      ? await transaction
          .insertInto('cases')
          .values({ id, hash: genesis, open_key: null, ...readRow(after) })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirst()
      : await transaction
          .updateTable('cases')
          .set({ version: after.version })
          .where('id', '=', id)
          .where('version', '=', expectedVersion)
          .executeTakeFirst()
  const rows =
    'numUpdatedRows' in changed ? changed.numUpdatedRows : changed.numInsertedOrUpdatedRows
  if (rows !== 1n)
    throw new UrbanBrainError('version-conflict', `case ${id} is not at version ${expectedVersion}`)
}

async function currentHash(transaction: Transaction<CasesSchema>, id: CaseId): Promise<string> {
  const last = await transaction
    .selectFrom('case_events')
    .select('hash')
    .where('case_id', '=', id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.hash ?? genesis
}

async function refuseSecondOpen(
  transaction: Transaction<CasesSchema>,
  id: CaseId,
  key: string,
): Promise<void> {
  const other = await transaction
    .selectFrom('cases')
    .select('id')
    .where('open_key', '=', key)
    .where('id', '!=', id)
    .executeTakeFirst()
  if (other !== undefined)
    throw new UrbanBrainError('version-conflict', `case ${other.id} is open for ${key}`)
}

const readRow = (state: Case) => ({
  version: state.version,
  stage: state.stage,
  open: isFinal(state.stage) ? 0 : 1,
  unit: state.unit ?? null,
  cell: state.place.cell ?? null,
  device: state.place.device ?? null,
  category: state.category,
  severity: state.severity,
  overdue: state.deadlines.some(({ overdue }) => overdue) ? 1 : 0,
  collected_at: state.collectedAt,
  state: JSON.stringify(state),
})

async function putAlarm(
  transaction: Transaction<CasesSchema>,
  { row, transition }: AlarmChange,
): Promise<void> {
  const values = {
    device: row.device,
    standing: row.standing ? 1 : 0,
    outcome: row.outcome,
    raised_at: row.raisedAt,
    row: JSON.stringify(row),
  }
  await transaction
    .insertInto('alarms')
    .values({ id: row.alarm, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
  await transaction
    .insertInto('alarm_transitions')
    .values({ transition, alarm: row.alarm })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function committed(row: {
  sequence: number
  case_id: string
  version: number
  at: number
  actor: string
  event: string
  data: string
  unit: string | null
}): CommittedEvent {
  const record: CaseEventRecord = {
    type: 'case-event',
    sequence: row.sequence,
    case: row.case_id as CaseId,
    version: row.version,
    at: row.at as Instant,
    by: JSON.parse(row.actor) as CaseEventRecord['by'],
    event: row.event,
    data: JSON.parse(row.data) as CaseEventRecord['data'],
  }
  return { record, ...(row.unit !== null && { unit: row.unit as UnitId }) }
}

/** Anything that goes wrong between here and the file may be well again later; our own words pass as they are. */
async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UrbanBrainError || error instanceof TypeError) throw error
    throw new UrbanBrainError('store-unavailable', `the case register: ${messageOf(error)}`, {
      cause: error,
    })
  }
}
