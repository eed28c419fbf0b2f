import { connect, connectAsync, type MqttClient } from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'

import type { BrokerConfig } from '../../broker/config.ts'
import { hashOf, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import {
  publishPacket,
  RawClient,
  subscribePacket,
  type ConnectOptions,
} from '../support/mqtt-raw.ts'
import { until } from '../support/until.ts'

let running: TestBroker | undefined
const clients: MqttClient[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true)
  await running?.[Symbol.asyncDispose]()
  running = undefined
})

const start = async (config: Partial<BrokerConfig> = {}) =>
  (running = await startBroker({ config }))

async function codeOf(options: ConnectOptions): Promise<number | undefined> {
  const { client, code } = await RawClient.connect(running?.port ?? 0, options)
  client.end()
  return code
}

async function mqtt(username: string, password: string, options: object = {}, url?: string) {
  const client = await connectAsync(url ?? `mqtt://127.0.0.1:${running?.port}`, {
    username,
    password,
    clientId: username,
    reconnectPeriod: 0,
    ...options,
  })
  clients.push(client)
  return client
}

const notifier = {
  name: 'notifier',
  tokenHash: hashOf('notify'),
  publish: ['ub/v1/crew/+/notices', 'ub/v1/+/command'],
  subscribe: [],
}
const crew = {
  name: 'crew-east',
  tokenHash: hashOf('crew'),
  publish: [],
  subscribe: ['ub/v1/crew/east/#'],
}
const wall = {
  name: 'wall',
  tokenHash: hashOf('wall'),
  publish: [],
  subscribe: ['ub/v1/+/telemetry', 'ub/v1/+/status'],
}

describe('a connection', () => {
  it.each<[string, ConnectOptions, number | undefined]>([
    ['the right token', { userName: 'wl-1', password: 'token-1' }, 0],
    ['a second session', { userName: 'wl-1', clientId: 'wl-1/b', password: 'token-1' }, 0],
    ['an empty client id', { userName: 'wl-1', clientId: '', password: 'token-1' }, 0],
    ['a wrong token', { userName: 'wl-1', password: 'token-2' }, 4],
    ['an unknown name', { userName: 'nobody', password: 'token-1' }, 4],
    ['no name', { clientId: 'wl-1' }, 4],
    ['no password', { userName: 'wl-1' }, 4],
    ['a foreign client id', { userName: 'wl-1', clientId: 'wl-2', password: 'token-1' }, 2],
    ['a similar client id', { userName: 'wl-1', clientId: 'wl-12', password: 'token-1' }, 2],
    ['a control character', { userName: 'wl\n1', password: 'token-1' }, 4],
    [
      'a control character in the client id',
      {
        userName: 'wl-1',
        clientId: 'wl-1/\u0007',
        password: 'token-1',
      },
      2,
    ],
    ['a name of 65 characters', { userName: 'a'.repeat(65), password: 'x' }, 4],
    ['MQTT 5', { userName: 'wl-1', password: 'token-1', version: 5 }, 1],
    ['no keep-alive', { userName: 'wl-1', password: 'token-1', keepalive: 0 }, 0],
    ['a keep-alive above ours', { userName: 'wl-1', password: 'token-1', keepalive: 7_201 }, 0],
    ['the longest keep-alive', { userName: 'wl-1', password: 'token-1', keepalive: 65_535 }, 0],
    [
      'a foreign will',
      {
        userName: 'wl-1',
        password: 'token-1',
        will: { topic: 'ub/v1/wl-2/status', payload: 'x' },
      },
      5,
    ],
  ])('with %s is answered', async (_what, options, code) => {
    await start()
    expect(await codeOf(options)).toBe(code)
    await until(() => running?.observer.count('broker.refused') === (code === 0 ? 0 : 1))
    expect(running?.observer.count('broker.client-error')).toBe(0)
  })

  it('of a device out of service is refused', async () => {
    const { registry } = await start()
    registry.set('old', 'token-old', false)
    expect(await codeOf({ userName: 'old', password: 'token-old' })).toBe(5)
  })

  it('of a device registered a moment ago is let in', async () => {
    const { registry } = await start()
    registry.set('fresh', 'token-fresh')
    expect(await codeOf({ userName: 'fresh', password: 'token-fresh' })).toBe(0)
  })

  it('is put off when the register cannot be asked, and known devices still come in', async () => {
    const { registry } = await start()
    registry.away = true
    expect(await codeOf({ userName: 'fresh', password: 'token-fresh' })).toBe(3)
    expect(await codeOf({ userName: 'wl-1', password: 'token-1' })).toBe(0)
  })

  it('asks the register rarely, however many strangers knock', async () => {
    // On a busy machine some come after the answers to others, and would be kept out by the pause of the address.
    const { registry } = await start({ wrongProofsPerAddress: 0 })
    const before = registry.reads
    const codes = await Promise.all(
      Array.from({ length: 60 }, (_, n) => codeOf({ userName: `x-${n}`, password: 'x' })),
    )
    expect(new Set(codes)).toEqual(new Set([4]))
    expect(registry.reads - before).toBeLessThan(10)
  })

  it('is closed when its token is replaced, and the new one is good', async () => {
    const { registry, port } = await start()
    const { client } = await RawClient.connect(port, { userName: 'wl-1', password: 'token-1' })
    registry.set('wl-1', 'token-new')
    await client.until(() => client.closed)
    expect(await codeOf({ userName: 'wl-1', password: 'token-new' })).toBe(0)
    expect(await codeOf({ userName: 'wl-1', password: 'token-1' })).toBe(4)
  })

  it('of a stranger with the provisioning token is stored under its own name', async () => {
    const { port, frames, registry } = await start({ provisioningToken: 'come-in-and-report' })
    const stranger = { userName: 'new-7', password: 'come-in-and-report' }
    const { client, code } = await RawClient.connect(port, stranger)
    expect(code).toBe(0)
    client.send(publishPacket({ topic: 'ub/v1/new-7/telemetry', payload: '{}' }))
    await client.until(() => client.acknowledged.length === 1)
    expect(await frames()).toMatchObject([{ source: 'new-7' }])
    expect(await codeOf({ userName: 'wl-1', password: 'come-in-and-report' })).toBe(4)
    registry.set('new-7', 'token-7')
    await client.until(() => client.closed)
    expect(await codeOf(stranger)).toBe(4)
  })

  it.each(['crew', 'Crew', 'crew-east', 'administrator', 'prometheus', 'urban-brain-notifier'])(
    'of a device named %s is refused, whatever it proves',
    async (name) => {
      const { observer, registry } = await start({ provisioningToken: 'come-in-and-report' })
      expect(await codeOf({ userName: name, password: 'come-in-and-report' })).toBe(4)
      registry.set(name, 'token-of-its-own')
      expect(await codeOf({ userName: name, password: 'token-of-its-own' })).toBe(4)
      expect(observer.count('broker.refused', 'name-reserved')).toBe(2)
    },
  )

  it('beyond the limits is refused', async () => {
    const { port, observer } = await start({ connections: 3, sessionsPerDevice: 2 })
    const one = await RawClient.connect(port, { userName: 'wl-1', password: 'token-1' })
    const two = await RawClient.connect(port, {
      userName: 'wl-1',
      clientId: 'wl-1/2',
      password: 'token-1',
    })
    expect(await codeOf({ userName: 'wl-1', clientId: 'wl-1/3', password: 'token-1' })).toBe(3)
    const three = await RawClient.connect(port, { userName: 'wl-2', password: 'token-2' })
    expect(three.code).toBe(0)
    expect(await codeOf({ userName: 'wl-2', password: 'token-2' })).toBeUndefined()
    expect(observer.count('broker.accept-failed')).toBe(1)
    expect(observer.gauges.get('broker.sessions')).toBe(3)
    for (const { client } of [one, two, three]) client.end()
    await until(() => running?.broker.sessions() === 0)
  })

  it('takes over an older one of the same client id', async () => {
    const { port, broker } = await start({ sessionsPerDevice: 1 })
    const old = await RawClient.connect(port, { userName: 'wl-1', password: 'token-1' })
    const young = await RawClient.connect(port, { userName: 'wl-1', password: 'token-1' })
    expect(young.code).toBe(0)
    await old.client.until(() => old.client.closed)
    await until(() => broker.sessions() === 1)
    young.client.end()
  })
})

describe('a topic', () => {
  it.each([
    ['ub/v1/wl-2/telemetry', 'topic-not-allowed', 'telemetry'],
    ['ub/v1/wl-2/status', 'topic-not-allowed', 'status'],
    ['ub/v1/wl-1/command', 'topic-not-allowed', 'telemetry'],
    ['ub/v1/crew/east/notices', 'topic-not-allowed', 'telemetry'],
    ['$SYS/broker/uptime', 'topic-not-allowed', 'telemetry'],
    ['', 'topic-invalid', 'telemetry'],
    ['ub/v1/+/telemetry', 'topic-invalid', 'telemetry'],
    ['ub/v1/wl-1/#', 'topic-invalid', 'telemetry'],
    ['ub/v1/wl-1/tele\nmetry', 'topic-invalid', 'telemetry'],
    ['a/'.repeat(12), 'topic-invalid', 'telemetry'],
    ['a/'.repeat(200), 'topic-invalid', 'telemetry'],
    ['x'.repeat(60_000), 'topic-invalid', 'telemetry'],
  ])('%j is acknowledged and refused', async (topic, refused, channel) => {
    const { port, frames, observer } = await start({
      serviceTokens: [{ ...wall, subscribe: ['#'] }],
    })
    const reader = await mqtt('wall', 'wall')
    await reader.subscribeAsync('#', { qos: 1 })
    const heard: string[] = []
    reader.on('message', (name) => heard.push(name))
    const { client } = await RawClient.connect(port, { userName: 'wl-1', password: 'token-1' })
    client.send(publishPacket({ topic, payload: 'x', id: 4 }))
    client.send(publishPacket({ topic: 'ub/v1/wl-1/telemetry', payload: 'good', id: 5 }))
    await client.until(() => client.acknowledged.length === 2 || client.closed)
    expect(client.acknowledged).toEqual([4, 5])
    const [first, second] = await frames()
    expect(first).toMatchObject({ source: 'wl-1', refused, channel })
    expect(first?.topic.length).toBeLessThanOrEqual(256)
    expect(first?.topic).not.toMatch(/\p{Cc}/u)
    expect(second?.refused).toBeUndefined()
    expect(observer.count('broker.frame-refused', refused)).toBe(1)
    await until(() => heard.length > 0)
    expect(heard).toEqual(['ub/v1/wl-1/telemetry'])
    client.end()
  })

  it("is never another device's to hear", async () => {
    const { port, observer } = await start()
    const { client } = await RawClient.connect(port, { userName: 'wl-1', password: 'token-1' })
    client.send(
      subscribePacket(1, [
        'ub/v1/wl-1/command',
        'ub/v1/wl-1/#',
        '#',
        'ub/v1/+/command',
        'ub/v1/wl-2/command',
        '$SYS/#',
        'a/'.repeat(50),
      ]),
    )
    await client.until(() => client.of(9).length === 1)
    expect([...(client.of(9)[0]?.body.subarray(2) ?? [])]).toEqual([1, 1, 128, 128, 128, 128, 128])
    expect(observer.count('broker.subscribe-refused')).toBe(5)
    client.end()
  })

  it('is not heard by the back door of a persistent session either', async () => {
    const { port } = await start({ serviceTokens: [notifier] })
    const device = { userName: 'wl-1', password: 'token-1', clean: false }
    const first = await RawClient.connect(port, device)
    first.client.send(subscribePacket(1, ['ub/v1/wl-1/command', 'ub/v1/crew/#']))
    await first.client.until(() => first.client.of(9).length === 1)
    first.client.end()
    await until(() => running?.broker.sessions() === 0)
    const sender = await mqtt('notifier', 'notify')
    await sender.publishAsync('ub/v1/crew/east/notices', 'secret', { qos: 1 })
    await sender.publishAsync('ub/v1/wl-1/command', 'mine', { qos: 1 })
    const second = await RawClient.connect(port, device)
    await second.client.until(() => second.client.of(3).length > 0)
    second.client.send(Buffer.from([0xc0, 0]))
    await second.client.until(() => second.client.of(13).length > 0)
    expect(second.client.of(3).map(({ body }) => body.toString())).toHaveLength(1)
    expect(second.client.of(3)[0]?.body.toString()).toContain('mine')
    second.client.end()
  })

  it('has a bounded number of subscriptions', async () => {
    const { port } = await start({
      subscriptionsPerClient: 2,
      serviceTokens: [{ ...wall, subscribe: ['#'] }],
    })
    const { client } = await RawClient.connect(port, { userName: 'wall', password: 'wall' })
    client.send(subscribePacket(1, ['a', 'b', 'c']))
    await client.until(() => client.of(9).length === 1)
    expect([...(client.of(9)[0]?.body.subarray(2) ?? [])]).toEqual([1, 1, 128])
    client.end()
  })
})

describe('services', () => {
  it('pass notices to crews, also to one that was away, and keep the retained one', async () => {
    const { frames } = await start({ serviceTokens: [notifier, crew] })
    const session = { clean: false, clientId: 'crew-east/phone' }
    const reader = await mqtt('crew-east', 'crew', session)
    await reader.subscribeAsync('ub/v1/crew/east/#', { qos: 1 })
    await reader.endAsync()
    await until(() => running?.broker.sessions() === 0)
    const sender = await mqtt('notifier', 'notify')
    const notices = ['first', 'second', 'third']
    for (const text of notices) {
      await sender.publishAsync('ub/v1/crew/east/notices', text, { qos: 1, retain: true })
    }
    const heard: string[] = []
    const back = connect(`mqtt://127.0.0.1:${running?.port}`, {
      ...session,
      username: 'crew-east',
      password: 'crew',
    })
    clients.push(back)
    back.on('message', (_topic, body) => heard.push(body.toString()))
    await until(() => heard.length >= 3)
    expect(heard).toEqual(notices)
    const later = await mqtt('crew-east', 'crew', { clientId: 'crew-east/tablet' })
    const kept: string[] = []
    later.on('message', (_topic, body) => kept.push(body.toString()))
    await later.subscribeAsync('ub/v1/crew/east/notices', { qos: 1 })
    await until(() => kept.length > 0)
    expect(kept).toEqual(['third'])
    expect(await frames()).toEqual([])
  })

  it('send commands and see telemetry as their filters allow', async () => {
    await start({ serviceTokens: [notifier, wall] })
    const device = await mqtt('wl-1', 'token-1')
    const commands: string[] = []
    device.on('message', (_topic, body) => commands.push(body.toString()))
    await device.subscribeAsync('ub/v1/wl-1/command', { qos: 1 })
    const screen = await mqtt('wall', 'wall')
    const seen: string[] = []
    screen.on('message', (topic, body, packet) =>
      seen.push(`${topic} ${body.toString()} ${packet.retain}`),
    )
    await device.publishAsync('ub/v1/wl-1/status', 'online', { qos: 1, retain: true })
    await device.publishAsync('ub/v1/wl-1/telemetry', 'old', { qos: 1, retain: true })
    await screen.subscribeAsync('ub/v1/+/+', { qos: 1 }).catch(() => {})
    await screen.subscribeAsync(['ub/v1/+/telemetry', 'ub/v1/+/status'], { qos: 1 })
    await until(() => seen.length > 0)
    const sender = await mqtt('notifier', 'notify')
    await sender.publishAsync('ub/v1/wl-1/command', 'open', { qos: 1 })
    await device.publishAsync('ub/v1/wl-1/telemetry', 'new', { qos: 1 })
    await until(() => seen.length > 1 && commands.length > 0)
    // Retained status is remembered, retained telemetry is not, and both came live.
    expect(seen).toEqual(['ub/v1/wl-1/status online true', 'ub/v1/wl-1/telemetry new false'])
    expect(commands).toEqual(['open'])
    expect((await running?.frames())?.map(({ retained }) => retained)).toEqual([
      false,
      false,
      false,
    ])
  })

  it('are refused what they may not publish', async () => {
    const { frames } = await start({ serviceTokens: [crew] })
    const client = await mqtt('crew-east', 'crew')
    await client.publishAsync('ub/v1/crew/east/notices', 'forged', { qos: 1 })
    expect(await frames()).toMatchObject([{ source: 'crew-east', refused: 'topic-not-allowed' }])
  })
})

describe('WebSocket', () => {
  it('is the same door', async () => {
    const { webSocketPort, frames } = await start()
    const client = await mqtt('wl-1', 'token-1', {}, `ws://127.0.0.1:${webSocketPort}/mqtt`)
    await client.publishAsync('ub/v1/wl-1/telemetry', 'x'.repeat(100_000), { qos: 1 })
    expect((await frames())[0]?.body.length).toBe(100_000)
    await expect(mqtt('wl-1', 'wrong', {}, `ws://127.0.0.1:${webSocketPort}/mqtt`)).rejects.toThrow(
      /Bad username or password/,
    )
    const answer = await fetch(`http://127.0.0.1:${webSocketPort}/`)
    expect(answer.status).toBe(426)
  })
})
