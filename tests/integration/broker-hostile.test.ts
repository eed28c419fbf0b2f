import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'

import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'

import type { BrokerConfig } from '../../broker/config.ts'
import { createBroker } from '../../broker/broker.ts'
import { brokerConfigSchema } from '../../broker/config.ts'
import { instant } from '../../core/time.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { realClock, VirtualClock } from '../support/clocks.ts'
import { hashOf, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import {
  connectPacket,
  type ConnectOptions,
  packet,
  publishPacket,
  RawClient,
  subscribePacket,
} from '../support/mqtt-raw.ts'
import { until } from '../support/until.ts'

const mine = 'ub/v1/wl-1/telemetry'
const device = { userName: 'wl-1', password: 'token-1' }
let running: TestBroker | undefined

afterEach(async () => {
  await running?.[Symbol.asyncDispose]()
  running = undefined
})

async function open(config: Partial<BrokerConfig> = {}) {
  running = await startBroker({ config })
  const { client } = await RawClient.connect(running.port, device)
  return { ...running, client }
}

/** A device that behaves still gets its acknowledgement. */
async function isAlive(): Promise<boolean> {
  const { client } = await RawClient.connect(running?.port ?? 0, {
    userName: 'wl-2',
    password: 'token-2',
  })
  client.send(publishPacket({ topic: 'ub/v1/wl-2/telemetry', payload: 'alive' }))
  await client.until(() => client.acknowledged.length > 0 || client.closed)
  client.end()
  return client.acknowledged.length === 1
}

describe('a payload', () => {
  it('of 1 MB is acknowledged and kept as a dead letter of 64 KiB', async () => {
    const { client, frames, observer } = await open()
    client.send(publishPacket({ topic: mine, payload: Buffer.alloc(1_048_576, 65), id: 2 }))
    await client.until(() => client.acknowledged.length > 0 || client.closed)
    expect(client.acknowledged).toEqual([2])
    const [frame] = await frames()
    expect(frame).toMatchObject({ refused: 'payload-too-large', channel: 'telemetry', topic: mine })
    expect(frame?.body.length).toBe(65_536)
    expect(observer.count('broker.frame-refused', 'payload-too-large')).toBe(1)
    client.end()
  })

  it('of nothing is a frame', async () => {
    const { client, frames } = await open()
    client.send(publishPacket({ topic: mine, payload: '' }))
    await client.until(() => client.acknowledged.length > 0)
    expect((await frames())[0]?.body.length).toBe(0)
    client.end()
  })

  it('above the hard limit closes the connection when it is announced', async () => {
    const { client, observer, frames } = await open()
    client.send(Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(1_000))
    await client.until(() => client.closed)
    expect(observer.count('broker.client-error')).toBe(1)
    expect(await frames()).toEqual([])
    expect(await isAlive()).toBe(true)
  })

  it('above 16 KiB is not read from somebody who has not said who he is', async () => {
    running = await startBroker()
    const client = await RawClient.open(running.port)
    client.send(packet(0x10, Buffer.alloc(20_000)))
    await client.until(() => client.closed)
    expect(running.observer.count('broker.client-error')).toBe(1)
  })
})

describe('bytes', () => {
  it('of any kind, before or after CONNECT, never stop the broker', async () => {
    running = await startBroker({ config: { connectTimeout: 300 } })
    const { port } = running
    const header = fc
      .tuple(fc.nat(255), fc.uint8Array({ maxLength: 60 }))
      .map(([first, body]) => packet(first, body))
    const garbage = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.array(header, { minLength: 1, maxLength: 8 }).map((all) => Buffer.concat(all)),
      fc.string({ unit: 'binary' }).map((topic) => publishPacket({ topic, payload: 'x' })),
      fc.array(fc.string(), { maxLength: 4 }).map((filters) => subscribePacket(1, filters)),
    )
    await fc.assert(
      fc.asyncProperty(fc.boolean(), garbage, async (greeted, bytes) => {
        const socket = connectSocket({ port, host: '127.0.0.1' })
        socket.on('error', () => {})
        await once(socket, 'connect')
        socket.resume()
        if (greeted) socket.write(connectPacket(device))
        socket.end(bytes)
        await new Promise((resolve) => socket.once('close', resolve))
      }),
      { numRuns: 300 },
    )
    expect(await isAlive()).toBe(true)
  })

  it('that come one by one are put together', async () => {
    running = await startBroker()
    const client = await RawClient.open(running.port)
    const all = Buffer.concat([
      connectPacket(device),
      publishPacket({ topic: mine, payload: 'slow', id: 3 }),
    ])
    for (const byte of all) {
      client.send(Buffer.from([byte]))
      await new Promise(setImmediate)
    }
    await client.until(() => client.acknowledged.length > 0)
    expect(client.acknowledged).toEqual([3])
    client.end()
  })

  it('that never become a CONNECT are waited for no longer than the limit', async () => {
    running = await startBroker({ config: { connectTimeout: 100 } })
    const client = await RawClient.open(running.port)
    await client.until(() => client.closed)
    expect(running.broker.sessions()).toBe(0)
  })
})

describe('wrong tokens', () => {
  it('one after the other pause their address, and no other', async () => {
    running = await startBroker({ config: { wrongProofsPerAddress: 3 } })
    const { port, observer } = running
    const wrong = { ...device, password: 'guess' }
    for (const code of [4, 4, 4, undefined])
      expect((await RawClient.connect(port, wrong)).code).toBe(code)
    expect((await RawClient.connect(port, device)).code).toBeUndefined()
    expect(observer.count('broker.address-paused')).toBe(1)
    const other = new RawClient(
      connectSocket({ port, host: '127.0.0.1', localAddress: '127.0.0.2' }),
    )
    other.send(connectPacket(device))
    await other.until(() => other.received.length > 0 || other.closed)
    expect(other.received[0]?.body[1]).toBe(0)
    other.end()
  })

  it('pause no address from which a device is connected', async () => {
    running = await startBroker({ config: { wrongProofsPerAddress: 3 } })
    const { port } = running
    const { client } = await RawClient.connect(port, device)
    for (let time = 0; time < 6; time++)
      expect((await RawClient.connect(port, { ...device, password: 'guess' })).code).toBe(4)
    expect(await isAlive()).toBe(true)
    client.end()
  })
})

describe('sockets that say nothing', () => {
  it('of one address are bounded, and those of others get in', async () => {
    running = await startBroker({ config: { strangersPerAddress: 3 } })
    const { port, observer } = running
    const silent = await Promise.all([1, 2, 3].map(() => RawClient.open(port)))
    const fourth = await RawClient.open(port)
    await fourth.until(() => fourth.closed)
    expect(observer.count('broker.accept-failed')).toBe(1)
    const other = new RawClient(
      connectSocket({ port, host: '127.0.0.1', localAddress: '127.0.0.2' }),
    )
    other.send(connectPacket(device))
    await other.until(() => other.received.length > 0 || other.closed)
    expect(other.received[0]?.body[1]).toBe(0)
    // Room comes back when one says who it is, and when one goes.
    silent[0]?.send(connectPacket({ userName: 'wl-2', password: 'token-2' }))
    await silent[0]?.until(() => silent[0]?.received.length === 1)
    silent[1]?.end()
    const places = await Promise.all(
      ['wl-1/a', 'wl-1/b', 'wl-1/c'].map((clientId) => eventuallyIn(port, { ...device, clientId })),
    )
    for (const client of [...silent, ...places, other]) client.end()
  })

  async function eventuallyIn(port: number, who: ConnectOptions): Promise<RawClient> {
    for (;;) {
      const { client, code } = await RawClient.connect(port, who)
      if (code === 0) return client
    }
  }
})

describe('a device over its rate', () => {
  const slow = { publishRate: 10, publishBurst: 5 }

  async function flood(qos: 0 | 1) {
    const clock = new VirtualClock(instant(1_000_000))
    running = await startBroker({ clock, config: slow })
    const { client } = await RawClient.connect(running.port, device)
    client.send(
      ...Array.from({ length: 40 }, (_, n) =>
        publishPacket({ topic: mine, payload: String(n), qos, id: n + 1 }),
      ),
    )
    const stored = (count: number) =>
      until(async () => ((await running?.frames()) ?? []).length === count)
    return { ...running, clock, client, stored }
  }

  it('is slowed down and loses nothing of QoS 1', async () => {
    const { clock, client, stored, frames } = await flood(1)
    await stored(5)
    clock.advance(1_000)
    await stored(15)
    expect(client.acknowledged.length).toBeLessThanOrEqual(15)
    clock.advance(60_000)
    await client.until(() => client.acknowledged.length === 40)
    const all = await frames()
    expect(all.map(({ body }) => Number(Buffer.from(body).toString()))).toEqual([...all.keys()])
    expect(all.every(({ refused }) => refused === undefined)).toBe(true)
    client.end()
  })

  it('is slowed down by what it sends in bytes as well: a message counts once for each 4 KiB begun', async () => {
    const clock = new VirtualClock(instant(1_000_000))
    running = await startBroker({ clock, config: slow })
    const { client } = await RawClient.connect(running.port, device)
    const sizes = [4_096, 4_097, 8_192, 1, 1]
    client.send(
      ...sizes.map((size, n) =>
        publishPacket({ topic: mine, payload: 'x'.repeat(size), qos: 1, id: n + 1 }),
      ),
    )
    const stored = (count: number) =>
      until(async () => ((await running?.frames()) ?? []).length === count)
    // 1 + 2 + 2 of the five at once, then ten a second.
    await stored(3)
    clock.advance(100)
    await stored(4)
    clock.advance(100)
    await stored(5)
    client.end()
  })

  it('has QoS 0 messages refused that would be stale before their turn', async () => {
    const { clock, client, stored, frames, observer } = await flood(0)
    await stored(30)
    clock.advance(1_000)
    await stored(40)
    const refused = (await frames()).filter((frame) => frame.refused === 'rate-limited')
    expect(refused).toHaveLength(25)
    expect(observer.count('broker.frame-refused', 'rate-limited')).toBe(25)
    client.end()
  })
})

describe('a reader that takes nothing', () => {
  it('holds up nobody and is closed or skipped', async () => {
    const wall = { name: 'wall', tokenHash: hashOf('wall'), publish: [], subscribe: ['ub/v1/#'] }
    running = await startBroker({
      config: { serviceTokens: [wall], readerBytes: 65_536, drainTimeout: 500 },
    })
    const { port, observer, frames } = running
    const { client: reader } = await RawClient.connect(port, { userName: 'wall', password: 'wall' })
    reader.send(subscribePacket(1, ['ub/v1/#'], 0))
    await reader.until(() => reader.of(9).length === 1)
    reader.socket.pause()
    const { client } = await RawClient.connect(port, device)
    const payload = Buffer.alloc(50_000, 65)
    for (let id = 1; id <= 400; id++) {
      client.send(publishPacket({ topic: mine, payload, id }))
    }
    await client.until(() => client.acknowledged.length === 400 || client.closed)
    expect(client.acknowledged).toHaveLength(400)
    expect(await frames()).toHaveLength(400)
    expect(observer.count('broker.forward-dropped', 'reader-slow')).toBeGreaterThan(0)
    expect(await isAlive()).toBe(true)
    reader.end()
    client.end()
  })
})

describe('three hundred readers that take nothing', () => {
  it.each([0, 1])('hold up nobody and are closed, QoS %i', async (qos) => {
    const wall = { name: 'wall', tokenHash: hashOf('wall'), publish: [], subscribe: ['ub/v1/#'] }
    running = await startBroker({
      config: { serviceTokens: [wall], readerBytes: 65_536, drainTimeout: 500 },
    })
    const { port, broker, frames } = running
    const readers = await Promise.all(
      Array.from({ length: 300 }, async (_, n) => {
        const who = { userName: 'wall', clientId: `wall/${n}`, password: 'wall' }
        const { client: reader } = await RawClient.connect(port, who)
        reader.send(subscribePacket(1, ['ub/v1/#'], qos))
        await reader.until(() => reader.of(9).length === 1)
        reader.socket.pause()
        return reader
      }),
    )
    const { client } = await RawClient.connect(port, device)
    const payload = Buffer.alloc(100_000, 65)
    for (let id = 1; id <= 100; id++) client.send(publishPacket({ topic: mine, payload, id }))
    await client.until(() => client.acknowledged.length === 100 || client.closed)
    expect(client.acknowledged).toHaveLength(100)
    expect(await frames()).toHaveLength(100)
    await until(() => broker.sessions() === 1)
    expect(await isAlive()).toBe(true)
    for (const reader of readers) reader.end()
    client.end()
  })
})

describe('a port that is taken', () => {
  it('is one clear error', async () => {
    running = await startBroker()
    const second = createBroker({
      config: brokerConfigSchema.parse({
        host: '127.0.0.1',
        port: running.port,
        webSocketPort: null,
      }),
      log: new MemoryLog(),
      clock: realClock,
      observer: running.observer,
      directory: running.directory,
    })
    await expect(second.start()).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining(`port ${running.port} is taken`),
    })
    await second.stop()
  })
})
