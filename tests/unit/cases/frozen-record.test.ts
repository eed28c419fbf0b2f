import { join } from 'node:path'

import { sql } from 'kysely'
import { expect, test } from 'vitest'

import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import { openSqlite } from '../../../storage/sqlite/sqlite.ts'
import { someFreeze } from '../../contract/case-store-samples.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const tables = ['evaluation_events', 'evaluation_pages'] as const

test('what was frozen is not changed, and who takes the triggers away is found out', async () => {
  const file = join(await temporaryFolder(), 'cases.sqlite')
  await using store = await openSqliteCases(file)
  const { id } = await someFreeze(store, 'march', '2026-03-01_2026-03-31')
  const database = openSqlite(file)
  const run = (text: string) => sql.raw(text).execute(database)
  for (const table of tables)
    for (const change of [`update ${table} set hash = ''`, `delete from ${table}`])
      await expect(run(change)).rejects.toThrow('never changed')

  for (const table of tables) await run(`drop trigger ${table}_no_update`)
  const page = `update evaluation_pages set content = replace(content, '"handled":1', '"handled":2')`
  await run(page)
  expect(await store.verifyFrozen(id)).toEqual([
    { evaluation: id, version: 1, page: 2, fault: 'changed' },
  ])
  await run(`update evaluation_events set data = replace(data, '"cases":1', '"cases":2')`)
  expect(await store.verifyFrozen(id)).toEqual([{ evaluation: id, version: 1, fault: 'changed' }])
  await database.destroy()
})
