/** What one name may have holds for all brokers over a real Redis together. */
import { randomUUID } from 'node:crypto'

import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import type { BrokerConfig } from '../../broker/config.ts'
import { servicesMissing } from '../services/available.ts'
import { startRedis, type RedisServer } from '../services/redis.ts'
import { clusterNode } from '../support/cluster-node.ts'
import type { TestBroker } from '../support/mqtt-broker.ts'
import { connectPacket, RawClient, subscribePacket } from '../support/mqtt-raw.ts'

const missing = servicesMissing('redis')
const tooMany = 3

describe.skipIf(missing !== undefined)('a name at two brokers', () => {
  let server: RedisServer
  let redis: Redis
  let prefix = ''
  let first: TestBroker
  let second: TestBroker
  const clients: RawClient[] = []

  beforeAll(async () => {
    server = await startRedis()
    redis = new Redis(server.url)
    redis.on('error', () => {})
  })
  afterAll(async () => {
    redis.disconnect()
    await server[Symbol.asyncDispose]()
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.end()
    await first[Symbol.asyncDispose]()
    await second[Symbol.asyncDispose]()
  })

  async function two(config: Partial<BrokerConfig>): Promise<void> {
    prefix = randomUUID()
    first = await clusterNode(server.url, prefix, { config })
    second = await clusterNode(server.url, prefix, { config })
  }

  async function connect(
    broker: TestBroker,
    session: string,
    { userName = 'wl-1', password = 'token-1', clean = true } = {},
  ): Promise<{ readonly client: RawClient; readonly code: number | undefined }> {
    const clientId = `${userName}/${session}`
    const found = await RawClient.connect(broker.port, { userName, password, clientId, clean })
    clients.push(found.client)
    return found
  }

  async function leaveSession(broker: TestBroker, session: string, as = {}): Promise<void> {
    const { client } = await connect(broker, session, { clean: false, ...as })
    const filter = 'userName' in as ? 'ub/v1/crew/east/#' : 'ub/v1/wl-1/command'
    client.send(subscribePacket(1, [filter]))
    await client.until(() => client.of(9).length === 1)
    client.end()
    await expect.poll(() => broker.broker.sessions()).toBe(0)
  }

  const places = () => redis.hkeys(`${prefix}d:wl-1`)
  const stored = async (name: string) =>
    (await redis.keys(`${prefix}s:${name}/*`)).map((key) => key.split('/')[1] ?? '').toSorted()
  const displaced = () =>
    [first, second].flatMap(({ observer }) =>
      observer.events
        .filter(({ event }) => event === 'broker.session-displaced')
        .map(({ fields }) => fields['client']),
    )

  it('has as many sessions as one device may have, in all', async () => {
    await two({ sessionsPerDevice: 3 })
    const a = await connect(first, 'a')
    const b = await connect(first, 'b')
    const c = await connect(second, 'c')
    expect([a, b, c].map(({ code }) => code)).toEqual([0, 0, 0])
    expect((await connect(first, 'd')).code).toBe(tooMany)
    expect((await connect(second, 'd')).code).toBe(tooMany)
    expect(second.observer.count('broker.refused', 'too-many-sessions')).toBe(1)
    // Another device is another device, and the place of one's own session is one's own, wherever it was.
    const other = { userName: 'wl-2', password: 'token-2' }
    expect((await connect(second, 'd', other)).code).toBe(0)
    expect((await connect(second, 'a')).code).toBe(0)
    await a.client.until(() => a.client.closed)
    b.client.end()
    await expect.poll(async () => (await places()).toSorted()).toEqual(['wl-1/a', 'wl-1/c'])
    expect((await connect(second, 'd')).code).toBe(0)
    expect((await connect(first, 'e')).code).toBe(tooMany)
  })

  it('has no more sessions when they come at once', async () => {
    await two({ sessionsPerDevice: 3 })
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, n) => connect(n % 2 === 0 ? first : second, `s${n}`)),
    )
    expect(all.filter(({ code }) => code === 0)).toHaveLength(3)
    await expect.poll(async () => (await places()).length).toBe(3)
  })

  it('that left while it was let in has no place', async () => {
    await two({ sessionsPerDevice: 1 })
    for (let n = 0; n < 20; n++) {
      const client = await RawClient.open(first.port)
      const clientId = `wl-1/gone-${n}`
      client.send(connectPacket({ userName: 'wl-1', password: 'token-1', clientId }))
      client.socket.destroySoon()
    }
    await expect.poll(async () => (await connect(second, 'here')).code).toBe(0)
  })

  it('has the sessions of a broker that died no longer', async () => {
    await two({ sessionsPerDevice: 2 })
    await redis.hset(`${prefix}d:wl-1`, 'wl-1/x', randomUUID(), 'wl-1/y', randomUUID())
    expect((await connect(first, 'a')).code).toBe(0)
    expect((await connect(second, 'b')).code).toBe(0)
    expect((await connect(second, 'c')).code).toBe(tooMany)
  })

  it.each([
    ['a device', {}, 'wl-1'],
    ['a crew', { userName: 'crew-east', password: 'crew' }, 'crew-east'],
  ] as const)('keeps stored sessions up to the bound: %s', async (_, as, name) => {
    await two({ storedSessionsPerName: 3 })
    const standing = await connect(first, 'standing', { clean: false, ...as })
    standing.client.send(
      subscribePacket(1, [name === 'wl-1' ? 'ub/v1/wl-1/command' : 'ub/v1/crew/east/#']),
    )
    await standing.client.until(() => standing.client.of(9).length === 1)
    for (let n = 0; n < 6; n++) await leaveSession(second, `s${n}`, as)
    // The one that is away longest gives way, and never one that is connected.
    await expect.poll(() => stored(name)).toEqual(['s4', 's5', 'standing'])
    expect(displaced()).toEqual(['s0', 's1', 's2', 's3'].map((one) => `${name}/${one}`))
    const back = await connect(second, 's5', { clean: false, ...as })
    expect(back.client.received[0]?.body[0]).toBe(1)
    const index = await redis.hkeys(`${prefix}index`)
    expect(index.every((field) => /\/(s4|s5|standing) /.test(field))).toBe(true)
    const commands = await redis.hkeys(`${prefix}c:ub/v1/wl-1/command`)
    expect(commands.every((field) => /\/(s4|s5|standing)$/.test(field))).toBe(true)
    expect([...index, ...commands]).toHaveLength(3)
  })

  it('is bounded at each broker alone while Redis is away, and in all again when it is back', async () => {
    await two({ sessionsPerDevice: 2, storedSessionsPerName: 3 })
    const as = { clean: false }
    const ready = (one: TestBroker) => expect.poll(() => one.broker.unready(), { timeout: 10_000 })
    await server.kill()
    for (const one of [first, second]) await ready(one).toContain('Redis')
    const come = async (broker: TestBroker, session: string) => {
      const { client, code } = await connect(broker, session, as)
      if (code === 0) client.send(subscribePacket(1, ['ub/v1/wl-1/command']))
      if (code === 0) await client.until(() => client.of(9).length === 1)
      return code
    }
    expect([await come(first, 'a'), await come(first, 'b'), await come(first, 'c')]).toEqual([
      0,
      0,
      tooMany,
    ])
    expect([await come(second, 'd'), await come(second, 'e')]).toEqual([0, 0])
    await server.start()
    for (const one of [first, second]) await ready(one).toBeUndefined()
    // Who is in stays, whatever the bound; who is not waits until there is room.
    expect(await stored('wl-1')).toEqual(['a', 'b', 'd', 'e'])
    for (const client of clients.splice(0, 2)) client.end()
    await expect.poll(async () => (await places()).length).toBe(2)
    expect(await come(second, 'f')).toBe(tooMany)
    clients.find(({ closed }) => !closed)?.end()
    await expect.poll(async () => (await places()).length).toBe(1)
    expect(await come(second, 'f')).toBe(0)
    await expect.poll(() => stored('wl-1')).toHaveLength(3)
  })
})
