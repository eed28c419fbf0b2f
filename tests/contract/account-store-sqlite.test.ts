import { openSqliteAccounts } from '../../app/sqlite/accounts.ts'
import { accountStoreSuite } from './account-store.suite.ts'

accountStoreSuite('SQLite in memory', () => openSqliteAccounts(':memory:'))
