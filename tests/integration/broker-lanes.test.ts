/** Two lanes over real sockets: judging that is behind holds ordinary devices back and nobody else, whoever waits stays connected, and all of it gets through. */
import { afterEach, describe, expect, it } from 'vitest'
import { connectAsync, type MqttClient } from 'mqtt'

import type { BrokerConfig } from '../../broker/config.ts'
import { consumers } from '../../core/consumers.ts'
import { instant } from '../../core/time.ts'
import { framesTopic } from '../../core/topics.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { deviceId, FakeRegistry, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import { until } from '../support/until.ts'

const endings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end()
})

/** A log of which nobody has read the first records, which came ten minutes ago. */
async function behindLog(): Promise<MemoryLog> {
  const log = new MemoryLog()
  const old = {
    ...({
      type: 'frame',
      source: deviceId('wl-1'),
      channel: 'telemetry',
      retained: false,
    } as const),
    ...{
      topic: 'ub/v1/wl-1/telemetry',
      body: Buffer.from('old'),
      receivedAt: instant(Date.now() - 600_000),
    },
  }
  await log.append(
    framesTopic,
    Array.from({ length: 3_000 }, () => old),
  )
  return log
}

async function catchUp(log: MemoryLog): Promise<void> {
  const stop = new AbortController()
  for await (const batch of log.consume(framesTopic, consumers.ingest.group, {}, stop.signal)) {
    await batch.complete()
    if ((batch.records.at(-1)?.offset ?? 0) >= 2_999) stop.abort()
  }
}

async function start(config: Partial<BrokerConfig>) {
  const registry = new FakeRegistry()
  registry.set('dust-1', 'token-3', true, { kind: 'dust' })
  const log = await behindLog()
  const running = await startBroker({ log, registry, config })
  endings.push(async () => running[Symbol.asyncDispose]())
  return { ...running, log }
}

async function client(
  { port }: Pick<TestBroker, 'port'>,
  name: string,
  password: string,
  keepalive = 60,
): Promise<MqttClient> {
  const connected = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...{ clientId: name, username: name, password, keepalive, reconnectPeriod: 0 },
  })
  endings.push(() => connected.endAsync(true))
  return connected
}

const publish = async (dust: MqttClient, text: string) => {
  await dust.publishAsync('ub/v1/dust-1/telemetry', text, { qos: 1 })
}

/** The same, and writes down that it was answered. */
const said = async (dust: MqttClient, text: string, answered: string[]) => {
  await publish(dust, text)
  answered.push(text)
}

const texts = async ({ frames }: Pick<TestBroker, 'frames'>) =>
  (await frames()).map(({ body }) => Buffer.from(body).toString()).filter((text) => text !== 'old')

describe('while judging is behind', () => {
  it('a cover is acknowledged at once, dust when it has caught up', async () => {
    const running = await start({})
    await until(() => running.observer.count('broker.lane-closed') === 1)
    const dust = await client(running, 'dust-1', 'token-3', 1)
    const well = await client(running, 'wl-1', 'token-1')
    const answered: string[] = []
    const sent = Array.from({ length: 10 }, (_, n) => said(dust, `dust ${n}`, answered))
    await until(() => running.observer.gauges.get('broker.lane.held') === 10)
    await well.publishAsync('ub/v1/wl-1/telemetry', 'water', { qos: 1 })
    expect(answered).toEqual([])
    expect(await texts(running)).toEqual(['water'])
    expect(running.broker.warning?.()).toContain('10 publishes of kinds that are not urgent wait')
    // It pings each second, and is heard.
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(dust.connected).toBe(true)
    await catchUp(running.log)
    await Promise.all(sent)
    expect(await texts(running)).toEqual(['water', ...answered])
    expect(answered).toEqual(Array.from({ length: 10 }, (_, n) => `dust ${n}`))
    expect(running.broker.warning?.()).toBeUndefined()
  })

  it('dust does not wait for longer than it may', async () => {
    const running = await start({ lanes: { behind: 1_000, longest: 1_000 } })
    await until(() => running.observer.count('broker.lane-closed') === 1)
    const dust = await client(running, 'dust-1', 'token-3')
    await publish(dust, 'dust')
    expect(await texts(running)).toEqual(['dust'])
  })

  it('whose socket is not read any more is not taken for silent, and loses nothing', async () => {
    const running = await start({ intakeFrames: 64, keepaliveLimit: 1 })
    await until(() => running.observer.count('broker.lane-closed') === 1)
    // No ping of its own within its patience: what it sends stays in its socket.
    const dust = await client(running, 'dust-1', 'token-3', 0)
    const wanted = Array.from({ length: 40 }, (_, n) => `dust ${n}`)
    const sent: Promise<unknown>[] = []
    for (const text of wanted) {
      sent.push(publish(dust, text))
      // Packets of their own, so that the socket is looked at between them.
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await new Promise((resolve) => setTimeout(resolve, 4_000))
    expect(dust.connected).toBe(true)
    expect(running.observer.gauges.get('broker.lane.held')).toBeLessThan(40)
    await catchUp(running.log)
    await Promise.all(sent)
    expect(await texts(running)).toEqual(wanted)
    expect(running.observer.count('broker.unstored')).toBe(0)
  })

  it('what is held is answered before the broker stops', async () => {
    const running = await start({})
    await until(() => running.observer.count('broker.lane-closed') === 1)
    const dust = await client(running, 'dust-1', 'token-3')
    let answered = false
    void publish(dust, 'dust')
      .then(() => (answered = true))
      .catch(() => undefined)
    await until(() => running.observer.gauges.get('broker.lane.held') === 1)
    await running.broker.stop()
    expect(await texts(running)).toEqual(['dust'])
    await until(() => answered)
  })
})
