import { sql, type Kysely, type Transaction } from 'kysely'

import { UrbanBrainError } from '../../core/errors.ts'
import type { AlarmId, CaseId, RuleId } from '../../core/identity.ts'
import { alarmSchema } from '../../core/record-schemas.ts'
import { instant } from '../../core/time.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CausedAlarm, Causes, CauseStore, KeptAlarm, Waiting } from '../cause-ports.ts'
import type { AlarmChange } from '../ports.ts'
import type { CaseTables } from './case-tables.ts'

/** Alarms by their causes, in the words that both engines know. */
export function causeRows({ read, write }: SqlEngine<CaseTables>): CauseStore {
  return {
    caused: (cause, since, limit) =>
      read(async (database) =>
        (
          await database
            .selectFrom('caused_alarms')
            .innerJoin('alarms', 'alarms.id', 'caused_alarms.alarm')
            .select(columns)
            .where('cause', '=', cause)
            .where('at', '>=', since)
            .orderBy('at', 'desc')
            .orderBy('alarm', 'desc')
            .limit(limit)
            .execute()
        ).map(causedIn),
      ),

    causing: (cause) =>
      read(async (database) =>
        (
          await database
            .selectFrom('caused_alarms')
            .innerJoin('alarms', 'alarms.id', 'caused_alarms.alarm')
            .select([...columns, 'transition'])
            .where('cause', '=', cause)
            .where('caused_alarms.state', '=', 'cause')
            .where('standing', '=', 1)
            .execute()
        ).map(keptIn),
      ),

    firstCleared: (cause, since) =>
      read(async (database) => {
        const row = await database
          .selectFrom('caused_alarms')
          .innerJoin('alarms', 'alarms.id', 'caused_alarms.alarm')
          .select((all) => all.fn.min('cleared_at').as('cleared'))
          .where('cause', '=', cause)
          .where('cleared_at', '>=', since)
          .executeTakeFirst()
        const cleared = row?.cleared ?? undefined
        return cleared === undefined ? undefined : instant(cleared)
      }),

    waiting: () =>
      read(async (database) => {
        const rows = await database
          .selectFrom('caused_alarms')
          .select(['cause', 'state', 'case_id', (all) => all.fn.min('at').as('first')])
          .where('waiting', '=', 1)
          .groupBy(['cause', 'state', 'case_id'])
          .orderBy('cause')
          .execute()
        return rows.map(({ cause, state, case_id, first }): Waiting => ({
          ...{ cause, as: state === 'folded' ? 'folded' : 'held', first: instant(first) },
          ...(case_id !== null && { case: case_id as CaseId }),
        }))
      }),

    ownSilences: (rules) => read((database) => ownSilences(database, rules)),

    waitingFor: ({ cause, as, case: id }, until, limit, after) =>
      read(async (database) =>
        (
          await database
            .selectFrom('caused_alarms')
            .innerJoin('alarms', 'alarms.id', 'caused_alarms.alarm')
            .select([...columns, 'transition'])
            .where('cause', '=', cause)
            .where('caused_alarms.state', '=', as)
            .where('case_id', id === undefined ? 'is' : '=', id ?? null)
            .where('waiting', '=', 1)
            .where('at', '<=', until)
            .where('alarm', '>', after ?? ('' as AlarmId))
            .orderBy('alarm')
            .limit(limit)
            .execute()
        ).map(keptIn),
      ),

    folded: (id) =>
      read(async (database) => {
        const row = await database
          .selectFrom('incidents')
          .select('folded')
          .where('case_id', '=', id)
          .executeTakeFirst()
        return row?.folded ?? 0
      }),

    restless: (before, limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('incidents')
          .select(['case_id', 'folded'])
          .where('calm', '=', 0)
          .where('last_at', '<=', before)
          .orderBy('case_id')
          .limit(limit)
          .execute()
        return rows.map(({ case_id, folded }) => ({ case: case_id as CaseId, folded }))
      }),

    calmed: (id, folded) =>
      write(async (transaction) => {
        await transaction
          .updateTable('incidents')
          .set({ calm: 1 })
          .where('case_id', '=', id)
          .where('folded', '=', folded)
          .execute()
      }),
  }
}

async function ownSilences(database: Kysely<CaseTables>, rules: readonly RuleId[]) {
  const rows = await database
    .selectFrom('alarms')
    .select('id')
    .where('standing', '=', 1)
    .where('rule', 'in', rules)
    .where('id', 'not in', (query) =>
      query
        .selectFrom('caused_alarms')
        .select('alarm')
        .where('cause', 'like', 'gateway/%')
        .where('waiting', '=', 1),
    )
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id as AlarmId)
}

/** What waits stops to do so when it clears, and when `causes` says something else of it. */
export async function putCauses(
  transaction: Transaction<CaseTables>,
  { row: { alarm, standing }, causes }: AlarmChange,
): Promise<void> {
  if (standing && causes === undefined) return
  await transaction
    .updateTable('caused_alarms')
    .set({ waiting: 0 })
    .where('alarm', '=', alarm)
    .where('waiting', '=', 1)
    .execute()
  if (causes === undefined) return
  const rows = rowsOf(causes)
  if (rows.length > 0)
    await transaction
      .insertInto('caused_alarms')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['cause', 'alarm']).doUpdateSet((row) => ({
          state: row.ref('excluded.state'),
          since: row.ref('excluded.since'),
          case_id: row.ref('excluded.case_id'),
          waiting: row.ref('excluded.waiting'),
          transition: row.ref('excluded.transition'),
        })),
      )
      .execute()
  const { kept, case: id, since } = causes
  if (kept?.as !== 'folded' || !kept.further || id === undefined) return
  await transaction
    .insertInto('incidents')
    .values({ case_id: id, folded: 1, last_at: since, calm: 0 })
    .onConflict((conflict) =>
      conflict.column('case_id').doUpdateSet((row) => ({
        folded: sql<number>`${row.ref('incidents.folded')} + 1`,
        last_at: row.ref('excluded.last_at'),
        calm: 0,
      })),
    )
    .execute()
}

function rowsOf(causes: Causes): CaseTables['caused_alarms'][] {
  const { transition, at, since, case: id, is, counted, kept } = causes
  const row = (cause: string, state: CausedAlarm['as']) => ({
    ...{ cause, alarm: transition.alarm, state, at, since },
    ...{ case_id: id ?? null, waiting: 0, transition: JSON.stringify(transition) },
  })
  const rows = new Map(counted.map((cause) => [cause, row(cause, kept?.as ?? 'own')] as const))
  for (const cause of is) rows.set(cause, row(cause, 'cause'))
  if (kept !== undefined) rows.set(kept.cause, { ...row(kept.cause, kept.as), waiting: 1 })
  return [...rows.values()]
}

const columns = [
  'cause',
  'alarm',
  'caused_alarms.state',
  'case_id',
  'at',
  'since',
  'standing',
] as const

type Row = Pick<
  CaseTables['caused_alarms'],
  'cause' | 'alarm' | 'state' | 'case_id' | 'at' | 'since'
> &
  Pick<CaseTables['alarms'], 'standing'>

const states = { cause: 'cause', own: 'own', folded: 'folded', held: 'held' } as const

const causedIn = ({ cause, state, case_id, at, since, standing }: Row): CausedAlarm => ({
  cause,
  as: states[state as keyof typeof states],
  ...(case_id !== null && { case: case_id as CaseId }),
  ...{ at: instant(at), since: instant(since), standing: standing === 1 },
})

function keptIn(row: Row & Pick<CaseTables['caused_alarms'], 'transition'>): KeptAlarm {
  const what = `alarm ${row.alarm} by its cause`
  const transition = checkedJson(what, alarmSchema, row.transition)
  if (transition.kind === 'cleared')
    throw new UrbanBrainError('record-damaged', `${what}: it is kept as cleared`)
  return { ...causedIn(row), transition }
}
