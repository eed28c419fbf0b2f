/** The wills of a device with a session at each of two brokers over a real Redis. */
import { randomUUID } from 'node:crypto'

import { Redis } from 'ioredis'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { servicesMissing } from '../services/available.ts'
import { startRedis, type RedisServer } from '../services/redis.ts'
import { clusterNode } from '../support/cluster-node.ts'
import type { TestBroker } from '../support/mqtt-broker.ts'

const missing = servicesMissing('redis')

describe.skipIf(missing !== undefined)('a device with sessions at two brokers', () => {
  let server: RedisServer
  let redis: Redis
  let first: TestBroker
  let second: TestBroker
  const clients: MqttClient[] = []

  beforeAll(async () => {
    server = await startRedis()
    redis = new Redis(server.url)
  })
  afterAll(async () => {
    redis.disconnect()
    await server[Symbol.asyncDispose]()
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.endAsync(true)
    await first[Symbol.asyncDispose]()
    await second[Symbol.asyncDispose]()
  })

  async function two(): Promise<string> {
    const prefix = randomUUID()
    first = await clusterNode(server.url, prefix)
    second = await clusterNode(server.url, prefix)
    return prefix
  }

  async function connect(port: number, session: string, channel = 'status'): Promise<MqttClient> {
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
      username: 'wl-1',
      password: 'token-1',
      clientId: `wl-1/${session}`,
      reconnectPeriod: 0,
      will: {
        topic: `ub/v1/wl-1/${channel}`,
        payload: Buffer.from(`${session} gone`),
        qos: 1,
        retain: false,
      },
    })
    clients.push(client)
    return client
  }

  const bodies = async () =>
    (await Promise.all([first, second].map((one) => one.frames())))
      .flat()
      .map(({ body }) => Buffer.from(body).toString())
  const suppressed = () =>
    [first, second].reduce((sum, one) => sum + one.observer.count('broker.will-suppressed'), 0)

  it('is offline when the last one goes, wherever it is', async () => {
    await two()
    const a = await connect(first.port, 'a')
    const b = await connect(second.port, 'b')
    a.stream.destroy()
    await expect.poll(suppressed).toBe(1)
    expect(await bodies()).toEqual([])
    b.stream.destroy()
    await expect.poll(bodies).toEqual(['b gone'])
    expect(suppressed()).toBe(1)
  })

  it('is offline when all go at once', async () => {
    await two()
    const all = [await connect(first.port, 'a'), await connect(second.port, 'b')]
    for (const client of all) client.stream.destroy()
    await expect.poll(async () => (await bodies()).length + suppressed()).toBe(2)
    expect(await bodies()).toHaveLength(1)
  })

  it('leaves facts as wills all the same, and a session that said goodbye is none', async () => {
    await two()
    const a = await connect(first.port, 'a', 'event')
    const b = await connect(second.port, 'b')
    const c = await connect(first.port, 'c')
    a.stream.destroy()
    await expect.poll(bodies).toEqual(['a gone'])
    await b.endAsync()
    await expect.poll(() => second.broker.sessions()).toBe(0)
    c.stream.destroy()
    await expect.poll(bodies).toEqual(['a gone', 'c gone'])
  })

  it('a broker that is gone, or that Redis forgot, holds nobody', async () => {
    const prefix = await two()
    const a = await connect(first.port, 'a')
    await connect(second.port, 'b')
    await redis.del(`${prefix}d:wl-1`)
    await redis.hset(`${prefix}d:wl-1`, 'wl-1/x', randomUUID())
    a.stream.destroy()
    await expect.poll(bodies).toEqual(['a gone'])
    expect(await redis.exists(`${prefix}d:wl-1`)).toBe(0)
  })
})
