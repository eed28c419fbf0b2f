import { Kysely, PostgresDialect, type CompiledQuery } from 'kysely'
import { Client, Pool } from 'pg'
import { describe, expect, test } from 'vitest'

import { openPostgresCases } from '../../cases/postgres/cases.ts'
import { postgresTexts } from '../../cases/postgres/case-texts.ts'
import { alarmList } from '../../cases/sql/alarm-list.ts'
import { caseList } from '../../cases/sql/case-list.ts'
import type { CaseTables } from '../../cases/sql/case-tables.ts'
import { instant } from '../../core/time.ts'
import { fillRegister, postgresBulk } from '../bench/case-register.ts'
import { alarmLists, lists } from '../bench/case-questions.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { connect, freshDatabase } from '../support/postgres.ts'

/** As EXPLAIN says it, as far as it is asked. */
interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Node[]
}

const closed = 7_000
const open = 300
/** Texts found by the index are put in order up to these. */
const most = 5_001
/** What is common is looked for in the order of the list, as far as a number of cases that this register does not have. */
const bounded = / as "(cases|have)"/

const nodesIn = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(nodesIn)]

function faultsOf(plan: Node, text: string): readonly string[] {
  return nodesIn(plan).flatMap((node) => {
    const { 'Node Type': type, 'Relation Name': table } = node
    if (bounded.test(text)) return type === 'Sort' ? ['puts in order what it walks through'] : []
    const read =
      (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
    return table !== undefined && read > most ? [`${type} of ${read} rows of ${table}`] : []
  })
}

/** How often one of the large tables was read as a whole, also by functions, into which a plan does not look. */
async function wholeReads(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ readonly count: number }>(
    `select coalesce(sum(seq_scan), 0)::int as count from pg_stat_xact_user_tables
     where relname in ('cases', 'case_texts', 'alarms')`,
  )
  return rows[0]?.count ?? 0
}

describe.skipIf(sharedServicesMissing('postgres') !== undefined)('lists on PostgreSQL', () => {
  test('where the server believes in a million cases, no list reads or puts in order all of them', async () => {
    const url = await freshDatabase()
    const postgres = connect(url)
    const opened = async () => (await openPostgresCases(postgres))[Symbol.asyncDispose]()
    await opened()
    const filling = new Client(url)
    await filling.connect()
    const now = instant(Date.parse('2026-03-13T16:00:00Z'))
    await fillRegister(postgresBulk(filling), { closed, open, now }, () => {}, opened)

    const pool = new Pool({ connectionString: url, max: 1 })
    // Rows of so many more cases, and pages that cost as many.
    await pool.query(`set seq_page_cost = 140`)
    await pool.query(
      `update pg_class set reltuples = reltuples * 140 where relname in ('cases', 'case_texts', 'alarms')`,
    )
    const asked: CompiledQuery[] = []
    const database = new Kysely<CaseTables>({
      dialect: new PostgresDialect({ pool }),
      log: ({ query }) => {
        asked.push(query)
      },
    })
    const { list } = caseList({ read: (work) => work(database) }, postgresTexts)
    const { alarms } = alarmList({ read: (work) => work(database) })
    const faults: string[] = []
    for (const [name, , ask] of [...lists({ list }), ...alarmLists({ alarms }, now)]) {
      asked.length = 0
      await ask(0)
      for (const { sql, parameters } of asked) {
        await pool.query('begin')
        const before = await wholeReads(pool)
        const { rows } = await pool.query<{ 'QUERY PLAN': readonly [{ readonly Plan: Node }] }>(
          `explain (analyze, format json, timing off) ${sql}`,
          [...parameters],
        )
        const whole = (await wholeReads(pool)) - before
        await pool.query('commit')
        const plan = rows[0]?.['QUERY PLAN'][0].Plan
        faults.push(
          ...[
            ...(whole > 0 ? ['reads all of a table'] : []),
            ...(plan === undefined ? ['no plan'] : faultsOf(plan, sql)),
          ].map((fault) => `${name}: ${fault}`),
        )
      }
    }
    await database.destroy()
    expect(faults).toEqual([])
  })
})
