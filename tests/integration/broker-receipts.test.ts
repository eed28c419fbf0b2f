/** A crew's acknowledgement of a notice, as others hear of it. */
import { connect, connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { hashOf, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import { packet, RawClient, subscribePacket } from '../support/mqtt-raw.ts'
import { until } from '../support/until.ts'

const notices = 'ub/v1/crew/east/notices'
const receipts = 'ub/v1/crew/east/receipts'
const services = [
  {
    name: 'notifier',
    tokenHash: hashOf('notify'),
    publish: ['ub/v1/crew/+/notices'],
    subscribe: ['ub/v1/crew/+/receipts'],
  },
  {
    name: 'crew-east',
    tokenHash: hashOf('crew'),
    publish: [receipts],
    subscribe: ['ub/v1/crew/east/#'],
  },
  { name: 'wall', tokenHash: hashOf('wall'), publish: [], subscribe: ['#'] },
]
const passwords: Readonly<Record<string, string>> = {
  notifier: 'notify',
  'crew-east': 'crew',
  wall: 'wall',
}

let running: TestBroker
let notifier: MqttClient
let told: { readonly notice: string; readonly by: string; readonly at: number }[]
const clients: MqttClient[] = []

async function client(username: string, options: IClientOptions = {}): Promise<MqttClient> {
  const connected = await connectAsync(`mqtt://127.0.0.1:${running.port}`, {
    username,
    password: passwords[username] ?? '',
    clientId: username,
    reconnectPeriod: 0,
    ...options,
  })
  clients.push(connected)
  return connected
}

const send = (id: string, options: object = {}) =>
  notifier.publishAsync(notices, JSON.stringify({ id, title: 'x' }), { qos: 1, ...options })

beforeEach(async () => {
  running = await startBroker({ config: { serviceTokens: services } })
  told = []
  notifier = await client('notifier')
  notifier.on('message', (topic, body) => {
    expect(topic).toBe(receipts)
    told.push(JSON.parse(body.toString()))
  })
  await notifier.subscribeAsync('ub/v1/crew/+/receipts', { qos: 1 })
})

afterEach(async () => {
  for (const one of clients.splice(0)) await one.endAsync(true)
  await running[Symbol.asyncDispose]()
})

/** Everything that was to be told by now has been: a receipt of a later notice stands behind it. */
async function settled(): Promise<readonly string[]> {
  const probe = await client('crew-east', { clientId: 'crew-east/probe' })
  await probe.subscribeAsync(notices, { qos: 1 })
  await send('probe')
  const byProbe = () =>
    told.some(({ notice, by }) => notice === 'probe' && by === probe.options.clientId)
  await until(byProbe)
  return told.filter(({ notice }) => notice !== 'probe').map(({ notice, by }) => `${notice} ${by}`)
}

describe('a receipt', () => {
  it.each([1, 2] as const)('is sent when the crew acknowledges, QoS %i', async (qos) => {
    const crew = await client('crew-east')
    await crew.subscribeAsync('ub/v1/crew/east/#', { qos })
    const before = Date.now()
    await send('C1/2', { qos })
    await until(() => told.length > 0)
    expect(told).toEqual([{ notice: 'C1/2', by: 'crew-east', at: expect.any(Number) }])
    expect(told[0]?.at).toBeGreaterThanOrEqual(before)
    expect(await running.frames()).toEqual([])
  })

  it.each([1, 2] as const)('of a crew that is away comes when it is back, QoS %i', async (qos) => {
    const session = { clientId: 'crew-east/phone', clean: false }
    const phone = await client('crew-east', session)
    await phone.subscribeAsync('ub/v1/crew/east/#', { qos })
    await phone.endAsync()
    await until(() => running.broker.sessions() === 1)
    await send('C1/2', { qos })
    await send('C1/3', { qos, retain: true })
    expect(await settled()).toEqual([])
    const back = connect(`mqtt://127.0.0.1:${running.port}`, {
      ...session,
      username: 'crew-east',
      password: 'crew',
      reconnectPeriod: 0,
    })
    clients.push(back)
    await until(() => told.filter(({ by }) => by === session.clientId).length === 3)
    expect(await settled()).toEqual(['C1/2 crew-east/phone', 'C1/3 crew-east/phone'])
  })

  it('waits for PUBACK, not for the sending', async () => {
    const options = { userName: 'crew-east', password: 'crew' }
    const { client: raw } = await RawClient.connect(running.port, options)
    raw.send(subscribePacket(1, [notices]))
    await raw.until(() => raw.of(9).length === 1)
    await send('C1/2')
    await raw.until(() => raw.of(3).length === 1)
    expect(await settled()).toEqual([])
    const body = raw.of(3)[0]?.body ?? Buffer.alloc(0)
    const number = body.subarray(2 + notices.length, 4 + notices.length)
    raw.send(packet(0x40, number), packet(0x40, number))
    await until(() => told.some(({ by }) => by === 'crew-east'))
    expect(await settled()).toEqual(['C1/2 crew-east'])
    raw.end()
  })

  it('of a QoS 2 notice comes also when PUBCOMP comes by a later connection', async () => {
    const options = { userName: 'crew-east', password: 'crew', clean: false }
    const first = await RawClient.connect(running.port, options)
    first.client.send(subscribePacket(1, [notices], 2))
    await first.client.until(() => first.client.of(9).length === 1)
    await send('C1/2', { qos: 2 })
    await first.client.until(() => first.client.of(3).length === 1)
    const body = first.client.of(3)[0]?.body ?? Buffer.alloc(0)
    const number = body.subarray(2 + notices.length, 4 + notices.length)
    first.client.send(packet(0x50, number))
    await first.client.until(() => first.client.of(6).length === 1)
    first.client.end()
    await until(() => running.broker.sessions() === 1)
    const second = await RawClient.connect(running.port, options)
    await second.client.until(() => second.client.of(6).length === 1)
    expect(await settled()).toEqual([])
    second.client.send(packet(0x70, number))
    await until(() => told.some(({ by }) => by === 'crew-east'))
    second.client.end()
  })

  it('is not made by QoS 0, a retained copy, a body that is no notice, or a screen on a wall', async () => {
    const careless = await client('crew-east', { clientId: 'crew-east/careless' })
    await careless.subscribeAsync(notices, { qos: 0 })
    const wall = await client('wall')
    await wall.subscribeAsync(notices, { qos: 1 })
    await send('C1/2', { retain: true })
    const late = await client('crew-east', { clientId: 'crew-east/late' })
    const heard: string[] = []
    late.on('message', (_topic, body) => heard.push(body.toString()))
    await late.subscribeAsync(notices, { qos: 1 })
    for (const body of ['word', '{"id":5}', '[]', 'null', '{"id":""}']) {
      await notifier.publishAsync(notices, body, { qos: 1 })
    }
    await until(() => heard.length === 6)
    expect(await settled()).toEqual([])
  })

  it('may be sent by the crew itself, for its own unit and by nobody else', async () => {
    const crew = await client('crew-east')
    await crew.publishAsync(receipts, '{"notice":"C1/2","by":"x","at":1}', { qos: 1, retain: true })
    await until(() => told.length > 0)
    await crew.publishAsync('ub/v1/crew/west/receipts', '{}', { qos: 1 })
    const device = await connectAsync(`mqtt://127.0.0.1:${running.port}`, {
      username: 'wl-1',
      password: 'token-1',
      clientId: 'wl-1',
    })
    clients.push(device)
    await device.publishAsync(receipts, '{}', { qos: 1 })
    expect((await running.frames()).map(({ refused }) => refused)).toEqual([
      'topic-not-allowed',
      'topic-not-allowed',
    ])
    expect(await settled()).toEqual(['C1/2 x'])
  })

  it('does not come back to a crew that hears everything of its unit, nor fills its queue', async () => {
    const session = { clientId: 'crew-east/away', clean: false }
    const away = await client('crew-east', session)
    await away.subscribeAsync('ub/v1/crew/east/#', { qos: 1 })
    await away.endAsync()
    const crew = await client('crew-east')
    const heard: string[] = []
    crew.on('message', (topic) => heard.push(topic))
    await crew.subscribeAsync('ub/v1/crew/east/#', { qos: 1 })
    await expect(crew.subscribeAsync(receipts, { qos: 1 })).rejects.toThrow()
    await send('C1/2')
    await settled()
    expect(new Set(heard)).toEqual(new Set([notices]))
    const back: string[] = []
    const again = connect(`mqtt://127.0.0.1:${running.port}`, {
      ...session,
      username: 'crew-east',
      password: 'crew',
      reconnectPeriod: 0,
    })
    clients.push(again)
    again.on('message', (topic) => back.push(topic))
    await until(() => back.length === 2)
    expect(back).toEqual([notices, notices])
  })
})
