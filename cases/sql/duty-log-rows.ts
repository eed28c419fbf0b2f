import { sql, type Kysely } from 'kysely'

import { canonicalJson } from '../../core/canonical-json.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { actorSchema } from '../../core/record-schemas.ts'
import { checked, checkedJson, keptJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import {
  handOverName,
  type DutyLogStore,
  type ListedHandOver,
  type LoggedFact,
} from '../duty-ports.ts'
import { dutyLogFactSchema, handOverOf, takenOverBy, type DutyLogFact } from '../life/duty-log.ts'
import { genesis } from '../life/hash-chain.ts'
import { sha256 } from './commit-rows.ts'
import type { CaseTables } from './case-tables.ts'
import { insertEvent, untilPlaced } from './evaluation-events.ts'

export type LogRow = CaseTables['duty_log']

export const chainedLog = (previous: string, row: Omit<LogRow, 'hash'>): string => {
  const { desk, version, shift, at, actor, event, data } = row
  return sha256(canonicalJson({ previous, desk, version, shift, at, actor, event, data }))
}

/** These two say that a shift went from one to another, and are sealed. */
const versionOfHandOver: Readonly<Partial<Record<DutyLogFact['event'], number>>> = {
  handedOver: 0,
  takenOver: 1,
}

/** Logs of shifts, a row for each fact. */
export function dutyLogRows(engine: SqlEngine<CaseTables>): DutyLogStore {
  const { read, write } = engine
  const written = (...[desk, expectedVersion, entry]: Parameters<DutyLogStore['appendLog']>) =>
    write(async (transaction) => {
      const { shift, fact, sheet } = entry
      const { event, at, by, data } = fact
      const before = await transaction
        .selectFrom('duty_log')
        .select(['version', 'hash'])
        .where('desk', '=', desk)
        .orderBy('version', 'desc')
        .limit(1)
        .executeTakeFirst()
      const conflict = () =>
        new UrbanBrainError('version-conflict', `the log of ${desk} was just written to`)
      if ((before?.version ?? 0) !== expectedVersion) throw conflict()
      const row = {
        ...{ desk, version: expectedVersion + 1, shift, at, event },
        ...{ actor: canonicalJson(by), data: canonicalJson(data) },
      }
      const hash = chainedLog(before?.hash ?? genesis, row)
      const sealedVersion = versionOfHandOver[event]
      if (sealedVersion !== undefined) {
        const sealed = { desk, shift, version: row.version, hash }
        const name = handOverName(desk, shift)
        const placed = await insertEvent(transaction, name, sealedVersion, {
          ...{ event, at, by, data: sealed },
        })
        // Nothing is written yet.
        if (placed === undefined) return undefined
      }
      const { numInsertedOrUpdatedRows: added } = await transaction
        .insertInto('duty_log')
        .values({ ...row, hash })
        .onConflict((on) => on.doNothing())
        .executeTakeFirst()
      if (added !== 1n) throw conflict()
      if (sheet !== undefined)
        await transaction.insertInto('duty_log_sheets').values({ desk, shift, sheet }).execute()
      return row.version
    })

  return {
    logTail: (desk) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('duty_log')
          .selectAll()
          .where('desk', '=', desk)
          .where('version', '>=', (same) =>
            same
              .selectFrom('duty_log as other')
              .select(({ fn }) => fn.coalesce(fn.max('other.version'), sql<number>`0`).as('newest'))
              .where('other.desk', '=', desk)
              .where('other.event', '=', 'handedOver'),
          )
          .orderBy('version')
          .execute()
        return rows.map(loggedIn)
      }),

    appendLog: async (...entry) => {
      await untilPlaced(() => written(...entry))
    },

    loggedDesks: () =>
      read(async (database) => {
        const rows = await database
          .selectFrom('duty_log')
          .select('desk')
          .where('version', '=', 1)
          .orderBy('desk')
          .execute()
        return rows.map(({ desk }) => desk)
      }),

    handOvers: (filter, limit) => read((database) => listedHandOvers(database, filter, limit)),

    shiftFacts: (desk, shift) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('duty_log')
          .selectAll()
          .where('desk', '=', desk)
          .where('shift', '=', shift)
          .orderBy('version')
          .execute()
        return rows.map(loggedIn)
      }),

    sheet: (desk, shift) =>
      read(async (database) => {
        const row = await database
          .selectFrom('duty_log_sheets')
          .select('sheet')
          .where('desk', '=', desk)
          .where('shift', '=', shift)
          .executeTakeFirst()
        return row?.sheet
      }),
  }
}

async function listedHandOvers(
  database: Kysely<CaseTables>,
  { desks, from, to }: Parameters<DutyLogStore['handOvers']>[0],
  limit: number,
): Promise<readonly ListedHandOver[]> {
  if (desks.length === 0) return []
  let query = database
    .selectFrom('duty_log as given')
    .leftJoin('duty_log as taken', (join) =>
      join
        .onRef('taken.desk', '=', 'given.desk')
        .onRef('taken.shift', '=', 'given.shift')
        .on('taken.event', '=', 'takenOver'),
    )
    .select(['given.desk', 'given.version', 'given.shift', 'given.at'])
    .select(['given.actor', 'given.event', 'given.data', 'given.hash'])
    .select(['taken.version as takenVersion', 'taken.at as takenAt'])
    .select(['taken.actor as takenBy', 'taken.data as takenData'])
    .where('given.event', '=', 'handedOver')
    .where('given.desk', 'in', desks)
    .orderBy('given.at', 'desc')
    .orderBy('given.desk')
    .limit(limit)
  if (from !== undefined) query = query.where('given.at', '>=', from)
  if (to !== undefined) query = query.where('given.at', '<', to)
  return (await query.execute()).map(({ takenVersion, takenAt, takenBy, takenData, ...row }) => {
    const { fact } = loggedIn(row)
    if (fact.event !== 'handedOver') throw new TypeError('it was asked for hand-overs')
    const handOver = { ...handOverOf(fact.data, fact), desk: row.desk }
    if (takenVersion === null || takenAt === null || takenBy === null || takenData === null)
      return handOver
    const taken = loggedIn({
      ...{ ...row, version: takenVersion, at: takenAt, event: 'takenOver' },
      ...{ actor: takenBy, data: takenData },
    }).fact
    if (taken.event !== 'takenOver') return handOver
    return { ...takenOverBy(handOver, taken.data, taken), desk: row.desk }
  })
}

function loggedIn({ desk, version, at, event, actor, data }: LogRow): LoggedFact {
  const what = `fact ${version} of the log of ${desk}`
  const by = checkedJson(`the actor of ${what}`, actorSchema, actor)
  const fact = checked(what, dutyLogFactSchema, { event, at, by, data: keptJson(what, data) })
  return { version, fact }
}
