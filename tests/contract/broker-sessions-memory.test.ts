import { describe, expect, it } from 'vitest'

import { SessionStore } from '../../broker/sessions/session-store.ts'
import { instant } from '../../core/time.ts'
import { sessionsContract, smallBounds } from './broker-sessions.suite.ts'

const sessionExpiry = 1_000

sessionsContract('in memory', async (setup) => {
  const sessions = new SessionStore({ ...setup, sessionExpiry })
  return { sessions, [Symbol.asyncDispose]: async () => {} }
})

describe('sessions in memory', () => {
  it('are forgotten when they were away too long', async () => {
    const sessions = new SessionStore({
      ...smallBounds,
      sessionExpiry,
      granted: () => true,
      dropped: () => {},
      displaced: () => {},
    })
    const crew = { id: 'crew/phone' }
    await sessions.addSubscriptions(crew, [{ topic: 'n', qos: 1 }])
    sessions.left(crew.id, instant(0))
    sessions.expire(instant(999))
    sessions.arrived(crew.id)
    sessions.expire(instant(9_999))
    expect(sessions.hears('n')).toBe(true)
    sessions.left(crew.id, instant(10_000))
    sessions.expire(instant(11_000))
    expect(sessions.hears('n')).toBe(false)
  })
})
