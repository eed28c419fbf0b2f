import { join } from 'node:path'

import Database from 'libsql'
import { beforeEach, describe, expect, it } from 'vitest'

import { openSqliteSessions } from '../../broker/sqlite/sessions.ts'
import type { Message } from '../../broker/ports.ts'
import { SessionStore } from '../../broker/sessions/session-store.ts'
import { instant } from '../../core/time.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { sessionsContract, smallBounds } from './broker-sessions.suite.ts'

const sessionExpiry = 1_000
const crew = { id: 'crew-east/phone', clean: false }

const message = (text: string, counter: number, more: Partial<Message> = {}): Message => ({
  cmd: 'publish',
  topic: 'n',
  payload: Buffer.from(text),
  qos: 1,
  retain: false,
  dup: false,
  brokerId: 'broker',
  brokerCounter: counter,
  ...more,
})

sessionsContract('in memory, with a journal in SQLite', async (setup) => {
  const journal = await openSqliteSessions(join(await temporaryFolder(), 'mqtt-sessions.sqlite'))
  const sessions = new SessionStore({ ...setup, sessionExpiry }, journal)
  return { sessions, [Symbol.asyncDispose]: async () => journal[Symbol.asyncDispose]() }
})

describe('sessions with a journal', () => {
  let path: string

  beforeEach(async () => {
    path = join(await temporaryFolder(), 'mqtt-sessions.sqlite')
  })

  /** As after a start of the broker. */
  async function start() {
    const journal = await openSqliteSessions(path)
    const sessions = new SessionStore(
      {
        ...smallBounds,
        sessionExpiry,
        granted: () => true,
        dropped: () => {},
        displaced: () => {},
      },
      journal,
    )
    await sessions.setup()
    const queue = async () => {
      const found: unknown[] = []
      for await (const one of sessions.outgoingStream(crew)) {
        const { cmd, payload, messageId, dup }: Message = one
        found.push(cmd === 'pubrel' ? [cmd, messageId] : [String(payload), messageId, dup])
      }
      return found
    }
    return { journal, sessions, queue, stop: () => journal[Symbol.asyncDispose]() }
  }

  it('are kept too when somebody asks again in the turn in which he was answered', async () => {
    const { journal } = await start()
    for (let n = 1; n <= 3; n += 1) {
      journal.put('k', n)
      await journal.flushed()
    }
    await journal.flushed()
    await journal[Symbol.asyncDispose]()
  }, 5_000)

  it('are there after a restart: filters, what waits under its numbers, half-done publishes', async () => {
    const first = await start()
    await first.sessions.addSubscriptions(crew, [
      { topic: 'n', qos: 2 },
      { topic: 'm/+', qos: 0 },
    ])
    for (let n = 1; n <= 3; n++) await first.sessions.keep(message(String(n), n, { qos: 2 }))
    await first.sessions.outgoingUpdate(crew, { ...message('', 1), messageId: 11 })
    await first.sessions.outgoingUpdate(crew, { ...message('', 2), messageId: 12 })
    await first.sessions.outgoingUpdate(crew, { cmd: 'pubrel', messageId: 11 })
    await first.sessions.incomingStorePacket(crew, { messageId: 5 })
    await first.sessions.incomingStorePacket(crew, { messageId: 6 })
    await first.sessions.incomingDelPacket(crew, { messageId: 6 })
    const before = await first.queue()
    await first.stop()

    const second = await start()
    expect(await second.sessions.subscriptionsByClient(crew)).toEqual([
      { topic: 'n', qos: 2 },
      { topic: 'm/+', qos: 0 },
    ])
    expect(before).toEqual([
      ['pubrel', 11],
      ['2', 12, true],
      ['3', undefined, false],
    ])
    expect(await second.queue()).toEqual(before)
    await expect(second.sessions.incomingGetPacket(crew, { messageId: 5 })).resolves.toBeDefined()
    await expect(second.sessions.incomingGetPacket(crew, { messageId: 6 })).rejects.toThrow()
    expect([second.sessions.hears('n'), second.sessions.hears('m/x')]).toEqual([true, false])

    await second.sessions.outgoingClearMessageId(crew, { messageId: 11 })
    await second.sessions.keep(message('4', 1, { brokerId: 'another' }))
    await second.stop()
    const third = await start()
    expect(await third.queue()).toEqual([
      ['2', 12, true],
      ['3', undefined, false],
      ['4', undefined, false],
    ])
    await third.sessions.cleanSubscriptions(crew)
    await third.stop()
    const fourth = await start()
    expect(await fourth.queue()).toEqual([])
    expect(await fourth.journal.load()).toEqual([])
    await fourth.stop()
  })

  it('leave nothing of clean sessions', async () => {
    const { journal, sessions, stop } = await start()
    await sessions.incomingStorePacket({ id: 'd-1', clean: true }, { messageId: 1 })
    await journal.flushed()
    expect(await journal.load()).toEqual([])
    await stop()
  })

  it('keep what is retained, and its removal', async () => {
    const first = await start()
    await first.sessions.keep(message('x', 1, { topic: 'a', retain: true }))
    await first.sessions.keep(message('y', 2, { topic: 'b', retain: true }))
    await first.sessions.keep(message('', 3, { topic: 'a', retain: true }))
    await first.stop()
    const second = await start()
    const found = await second.sessions.createRetainedStreamCombi(['#']).toArray()
    expect(found).toMatchObject([{ topic: 'b', payload: Buffer.from('y') }])
    await second.stop()
  })

  it('expire by the time that a broker ran, whatever the clock of the process says', async () => {
    const first = await start()
    await first.sessions.addSubscriptions(crew, [{ topic: 'n', qos: 1 }])
    first.sessions.left(crew.id, instant(5_000_000))
    first.sessions.expire(instant(5_000_600))
    await first.stop()
    const second = await start()
    second.sessions.expire(instant(10))
    second.sessions.expire(instant(400))
    expect(second.sessions.hears('n')).toBe(true)
    second.sessions.expire(instant(410))
    expect(second.sessions.hears('n')).toBe(false)
    await second.stop()
    const third = await start()
    expect(third.sessions.hears('n')).toBe(false)
    await third.stop()
  })

  it('of clients that were connected when the process ended are away since', async () => {
    const first = await start()
    await first.sessions.addSubscriptions(crew, [{ topic: 'n', qos: 1 }])
    first.sessions.left(crew.id, instant(0))
    first.sessions.arrived(crew.id)
    first.sessions.expire(instant(900))
    await first.stop()
    const second = await start()
    second.sessions.expire(instant(0))
    second.sessions.expire(instant(999))
    expect(second.sessions.hears('n')).toBe(true)
    second.sessions.expire(instant(1_000))
    expect(second.sessions.hears('n')).toBe(false)
    await second.stop()
  })

  it('refuse a message that cannot be written, and write all when they can again', async () => {
    const { journal, sessions, queue, stop } = await start()
    await sessions.addSubscriptions(crew, [{ topic: 'n', qos: 1 }])
    const other = new Database(path)
    other.exec('ALTER TABLE entry RENAME TO away')
    await expect(sessions.keep(message('lost', 1))).rejects.toMatchObject({
      code: 'store-unavailable',
    })
    expect(await queue()).toEqual([])
    // A client gets in all the same.
    await sessions.addSubscriptions(crew, [{ topic: 'm', qos: 1 }])
    expect(journal.unready()).toContain('sessions cannot be kept')
    other.exec('ALTER TABLE away RENAME TO entry')
    other.close()
    await sessions.keep(message('kept', 2))
    expect(journal.unready()).toBeUndefined()
    await stop()
    const again = await start()
    expect(await again.queue()).toEqual([['kept', undefined, false]])
    expect(again.sessions.hears('m')).toBe(true)
    await again.stop()
  })
})
