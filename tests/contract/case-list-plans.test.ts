import Database from 'libsql'
import { Kysely, SqliteDialect, type CompiledQuery } from 'kysely'
import { expect, test } from 'vitest'

import { alarmList } from '../../cases/sql/alarm-list.ts'
import { caseList } from '../../cases/sql/case-list.ts'
import { caseSummary } from '../../cases/sql/case-summary.ts'
import type { CaseTables } from '../../cases/sql/case-tables.ts'
import type { TextIndex } from '../../cases/sql/case-texts.ts'
import { migrateCases } from '../../cases/sqlite/case-schema.ts'
import { sqliteTexts } from '../../cases/sqlite/case-texts.ts'
import { instant } from '../../core/time.ts'
import { alarmLists, lists } from '../bench/case-questions.ts'

/**
 * What may be put in order: what was counted, texts that an index found, a stretch of numbers, what is open or waits, what a category,
 * a street or a device has.
 */
const few =
  /^counted|(SEARCH|SCAN) cases USING .*(\(id=\?|\(id>\? AND id<\?|cases_(open|supported|given|suspended|by_(waiting|category|street|cell|device))\b)/
const whole = /SCAN (cases|case_texts)(?! USING (COVERING )?INDEX)/

/** A register without rows that notes what it is asked, and how it means to answer. SQLite keeps no statistics: it means the same in one of any size. */
async function asking() {
  const asked: CompiledQuery[] = []
  const file = new Database(':memory:')
  const database = new Kysely<CaseTables>({
    dialect: new SqliteDialect({ database: file }),
    log: ({ query }) => {
      asked.push(query)
    },
  })
  await migrateCases(database)
  const planOf = ({ sql: text, parameters }: CompiledQuery): string =>
    (file.prepare(`explain query plan ${text}`).all(...parameters) as { readonly detail: string }[])
      .map(({ detail }) => detail)
      .join('; ')
  return { asked, database, planOf }
}

/** How SQLite answers each question of a desk. */
async function plansOf(
  texts: Pick<TextIndex, 'among' | 'isCommon'>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { asked, database, planOf } = await asking()
  const { list } = caseList({ read: (work) => work(database) }, texts)
  const plans = new Map<string, readonly string[]>()
  // Without rows no page has a next one: one is asked for behind a case that might have been its last.
  const twice: typeof list = async (filter, limit, _, order) => {
    await list(filter, limit, undefined, order)
    return list(filter, limit, '1773414576000:C20260313-86376cc8dbbe', order)
  }
  for (const [name, , ask] of lists({ list: twice })) {
    asked.length = 0
    await ask(0)
    plans.set(
      name,
      asked.map((query, index) => {
        const plan = planOf(query)
        return asked[index - 1]?.sql.includes('as "have"') === true ? `counted: ${plan}` : plan
      }),
    )
  }
  await database.destroy()
  return plans
}

test.each([
  ['few texts', sqliteTexts],
  ['many texts', { ...sqliteTexts, among: () => Promise.resolve(undefined) }],
] as const)(
  'SQLite reads no table as a whole, and puts in order what few have, where the index finds %s',
  async (_, texts) => {
    const faults = [...(await plansOf(texts))].flatMap(([name, plans]) =>
      plans
        .filter(
          (plan) =>
            whole.test(plan) || (plan.includes('TEMP B-TREE FOR ORDER BY') && !few.test(plan)),
        )
        .map((plan) => `${name}: ${plan}`),
    )
    expect(faults).toEqual([])
  },
)

test.each([
  ['the city', {}],
  ['a district', { areas: ['330103'] }],
  ['a unit', { unit: 'lj-unit-3' as never }],
])(
  'a summary of %s reads none of the cases that have ended, nor all that a unit ever had',
  async (_, scope) => {
    const { asked, database, planOf } = await asking()
    asked.length = 0
    await caseSummary({ read: (work) => work(database) }).summary(scope)
    expect(asked.length).toBeGreaterThan(5)
    const read = asked.map(planOf)
    expect(
      read.filter((plan) =>
        /SCAN (cases|ended_cases)(?! USING INDEX cases_(overdue|suspended)\b)|cases_by_unit/.test(
          plan,
        ),
      ),
    ).toEqual([])
    await database.destroy()
  },
)

test('a list of alarms puts in order only what few have, and else stops when a page is full', async () => {
  const { asked, database, planOf } = await asking()
  const { alarms } = alarmList({ read: (work) => work(database) })
  const faults: string[] = []
  for (const [name, , ask] of alarmLists(
    {
      alarms: async (filter, limit) => {
        await alarms(filter, limit)
        return alarms(filter, limit, '1773414576000:a')
      },
    },
    instant(Date.parse('2026-03-13T16:00:00Z')),
  )) {
    asked.length = 0
    await ask(0)
    for (const query of asked) {
      const plan = planOf(query)
      const isCounted = query.sql.includes('as "have"')
      if (/(SCAN|SEARCH) alarms(?! USING)/.test(plan)) faults.push(`${name}: ${plan}`)
      // What leads is put in order where it was counted, or an index names it.
      const [walked = ''] = plan.split('SCAN met')
      const isOrdered = walked.includes('TEMP B-TREE FOR ORDER BY')
      if (!isCounted && isOrdered && !/alarms_by_(outcome|case)|alarms_1 \(id=/.test(walked))
        faults.push(`${name}: ${plan}`)
    }
  }
  expect(faults).toEqual([])
  await database.destroy()
})

test('a replay finds what stood by indexes, and walks through no alarm that was over before', async () => {
  const { asked, database, planOf } = await asking()
  const { alarms } = alarmList({ read: (work) => work(database) })
  asked.length = 0
  await alarms({ stood: { from: instant(1), to: instant(2) } }, 2_000)
  const plan = asked.map(planOf).find((one) => one.includes('TEMP B-TREE FOR ORDER BY'))
  expect(plan).toMatch(/SEARCH alarms USING INDEX sqlite_autoindex_alarms_1 \(id=\?\)/)
  expect(plan).toMatch(/SCAN now USING COVERING INDEX alarms_stand/)
  expect(plan).toContain('alarms_by_clearing')
  await database.destroy()
})
