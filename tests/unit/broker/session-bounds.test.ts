/** What stored sessions may take: messages and bytes of one, of all, sessions of one name and in all. */
import { beforeEach, describe, expect, it } from 'vitest'

import type { Message, SessionBounds } from '../../../broker/ports.ts'
import { SessionStore } from '../../../broker/sessions/session-store.ts'
import { instant } from '../../../core/time.ts'

let displaced: string[] = []
let dropped = 0

beforeEach(() => {
  displaced = []
  dropped = 0
})

const open = (bounds: Partial<SessionBounds> = {}) =>
  new SessionStore({
    queueLimit: 100,
    queueBytes: 1_000_000,
    storedBytes: 1_000_000,
    storedSessionsPerName: 3,
    storedSessions: 1_000,
    sessionExpiry: 1_000,
    granted: () => true,
    dropped: (_reason, count) => {
      dropped += count
    },
    displaced: (reason, id) => displaced.push(`${reason} ${id}`),
    ...bounds,
  })

let counter = 0
const message = (topic: string, bytes: number): Message => ({
  cmd: 'publish',
  topic,
  payload: Buffer.alloc(bytes),
  qos: 1,
  retain: false,
  dup: false,
  brokerId: 'broker',
  brokerCounter: ++counter,
})

const subscribe = (sessions: SessionStore, id: string, topic = 'n') =>
  sessions.addSubscriptions({ id }, [{ topic, qos: 1 }])
const waiting = async (sessions: SessionStore, id: string) =>
  (await sessions.outgoingStream({ id }).toArray()).length
const known = async (sessions: SessionStore, ids: readonly string[]) => {
  const all = await Promise.all(ids.map((id) => sessions.subscriptionsByClient({ id })))
  return ids.filter((_, index) => (all[index]?.length ?? 0) > 0)
}

describe('sessions of one device', () => {
  it('that comes under ever new client ids stay few, and the longest absent goes first', async () => {
    const sessions = open()
    const ids = Array.from({ length: 900 }, (_, n) => `d-1/${n}`)
    for (const [time, id] of ids.entries()) {
      await subscribe(sessions, id)
      sessions.left(id, instant(time))
    }
    expect(await known(sessions, ids)).toEqual(['d-1/897', 'd-1/898', 'd-1/899'])
    expect(displaced).toHaveLength(897)
    expect(displaced[0]).toBe('sessions-of-name d-1/0')
  })

  it('leave those of others and those that are connected', async () => {
    const sessions = open()
    for (const id of ['d-1', 'd-1/a', 'd-1/b', 'd-2']) await subscribe(sessions, id)
    for (const id of ['d-2', 'd-1/b', 'd-1/a']) sessions.left(id, instant(1))
    sessions.left('d-1/b', instant(2))
    await subscribe(sessions, 'd-1/c')
    expect(displaced).toEqual(['sessions-of-name d-1/a'])
    expect(await known(sessions, ['d-1', 'd-1/a', 'd-1/b', 'd-1/c', 'd-2'])).toEqual([
      'd-1',
      'd-1/b',
      'd-1/c',
      'd-2',
    ])
  })
})

it('sessions of all together are bounded', async () => {
  const sessions = open({ storedSessions: 2 })
  for (const [time, id] of ['a', 'b', 'c', 'd'].entries()) {
    await subscribe(sessions, id)
    if (id !== 'b') sessions.left(id, instant(time))
  }
  expect(displaced).toEqual(['sessions a', 'sessions c'])
})

describe('bytes that wait', () => {
  it('for one session are bounded by its oldest messages', async () => {
    const sessions = open({ queueBytes: 10_000 })
    await subscribe(sessions, 'a')
    for (let n = 0; n < 50; n++) await sessions.keep(message('n', 1_000))
    expect(await waiting(sessions, 'a')).toBe(7)
    expect(dropped).toBe(43)
    await sessions.keep(message('n', 20_000))
    expect(await waiting(sessions, 'a')).toBe(0)
    await sessions.keep(message('n', 10))
    expect(await waiting(sessions, 'a')).toBe(1)
  })

  it('for all sessions together are bounded, and room comes back', async () => {
    const sessions = open({ storedBytes: 20_000 })
    await subscribe(sessions, 'a', 'a')
    await subscribe(sessions, 'b', 'b')
    for (let n = 0; n < 50; n++) await sessions.keep(message('a', 1_000))
    expect(await waiting(sessions, 'a')).toBe(15)
    await sessions.keep(message('b', 2_000))
    expect(await waiting(sessions, 'b')).toBe(0)
    await sessions.cleanSubscriptions({ id: 'a' })
    await sessions.keep(message('b', 2_000))
    expect(await waiting(sessions, 'b')).toBe(1)
  })
})
