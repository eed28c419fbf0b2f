import type { Kysely } from 'kysely'

import type { AlarmId } from '../../core/identity.ts'
import { openKey } from '../life/case.ts'
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
    const taken = open === undefined ? [] : caseIn(open.state).alarms
    waiting.push(...standing.filter((alarm) => !taken.includes(alarm)))
  }
  return waiting
}
