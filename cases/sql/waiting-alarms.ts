import type { Kysely } from 'kysely'

import type { AlarmId } from '../../core/identity.ts'
import { openKey, type Case } from '../life/case.ts'
import { keptBy } from '../life/duplicate.ts'
import { caseIn } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'

/** Alarms that stood when their case ended, are looked at again and have no open case meanwhile. There are few. */
export async function waitingAlarms(database: Kysely<CaseTables>): Promise<readonly AlarmId[]> {
  const ended = await database
    .selectFrom('case_deadlines')
    .innerJoin('cases', 'cases.id', 'case_deadlines.case_id')
    .select('cases.state')
    .where('case_deadlines.kind', '=', 'recheck')
    .execute()
  const waiting: AlarmId[] = []
  for (const { state } of ended) {
    const { place, category, work, standing } = caseIn(state)
    const open = await database
      .selectFrom('cases')
      .select('state')
      .where('open_key', '=', openKey(place, category, work) ?? '')
      .executeTakeFirst()
    const taken = open === undefined ? [] : await alarmsOf(database, caseIn(open.state))
    waiting.push(...standing.filter((alarm) => !taken.includes(alarm)))
  }
  return waiting
}

/** What a repeat had, and got since, is with the case that is kept. */
async function alarmsOf(database: Kysely<CaseTables>, found: Case): Promise<readonly AlarmId[]> {
  const kept = keptBy(found)
  if (kept === undefined) return found.alarms
  const row = await database
    .selectFrom('cases')
    .select('state')
    .where('id', '=', kept)
    .executeTakeFirst()
  return row === undefined ? [] : caseIn(row.state).alarms
}
