import { openSqliteSessions } from '../../app/adapters/sqlite-sessions.ts'
import { sessionStoreSuite } from './session-store.suite.ts'

sessionStoreSuite('SQLite in memory', () => openSqliteSessions(':memory:'))
