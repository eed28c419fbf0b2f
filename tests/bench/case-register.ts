/**
 * Fills a register with the rows that the store's own commit writes (`cases/sql/commit-rows.ts`), many to a transaction, without
 * the fsync of each: a million cases in minutes. Indexes are made when the rows are there; on PostgreSQL also when the store has
 * made of the record what stands beside it, whose index of words would else be merged a thousand times.
 */
import Database from 'libsql'
import type { Client } from 'pg'

import type { CaseTables } from '../../cases/sql/case-tables.ts'
import { countEnded } from '../../cases/sql/ended-cases.ts'
import { alarmValues, caseRow, deadlineRows, eventRows } from '../../cases/sql/commit-rows.ts'
import { genesis } from '../../cases/life/hash-chain.ts'
import type { Instant } from '../../core/time.ts'
import { days } from '../../core/time.ts'
import { beginningOf, lifeOf, type Life } from './case-lives.ts'

type Row = Readonly<Record<string, string | number | null>>
type Table = keyof CaseTables

/** Rows of one table in a row, and what stands around all of them. */
interface Bulk {
  readonly begin: () => Promise<void>
  readonly put: (table: Table, rows: readonly Row[]) => Promise<void>
  readonly end: () => Promise<void>
}

export interface Filled {
  readonly closed: number
  readonly open: number
  readonly seconds: number
}

const block = 1_000
/** Of the register: three years. */
export const span = days(3 * 365)

export async function fillRegister(
  bulk: Bulk,
  { closed, open, now }: { readonly closed: number; readonly open: number; readonly now: Instant },
  progress: (line: string) => void,
  besides: () => Promise<void> = () => Promise.resolve(),
): Promise<Filled> {
  const began = performance.now()
  await bulk.begin()
  for (let first = 0; first < closed + open; first += block) {
    const size = Math.min(block, closed + open - first)
    const lives = Array.from({ length: size }, (_, index) => {
      const n = first + index
      return n < closed
        ? lifeOf(n, beginningOf(n, closed, now, span), true)
        : lifeOf(n, beginningOf(n - closed, open, now, days(7)), false)
    })
    await put(bulk, lives)
    if (first % 100_000 === 0) progress(`${first} cases, ${secondsSince(began)} s`)
  }
  progress(`rows are there after ${secondsSince(began)} s`)
  await besides()
  progress(`now the indexes, after ${secondsSince(began)} s`)
  await bulk.end()
  return { closed, open, seconds: secondsSince(began) }
}

async function put(bulk: Bulk, lives: readonly Life[]): Promise<void> {
  const events = lives.map(({ commit }) => eventRows(commit, genesis))
  await bulk.put(
    'cases',
    lives.map(({ after }, index) => ({
      id: after.id,
      hash: events[index]?.at(-1)?.hash ?? genesis,
      open_key: null,
      ...caseRow(after),
    })),
  )
  await bulk.put('case_events', events.flat() as readonly Row[])
  await bulk.put(
    'case_deadlines',
    lives.flatMap(({ after }) => deadlineRows(after)),
  )
  await bulk.put(
    'alarms',
    lives.map(({ alarm }) => ({ id: alarm.alarm, ...alarmValues(alarm) })),
  )
}

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 1_000)

/** A file whose tables are made. */
export function sqliteBulk(path: string): Bulk {
  const database = new Database(path)
  let indexes: readonly string[] = []
  return {
    begin: () => {
      database.exec('PRAGMA synchronous = OFF')
      database.exec('PRAGMA cache_size = -200000')
      const found = database
        .prepare(`select name, sql from sqlite_master where type = 'index' and sql is not null`)
        .all() as readonly { readonly name: string; readonly sql: string }[]
      indexes = found.map((index) => index.sql)
      for (const { name } of found) database.exec(`drop index ${name}`)
      return Promise.resolve()
    },
    put: (table, rows) => {
      const [head] = rows
      if (head === undefined) return Promise.resolve()
      const names = Object.keys(head)
      const insert = database.prepare(
        `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
      )
      database.exec('begin')
      for (const row of rows) insert.run(Object.values(row))
      database.exec('commit')
      return Promise.resolve()
    },
    end: () => {
      for (const index of indexes) database.exec(index)
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      database.close()
      return Promise.resolve()
    },
  }
}

const typesOf: Readonly<Record<string, string>> = {
  at: 'bigint',
  version: 'integer',
  open: 'integer',
  overdue: 'integer',
  standing: 'integer',
  collected_at: 'bigint',
  ended_at: 'bigint',
  due_at: 'bigint',
  raised_at: 'bigint',
  cleared_at: 'bigint',
}

/** A database whose tables are made, as its administrator. */
export function postgresBulk(client: Client): Bulk {
  let indexes: readonly string[] = []
  return {
    begin: async () => {
      // Triggers rest; what they would have kept is written at the end.
      await client.query(`set session_replication_role = replica`)
      await client.query(`set synchronous_commit = off`)
      await client.query(`set maintenance_work_mem = '512MB'`)
      const found = await client.query<{ indexname: string; indexdef: string }>(
        `select indexname, indexdef from pg_indexes where schemaname = 'public'
           and tablename in ('cases', 'case_deadlines', 'alarms', 'case_texts', 'case_evaluations')
           and indexname not like '%_pkey' and indexdef not like 'CREATE UNIQUE%'`,
      )
      indexes = found.rows.map(({ indexdef }) => indexdef)
      for (const { indexname } of found.rows) await client.query(`drop index "${indexname}"`)
    },
    put: async (table, rows) => {
      const [head] = rows
      if (head === undefined) return
      const names = Object.keys(head)
      const lists = names.map((_, n) => `$${n + 1}::${typesOf[names[n] ?? ''] ?? 'text'}[]`)
      await client.query(
        `insert into ${table} (${names.join(', ')}) select * from unnest(${lists.join(', ')})`,
        names.map((name) => rows.map((row) => row[name] ?? null)),
      )
    },
    end: async () => {
      await client.query(`insert into case_heads (case_id, version) select id, version from cases`)
      await client.query(countEnded)
      for (const index of indexes) await client.query(index)
      await client.query('vacuum analyze')
      await client.end()
    },
  }
}
