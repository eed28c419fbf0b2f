import { sqliteEngine, sqliteWork } from '../../storage/sqlite/engine.ts'
import { oneAfterAnother } from '../../storage/sqlite/one-after-another.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import type { CaseStore } from '../ports.ts'
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
import { migrateCases } from './case-schema.ts'
import { sqliteTexts } from './case-texts.ts'

const what = 'the case register'

/** The case register in one SQLite file, which several threads may open; `':memory:'` for one that lives as long as the handle. */
export async function openSqliteCases(path: string, filling?: Filling): Promise<CaseStore> {
  const database = await sqliteWork(what, () =>
    oneAfterAnother(async () => {
      const opened = openSqlite<CaseTables>(path)
      try {
        await migrateCases(opened, filling)
        await fillFromRecord(sqliteEngine(opened, what), sqliteTexts, filling)
      } catch (error) {
        await opened.destroy()
        throw error
      }
      return opened
    }),
  )
  const engine = sqliteEngine(database, what)
  return {
    ...caseQueries(engine, sqliteTexts),
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
      await engine.write((transaction) => appendAll(transaction, commits, sqliteTexts))
    },

    verify: (id) => verifyChains(engine, id),

    putAlarm: (change) => engine.write((transaction) => putAlarm(transaction, change)),

    setPosition: (reader, sequence) =>
      engine.write((transaction) => setPosition(transaction, reader, sequence)),

    // The data folder, and the file in it, belong to one process.
    underLease: async (_task, work, signal) => {
      if (!signal.aborted) await work(signal)
    },

    [Symbol.asyncDispose]: () => database.destroy(),
  }
}
