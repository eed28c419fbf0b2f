import { sql, type Kysely, type Transaction } from 'kysely'

import { lockKey } from '../../storage/postgres/locks.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CaseTables } from '../sql/case-tables.ts'

export interface EventPartitions {
  /** Makes what is missing so that the partition after the current one exists. */
  extend(): Promise<void>
  /** The same, when the sequence has come into the last partition that is known here. */
  passed(sequence: number): Promise<void>
}

/**
 * Partitions of `size` sequence numbers, each starting where the one before ends, whatever its size was. A new one is made
 * as soon as the last one gets its first event. It is attached ready made, which holds up neither writers nor readers.
 */
export function eventPartitions(engine: SqlEngine<CaseTables>, size: number): EventPartitions {
  let end = 0
  let extending: Promise<void> | undefined
  const extend = async () => {
    end = await engine.write(async (transaction) => {
      await sql`select pg_advisory_xact_lock(${lockKey('case event partitions')})`.execute(
        transaction,
      )
      const current = await currentSequence(transaction)
      let next = await partitionsEnd(transaction)
      for (; next <= current + size; next += size) await attach(transaction, next, next + size)
      return next
    })
  }
  const once = () => (extending ??= extend().finally(() => (extending = undefined)))
  return {
    extend: once,
    passed: async (sequence) => {
      if (sequence + size >= end) await once()
    },
  }
}

/** Of the newest event, or of the first one to come. */
async function currentSequence(transaction: Transaction<CaseTables>): Promise<number> {
  const { rows } = await sql<{ value: number }>`
    select case when is_called then last_value else 1 end as value from case_events_sequence`.execute(
    transaction,
  )
  return rows[0]?.value ?? 1
}

/** The first sequence number that no partition takes; the catalogue of the server is what knows. */
async function partitionsEnd(transaction: Kysely<CaseTables>): Promise<number> {
  const { rows } = await sql<{ end: number }>`
    select coalesce(max((regexp_match(pg_get_expr(relpartbound, oid), 'TO \\(''(\\d+)''\\)'))[1]::bigint), 1) as end
    from pg_class join pg_inherits on inhrelid = oid
    where inhparent = 'case_events'::regclass`.execute(transaction)
  return rows[0]?.end ?? 1
}

/** Row triggers and indexes come with attaching; rights and the trigger against truncating do not. */
async function attach(
  transaction: Transaction<CaseTables>,
  from: number,
  to: number,
): Promise<void> {
  const name = sql.id(`case_events_from_${from}`)
  const range = sql.raw(`from (${from}) to (${to})`)
  for (const statement of [
    sql`create table ${name} (like case_events including defaults)`,
    sql`create trigger case_events_untruncated before truncate on ${name}
        for each statement execute function case_events_kept()`,
    sql`revoke update, delete, truncate on ${name} from public, current_user`,
    sql`alter table case_events attach partition ${name} for values ${range}`,
  ])
    await statement.execute(transaction)
}
