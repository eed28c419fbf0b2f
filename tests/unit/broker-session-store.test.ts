import { describe, expect, it } from 'vitest'

import type { StoredMessage } from '../../broker/retained.ts'
import { SessionStore } from '../../broker/session-store.ts'
import { instant } from '../../core/time.ts'

const crew = { id: 'crew/phone' }

const message = (topic: string, text: string, counter = 1): StoredMessage => ({
  topic,
  payload: Buffer.from(text),
  qos: 1,
  retain: false,
  dup: false,
  brokerId: 'broker',
  brokerCounter: counter,
})

function setup(granted = (_client: object, _filter: string) => true) {
  let dropped = 0
  const store = new SessionStore({
    queueLimit: 3,
    sessionExpiry: 1_000,
    granted,
    dropped: () => dropped++,
  })
  const queue = async () => {
    const found: string[] = []
    for await (const one of store.outgoingStream(crew)) found.push(String(one.payload))
    return found
  }
  return { store, queue, dropped: () => dropped }
}

describe('the session store', () => {
  it('bounds the queue of an absent session by its oldest messages', async () => {
    const { store, queue, dropped } = setup()
    await store.addSubscriptions(crew, [{ topic: 'n/#', qos: 1 }])
    for (let n = 1; n <= 5; n++) {
      await store.outgoingEnqueueCombi(
        await store.subscriptionsByTopic('n/x'),
        message('n/x', String(n), n),
      )
    }
    expect(await queue()).toEqual(['3', '4', '5'])
    expect(dropped()).toBe(2)
    await store.outgoingUpdate(crew, { ...message('n/x', '', 4), messageId: 77 })
    await store.outgoingClearMessageId(crew, { messageId: 77 })
    await store.outgoingClearMessageId(crew, {})
    expect(await queue()).toEqual(['3', '5'])
  })

  it('forgets a session that was away too long, and the queue of a clean one', async () => {
    const { store, queue } = setup()
    await store.addSubscriptions(crew, [{ topic: 'n', qos: 1 }])
    await store.outgoingEnqueue({ clientId: crew.id }, message('n', 'x'))
    store.left(crew.id, instant(0))
    store.expire(instant(999))
    expect(await queue()).toEqual(['x'])
    store.arrived(crew.id)
    store.expire(instant(9_999))
    expect(store.hears('n')).toBe(true)
    store.left(crew.id, instant(10_000))
    store.expire(instant(11_000))
    expect(store.hears('n')).toBe(false)
    expect(await queue()).toEqual([])

    await store.addSubscriptions(crew, [{ topic: 'n', qos: 1 }])
    await store.outgoingEnqueue({ clientId: crew.id }, message('n', 'y'))
    await store.cleanSubscriptions(crew)
    expect(await queue()).toEqual([])
    expect(store.hears('n')).toBe(false)
  })

  it('remembers only granted filters, one entry a client with the highest QoS', async () => {
    const { store } = setup((_client, filter) => filter !== 'secret')
    await store.addSubscriptions(crew, [
      { topic: 'secret', qos: 1 },
      { topic: 'a/+', qos: 1 },
      { topic: 'a/b', qos: 2 },
      { topic: 'c', qos: 0 },
    ])
    expect(store.hears('secret')).toBe(false)
    expect(store.hears('c')).toBe(false)
    expect(await store.subscriptionsByTopic('a/b')).toMatchObject([{ clientId: crew.id, qos: 2 }])
    expect((await store.subscriptionsByClient(crew)).map(({ topic }) => topic)).toEqual([
      'a/+',
      'a/b',
      'c',
    ])
    await store.removeSubscriptions(crew, ['a/+', 'a/b', 'never'])
    expect(store.hears('a/b')).toBe(false)
  })

  it('keeps the last retained message of a topic until an empty one', async () => {
    const { store } = setup()
    const kept = async (filter: string) => {
      const found: string[] = []
      for await (const one of store.createRetainedStreamCombi([filter])) {
        found.push(String(one.payload))
      }
      return found
    }
    await store.storeRetained(message('d/1/status', 'online'))
    await store.storeRetained(message('d/2/status', 'online'))
    await store.storeRetained(message('d/1/status', 'offline'))
    expect(await kept('d/1/status')).toEqual(['offline'])
    expect(await kept('d/+/status')).toEqual(['offline', 'online'])
    await store.storeRetained(message('d/1/status', ''))
    expect(await kept('d/#')).toEqual(['online'])
  })

  it('knows a QoS 2 message until it is released', async () => {
    const { store } = setup()
    const half = { ...message('a', 'x'), messageId: 5 }
    await expect(store.incomingGetPacket(crew, half)).rejects.toThrow()
    await store.incomingStorePacket(crew, half)
    expect((await store.incomingGetPacket(crew, half)).messageId).toBe(5)
    await store.incomingDelPacket(crew, half)
    await expect(store.incomingDelPacket(crew, half)).rejects.toThrow()
  })
})
