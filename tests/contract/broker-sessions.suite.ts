/** What every store of MQTT sessions does; see broker/ports.ts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Message, SessionBounds, Sessions, Subscription } from '../../broker/ports.ts'
import { instant } from '../../core/time.ts'

export interface SessionsUnderTest extends AsyncDisposable {
  readonly sessions: Sessions
}

export interface SessionsSetup extends SessionBounds {
  readonly granted: (client: { readonly id: string }, filter: string) => boolean
  readonly dropped: () => void
  readonly displaced: (reason: string, clientId: string) => void
}

/** Small enough to be met. */
export const smallBounds: SessionBounds = {
  queueLimit: 3,
  queueBytes: 10_000,
  storedBytes: 20_000,
  storedSessionsPerName: 3,
  storedSessions: 10,
}

const crew = { id: 'crew/phone', clean: false }

const message = (topic: string, text: string, counter = 1, more: object = {}): Message => ({
  cmd: 'publish',
  topic,
  payload: Buffer.from(text),
  qos: 1,
  retain: false,
  dup: false,
  brokerId: 'broker',
  brokerCounter: counter,
  ...more,
})

export function sessionsContract(
  name: string,
  open: (setup: SessionsSetup) => Promise<SessionsUnderTest>,
): void {
  describe(`sessions: ${name}`, () => {
    let running: SessionsUnderTest
    let sessions: Sessions
    let dropped = 0

    beforeEach(async () => {
      dropped = 0
      running = await open({
        ...smallBounds,
        granted: (_client, filter) => filter !== 'secret',
        dropped: () => dropped++,
        displaced: () => {},
      })
      ;({ sessions } = running)
      await sessions.setup()
    })

    afterEach(async () => running[Symbol.asyncDispose]())

    const subscribe = (client: { readonly id: string }, ...filters: readonly string[]) =>
      sessions.addSubscriptions(
        client,
        filters.map((topic): Subscription => ({ topic, qos: 1 })),
      )

    const queue = async (client = crew) => {
      const found: string[] = []
      for await (const one of sessions.outgoingStream(client)) {
        found.push(one.cmd === 'pubrel' ? `pubrel ${one.messageId}` : String(one.payload))
      }
      return found
    }

    const retained = async (...filters: readonly string[]) => {
      const found: string[] = []
      for await (const one of sessions.createRetainedStreamCombi(filters)) {
        found.push(String(one.payload))
      }
      return found.sort()
    }

    it('bounds a queue by its oldest messages', async () => {
      await subscribe(crew, 'n/#')
      for (let n = 1; n <= 5; n++) await sessions.keep(message('n/x', String(n), n))
      expect(await queue()).toEqual(['3', '4', '5'])
      expect(dropped).toBe(2)
    })

    it('keeps a message until it is acknowledged by the number it was sent under', async () => {
      await subscribe(crew, 'n')
      for (let n = 1; n <= 3; n++) await sessions.keep(message('n', String(n), n))
      await sessions.outgoingUpdate(crew, { ...message('n', '', 2), messageId: 77 })
      await sessions.outgoingClearMessageId(crew, {})
      await sessions.outgoingClearMessageId(crew, { messageId: 78 })
      expect(await queue()).toEqual(['1', '2', '3'])
      const numbers: (number | undefined)[] = []
      for await (const one of sessions.outgoingStream(crew)) numbers.push(one.messageId)
      expect(numbers).toEqual([undefined, 77, undefined])
      await sessions.outgoingClearMessageId(crew, { messageId: 77 })
      expect(await queue()).toEqual(['1', '3'])
    })

    it('sends again under the same number, and says that it is a repeat', async () => {
      await subscribe(crew, 'n')
      await sessions.keep(message('n', 'sent', 1))
      await sessions.keep(message('n', 'new', 2))
      await sessions.outgoingUpdate(crew, { ...message('n', '', 1), messageId: 77 })
      const repeats: (readonly [number | undefined, boolean])[] = []
      for await (const one of sessions.outgoingStream(crew)) repeats.push([one.messageId, one.dup])
      expect(repeats).toEqual([
        [77, true],
        [undefined, false],
      ])
    })

    it('holds a PUBREL in the place of its message until PUBCOMP', async () => {
      await subscribe(crew, 'n')
      await sessions.keep(message('n', 'a', 1, { qos: 2 }))
      await sessions.keep(message('n', 'b', 2, { qos: 2 }))
      await sessions.outgoingUpdate(crew, { ...message('n', '', 1), messageId: 5 })
      await sessions.outgoingUpdate(crew, { cmd: 'pubrel', messageId: 5 })
      expect(await queue()).toEqual(['pubrel 5', 'b'])
      await sessions.outgoingClearMessageId(crew, { messageId: 5 })
      expect(await queue()).toEqual(['b'])
    })

    it('forgets the old queue and the filters of a clean session', async () => {
      await subscribe(crew, 'n')
      await sessions.keep(message('n', 'x'))
      await sessions.cleanSubscriptions({ ...crew, clean: true })
      expect(sessions.hears('n')).toBe(false)
      expect(await queue()).toEqual([])
      expect(await sessions.subscriptionsByClient(crew)).toEqual([])
    })

    it('remembers only granted filters, and queues a message once for each session', async () => {
      await sessions.addSubscriptions(crew, [
        { topic: 'secret', qos: 1 },
        { topic: 'a/+', qos: 1 },
        { topic: 'a/b', qos: 2 },
        { topic: 'c', qos: 0 },
      ])
      const heard = ['secret', 'c', 'a/b', 'a/z', 'a'].map((topic) => sessions.hears(topic))
      expect(heard).toEqual([false, false, true, true, false])
      await sessions.keep(message('a/b', 'once'))
      await sessions.keep(message('secret', 'never', 2))
      await sessions.keep(message('c', 'never', 3))
      expect(await queue()).toEqual(['once'])
      const known = await sessions.subscriptionsByClient(crew)
      expect(known.map(({ topic, qos }) => `${topic} ${qos}`).sort()).toEqual([
        'a/+ 1',
        'a/b 2',
        'c 0',
      ])
      await sessions.removeSubscriptions(crew, ['a/+', 'a/b', 'never'])
      expect(sessions.hears('a/b')).toBe(false)
      await sessions.keep(message('a/b', 'late', 4))
      expect(await queue()).toEqual(['once'])
    })

    it('queues the command of one device for that device alone', async () => {
      const devices = ['d-1', 'd-2'].map((id) => ({ id, clean: false }))
      for (const { id } of devices) await subscribe({ id }, `ub/v1/${id}/command`)
      await sessions.keep(message('ub/v1/d-2/command', 'open'))
      expect(await Promise.all(devices.map(queue))).toEqual([[], ['open']])
    })

    it('queues nothing of QoS 0, and takes what nobody waits for', async () => {
      await subscribe(crew, 'n')
      await sessions.keep(message('n', 'x', 1, { qos: 0 }))
      await sessions.keep(message('other', 'x', 2))
      expect(await queue()).toEqual([])
    })

    it('queues also what it may lose, in order', async () => {
      await subscribe(crew, 'n')
      for (let n = 1; n <= 3; n++) sessions.remember(message('n', String(n), n))
      await expect.poll(() => queue()).toEqual(['1', '2', '3'])
    })

    it('keeps the last retained message of a topic until an empty one', async () => {
      const keep = (topic: string, text: string) =>
        sessions.keep(message(topic, text, 1, { retain: true }))
      await keep('d/1/status', 'online')
      await keep('d/2/status', 'online')
      await keep('d/1/status', 'offline')
      await sessions.keep(message('d/3/status', 'not retained'))
      expect(await retained('d/1/status')).toEqual(['offline'])
      expect(await retained('d/1/status', 'd/+/status')).toContain('online')
      expect(await retained('d/+/status')).toEqual(['offline', 'online'])
      await keep('d/1/status', '')
      expect(await retained('d/#')).toEqual(['online'])
    })

    it('knows a QoS 2 publish until it is released', async () => {
      const half = { messageId: 5 }
      await expect(sessions.incomingGetPacket(crew, half)).rejects.toThrow()
      await sessions.incomingStorePacket(crew, half)
      expect((await sessions.incomingGetPacket(crew, half)).messageId).toBe(5)
      await sessions.incomingDelPacket(crew, half)
      await expect(sessions.incomingDelPacket(crew, half)).rejects.toThrow()
    })

    it('keeps the session of a client that comes and goes', async () => {
      await subscribe(crew, 'n')
      sessions.left(crew.id, instant(Date.now()))
      await sessions.keep(message('n', 'while away'))
      sessions.arrived(crew.id)
      sessions.expire(instant(Date.now()))
      expect((await sessions.subscriptionsByClient(crew)).map(({ topic }) => topic)).toEqual(['n'])
      expect(await queue()).toEqual(['while away'])
    })
  })
}
