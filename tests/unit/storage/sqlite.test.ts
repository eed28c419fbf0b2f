import { sql } from 'kysely'
import { expect, test } from 'vitest'

import { openSqlite } from '../../../storage/sqlite/sqlite.ts'

test('the SQLite handle keeps what a transaction wrote and rolls back what it refused', async () => {
  const database = openSqlite<{ row: { id: number; word: string } }>(':memory:')
  await sql`create table row (id integer primary key, word text not null)`.execute(database)
  await database
    .transaction()
    .execute((t) => t.insertInto('row').values({ id: 1, word: 'kept' }).execute())
  const refused = database.transaction().execute(async (t) => {
    await t.insertInto('row').values({ id: 2, word: 'lost' }).execute()
    throw new Error('no')
  })
  await expect(refused).rejects.toThrow('no')
  expect(await database.selectFrom('row').selectAll().execute()).toEqual([{ id: 1, word: 'kept' }])
  await database.destroy()
})

test('a query that was asked before sees what changed since: rows, columns, and the table itself', async () => {
  const database = openSqlite<{ row: { id: number; word: string } }>(':memory:')
  const rows = () => database.selectFrom('row').selectAll().orderBy('id').execute()
  const insert = (id: number) =>
    database
      .insertInto('row')
      .values({ id, word: `${id}` })
      .execute()
  await sql`create table row (id integer primary key, word text not null)`.execute(database)
  expect(await rows()).toEqual([])
  await insert(1)
  await expect(insert(1)).rejects.toThrow('UNIQUE')
  await insert(2)
  expect(await rows()).toHaveLength(2)
  await sql`alter table row add column more integer`.execute(database)
  expect(await rows()).toEqual([
    { id: 1, word: '1', more: null },
    { id: 2, word: '2', more: null },
  ])
  await sql`drop table row`.execute(database)
  await expect(rows()).rejects.toThrow('no such table')
  await sql`create table row (word text, id integer)`.execute(database)
  await insert(3)
  expect(await rows()).toEqual([{ id: 3, word: '3' }])
  await database.destroy()
})

test('a query of hundreds of rows, asked again while a transaction is open, begins at its first row', async () => {
  const database = openSqlite<{ row: { id: number } }>(':memory:')
  await sql`create table row (id integer primary key)`.execute(database)
  const ids = Array.from({ length: 300 }, (_, id) => ({ id }))
  await database.insertInto('row').values(ids).execute()
  await database.transaction().execute(async (t) => {
    for (const limit of [300, 100, 300]) {
      const found = await t.selectFrom('row').selectAll().orderBy('id').limit(limit).execute()
      expect(found).toEqual(ids.slice(0, limit))
    }
    const first = await t.selectFrom('row').selectAll().limit(1).executeTakeFirst()
    expect(first).toEqual({ id: 0 })
  })
  await database.destroy()
})
