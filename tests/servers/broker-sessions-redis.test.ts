import { randomUUID } from 'node:crypto'

import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Message } from '../../broker/ports.ts'
import { instant } from '../../core/time.ts'
import { servicesMissing } from '../services/available.ts'
import { startRedis, type RedisServer } from '../services/redis.ts'
import { joinCluster } from '../support/redis-cluster.ts'
import { sessionsContract } from '../contract/broker-sessions.suite.ts'

const missing = servicesMissing('redis')

describe.skipIf(missing !== undefined)('Redis', () => {
  let server: RedisServer

  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  sessionsContract('in Redis', async (setup) => {
    const cluster = await joinCluster(server.url, randomUUID(), setup)
    return { sessions: cluster.sessions, [Symbol.asyncDispose]: () => cluster.stop() }
  })

  const message: Message = {
    cmd: 'publish',
    topic: 'n/x',
    payload: Buffer.from('hello'),
    qos: 1,
    retain: false,
    dup: false,
    brokerId: 'broker',
    brokerCounter: 1,
  }

  describe('sessions of several brokers', () => {
    it('are found with their queue by the next broker', async () => {
      const prefix = randomUUID()
      const first = await joinCluster(server.url, prefix)
      const second = await joinCluster(server.url, prefix)
      const crew = { id: 'crew/phone', clean: false }
      await first.sessions.addSubscriptions(crew, [{ topic: 'n/#', qos: 1 }])
      await expect.poll(() => second.sessions.hears('n/x')).toBe(true)
      await second.sessions.keep(message)
      const third = await joinCluster(server.url, prefix)
      expect(third.sessions.hears('n/x')).toBe(true)
      expect(await third.sessions.subscriptionsByClient(crew)).toEqual([{ topic: 'n/#', qos: 1 }])
      const [waiting] = await third.sessions.outgoingStream(crew).toArray()
      expect(waiting).toMatchObject({ topic: 'n/x', qos: 1, payload: Buffer.from('hello') })
      await third.sessions.cleanSubscriptions(crew)
      await expect.poll(() => first.sessions.hears('n/x')).toBe(false)
      await Promise.all([first, second, third].map((one) => one.stop()))
    })

    it('have an end, also when the broker that held them was killed', async () => {
      const prefix = randomUUID()
      const cluster = await joinCluster(server.url, prefix)
      const device = { id: 'd-1', clean: false }
      await cluster.sessions.addSubscriptions(device, [
        { topic: 'n/#', qos: 1 },
        { topic: 'ub/v1/d-1/command', qos: 1 },
      ])
      await cluster.sessions.keep(message)
      const redis = new Redis(server.url)
      const kept = (await redis.keys(`${prefix}*`)).filter((key) => key.includes('d-1'))
      expect(kept.map((key) => key.slice(prefix.length)).sort()).toEqual([
        'c:ub/v1/d-1/command',
        'm:d-1',
        'o:d-1',
        'q:d-1',
        's:d-1',
      ])
      for (const key of kept) expect(await redis.pttl(key)).toBeGreaterThan(600_000)
      // The session expires; what names it is found out and removed when it is next wanted.
      await redis.del(`${prefix}s:d-1`, `${prefix}q:d-1`, `${prefix}m:d-1`)
      await cluster.sessions.keep({ ...message, brokerCounter: 2 })
      await cluster.sessions.keep({ ...message, topic: 'ub/v1/d-1/command', brokerCounter: 3 })
      expect(cluster.sessions.hears('n/x')).toBe(false)
      await expect
        .poll(() => redis.exists(`${prefix}index`, `${prefix}c:ub/v1/d-1/command`))
        .toBe(0)
      expect(await redis.exists(`${prefix}q:d-1`, `${prefix}m:d-1`)).toBe(0)
      redis.disconnect()
      await cluster.stop()
    })

    it.each(['with its connections', 'and kept its connections'])(
      'of clients connected here are written again when Redis lost its memory %s',
      async (how) => {
        const prefix = randomUUID()
        const recalled: string[] = []
        const cluster = await joinCluster(server.url, prefix, { recall: (id) => recalled.push(id) })
        const redis = new Redis(server.url)
        const crew = { id: 'crew/phone', clean: false }
        await cluster.sessions.addSubscriptions(crew, [{ topic: 'n/#', qos: 1 }])
        await cluster.sessions.addSubscriptions({ id: 'gone' }, [{ topic: 'n/#', qos: 1 }])
        cluster.sessions.left('gone', instant(Date.now()))
        await redis.flushall()
        if (how === 'with its connections') await redis.client('KILL', 'TYPE', 'pubsub')
        await expect.poll(() => redis.exists(`${prefix}s:crew/phone`)).toBe(1)
        await expect.poll(() => cluster.unready()).toBeUndefined()
        expect(await redis.exists(`${prefix}s:gone`)).toBe(0)
        await cluster.sessions.keep(message)
        expect(await redis.llen(`${prefix}q:crew/phone`)).toBe(1)
        // It was queued and nobody told the client: it is called back to find it.
        expect(recalled).toEqual([])
        await redis.client('KILL', 'TYPE', 'pubsub')
        await expect.poll(() => recalled).toEqual(['crew/phone'])
        redis.disconnect()
        await cluster.stop()
      },
    )
  })
})
