import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { openPostgresAccounts } from '../../app/postgres/accounts.ts'
import { openPostgresSessions } from '../../app/postgres/sessions.ts'
import { countPostgresAccounts, openAccountSource } from '../../app/sql/account-copy.ts'
import { openSqliteAccounts } from '../../app/sqlite/accounts.ts'
import { instant } from '../../core/time.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { connect, freshDatabase } from '../support/postgres.ts'
import { account, accountStoreSuite, changeOf } from '../contract/account-store.suite.ts'
import { sessionStoreSuite } from '../contract/session-store.suite.ts'

describe.skipIf(sharedServicesMissing('postgres') !== undefined)('on PostgreSQL', () => {
  sessionStoreSuite('PostgreSQL', async () => openPostgresSessions(connect(await freshDatabase())))

  accountStoreSuite('PostgreSQL', async () => openPostgresAccounts(connect(await freshDatabase())))

  test('accounts and their trail move from the file as they are, and again without harm', async () => {
    const path = join(await temporaryFolder(), 'accounts.sqlite')
    await using empty = openAccountSource(path)
    expect(await empty.counts()).toEqual({ accounts: 0, changes: 0 })
    const li = account('li', { version: 2, signedIn: instant(7), failures: 3, codeUsed: 5 })
    {
      await using file = await openSqliteAccounts(path)
      await file.add({ ...li, version: 1 }, changeOf({ ...li, version: 1 }, 'added', 10))
      await file.change(li, changeOf(li, 'edited', 20))
    }
    const postgres = connect(await freshDatabase())
    await using source = openAccountSource(path)
    await source.copyTo(postgres)
    await source.copyTo(postgres)
    const moved = await openPostgresAccounts(postgres)
    expect(await moved.get(li.id)).toEqual(li)
    expect(await moved.changes({ limit: 9 })).toEqual([
      changeOf(li, 'edited', 20),
      changeOf({ ...li, version: 1 }, 'added', 10),
    ])
    const counts = { accounts: 1, changes: 2 }
    expect([await source.counts(), await countPostgresAccounts(postgres)]).toEqual([counts, counts])
  })

  test('who signs in at one desk is signed in at the other, and signs out of both', async () => {
    const url = await freshDatabase()
    const [one, other] = await Promise.all([connect(url), connect(url)].map(openPostgresSessions))
    if (one === undefined || other === undefined) throw new Error()
    const row = { id: 'a', token: 't', opened: instant(1), seen: instant(1) }
    await one.add(row, { most: 9, unused: instant(0), opened: instant(0) })
    expect(await other.get('a')).toEqual(row)
    await other.remove('a')
    expect(await one.get('a')).toBeUndefined()
  })
})
