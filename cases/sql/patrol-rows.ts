import { sql } from 'kysely'

import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import { days, plus, type Instant } from '../../core/time.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { patrolTaskSchema, type PatrolTask } from '../life/patrol-task.ts'
import type { PatrolStore } from '../patrol-ports.ts'
import type { CaseTables } from './case-tables.ts'
import { trackRows } from './track-rows.ts'

/** A phone without network tells of what it met as late. */
const toldWithin = days(7)
const mostCases = 200

const kept = ({ id, task }: Pick<CaseTables['patrol_tasks'], 'id' | 'task'>): PatrolTask =>
  checkedJson(`the patrol ${id}`, patrolTaskSchema, task)

/** 1: neither ended nor missed. 2: it is over, and that is still to be told. */
const openOf = ({ ended, missed, tell }: PatrolTask): number => {
  if (tell === true) return 2
  return ended === undefined && missed === undefined ? 1 : 0
}

const rowOf = (task: PatrolTask): CaseTables['patrol_tasks'] => ({
  ...{ id: task.id, revision: task.revision, from_at: task.from, to_at: task.to },
  open: openOf(task),
  task: JSON.stringify(task),
})

/** Patrols and their tracks, in the words that both engines know. */
export const patrolRows = (engine: SqlEngine<CaseTables>): PatrolStore => ({
  ...taskRows(engine),
  ...trackRows(engine),
})

function taskRows({
  read,
  write,
}: SqlEngine<CaseTables>): Omit<PatrolStore, keyof ReturnType<typeof trackRows>> {
  const byState = (open: number, limit: number, before?: Instant) =>
    read(async (database) => {
      let query = database
        .selectFrom('patrol_tasks')
        .select(['id', 'task'])
        .where('open', '=', open)
        .orderBy('to_at')
        .orderBy('id')
        .limit(limit)
      if (before !== undefined) query = query.where('to_at', '<=', before)
      return (await query.execute()).map(kept)
    })
  return {
    addPatrols: (tasks) =>
      write(async (transaction) => {
        let added = 0
        for (const task of tasks) {
          const { numInsertedOrUpdatedRows: rows = 0n } = await transaction
            .insertInto('patrol_tasks')
            .values(rowOf(task))
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst()
          added += Number(rows)
        }
        return added
      }),

    patrol: (id) =>
      read(async (database) => {
        const row = await database
          .selectFrom('patrol_tasks')
          .select(['id', 'task'])
          .where('id', '=', id)
          .executeTakeFirst()
        return row && kept(row)
      }),

    putPatrol: (task) =>
      write(async (transaction) => {
        const { numUpdatedRows: changed } = await transaction
          .updateTable('patrol_tasks')
          .set(rowOf(task))
          .where('id', '=', task.id)
          .where('revision', '=', task.revision - 1)
          .executeTakeFirst()
        if (changed !== 1n)
          throw new UrbanBrainError(
            'version-conflict',
            `patrol ${task.id}: somebody else was first`,
          )
      }),

    patrols: ({ from, to, person }, limit, after) =>
      read(async (database) => {
        let query = database
          .selectFrom('patrol_tasks')
          .select(['id', 'task'])
          .where('from_at', '>=', from)
          .where('from_at', '<', to)
          .orderBy('from_at')
          .orderBy('id')
          .limit(limit)
        if (after !== undefined)
          query = query.where(sql<boolean>`(from_at, id) > (${after.from}, ${after.id})`)
        // What only looks like the name is found too: whoever asks compares.
        if (person !== undefined)
          query = query.where((either) =>
            either.or([
              either('task', 'like', '%"people":[]%'),
              either('task', 'like', `%${JSON.stringify(person)}%`),
            ]),
          )
        return (await query.execute()).map(kept)
      }),

    patrolsDue: (before, limit) => byState(1, limit, before),

    patrolsToTell: (limit) => byState(2, limit),

    patrolCases: ({ id, from, to }) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('cases')
          .select('id')
          .where('collected_at', '>=', from)
          .where('collected_at', '<', plus(to, toldWithin))
          .where('state', 'like', `%"patrol":"${id}"%`)
          .orderBy('collected_at')
          .orderBy('id')
          .limit(mostCases)
          .execute()
        return rows.map((row) => row.id as CaseId)
      }),
  }
}
