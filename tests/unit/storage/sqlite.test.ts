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
