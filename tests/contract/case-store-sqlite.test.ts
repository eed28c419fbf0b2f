import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { sql } from 'kysely'
import Database from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import { readFact } from '../../cases/life/read-fact.ts'
import { evolve } from '../../cases/life/evolve.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import type { CaseId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import {
  asBeforeEnds,
  asBeforeOfLate,
  at,
  byDeadline,
  collected,
  commit,
  pictured,
  someEnds,
} from './case-store-samples.ts'
import { caseStoreSuite } from './case-store.suite.ts'

caseStoreSuite('sqlite', () => openSqliteCases(':memory:'))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cases-'))
})
afterAll(() => rm(folder, { recursive: true }))

const id = 'C1' as CaseId
const event = (n: number): CaseEvent =>
  n === 0
    ? {
        event: 'collected',
        at: instant(1),
        by: { name: 'a', role: 'operator' },
        data: {
          source: 'manual',
          work: 'incident',
          category: '0506',
          title: { zh: '水', en: 'water' },
          severity: 'blue',
          place: {},
          lead: 'drainage',
          limit: '1 working day',
          deadline: { kind: 'dispatch', at: instant(9), certain: true },
        },
      }
    : {
        event: 'commented',
        at: instant(n),
        by: { name: 'a', role: 'operator' },
        data: { text: `${n}` },
      }

async function written(file: string) {
  const store = await openSqliteCases(file)
  let state = evolve(id, undefined, event(0))
  if (state === undefined) throw new Error('no state')
  await store.append({
    id,
    expectedVersion: 0,
    events: [event(0)],
    states: [state],
    openKey: undefined,
  })
  for (let n = 1; n < 5; n += 1) {
    const after = evolve(id, state, event(n))
    if (after === undefined) throw new Error('no state')
    await store.append({
      id,
      expectedVersion: state.version,
      events: [event(n)],
      states: [after],
      openKey: undefined,
    })
    state = after
  }
  return store
}

test('a file opened again holds the same cases, and goes on with the chain', async () => {
  const file = join(folder, 'again.db')
  await (await written(file))[Symbol.asyncDispose]()
  const store = await openSqliteCases(file)
  expect((await store.load(id)).map((record) => readFact(record).event)).toHaveLength(5)
  expect((await store.verify()).faults).toEqual([])
  await store[Symbol.asyncDispose]()
})

test('a file of an older version tells of its days like one of this version', async () => {
  const file = join(folder, 'older.db')
  const before = await openSqliteCases(file)
  await someEnds(before)
  const day = await before.day(at, instant(at + 1))
  expect(day).toMatchObject({
    open: [{ count: 2 }],
    closed: [{}],
    alarms: { cleared: 1 },
  })
  const { items: cases } = await before.list({}, 9)
  expect(cases.map(({ orders }) => orders)).toContain(1)
  const summary = await before.summary()
  expect(summary.stages).toEqual({ collected: 2, closed: 1 })
  await before[Symbol.asyncDispose]()
  await asBeforeEnds(file)
  const store = await openSqliteCases(file)
  expect((await store.list({}, 9)).items).toEqual(cases)
  expect(await store.summary()).toEqual(summary)
  expect(await store.day(at, instant(at + 1))).toEqual(day)
  expect(await byDeadline(store)).toEqual(['C3', 'C2', 'C1'])
  // What an older process leaves that still runs: a case that ended, it is not known when.
  const older = openSqlite(file)
  await sql`update cases set ended_at = null`.execute(older)
  await older.destroy()
  expect((await store.day(at, instant(at + 1))).open).toEqual(day.open)
  await store[Symbol.asyncDispose]()
})

test('the register forbids changing and deleting events', async () => {
  const file = join(folder, 'forbidden.db')
  const store = await written(file)
  const intruder = openSqlite(file)
  await expect(sql`update case_events set data = '{}'`.execute(intruder)).rejects.toThrow('never')
  await expect(sql`delete from case_events`.execute(intruder)).rejects.toThrow('never')
  await intruder.destroy()
  expect((await store.verify()).faults).toEqual([])
  await store[Symbol.asyncDispose]()
})

test.each([
  [
    'a changed word',
    `update case_events set data = '{"text":"9"}' where version = 3`,
    ['changed', 3],
  ],
  ['a changed instant', `update case_events set at = 77 where version = 2`, ['changed', 2]],
  [
    'another person',
    `update case_events set actor = '{"name":"b","role":"operator"}' where version = 2`,
    ['changed', 2],
  ],
  ['not even JSON', `update case_events set data = 'x' where version = 4`, ['changed', 4]],
  ['a hole', `delete from case_events where version = 3`, ['missing', 3]],
  ['a cut end', `delete from case_events where version = 5`, ['missing', 5]],
  ['a forged last hash', `update case_events set hash = 'f' where version = 5`, ['changed', 5]],
  ['a lost register row', `delete from cases`, ['not-in-register', 5]],
])(
  'somebody with the file and without the triggers is found out: %s',
  async (name, change, fault) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.db`)
    const store = await written(file)
    const intruder = openSqlite(file)
    await sql`drop trigger case_events_unchanged`.execute(intruder)
    await sql`drop trigger case_events_undeleted`.execute(intruder)
    await sql.raw(change).execute(intruder)
    await intruder.destroy()
    const { faults } = await store.verify()
    expect(faults.map((found) => [found.fault, found.version])).toContainEqual(fault)
    expect((await store.verify(id)).faults).toEqual(faults)
    await store[Symbol.asyncDispose]()
  },
)

test('a file that cannot be opened is a store that is away', async () => {
  await expect(openSqliteCases(join(folder, 'no', 'such', 'folder.db'))).rejects.toMatchObject({
    code: 'store-unavailable',
  })
})

test('two handles on one file see each other, and versions stay unique', async () => {
  const file = join(folder, 'two.db')
  const one = await written(file)
  const two = await openSqliteCases(file)
  const state = await one.get(id)
  const after = state && evolve(id, state, event(9))
  if (state === undefined || after === undefined) throw new Error('no state')
  const next = { id, expectedVersion: 5, events: [event(9)], states: [after], openKey: undefined }
  await two.append(next)
  await expect(one.append(next)).rejects.toMatchObject({ code: 'version-conflict' })
  expect(await one.load(id)).toHaveLength(6)
  expect((await two.verify()).faults).toEqual([])
  await one[Symbol.asyncDispose]()
  await two[Symbol.asyncDispose]()
})

test('a new file that another thread is just making is waited for', async () => {
  const path = join(folder, 'made-by-two.sqlite')
  const other = new Database(path)
  other.exec('BEGIN EXCLUSIVE')
  const opening = openSqliteCases(path)
  setTimeout(() => other.exec('COMMIT'), 50)
  await using store = await opening
  expect(await store.suppressionsAt(at)).toEqual([])
  other.close()
})

test('a migration that was cut off in its middle leaves nothing: the next try makes all tables', async () => {
  const file = join(folder, 'cut-off.db')
  const inTheWay = new Database(file)
  inTheWay.exec('create table stands_here (a); create index cases_copy on stands_here (a)')
  const opening = openSqliteCases(file)
  await delay(300)
  inTheWay.exec('drop table stands_here')
  inTheWay.close()
  await using store = await opening
  expect(await store.verify()).toMatchObject({ cases: 0, faults: [] })
})

test('a file of an older version knows which cases named a picture', async () => {
  const file = join(folder, 'pictures.sqlite')
  const old = await openSqliteCases(file)
  const name = 'ab'.repeat(32)
  await old.append(commit('C1', undefined, [collected('wl-1'), pictured(name), pictured(name)]))
  const uses = await old.photoUses([name])
  expect(uses).toHaveLength(1)
  await old[Symbol.asyncDispose]()
  const database = openSqlite(file)
  for (const statement of asBeforeOfLate) await sql.raw(statement).execute(database)
  await sql`delete from cases_migrations where name >= '0020-photo-uses'`.execute(database)
  await database.destroy()
  const progress: unknown[] = []
  const steps: string[] = []
  const rows: string[] = []
  const store = await openSqliteCases(file, ({ step, ...made }) => {
    if (step === undefined) progress.push(made)
    else if (made.rows === undefined) steps.push(`${step} ${made.done < made.of}`)
    else rows.push(`${step} ${made.rows} of ${made.ofRows}`)
  })
  expect(await store.photoUses([name])).toEqual(uses)
  expect([steps[0], steps.at(-1)]).toEqual(['0020-photo-uses true', '0058-duty-log true'])
  expect(rows).toEqual(['0039-orders-by-number 0 of 1', '0039-orders-by-number 1 of 1'])
  expect(progress).toEqual([
    { done: 0, of: 1 },
    { done: 1, of: 1 },
  ])
  const evaluated = []
  for await (const page of store.histories(at, instant(at + 1))) evaluated.push(...page)
  expect(evaluated.map(({ id, steps }) => [id, ...steps.map(({ event }) => event)])).toEqual([
    ['C1', 'collected', 'verified', 'verified'],
  ])
  await store[Symbol.asyncDispose]()
})
