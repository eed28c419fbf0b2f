import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import type { CaseEventRecord } from '../../core/case-event.ts'

import { setPosition } from './case-commits.ts'
import type { CaseTables } from './case-tables.ts'

export interface RelayPlace {
  /** Whether the register holds the event. */
  readonly holds: boolean
  /** Up to which sequence its events went into the log. */
  readonly relayed: number
}

const reader = 'relay'

/** How a register that nobody runs on and the newest event in the log fit; undefined for one that was never worked with. */
export async function relayPlace(
  path: string,
  { sequence, case: id, version }: Pick<CaseEventRecord, 'sequence' | 'case' | 'version'>,
): Promise<RelayPlace | undefined> {
  const database = openSqlite<CaseTables>(path)
  try {
    const tables = await database.introspection.getTables()
    if (!tables.some(({ name }) => name === 'case_positions')) return undefined
    const event = await database
      .selectFrom('case_events')
      .select(['case_id', 'version'])
      .where('sequence', '=', sequence)
      .executeTakeFirst()
    const position = await database
      .selectFrom('case_positions')
      .select('sequence')
      .where('reader', '=', reader)
      .executeTakeFirst()
    return {
      holds: event?.case_id === id && event.version === version,
      relayed: position?.sequence ?? 0,
    }
  } finally {
    await database.destroy()
  }
}

export async function setRelayBack(path: string, sequence: number): Promise<void> {
  const database = openSqlite<CaseTables>(path)
  try {
    await database
      .transaction()
      .execute((transaction) => setPosition(transaction, reader, sequence))
  } finally {
    await database.destroy()
  }
}
