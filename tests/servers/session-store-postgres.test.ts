import { describe, expect, test } from 'vitest'

import { openPostgresAccounts } from '../../app/postgres/accounts.ts'
import { openPostgresSessions } from '../../app/postgres/sessions.ts'
import { instant } from '../../core/time.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { connect, freshDatabase } from '../support/postgres.ts'
import { accountStoreSuite } from '../contract/account-store.suite.ts'
import { sessionStoreSuite } from '../contract/session-store.suite.ts'

describe.skipIf(sharedServicesMissing('postgres') !== undefined)('on PostgreSQL', () => {
  sessionStoreSuite('PostgreSQL', async () => openPostgresSessions(connect(await freshDatabase())))

  accountStoreSuite('PostgreSQL', async () => openPostgresAccounts(connect(await freshDatabase())))

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
