import { createHash } from 'node:crypto'

import { CompiledQuery, type Kysely } from 'kysely'
import { expect, test } from 'vitest'

import { numberOrders, numberOrdersByPages } from '../../../cases/sql/number-orders.ts'
import { openSqlite } from '../../../storage/sqlite/sqlite.ts'

type Row = Readonly<Record<string, unknown>>
type Ask = (text: string, values?: readonly unknown[]) => Promise<readonly Row[]>

const asking =
  (database: Kysely<unknown>): Ask =>
  async (text, values = []) =>
    (await database.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows

const facts = ['dispatched', 'commented', 'rework', 'reopened', 'closed']

/** Cases with none to four orders, some numbered already, some that never had one; their ids in no order. */
async function register(count: number): Promise<Ask> {
  const ask = asking(openSqlite(':memory:'))
  await ask('create table cases (id text primary key, state text not null)')
  await ask('create table case_events (case_id text, version integer, event text)')
  for (let n = 0; n < count; n += 1) {
    const id = `C${String((n * 7_919) % count).padStart(5, '0')}`
    const orders = n % 5
    const numbered = n % 7 === 0 ? `"orders":${orders},` : ''
    const state = orders === 0 ? `{"id":"${id}"}` : `{${numbered}"id":"${id}","orderedAt":${n}}`
    await ask('insert into cases values (?, ?)', [id, state])
    for (let version = 0; version < orders + 2; version += 1)
      await ask('insert into case_events values (?, ?, ?)', [
        ...[id, version, facts[(n + version) % facts.length]],
      ])
  }
  return ask
}

test('page by page orders are numbered as all at once, and it is told how far that is', async () => {
  const [whole, paged] = [await register(2_345), await register(2_345)]
  const rows = 'select id, state from cases order by id'
  const before = await whole(rows)
  await whole(numberOrders)
  const progress: (readonly [number, number])[] = []
  await numberOrdersByPages(paged, (done, of) => progress.push([done, of]))
  expect(await paged(rows)).toEqual(await whole(rows))
  expect(await paged(rows)).not.toEqual(before)
  expect(progress).toEqual([0, 1_000, 2_000, 2_345].map((done) => [done, 2_345]))
})

test('the text by which registers of PostgreSQL know that it was done stays as it was released', () => {
  const digest = createHash('sha256').update(numberOrders, 'utf8').digest('hex')
  expect(digest).toBe('5434e9febb803be97409fa3bccf2ed562000a0f98fdd63d7edac4046a197a390')
})
