import { sql, type Kysely } from 'kysely'
import { expect, test } from 'vitest'

import { copyTable } from '../../../storage/sql/copy-table.ts'
import { sqliteEngine } from '../../../storage/sqlite/engine.ts'
import { openSqlite } from '../../../storage/sqlite/sqlite.ts'

interface Tables {
  word: { group: string; name: string; note: string | null; number: number }
}

async function table(): Promise<Kysely<Tables>> {
  const database = openSqlite<Tables>(':memory:')
  await sql`create table word (
    "group" text not null, name text not null, note text, number integer not null unique,
    primary key ("group", name))`.execute(database)
  return database
}

/** More than two pages, and the concatenated keys are not in the order of the keys. */
const words = Array.from({ length: 1_201 }, (_, n) => ({
  group: ['a', 'a b', 'a-'][n % 3] ?? '',
  name: `w${String(n).padStart(5, '0')}`,
  note: n % 2 === 0 ? null : `note ${n}`,
  number: n,
}))

const byNumber = (database: Kysely<Tables>) =>
  database.selectFrom('word').selectAll().orderBy('number').execute()

async function filled(rows: readonly Tables['word'][]): Promise<Kysely<Tables>> {
  const database = await table()
  for (const row of rows) await database.insertInto('word').values(row).execute()
  return database
}

const engineOf = (database: Kysely<Tables>) => sqliteEngine(database, 'words')
const wanted = { table: 'word', key: ['group', 'name'] } as const

test('every row is there once, also after a copy that was broken off, and progress adds up', async () => {
  const [source, target] = [await filled(words), await table()]
  let pages = 0
  const broken = copyTable(engineOf(source), engineOf(target), {
    ...wanted,
    copied: () => {
      pages += 1
      if (pages === 2) throw new Error('the disk was pulled')
    },
  })
  await expect(broken).rejects.toThrow('pulled')
  expect(await byNumber(target)).toHaveLength(1_000)
  for (let time = 0; time < 2; time += 1) {
    const told: number[] = []
    const copied = (rows: number) => told.push(rows)
    await copyTable(engineOf(source), engineOf(target), { ...wanted, copied })
    expect(told).toEqual([500, 500, 201])
    expect(await byNumber(target)).toEqual(words)
  }
})

test('a row is written as the target has it, and one that is there stays', async () => {
  const [source, target] = [await filled(words.slice(0, 2)), await filled(words.slice(0, 1))]
  const as = (row: Tables['word']) => ({ ...row, note: 'new' })
  await copyTable(engineOf(source), engineOf(target), { ...wanted, as })
  expect((await byNumber(target)).map(({ note }) => note)).toEqual([null, 'new'])
})

test('a row whose key is free and whose other unique value is not is no repeat', async () => {
  const [source, target] = [
    await filled(words.slice(0, 1)),
    await filled([{ group: 'z', name: 'other', note: null, number: 0 }]),
  ]
  const copy = copyTable(engineOf(source), engineOf(target), wanted)
  await expect(copy).rejects.toMatchObject({ code: 'store-unavailable' })
})

test('behind a key only what follows it is copied, and nothing may be there already', async () => {
  const [source, target] = [await filled(words), await table()]
  const last = words.filter(({ group }) => group === 'a-').slice(-3)
  const after = [last[0]?.group, last[0]?.name]
  const copy = () => copyTable(engineOf(source), engineOf(target), { ...wanted, after })
  await copy()
  expect(await byNumber(target)).toEqual(last.slice(1))
  await expect(copy()).rejects.toMatchObject({ message: expect.stringContaining('UNIQUE') })
})
