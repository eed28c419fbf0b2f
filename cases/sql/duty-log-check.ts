/** Proves a shift by what was sealed of it: its facts, chained up to its hand-over, and the sheet. */
import { z } from 'zod'

import type { SqlEngine } from '../../storage/sql/engine.ts'
import { genesis } from '../life/hash-chain.ts'
import type { CaseTables } from './case-tables.ts'
import { sha256 } from './commit-rows.ts'
import { chainedLog, type LogRow } from './duty-log-rows.ts'
import type { EventRow } from './evaluation-events.ts'

const sealedSchema = z.object({
  desk: z.string(),
  shift: z.int(),
  version: z.int(),
  hash: z.string(),
})
const digestSchema = z.looseObject({ digest: z.string() })

const parsed = <T>(schema: z.ZodType<T>, text: string): T | undefined => {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Whether the log is as it was when that event was written. Of an event of something else it says nothing. */
export async function isAsSealed({ read }: SqlEngine<CaseTables>, row: EventRow): Promise<boolean> {
  if (row.event !== 'handedOver' && row.event !== 'takenOver') return true
  const sealed = parsed(sealedSchema, row.data)
  if (sealed === undefined) return false
  const { desk, shift, version, hash } = sealed
  const rows = await read(async (database) => {
    const before = await database
      .selectFrom('duty_log')
      .select(({ fn }) => fn.max('version').as('version'))
      .where('desk', '=', desk)
      .where('event', '=', 'handedOver')
      .where('version', '<', version)
      .executeTakeFirst()
    return database
      .selectFrom('duty_log')
      .selectAll()
      .where('desk', '=', desk)
      .where('version', '>=', before?.version ?? 1)
      .where('version', '<=', version)
      .orderBy('version')
      .execute()
  })
  if (!isChained(rows, version, hash)) return false
  if (row.event !== 'handedOver') return true
  const sheet = await read((database) =>
    database
      .selectFrom('duty_log_sheets')
      .select('sheet')
      .where('desk', '=', desk)
      .where('shift', '=', shift)
      .executeTakeFirst(),
  )
  const digest = parsed(digestSchema, rows.at(-1)?.data ?? '')?.digest
  return sheet !== undefined && sha256(sheet.sheet) === digest
}

/** The first of the log hangs on nothing; of a later stretch the first is the hand-over before, which is proved by itself. */
function isChained(rows: readonly LogRow[], version: number, hash: string): boolean {
  const [first] = rows
  if (first === undefined) return false
  let previous = first.version === 1 ? genesis : undefined
  let next = first.version
  for (const row of rows) {
    if (row.version !== next) return false
    if (previous !== undefined && chainedLog(previous, row) !== row.hash) return false
    previous = row.hash
    next += 1
  }
  return next === version + 1 && previous === hash
}
