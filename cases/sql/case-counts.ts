import type { Kysely } from 'kysely'

import type { CaseTables } from './case-tables.ts'

/** How much a register of cases holds, table by table. */
export interface CaseCounts {
  readonly events: number
  readonly lastSequence: number
  readonly cases: number
  readonly open: number
  readonly deadlines: number
  readonly alarms: number
  readonly standing: number
  readonly transitions: number
  /** Sum of where the readers stand. */
  readonly positions: number
}

/** In the words that both engines know. */
export async function caseCounts(database: Kysely<CaseTables>): Promise<CaseCounts> {
  const { events, lastSequence } = await database
    .selectFrom('case_events')
    .select((row) => [row.fn.countAll().as('events'), row.fn.max('sequence').as('lastSequence')])
    .executeTakeFirstOrThrow()
  const { cases, open } = await database
    .selectFrom('cases')
    .select((row) => [row.fn.countAll().as('cases'), row.fn.sum('open').as('open')])
    .executeTakeFirstOrThrow()
  const { deadlines } = await database
    .selectFrom('case_deadlines')
    .select((row) => row.fn.countAll().as('deadlines'))
    .executeTakeFirstOrThrow()
  const { alarms, standing } = await database
    .selectFrom('alarms')
    .select((row) => [row.fn.countAll().as('alarms'), row.fn.sum('standing').as('standing')])
    .executeTakeFirstOrThrow()
  const { transitions } = await database
    .selectFrom('alarm_transitions')
    .select((row) => row.fn.countAll().as('transitions'))
    .executeTakeFirstOrThrow()
  const { positions } = await database
    .selectFrom('case_positions')
    .select((row) => row.fn.sum('sequence').as('positions'))
    .executeTakeFirstOrThrow()
  return {
    events: Number(events),
    lastSequence: lastSequence ?? 0,
    cases: Number(cases),
    open: Number(open ?? 0),
    deadlines: Number(deadlines),
    alarms: Number(alarms),
    standing: Number(standing ?? 0),
    transitions: Number(transitions),
    positions: Number(positions ?? 0),
  }
}
