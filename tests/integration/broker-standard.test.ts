/** What MQTT 3.1.1 forbids closes the connection, is counted by its clause, and hurts nobody else. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { brokerConfigSchema } from '../../broker/config.ts'
import { Edge } from '../../broker/edge/edge.ts'
import { FanOut } from '../../broker/edge/fan-out.ts'
import type { Cluster } from '../../broker/ports.ts'
import { SessionStore } from '../../broker/sessions/session-store.ts'
import { hashOf, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import {
  connectPacket,
  packet,
  publishPacket,
  RawClient,
  subscribePacket,
} from '../support/mqtt-raw.ts'
import { until } from '../support/until.ts'

const mine = 'ub/v1/wl-1/telemetry'
const device = { userName: 'wl-1', password: 'token-1' }
const governor = {
  name: 'governor',
  tokenHash: hashOf('governor'),
  publish: ['$SYS/#', 'ub/v1/+/command'],
  subscribe: ['#'],
}
const sessionOptions = {
  ...brokerConfigSchema.parse({}),
  granted: () => true,
  dropped: () => {},
  displaced: () => {},
}
let running: TestBroker

beforeEach(async () => {
  running = await startBroker({ config: { serviceTokens: [governor] } })
})
afterEach(async () => running[Symbol.asyncDispose]())

const text = (value: string | readonly number[]): Buffer => {
  const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}
const raw = (...all: readonly number[]) => Buffer.from(all)
/** CONNECT with these flags and fields behind the client id. */
const hello = (flags: number, ...fields: readonly Buffer[]) =>
  packet(0x10, text('MQTT'), raw(4, flags, 0, 60), text('wl-1'), ...fields)
const [user, password] = [text('wl-1'), text('token-1')]
const surrogate = [0x61, 0xed, 0xa0, 0x80]

describe('a CONNECT', () => {
  it.each([
    ['without a user name and with a password', '3.1.2-22', hello(0x42, password)],
    ['with a will of QoS 3', '3.1.2-14', hello(0xde, text(mine), text('x'), user, password)],
    ['with a QoS for no will', '3.1.2-13', hello(0xca, user, password)],
    ['that retains no will', '3.1.2-15', hello(0xe2, user, password)],
    ['with the reserved flag', '3.1.2-3', hello(0xc3, user, password)],
    ['with bytes left over', '3.1.4-1', hello(0xc2, user, password, raw(0))],
    ['that ends before its password', '4.8.0-1', hello(0xc2, user)],
    ['with U+0000 in its name', '1.5.3-2', hello(0xc2, text('wl\u00001'), password)],
    ['with a lone surrogate', '1.5.3-1', hello(0xc2, text(surrogate), password)],
    ['of another protocol', '3.1.2-1', packet(0x10, text('MQXX'), raw(4, 2, 0, 60), text('wl-1'))],
    ['with flags in its header', '2.2.2-2', packet(0x11, text('MQTT'), raw(4, 2, 0, 60), user)],
    ['that is none', '3.1.0-1', publishPacket({ topic: mine, payload: 'x' })],
  ])('%s is closed without an answer: %s', async (_what, clause, bytes) => {
    const client = await RawClient.open(running.port)
    client.send(bytes)
    await client.until(() => client.closed)
    expect(client.received).toEqual([])
    expect(running.observer.count('broker.violation', `MQTT-${clause}`)).toBe(1)
    expect(running.broker.sessions()).toBe(0)
  })

  it.each([
    ['MQTT', 2],
    ['MQTT', 3],
    ['MQTT', 5],
    ['MQTT', 6],
    ['MQIsdp', 4],
  ])('of %s at level %i hears first that it is not spoken here', async (name, level) => {
    const client = await RawClient.open(running.port)
    client.send(packet(0x10, text(name), raw(level, 0xc2, 0, 60), text('wl-1'), user, password))
    await client.until(() => client.closed)
    expect(client.received).toMatchObject([{ type: 2, body: raw(0, 1) }])
    expect(running.observer.count('broker.refused', 'protocol-version')).toBe(1)
  })

  it('of MQTT 3.1 is let in', async () => {
    const client = await RawClient.open(running.port)
    client.send(packet(0x10, text('MQIsdp'), raw(3, 0xc2, 0, 60), text('wl-1'), user, password))
    await client.until(() => client.received.length > 0 || client.closed)
    expect(client.received).toMatchObject([{ type: 2, body: raw(0, 0) }])
    client.end()
  })
})

describe('a packet', () => {
  it.each([
    ['a PUBLISH with number 0', '2.3.1-1', publishPacket({ topic: mine, payload: 'x', id: 0 })],
    ['a PUBLISH without its number', '4.8.0-1', packet(0x32, text(mine))],
    ['a PUBLISH of QoS 0 that repeats', '3.3.1-2', packet(0x38, text(mine), raw(1))],
    ['a PUBLISH of QoS 3', '3.3.1-4', packet(0x36, text(mine), raw(0, 1))],
    ['U+0000 in a topic', '1.5.3-2', publishPacket({ topic: `${mine}\u0000`, payload: 'x' })],
    ['a lone surrogate', '1.5.3-1', publishPacket({ topic: Buffer.from(surrogate), payload: 'x' })],
    ['a PUBACK too short', '4.8.0-1', packet(0x40, raw(1))],
    ['a PUBACK too long', '4.8.0-1', packet(0x40, raw(0, 1, 0))],
    ['a PUBACK of 0', '2.3.1-1', packet(0x40, raw(0, 0))],
    ['a PUBREC of 0', '2.3.1-1', packet(0x50, raw(0, 0))],
    ['a PUBREL of 0', '2.3.1-1', packet(0x62, raw(0, 0))],
    ['a PUBREL with other flags', '3.6.1-1', packet(0x60, raw(0, 1))],
    ['a PUBCOMP of 0', '2.3.1-1', packet(0x70, raw(0, 0))],
    ['a SUBSCRIBE with number 0', '2.3.1-1', subscribePacket(0, ['a'])],
    ['a SUBSCRIBE without a filter', '3.8.3-3', subscribePacket(1, [])],
    ['a SUBSCRIBE of QoS 3', '3.8.3-4', subscribePacket(1, ['a'], 3)],
    ['a SUBSCRIBE of an empty filter', '4.7.3-1', subscribePacket(1, [''])],
    ['a SUBSCRIBE with other flags', '3.8.1-1', packet(0x80, raw(0, 1), text('a'), raw(0))],
    ['a filter ab/+e', '4.7.1-3', subscribePacket(1, ['ab/+e'])],
    ['a filter a+', '4.7.1-3', subscribePacket(1, ['a+'])],
    ['a filter a/#/b', '4.7.1-2', subscribePacket(1, ['a/#/b'])],
    ['a filter a#', '4.7.1-2', subscribePacket(1, ['a#'])],
    ['an UNSUBSCRIBE without a filter', '3.10.3-2', packet(0xa2, raw(0, 1))],
    ['an UNSUBSCRIBE with number 0', '2.3.1-1', packet(0xa2, raw(0, 0), text('a'))],
    ['a PINGREQ with a body', '4.8.0-1', packet(0xc0, raw(0))],
    ['a CONNACK', '4.8.0-1', packet(0x20, raw(0, 0))],
    ['the reserved type 15', '4.8.0-1', packet(0xf0)],
    ['a second CONNECT', '3.1.0-2', connectPacket(device)],
    ['a length of five bytes', '4.8.0-1', raw(0x30, 0xff, 0xff, 0xff, 0xff, 0x01)],
  ])('%s closes the connection: %s', async (_what, clause, bytes) => {
    const { client } = await RawClient.connect(running.port, device)
    client.send(bytes)
    await client.until(() => client.closed)
    expect(client.received).toHaveLength(1)
    expect(running.observer.count('broker.violation', `MQTT-${clause}`)).toBe(1)
    expect(await running.frames()).toEqual([])
  })

  it('after DISCONNECT is not looked at, and the client has left in order', async () => {
    const { client } = await RawClient.connect(running.port, {
      ...device,
      will: { topic: 'ub/v1/wl-1/status', payload: 'offline' },
    })
    client.send(raw(0xe0, 0), packet(0x40, raw(0, 0)))
    await client.until(() => client.closed)
    await until(() => running.broker.sessions() === 0)
    expect(running.observer.count('broker.violation')).toBe(0)
    expect(await running.frames()).toEqual([])
  })
})

describe('a packet that cannot be served', () => {
  it('costs its own connection and no other', async () => {
    const sessions = new SessionStore(sessionOptions)
    sessions.removeSubscriptions = () => {
      throw new Error('the sessions are broken')
    }
    const cluster: Cluster = {
      sessions,
      neighbours: {
        hears: () => false,
        send: () => {},
        arrived: () => {},
        announce: () => {},
        withdraw: () => {},
      },
      presence: {
        admit: () => Promise.resolve(true),
        giveUp: () => {},
        arrived: () => {},
        left: () => {},
        elsewhere: () => Promise.resolve(false),
      },
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
      unready: () => undefined,
    }
    await using broken = await startBroker({ cluster: () => cluster })
    const other = await RawClient.connect(broken.port, { userName: 'wl-2', password: 'token-2' })
    const { client } = await RawClient.connect(broken.port, { ...device, clean: false })
    client.send(packet(0xa2, raw(0, 1), text('a')))
    await client.until(() => client.closed)
    expect(broken.observer.count('broker.client-error')).toBe(1)
    other.client.send(publishPacket({ topic: 'ub/v1/wl-2/telemetry', payload: 'x' }))
    await other.client.until(() => other.client.acknowledged.length > 0 || other.client.closed)
    expect(other.client.acknowledged).toEqual([1])
    other.client.end()
  })
})

describe('a topic of the broker itself', () => {
  it.each([0, 1, 2] as const)('is nobody’s to publish on with QoS %i', async (qos) => {
    const { client: reader } = await RawClient.connect(running.port, device)
    const { client } = await RawClient.connect(running.port, {
      userName: 'governor',
      password: 'governor',
      will: { topic: 'ub/v1/wl-1/command', payload: 'bye' },
    })
    const topic = '$SYS/another/new/clients'
    client.send(publishPacket({ topic, payload: 'wl-1', qos, id: 7 }))
    client.send(publishPacket({ topic: 'ub/v1/wl-1/command', payload: 'x', qos: 1, id: 8 }))
    await client.until(() => client.acknowledged.includes(8) || client.closed)
    const refused = (await running.frames()).map(({ topic: on, refused: why }) => [on, why])
    expect(refused).toEqual([[topic, 'topic-not-allowed']])
    // It would have told aedes that wl-1 is connected elsewhere now.
    expect([client.closed, reader.closed]).toEqual([false, false])
    client.end()
    reader.end()
  })

  it('reaches nothing of aedes, whoever publishes', async () => {
    const edge = new Edge({}, new FanOut(new SessionStore(sessionOptions)))
    await edge.listen()
    const topic = `$SYS/another/new/clients`
    const sent = { cmd: 'publish', topic, payload: 'x', qos: 2, retain: true, dup: false } as const
    const reached: string[] = []
    edge.subscribe(
      '$SYS/#',
      (packet, done) => {
        reached.push(packet.topic)
        done()
      },
      () => {},
    )
    await new Promise<void>((resolve) => edge.publish(sent, { id: 'wl-1' }, () => resolve()))
    await new Promise<void>((resolve) => edge.close(() => resolve()))
    expect(reached).toEqual([])
  })
})
