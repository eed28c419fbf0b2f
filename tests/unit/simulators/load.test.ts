import { createServer, type Server, type Socket } from 'node:net'

import mqttPacket from 'mqtt-packet'
import { afterEach, describe, expect, it } from 'vitest'

import { instant } from '../../../core/time.ts'
import { type LoadOptions, runLoad } from '../../../simulators/load.ts'

interface Received {
  readonly client: string
  readonly body: string
  readonly dup: boolean
}

interface Broker {
  readonly port: number
  /** Everything that was published, repeats included. */
  readonly received: Received[]
  /** Bodies that were acknowledged, as far as this side knows. */
  readonly acknowledged: Set<string>
}

interface Habits {
  /** Keeps the PUBACK back and breaks the connection instead. */
  readonly breaks?: (count: number) => boolean
  readonly returnCode?: number
  /** Never acknowledges. */
  readonly mute?: boolean
  /** Acknowledges nothing for so long after the first publish, in milliseconds. */
  readonly stalls?: number
}

const servers: { readonly server: Server; readonly sockets: Set<Socket> }[] = []

async function startBroker(habits: Habits = {}): Promise<Broker> {
  const sockets = new Set<Socket>()
  const received: Received[] = []
  const acknowledged = new Set<string>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let client = ''
    const parser = mqttPacket.parser({ protocolVersion: 4 })
    parser.on('packet', (packet) => {
      if (socket.destroyed) return
      if (packet.cmd === 'connect') {
        client = packet.clientId
        const returnCode = habits.returnCode ?? 0
        socket.write(mqttPacket.generate({ cmd: 'connack', returnCode, sessionPresent: false }))
      } else if (packet.cmd === 'publish') {
        received.push({ client, body: String(packet.payload), dup: packet.dup })
        if (habits.breaks?.(received.length) === true) socket.destroy()
        else if (habits.mute !== true) {
          const messageId = packet.messageId ?? 0
          const acknowledge = () => {
            acknowledged.add(String(packet.payload))
            socket.write(mqttPacket.generate({ cmd: 'puback', messageId }))
          }
          if (received.length === 1 && habits.stalls !== undefined)
            setTimeout(acknowledge, habits.stalls)
          else acknowledge()
        }
      } else if (packet.cmd === 'disconnect') socket.end()
    })
    socket.on('data', (chunk) => parser.parse(chunk))
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push({ server, sockets })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, received, acknowledged }
}

afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
})

const devicesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `d-${index}`, token: 'secret' }))

const load = (
  broker: Broker,
  options: Partial<LoadOptions>,
  signal = new AbortController().signal,
) =>
  runLoad(
    {
      port: broker.port,
      devices: devicesOf(4),
      clock: { now: () => instant(Date.now()) },
      window: 5,
      payload: (device, n) => Buffer.from(`${device}/${n}`),
      ...options,
    },
    signal,
  )

describe('the load generator', () => {
  it('publishes as many as it was told, each once, and counts what was acknowledged', async () => {
    const broker = await startBroker()
    const heard: string[] = []
    const result = await load(broker, {
      messages: 1_000,
      keepAcknowledged: true,
      onAcknowledged: (device, n) => heard.push(`${device}/${n}`),
    })
    expect(result).toMatchObject({
      published: 1_000,
      acknowledged: 1_000,
      unacknowledged: 0,
      resent: 0,
      reconnects: 0,
    })
    expect(broker.received).toHaveLength(1_000)
    expect(new Set(broker.received.map(({ body }) => body)).size).toBe(1_000)
    expect(new Set(heard)).toEqual(broker.acknowledged)
    const ids = result.acknowledgedIds?.flatMap((list, device) => list.map((n) => `${device}/${n}`))
    expect(new Set(ids)).toEqual(broker.acknowledged)
    expect(result.latency.p50).toBeLessThanOrEqual(result.latency.p99)
    expect(result.latency.p99).toBeLessThanOrEqual(result.latency.max)
  })

  it('sends what was not acknowledged again, marked and with the same bytes, when a line breaks', async () => {
    const broker = await startBroker({ breaks: (count) => count % 97 === 0 })
    const acknowledged = new Set<string>()
    const result = await load(broker, {
      messages: 1_000,
      onAcknowledged: (device, n) => acknowledged.add(`${device}/${n}`),
    })
    expect(result.acknowledged).toBe(1_000)
    expect(acknowledged.size).toBe(1_000)
    expect(result.reconnects).toBeGreaterThan(0)
    expect(result.resent).toBeGreaterThan(0)
    const repeats = broker.received.filter(({ dup }) => dup)
    expect(repeats.length).toBeGreaterThan(0)
    // Nothing counts as acknowledged that the other side did not acknowledge.
    for (const body of acknowledged) expect(broker.acknowledged).toContain(body)
    for (const { client, body } of broker.received) {
      expect(client).toBe(`d-${body.split('/')[0]}`)
    }
  })

  it('never has more in flight than its windows', async () => {
    const broker = await startBroker({ mute: true })
    const result = await load(broker, { window: 3, milliseconds: 100, patience: 50 })
    expect(result).toMatchObject({ published: 12, acknowledged: 0, unacknowledged: 12 })
    expect(broker.received).toHaveLength(12)
  })

  it('keeps to its rate and its time', async () => {
    const broker = await startBroker()
    const result = await load(broker, { rate: 500, milliseconds: 400 })
    expect(result.published).toBeLessThanOrEqual(200)
    expect(result.published).toBeGreaterThan(0)
    expect(result.acknowledged).toBe(result.published)
  })

  it('deals a limited rate out evenly', async () => {
    const broker = await startBroker()
    await load(broker, { rate: 2_000, messages: 400 })
    const of = (id: string) => broker.received.filter(({ client }) => client === id).length
    for (const { id } of devicesOf(4)) expect(of(id)).toBeGreaterThan(40)
  })

  it('counts what could not go out in time because the broker stopped', async () => {
    const broker = await startBroker({ stalls: 300 })
    const one = { devices: devicesOf(1), window: 1, rate: 500, milliseconds: 400 }
    const { latency, behind } = await load(broker, one)
    // One publish saw it by itself; three quarters of them were due meanwhile.
    expect(latency.max).toBeGreaterThanOrEqual(290)
    expect(latency.p50).toBeGreaterThan(50)
    expect(behind).toBeGreaterThan(100)
  })

  it('stops early, with what it has, when it is told to', async () => {
    const broker = await startBroker()
    const controller = new AbortController()
    const running = load(
      broker,
      { rate: 100, onAcknowledged: () => controller.abort(new Error('enough')), messages: 10_000 },
      controller.signal,
    )
    const result = await running
    expect(result.acknowledged).toBeGreaterThan(0)
    expect(result.acknowledged).toBeLessThan(10_000)
  })

  it('fails when the broker refuses its devices', async () => {
    const broker = await startBroker({ returnCode: 5 })
    await expect(load(broker, { messages: 1 })).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  it('gives up connecting when it is told to', async () => {
    const broker = await startBroker({ returnCode: 3 })
    const controller = new AbortController()
    const running = load(broker, { messages: 1 }, controller.signal)
    setTimeout(() => controller.abort(new Error('no more')), 50)
    await expect(running).rejects.toThrow('no more')
  })

  it('refuses to run without bounds', async () => {
    const broker = await startBroker()
    for (const wrong of [
      {},
      { messages: 1, devices: [] },
      { messages: 1, devices: devicesOf(20_001) },
      { messages: 1, window: 0 },
      { messages: 1, window: 1_001 },
      { messages: 1, rate: 0 },
    ]) {
      await expect(load(broker, wrong)).rejects.toMatchObject({ code: 'usage' })
    }
  })
})
