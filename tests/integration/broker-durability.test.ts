import { afterEach, describe, expect, it } from 'vitest'

import type { BrokerConfig } from '../../broker/config.ts'
import { instant } from '../../core/time.ts'
import { VirtualClock } from '../support/clocks.ts'
import { HeldLog, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import { connectPacket, publishPacket, RawClient } from '../support/mqtt-raw.ts'
import { until } from '../support/until.ts'

const mine = 'ub/v1/wl-1/telemetry'
let running: TestBroker | undefined

afterEach(async () => {
  await running?.[Symbol.asyncDispose]()
  running = undefined
})

const device = { userName: 'wl-1', password: 'token-1' }

async function open(config: Partial<BrokerConfig> = {}) {
  const log = new HeldLog()
  running = await startBroker({ log, config })
  const { client } = await RawClient.connect(running.port, device)
  return { ...running, log, client }
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    publishPacket({ topic: mine, payload: String(index), id: index + 1 }),
  )

const bodies = async (from: TestBroker | undefined) =>
  ((await from?.frames()) ?? []).map(({ body }) => Buffer.from(body).toString())

const holdsFrames = (log: HeldLog) => until(() => log.pending.length > 0)

describe('a publish', () => {
  it('is not acknowledged before the append resolves', async () => {
    const { log, client, frames } = await open()
    client.send(publishPacket({ topic: mine, payload: 'a', id: 7 }))
    await holdsFrames(log)
    client.send(Buffer.from([0xc0, 0]))
    await client.until(() => client.of(13).length > 0)
    expect(client.acknowledged).toEqual([])
    log.release()
    await client.until(() => client.acknowledged.length > 0)
    expect(client.acknowledged).toEqual([7])
    expect((await frames()).map(({ body }) => Buffer.from(body).toString())).toEqual(['a'])
    client.end()
  })

  it('that cannot be stored closes the connection without an acknowledgement', async () => {
    const { log, client, broker, observer } = await open()
    client.send(publishPacket({ topic: mine, payload: 'a', id: 7 }))
    await holdsFrames(log)
    log.pending.shift()?.settle(new Error('disk full'))
    await client.until(() => client.closed)
    expect(client.acknowledged).toEqual([])
    expect(observer.count('broker.unstored')).toBeGreaterThan(0)
    expect(broker.unready()).toContain('disk full')

    log.release()
    const again = await RawClient.connect(running?.port ?? 0, device)
    again.client.send(publishPacket({ topic: mine, payload: 'a', id: 8 }))
    await again.client.until(() => again.client.acknowledged.length > 0)
    expect(broker.unready()).toBeUndefined()
    again.client.end()
  })

  it('is stored in the order of arrival, 500 in one write', async () => {
    running = await startBroker()
    const { client } = await RawClient.connect(running.port, device)
    const packets = numbered(500)
    client.send(...packets)
    await client.until(() => client.acknowledged.length === packets.length)
    expect(client.acknowledged).toEqual(packets.map((_, index) => index + 1))
    expect(await bodies(running)).toEqual(packets.map((_, index) => String(index)))
    client.end()
  })

  it.each([0, 1, 2] as const)('of QoS %i is stored', async (qos) => {
    const { log, client } = await open()
    client.send(publishPacket({ topic: mine, payload: 'x', qos, id: 3 }))
    await holdsFrames(log)
    expect(client.of(5)).toEqual([])
    log.release()
    const answer = { 0: 13, 1: 4, 2: 5 }[qos]
    if (qos === 0) client.send(Buffer.from([0xc0, 0]))
    await client.until(() => client.of(answer).length > 0)
    expect(await bodies(running)).toEqual(['x'])
    client.end()
  })

  it('that waits while the broker stops is stored and acknowledged', async () => {
    const { log, client, broker } = await open()
    client.send(publishPacket({ topic: mine, payload: 'last', id: 9 }))
    await holdsFrames(log)
    const stopped = broker.stop()
    expect(broker.unready()).toContain('stopping')
    log.release()
    await stopped
    await client.until(() => client.closed)
    expect(client.acknowledged).toEqual([9])
    expect(await bodies(running)).toEqual(['last'])
  })

  it('leaves its bytes in the socket while too many wait, and loses none', async () => {
    const { log, client } = await open({ intakeFrames: 40, maxInflight: 10 })
    const packets = numbered(2_000)
    for (const one of packets.slice(0, 20)) client.send(one)
    await holdsFrames(log)
    log.release()
    for (const one of packets.slice(20)) client.send(one)
    await client.until(() => client.acknowledged.length === packets.length || client.closed)
    const stored = await bodies(running)
    // What the intake had no room for was not acknowledged; what was acknowledged is there, in order.
    expect(stored.slice(0, client.acknowledged.length)).toEqual(
      client.acknowledged.map((id) => String(id - 1)),
    )
    client.end()
  })
})

describe('ticks', () => {
  it('come every second behind what was received before, and go back only with the clock', async () => {
    const clock = new VirtualClock(instant(1_000_000))
    running = await startBroker({ clock })
    const { client } = await RawClient.connect(running.port, device)
    client.send(publishPacket({ topic: mine, payload: 'a' }))
    await client.until(() => client.acknowledged.length === 1)
    await until(async () => {
      clock.advance(1_000)
      return ((await running?.ticks()) ?? []).length >= 3
    })
    const at = (await running.ticks()).map((tick) => tick.at)
    expect(at).toEqual([...new Set(at)].sort((a, b) => a - b))
    const latest = at.at(-1) ?? 0
    clock.step(-300_000)
    client.send(publishPacket({ topic: mine, payload: 'b', id: 2 }))
    await client.until(() => client.acknowledged.length === 2)
    const frames = await running.frames()
    expect(frames[0]?.receivedAt).toBe(1_000_000)
    expect(frames[1]?.receivedAt).toBe(clock.now())
    expect(clock.now()).toBeLessThan(latest)
    expect((await running.ticks()).at(-1)).toMatchObject({ stepped: -300_000 })
    client.end()
  })

  it('are left out while the log fails and come back with it', async () => {
    const { log, broker } = await open()
    await holdsFrames(log)
    expect(log.pending.map(({ count }) => count)).toEqual([1])
    log.pending.shift()?.settle(new Error('disk full'))
    await until(() => broker.unready()?.includes('disk full') === true)
    await holdsFrames(log)
    log.release()
    await until(() => broker.unready() === undefined)
    expect((await running?.ticks())?.length).toBe(1)
  })
})

describe('a last will', () => {
  const willing = {
    ...device,
    will: { topic: 'ub/v1/wl-1/status', payload: 'offline', retain: true },
  }

  it('is stored as a status frame when the connection breaks', async () => {
    running = await startBroker()
    const { client } = await RawClient.connect(running.port, willing)
    client.end()
    await until(async () => ((await running?.frames()) ?? []).length === 1)
    expect(await running.frames()).toMatchObject([
      { source: 'wl-1', channel: 'status', topic: 'ub/v1/wl-1/status', retained: false },
    ])
    expect(await bodies(running)).toEqual(['offline'])
  })

  it('does not call a device offline that is connected by another session', async () => {
    running = await startBroker()
    const { broker, frames, observer } = running
    const first = { ...willing, clientId: 'wl-1/r1' }
    const second = { ...willing, clientId: 'wl-1/r2' }
    const old = await RawClient.connect(running.port, first)
    const young = await RawClient.connect(running.port, second)
    const online = { topic: 'ub/v1/wl-1/status', payload: 'online', retain: true }
    young.client.send(publishPacket(online))
    await young.client.until(() => young.client.acknowledged.length === 1)
    old.client.end()
    await until(() => broker.sessions() === 1)
    expect(observer.count('broker.will-suppressed', 'device-connected')).toBe(1)
    // A connection of the same client id takes the place of the old one; the device is not gone either.
    const again = await RawClient.connect(running.port, second)
    await young.client.until(() => young.client.closed)
    await until(() => observer.count('broker.will-suppressed') === 2)
    expect(await bodies(running)).toEqual(['online'])
    again.client.end()
    await until(async () => (await frames()).length === 2)
    expect(await bodies(running)).toEqual(['online', 'offline'])
  })

  it('on the event topic is a fact, whoever else is connected', async () => {
    running = await startBroker()
    const will = { topic: 'ub/v1/wl-1/event', payload: 'cut off' }
    const { client } = await RawClient.connect(running.port, { ...device, will })
    const other = await RawClient.connect(running.port, { ...device, clientId: 'wl-1/b' })
    client.end()
    await until(async () => ((await running?.frames()) ?? []).length === 1)
    expect(await bodies(running)).toEqual(['cut off'])
    other.client.end()
  })

  it('survives a log that fails meanwhile', async () => {
    const log = new HeldLog()
    running = await startBroker({ log })
    const { client } = await RawClient.connect(running.port, willing)
    client.end()
    const before = running.observer.count('broker.disconnected')
    await until(() => (running?.observer.count('broker.disconnected') ?? 0) > before)
    await holdsFrames(log)
    log.pending.shift()?.settle(new Error('disk full'))
    await holdsFrames(log)
    log.release()
    await until(async () => ((await running?.frames()) ?? []).length === 1)
    expect(await bodies(running)).toEqual(['offline'])
  })

  it('is not stored after DISCONNECT, nor when the broker itself stops', async () => {
    running = await startBroker()
    const polite = await RawClient.connect(running.port, willing)
    polite.client.send(Buffer.from([0xe0, 0]))
    await polite.client.until(() => polite.client.closed)
    await RawClient.connect(running.port, willing)
    await running.broker.stop()
    expect(await running.frames()).toEqual([])
  })
})

describe('a client that does not wait for CONNACK', () => {
  it('has its publishes taken in order', async () => {
    running = await startBroker()
    const client = await RawClient.open(running.port)
    const packets = numbered(3_000)
    client.send(connectPacket(device), ...packets)
    await client.until(() => client.acknowledged.length === packets.length || client.closed)
    expect(await bodies(running)).toEqual(packets.map((_, index) => String(index)))
    client.end()
  })
})
