import { openSqliteSessions } from '../../app/sqlite/sessions.ts'
import { sessionStoreSuite } from './session-store.suite.ts'

sessionStoreSuite('SQLite in memory', () => openSqliteSessions(':memory:'))
