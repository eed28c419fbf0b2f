/** Several brokers over a real Redis. */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { Redis } from 'ioredis'
import type { IClientOptions, MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { servicesMissing } from '../services/available.ts'
import { startRedis, type RedisServer } from '../services/redis.ts'
import { clusterNode } from '../support/cluster-node.ts'
import type { TestBroker } from '../support/mqtt-broker.ts'
import { listenTo, type Ear } from '../support/mqtt-ear.ts'

const missing = servicesMissing('redis')
const program = fileURLToPath(new URL('../support/cluster-node.ts', import.meta.url))
const tokens: Readonly<Record<string, string>> = {
  'wl-1': 'token-1',
  'wl-2': 'token-2',
  notifier: 'notify',
  'crew-east': 'crew',
  wall: 'wall',
}

const closing = (client: MqttClient): Promise<void> =>
  new Promise((resolve) => client.once('close', () => resolve()))

describe.skipIf(missing !== undefined)('brokers over Redis', () => {
  let server: RedisServer
  let prefix = ''
  let first: TestBroker
  let second: TestBroker
  const nodes: TestBroker[] = []
  const clients: MqttClient[] = []

  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(async () => server[Symbol.asyncDispose]())
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.endAsync(true)
    for (const node of nodes.splice(0)) await node[Symbol.asyncDispose]()
  })

  async function node(options: Parameters<typeof clusterNode>[2] = {}): Promise<TestBroker> {
    const started = await clusterNode(server.url, prefix, options)
    nodes.push(started)
    return started
  }

  async function two(options: Parameters<typeof clusterNode>[2] = {}): Promise<void> {
    prefix = randomUUID()
    first = await node(options)
    second = await node(options)
  }

  async function connect(
    port: number,
    username: string,
    options: IClientOptions = {},
  ): Promise<Ear> {
    const ear = await listenTo(port, { username, password: tokens[username] ?? '', ...options })
    clients.push(ear.client)
    return ear
  }

  /** A broker in a process of its own, to be killed. */
  async function child(): Promise<{ readonly port: number; readonly process: ChildProcess }> {
    const process_ = spawn(process.execPath, ['--import', 'tsx', program, server.url, prefix], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void process_.kill('SIGKILL'))
    const [line]: Buffer[] = await once(process_.stdout, 'data')
    return { port: Number(line?.toString()), process: process_ }
  }

  async function kill(one: { readonly process: ChildProcess }): Promise<void> {
    one.process.kill('SIGKILL')
    await once(one.process, 'exit')
  }

  const bodies = async (from: TestBroker) =>
    (await from.frames()).map(({ body }) => Buffer.from(body).toString())

  it.each([0, 1, 2] as const)('hear each other, QoS %i', async (qos) => {
    await two()
    const crew = await connect(second.port, 'crew-east')
    await crew.client.subscribeAsync('ub/v1/crew/east/#', { qos })
    const device = await connect(second.port, 'wl-1')
    await device.client.subscribeAsync('ub/v1/wl-1/command', { qos })
    const { client } = await connect(first.port, 'notifier')
    const words = Array.from({ length: 50 }, (_, n) => String(n))
    for (const word of words) await client.publishAsync('ub/v1/crew/east/notices', word, { qos })
    await client.publishAsync('ub/v1/wl-1/command', 'open', { qos })
    await expect.poll(() => device.heard).toEqual(['open'])
    await expect.poll(() => crew.heard).toEqual(words)
  })

  it.each([1, 2] as const)(
    'tell of a notice a crew took at another of them, QoS %i',
    async (qos) => {
      await two()
      const session = { clientId: 'crew-east/phone', clean: false }
      const phone = await connect(first.port, 'crew-east', session)
      await phone.client.subscribeAsync('ub/v1/crew/east/#', { qos })
      await phone.client.endAsync()
      const notifier = await connect(first.port, 'notifier')
      await notifier.client.subscribeAsync('ub/v1/crew/+/receipts', { qos: 1 })
      const notice = JSON.stringify({ id: 'C1/2' })
      await notifier.client.publishAsync('ub/v1/crew/east/notices', notice, { qos, retain: true })
      expect(notifier.heard).toEqual([])
      await connect(second.port, 'crew-east', session)
      await expect.poll(() => notifier.heard.length).toBe(1)
      expect(JSON.parse(notifier.heard[0] ?? '')).toMatchObject({
        notice: 'C1/2',
        by: 'crew-east/phone',
      })
      await expect.poll(() => second.observer.count('broker.unstored')).toBe(0)
    },
  )

  it('remember for each other what is retained', async () => {
    await two()
    const notifier = await connect(first.port, 'notifier')
    await notifier.client.publishAsync('ub/v1/crew/east/notices', 'kept', { qos: 1, retain: true })
    const device = await connect(first.port, 'wl-1')
    await device.client.publishAsync('ub/v1/wl-1/status', 'online', { qos: 1, retain: true })
    const crew = await connect(second.port, 'crew-east')
    await crew.client.subscribeAsync('ub/v1/crew/east/notices', { qos: 1 })
    await expect.poll(() => crew.heard).toEqual(['kept'])
    const wall = await connect(second.port, 'wall')
    await expect
      .poll(async () => {
        await wall.client.unsubscribeAsync('ub/v1/+/status')
        await wall.client.subscribeAsync('ub/v1/+/status', { qos: 1 })
        return wall.heard.length
      })
      .toBeGreaterThan(0)
    expect(new Set(wall.heard)).toEqual(new Set(['online']))
  })

  it('keep a command for a device that is away', async () => {
    await two()
    const session = { clean: false }
    const device = await connect(first.port, 'wl-1', session)
    await device.client.subscribeAsync('ub/v1/wl-1/command', { qos: 1 })
    await device.client.endAsync()
    const { client } = await connect(second.port, 'notifier')
    await client.publishAsync('ub/v1/wl-1/command', 'open', { qos: 1 })
    const back = await connect(second.port, 'wl-1', session)
    await expect.poll(() => back.heard).toEqual(['open'])
  })

  it('let a client move: the old connection closes and leaves no will', async () => {
    await two()
    const will = {
      topic: 'ub/v1/wl-1/status',
      payload: Buffer.from('offline'),
      qos: 1 as const,
      retain: true,
    }
    const old = await connect(first.port, 'wl-1', { will })
    const closed = closing(old.client)
    const young = await connect(second.port, 'wl-1', { will })
    await closed
    await expect.poll(() => first.broker.sessions()).toBe(0)
    await expect.poll(() => second.broker.sessions()).toBe(1)
    await young.client.publishAsync('ub/v1/wl-1/status', 'online', { qos: 1 })
    young.client.stream.destroy()
    await expect.poll(() => bodies(second)).toEqual(['online', 'offline'])
    expect(await bodies(first)).toEqual([])
  })

  it('agree which connection of a client is the last, however fast it moves', async () => {
    await two()
    let last: MqttClient | undefined
    for (let n = 0; n < 30; n++) {
      last = (await connect(n % 2 === 0 ? first.port : second.port, 'wl-1')).client
    }
    await expect.poll(() => first.broker.sessions()).toBe(0)
    await expect.poll(() => second.broker.sessions()).toBe(1)
    await last?.publishAsync('ub/v1/wl-1/telemetry', 'here', { qos: 1 })
    expect(await bodies(second)).toEqual(['here'])
  })

  it('publish the wills that a killed broker left, but for who came back elsewhere', async () => {
    await two()
    const killed = await child()
    const willOf = (name: string) => ({
      will: {
        topic: `ub/v1/${name}/status`,
        payload: Buffer.from(`${name} gone`),
        qos: 1 as const,
        retain: true,
      },
    })
    await connect(killed.port, 'wl-1', willOf('wl-1'))
    await connect(killed.port, 'wl-2', willOf('wl-2'))
    const crew = {
      topic: 'ub/v1/crew/east/word',
      payload: Buffer.from('crew gone'),
      qos: 1 as const,
      retain: false,
    }
    await connect(killed.port, 'crew-east', { will: crew, clientId: 'crew-east/phone' })
    const other = await connect(first.port, 'crew-east')
    await other.client.subscribeAsync('ub/v1/crew/east/#', { qos: 1 })
    const redis = new Redis(server.url)
    await expect.poll(() => redis.hlen(`${prefix}at`)).toBe(3)
    await kill(killed)
    await connect(second.port, 'wl-2')
    const all = async () => [...(await bodies(first)), ...(await bodies(second))]
    await expect.poll(all, { timeout: 60_000 }).toEqual(['wl-1 gone'])
    await expect.poll(() => other.heard, { timeout: 60_000 }).toEqual(['crew gone'])
    await expect.poll(() => redis.scard(`${prefix}nodes`), { timeout: 60_000 }).toBe(2)
    expect(await redis.keys(`${prefix}w:*`)).toEqual([])
    expect(await redis.hlen(`${prefix}at`)).toBe(0)
    expect(await all()).toEqual(['wl-1 gone'])
    redis.disconnect()
  })

  it('leave out the will of a killed broker for a device that is here by another session', async () => {
    await two()
    const killed = await child()
    const willOn = (channel: string) => ({
      topic: `ub/v1/wl-1/${channel}`,
      payload: Buffer.from(channel),
      qos: 1 as const,
      retain: false,
    })
    await connect(killed.port, 'wl-1', { clientId: 'wl-1/a', will: willOn('status') })
    await connect(killed.port, 'wl-1', { clientId: 'wl-1/b', will: willOn('event') })
    // Whoever of the two publishes the wills has a session of the device.
    await connect(first.port, 'wl-1', { clientId: 'wl-1/c' })
    await connect(second.port, 'wl-1', { clientId: 'wl-1/d' })
    const redis = new Redis(server.url)
    await expect.poll(() => redis.hlen(`${prefix}at`)).toBe(2)
    await kill(killed)
    await expect.poll(() => redis.scard(`${prefix}nodes`), { timeout: 10_000 }).toBe(2)
    expect([...(await bodies(first)), ...(await bodies(second))]).toEqual(['event'])
    const left = [first, second].map(({ observer }) => observer.count('broker.will-suppressed'))
    expect(left.reduce((all, count) => all + count, 0)).toBe(1)
    redis.disconnect()
  })

  it('send readings through Redis only while somebody at another broker listens', async () => {
    await two()
    const redis = new Redis(server.url)
    const traffic = async () => {
      const stats = await redis.info('commandstats')
      const calls = ['publish', 'eval', 'hset'].map((name) =>
        Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0),
      )
      return calls.reduce((sum, count) => sum + count, 0)
    }
    const device = await connect(first.port, 'wl-1')
    const say = async (count: number) => {
      const before = await traffic()
      for (let n = 0; n < count; n++) {
        await device.client.publishAsync('ub/v1/wl-1/telemetry', String(n), { qos: 1 })
      }
      return (await traffic()) - before
    }
    await expect.poll(() => say(100)).toBe(0)
    // A listener at the same broker needs no Redis either.
    const near = await connect(first.port, 'wall', { clientId: 'wall/near' })
    await near.client.subscribeAsync('ub/v1/+/telemetry')
    await expect.poll(() => redis.exists(...[`${prefix}nodes`])).toBe(1)
    expect(await say(100)).toBeLessThan(10)
    await expect.poll(() => near.heard.length).toBe(100)
    const killed = await child()
    const far = await connect(killed.port, 'wall', { clientId: 'wall/far' })
    await far.client.subscribeAsync('ub/v1/+/telemetry')
    await expect.poll(async () => ((await say(10)) >= 10 ? far.heard.length : 0)).toBeGreaterThan(0)
    // It dies without a word; nothing is sent to it for ever.
    await kill(killed)
    await expect.poll(() => say(10), { timeout: 10_000 }).toBe(0)
    redis.disconnect()
  })

  it('take readings on while Redis is gone, and make up for the rest when it is back', async () => {
    await two()
    const session = { clean: false, clientId: 'crew-east/phone', reconnectPeriod: 50 }
    const crew = await connect(second.port, 'crew-east', session)
    await crew.client.subscribeAsync('ub/v1/crew/east/#', { qos: 1 })
    const device = await connect(first.port, 'wl-1')
    let sent = 0
    const say = async (count: number) => {
      for (const end = sent + count; sent < end; sent++) {
        await device.client.publishAsync('ub/v1/wl-1/telemetry', String(sent), { qos: 1 })
      }
    }
    await say(20)
    const killed = server.kill()
    await say(50)
    await killed
    await say(50)
    await expect.poll(() => first.broker.unready()).toContain('Redis')
    await expect.poll(() => second.broker.unready()).toContain('Redis')
    // A device comes, and one that had a session goes on without it.
    const fresh = await connect(second.port, 'wl-2', { clean: false })
    await fresh.client.subscribeAsync('ub/v1/wl-2/command', { qos: 1 })
    await fresh.client.publishAsync('ub/v1/wl-2/telemetry', 'fresh', { qos: 1 })
    // A notice that nobody could keep is not acknowledged.
    const notifier = await connect(first.port, 'notifier')
    const refused = closing(notifier.client)
    notifier.client.publish('ub/v1/crew/east/notices', 'too early', { qos: 1 })
    await refused
    expect(first.observer.count('broker.unstored')).toBe(1)

    await server.start()
    await say(20)
    for (const one of [first, second]) {
      await expect.poll(() => one.broker.unready(), { timeout: 10_000 }).toBeUndefined()
    }
    const later = await connect(first.port, 'notifier')
    await later.client.publishAsync('ub/v1/crew/east/notices', 'in time', { qos: 1 })
    await later.client.publishAsync('ub/v1/wl-2/command', 'open', { qos: 1 })
    await expect.poll(() => crew.heard).toEqual(['in time'])
    await expect.poll(() => fresh.heard).toEqual(['open'])
    await fresh.client.endAsync()
    await later.client.publishAsync('ub/v1/wl-2/command', 'shut', { qos: 1 })
    const back = await connect(first.port, 'wl-2', { clean: false })
    await expect.poll(() => back.heard).toEqual(['shut'])
    expect(await bodies(first)).toEqual(Array.from({ length: sent }, (_, n) => String(n)))
    expect(await bodies(second)).toEqual(['fresh'])
  })

  it('do not wait for a Redis that hangs, nor at their start for one that is not there', async () => {
    const impatient = { commandTimeout: 500 }
    await two(impatient)
    const device = await connect(first.port, 'wl-1')
    process.kill(server.pid, 'SIGSTOP')
    try {
      const late = await node(impatient)
      const { client } = await connect(late.port, 'wl-2', { clean: false })
      await client.publishAsync('ub/v1/wl-2/telemetry', 'x', { qos: 1 })
      for (let n = 0; n < 50; n++) {
        await device.client.publishAsync('ub/v1/wl-1/telemetry', String(n), { qos: 1 })
      }
      await expect.poll(() => first.broker.unready(), { timeout: 10_000 }).toContain('Redis')
      expect(late.broker.unready()).toContain('Redis')
      expect((await bodies(first)).length).toBe(50)
    } finally {
      process.kill(server.pid, 'SIGCONT')
    }
    for (const one of nodes) {
      await expect.poll(() => one.broker.unready(), { timeout: 10_000 }).toBeUndefined()
    }
  })
})
