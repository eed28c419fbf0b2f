import type { Transaction } from 'kysely'

import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Case } from '../life/case.ts'
import { isFinal } from '../../core/case-terms.ts'
import { genesis } from '../life/hash-chain.ts'
import type { AlarmChange, Commit, ReportKey } from '../ports.ts'
import { keepBoundaries } from './boundary-rows.ts'
import { keepEvaluation } from './evaluation-rows.ts'
import { putCauses } from './cause-rows.ts'
import type { CaseTables } from './case-tables.ts'
import { keepText, type TextIndex } from './case-texts.ts'
import { alarmValues, caseRow, deadlineRows, eventRows } from './commit-rows.ts'
import { keepSaid } from './follow-rows.ts'
import { keepPhotoUses } from './photo-uses.ts'
import { keepReporter } from './reporter-rows.ts'

/**
 * Writes a commit and returns the sequence of its last event. The first statement writes: on SQLite it takes the only
 * write lock, on PostgreSQL the lock of the case, so nobody else can commit between what is read here and what is
 * written. The events come last, because on PostgreSQL their order holds up every other commit from there on.
 */
async function appendCommit(
  transaction: Transaction<CaseTables>,
  commit: Commit,
  texts: TextIndex,
): Promise<number> {
  const { id, events, states, openKey } = commit
  const after = states.at(-1)
  if (after === undefined || states.length !== events.length)
    throw new TypeError('a commit has as many states as events, and at least one')
  // Rows are locked in the order of their cases, before and behind this one.
  const released = isFinal(after.stage) ? (after.duplicates ?? []).map((one) => one.case) : []
  await release(
    transaction,
    released.filter((repeat) => repeat < id),
  )
  const rows = eventRows(commit, await claim(transaction, commit, after))
  await release(
    transaction,
    released.filter((repeat) => repeat > id),
  )
  const hash = rows.at(-1)?.hash ?? genesis
  // A repeat keeps its thing for the case that is kept, as long as that is open.
  const key = isFinal(after.stage) && after.stage !== 'duplicate' ? null : (openKey ?? null)
  if (key !== null) await refuseSecondOpen(transaction, id, key)
  await transaction
    .updateTable('cases')
    .set({ ...caseRow(after), hash, open_key: key })
    .where('id', '=', id)
    .execute()
  await transaction.deleteFrom('case_deadlines').where('case_id', '=', id).execute()
  const running = deadlineRows(after, commit)
  if (running.length > 0) await transaction.insertInto('case_deadlines').values(running).execute()
  await keepText(transaction, texts, commit)
  const { category, cell = null, district = null } = caseRow(after)
  const kept = { id, version: after.version, category, cell, district }
  await keepEvaluation(transaction, kept, rows)
  if (commit.report !== undefined) await keepReport(transaction, id, commit.report)
  await keepPhotoUses(transaction, commit)
  if (commit.reporter !== undefined) await keepReporter(transaction, id, commit.reporter)
  if (commit.said !== undefined) await keepSaid(transaction, id, commit.said)
  await keepBoundaries(transaction, commit)
  if (commit.alarm !== undefined) await putAlarm(transaction, commit.alarm)
  const written = await transaction
    .insertInto('case_events')
    .values(rows)
    .returning('sequence')
    .execute()
  return Math.max(...written.map(({ sequence }) => sequence))
}

/** Commits that become true together; in the order of their cases, so that two of them never wait for each other. */
export async function appendAll(
  transaction: Transaction<CaseTables>,
  commits: readonly Commit[],
  texts: TextIndex,
): Promise<number> {
  const inOrder = commits.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  let last = 0
  for (const commit of inOrder)
    last = Math.max(last, await appendCommit(transaction, commit, texts))
  return last
}

/** Takes the step from the expected version to the new one and says the hash it starts from, or finds that somebody else did. */
async function claim(
  transaction: Transaction<CaseTables>,
  { id, expectedVersion }: Commit,
  after: Case,
): Promise<string> {
  const claimed =
    expectedVersion === 0
      ? await transaction
          .insertInto('cases')
          .values({ id, hash: genesis, open_key: null, ...caseRow(after) })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('hash')
          .executeTakeFirst()
      : await transaction
          .updateTable('cases')
          .set({ version: after.version })
          .where('id', '=', id)
          .where('version', '=', expectedVersion)
          .returning('hash')
          .executeTakeFirst()
  if (claimed === undefined)
    throw new UrbanBrainError('version-conflict', `case ${id} is not at version ${expectedVersion}`)
  return claimed.hash
}

async function refuseSecondOpen(
  transaction: Transaction<CaseTables>,
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

/** With the kept case its repeats have nothing more to wait for. */
async function release(
  transaction: Transaction<CaseTables>,
  repeats: readonly CaseId[],
): Promise<void> {
  if (repeats.length === 0) return
  await transaction
    .updateTable('cases')
    .set({ open_key: null })
    .where('id', 'in', repeats)
    .execute()
}

async function keepReport(
  transaction: Transaction<CaseTables>,
  id: CaseId,
  { actor, key, body }: ReportKey,
): Promise<void> {
  const kept = await transaction
    .insertInto('report_keys')
    .values({ actor, request: key, case_id: id, body })
    .onConflict((conflict) => conflict.doNothing())
    .returning('case_id')
    .executeTakeFirst()
  if (kept === undefined)
    throw new UrbanBrainError('version-conflict', `another case came of the report ${key}`)
}

export async function putAlarm(
  transaction: Transaction<CaseTables>,
  change: AlarmChange,
): Promise<void> {
  const { row, transition } = change
  const values = alarmValues(row)
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
  await putCauses(transaction, change)
}

export async function setPosition(
  transaction: Transaction<CaseTables>,
  reader: string,
  sequence: number,
): Promise<void> {
  await transaction
    .insertInto('case_positions')
    .values({ reader, sequence })
    .onConflict((conflict) => conflict.column('reader').doUpdateSet({ sequence }))
    .execute()
}
