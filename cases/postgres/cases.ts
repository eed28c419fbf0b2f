import { UrbanBrainError } from '../../core/errors.ts'
import { postgresEngine } from '../../storage/postgres/engine.ts'
import { stateOf } from '../../storage/postgres/failures.ts'
import { migratePostgres } from '../../storage/postgres/migrate.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'
import { withLease } from '../../storage/postgres/lease.ts'
import type { CaseStore, Commit } from '../ports.ts'
import { appendAll, putAlarm, setPosition } from '../sql/case-commits.ts'
import { caseQueries } from '../sql/case-queries.ts'
import type { CaseTables } from '../sql/case-tables.ts'
import { fillFromRecord } from '../sql/case-fill.ts'
import type { Filling } from '../sql/filling.ts'
import { verifyChains } from '../sql/case-verify.ts'
import { noticeRows } from '../sql/notice-rows.ts'
import { causeRows } from '../sql/cause-rows.ts'
import { heldAlarmRows } from '../sql/held-alarm-rows.ts'
import { platformRows } from '../sql/platform-rows.ts'
import { frozenRows } from '../sql/frozen-rows.ts'
import { escalationRows } from '../sql/escalation-rows.ts'
import { photoUses } from '../sql/photo-uses.ts'
import { lookRows } from '../sql/look-rows.ts'
import { boundaryRows } from '../sql/boundary-rows.ts'
import { catalogueRows } from '../sql/catalogue-rows.ts'
import { patrolRows } from '../sql/patrol-rows.ts'
import { personalRows } from '../sql/personal-rows.ts'
import { pushRows } from '../sql/push-rows.ts'
import { rotaRows } from '../sql/rota-rows.ts'
import { dutyLogRows } from '../sql/duty-log-rows.ts'
import { followRows } from '../sql/follow-rows.ts'
import { componentRows } from '../sql/component-rows.ts'
import { reporterRows } from '../sql/reporter-rows.ts'
import { suppressionRows } from '../sql/suppression-rows.ts'
import { caseMigrations } from './case-schema.ts'
import { postgresTexts } from './case-texts.ts'
import { eventPartitions } from './partitions.ts'

export interface PostgresCasesOptions {
  /** Events in one partition; a change holds for partitions that are made from then on. */
  readonly partitionSize?: number
  readonly filling?: Filling | undefined
}

/** At 600 bytes an event with its indexes, a partition of 6 GB. */
const tenMillion = 10_000_000

const uniqueViolation = '23505'
/** What an insert says when no partition takes the row. */
const checkViolation = '23514'

/**
 * The case register on PostgreSQL, for any number of processes. The tables are brought to this version first. `postgres`
 * stays open; whoever opened it closes it.
 */
export async function openPostgresCases(
  postgres: Postgres,
  { partitionSize = tenMillion, filling }: PostgresCasesOptions = {},
): Promise<CaseStore> {
  const engine = postgresEngine<CaseTables>(postgres, 'the case register')
  const partitions = eventPartitions(engine, partitionSize)
  await migratePostgres(postgres, 'cases', caseMigrations, filling)
  await partitions.extend()
  await fillFromRecord(engine, postgresTexts, filling)

  const write = (commits: readonly Commit[]): Promise<number> =>
    engine.write((transaction) => appendAll(transaction, commits, postgresTexts))

  return {
    ...caseQueries(engine, postgresTexts),
    ...noticeRows(engine),
    ...suppressionRows(engine),
    ...heldAlarmRows(engine),
    ...causeRows(engine),
    ...platformRows(engine),
    ...boundaryRows(engine),
    ...catalogueRows(engine),
    ...patrolRows(engine),
    ...rotaRows(engine),
    ...dutyLogRows(engine),
    ...componentRows(engine),
    ...reporterRows(engine),
    ...followRows(engine),
    ...photoUses(engine),
    ...lookRows(engine),
    ...frozenRows(engine),
    ...personalRows(engine),
    ...pushRows(engine),
    ...escalationRows(engine),

    append: async (...commits) => {
      const [commit] = commits
      const sequence = await write(commits).catch(async (error: unknown) => {
        if (stateOf(error) === uniqueViolation) throw conflict(commit, error)
        if (stateOf(error) !== checkViolation) throw error
        await partitions.extend()
        return write(commits)
      })
      // The commit stands. A partition that cannot be made now is tried again at the next one, long before it is needed.
      await partitions.passed(sequence).catch(() => {})
    },

    verify: (id) => verifyChains(engine, id),

    putAlarm: (change) => engine.write((transaction) => putAlarm(transaction, change)),

    setPosition: (reader, sequence) =>
      engine.write((transaction) => setPosition(transaction, reader, sequence)),

    underLease: (task, work, signal) => withLease(postgres, `cases ${task}`, work, signal),

    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

/** Somebody took the open key, or the version, between the look and the write. */
const conflict = ({ id }: Commit, cause: unknown): UrbanBrainError =>
  new UrbanBrainError('version-conflict', `case ${id}: somebody else was first`, { cause })
