/** A real Mosquitto read over a shared subscription. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import { noBindings } from '../../core/bindings/bindings.ts'
import { createExternalBroker } from '../../broker/external/external.ts'
import { externalBrokerConfigSchema } from '../../broker/external/config.ts'
import type { Component } from '../../runtime/component.ts'
import { channels, type Frame, type Tick } from '../../core/frame.ts'
import type { DurableLog } from '../../core/log.ts'
import { framesTopic } from '../../core/topics.ts'
import { LmdbLog } from '../../storage/lmdb/lmdb-log.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { servicesMissing } from '../services/available.ts'
import { startMosquitto, type MosquittoServer } from '../services/mosquitto.ts'
import { bound } from '../support/bindings.ts'
import { ampleDisk } from '../support/disk.ts'
import { realClock } from '../support/clocks.ts'
import { HeldLog } from '../support/mqtt-broker.ts'
import { RecordingObserver } from '../support/recording-observer.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const missing = servicesMissing('mosquitto')
const reader = fileURLToPath(new URL('../support/external-reader.ts', import.meta.url))

const recordsOf = async (log: DurableLog): Promise<readonly (Frame | Tick)[]> =>
  (await log.read(framesTopic, 0, 0, 1_000_000)).map(({ value }) => value)

const framesOf = async (log: DurableLog): Promise<readonly Frame[]> =>
  (await recordsOf(log)).filter((value) => value.type === 'frame')

const bodiesOf = async (log: DurableLog): Promise<readonly string[]> =>
  (await framesOf(log)).map(({ body }) => Buffer.from(body).toString())

/** Every number from 0 to `count` is there; repeats are ingest's business. */
const holdsAll = async (log: DurableLog, count: number) =>
  new Set(await bodiesOf(log)).size === count

describe.skipIf(missing !== undefined)('an external broker', () => {
  let server: MosquittoServer
  const running: Component[] = []
  const clients: MqttClient[] = []

  beforeEach(async () => {
    server = await startMosquitto({ settings: ['max_queued_messages 0'] })
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.endAsync(true)
    for (const component of running.splice(0)) await component.stop()
    await server[Symbol.asyncDispose]()
  })

  async function read(log: DurableLog, settings: object = {}, bindings = noBindings) {
    const observer = new RecordingObserver()
    const config = externalBrokerConfigSchema.parse({
      url: server.url,
      clientIdPrefix: `brain-${randomUUID().slice(0, 8)}`,
      group: `g-${randomUUID().slice(0, 8)}`,
      ...settings,
    })
    const start = async () => {
      const component = createExternalBroker({ config, log, clock: realClock, observer, bindings })
      running.push(component)
      await component.start()
      return component
    }
    const component = await start()
    await expect.poll(() => component.unready(), { timeout: 10_000 }).toBeUndefined()
    return { component, observer, start, config }
  }

  async function device(): Promise<MqttClient> {
    const client = await connectAsync(server.url, { clientId: `device-${randomUUID()}` })
    clients.push(client)
    return client
  }

  const say = async (client: MqttClient, count: number, from = 0) => {
    const sent = Array.from({ length: count }, (_, n) =>
      client.publishAsync(`ub/v1/wl-${n % 7}/telemetry`, String(from + n), { qos: 1 }),
    )
    await Promise.all(sent)
  }

  it.each([4, 5])('is read once by four connections with protocol %i', async (protocol) => {
    const log = new MemoryLog()
    await read(log, { protocol })
    const client = await device()
    await say(client, 500)
    await client.publishAsync('ub/v1/wl-1/status', 'online', { qos: 1, retain: true })
    await client.publishAsync('ub/v1/wl-1/event', 'x', { qos: 0 })
    await client.publishAsync('ub/v1/wl-1/command', 'not for us', { qos: 1 })
    await expect.poll(async () => (await framesOf(log)).length).toBe(502)
    const frames = await framesOf(log)
    expect(frames.find(({ channel }) => channel === 'status')).toMatchObject({
      source: 'wl-1',
      topic: 'ub/v1/wl-1/status',
      retained: false,
    })
    expect(frames.find(({ channel }) => channel === 'event')?.source).toBe('wl-1')
    await expect
      .poll(async () => (await recordsOf(log)).some(({ type }) => type === 'tick'))
      .toBe(true)
    await client.publishAsync('ub/v1/wl-1/status', '', { qos: 1, retain: true })
  })

  it('is read on topics of bindings for the gateway that they name, and without one for nobody', async () => {
    const log = new MemoryLog()
    const topics = ['ub/v1/+/telemetry', 'up/+', 'own/+', 'down/+']
    const bindings = bound(
      { topics: ['up/{device}'], gateway: 'lns-1', values: { depth: '/d' } },
      { topics: ['own/{device}'], values: { depth: '/d' } },
    )
    await read(log, { topics }, bindings)
    const client = await device()
    for (const topic of ['up/x', 'own/x', 'down/x', 'ub/v1/wl-1/telemetry'])
      await client.publishAsync(topic, '{"d":1}', { qos: 1 })
    await expect.poll(async () => (await framesOf(log)).length).toBe(4)
    const frames = (await framesOf(log)).toSorted((a, b) => (a.topic < b.topic ? -1 : 1))
    expect(
      frames.map(({ source, topic, protocol, refused }) => [topic, source, protocol ?? refused]),
    ).toEqual([
      ['down/x', 'external-broker', 'topic-not-allowed'],
      ['own/x', 'external-broker', 'topic-not-allowed'],
      ['ub/v1/wl-1/telemetry', 'wl-1', undefined],
      ['up/x', 'lns-1', 'binding'],
    ])
  })

  it.each([4, 5])(
    'marks replays of what it kept, and only these, protocol %i',
    async (protocol) => {
      const client = await device()
      const keep = { qos: 1, retain: true } as const
      await client.publishAsync('ub/v1/wl-1/status', 'kept', keep)
      const alone = new MemoryLog()
      await read(alone, { protocol, group: null })
      const shared = new MemoryLog()
      await read(shared, { protocol })
      await client.publishAsync('ub/v1/wl-1/event', 'live', keep)
      const marks = async (log: DurableLog) =>
        (await framesOf(log)).map(
          ({ body, retained }) => `${Buffer.from(body).toString()} ${retained}`,
        )
      await expect.poll(() => marks(alone)).toEqual(['kept true', 'live false'])
      // Whether a share is sent replays is up to the broker; Mosquitto 2.0 sends them to each connection.
      await expect.poll(() => marks(shared)).toContain('live false')
      const replays = (await marks(shared)).filter((mark) => mark !== 'live false')
      expect(replays.filter((mark) => mark !== 'kept true')).toEqual([])
      for (const channel of ['status', 'event']) {
        await client.publishAsync(`ub/v1/wl-1/${channel}`, '', keep)
      }
    },
  )

  it('takes devices of MQTT 5 by their topic, whatever else they say with it', async () => {
    const log = new MemoryLog()
    await read(log)
    const device = await connectAsync(server.url, {
      clientId: `device-${randomUUID()}`,
      protocolVersion: 5,
      autoUseTopicAlias: true,
      autoAssignTopicAlias: true,
      will: { topic: 'ub/v1/wl-1/status', payload: Buffer.from('offline'), qos: 1, retain: false },
    })
    clients.push(device)
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        device.publishAsync('ub/v1/wl-1/telemetry', String(n), {
          qos: 1,
          properties: {
            messageExpiryInterval: 3_600,
            contentType: 'application/json',
            payloadFormatIndicator: true,
            userProperties: { firmware: '2.1' },
          },
        }),
      ),
    )
    // With its last will, as a device that is cut off does; 4 asks for the will with the farewell.
    await device.endAsync(false, { reasonCode: 4 })
    const wanted = [...Array.from({ length: 50 }, (_, n) => `telemetry ${n}`), 'status offline']
    await expect
      .poll(async () =>
        (await framesOf(log))
          .map(
            ({ channel, source, body }) => `${source} ${channel} ${Buffer.from(body).toString()}`,
          )
          .toSorted(),
      )
      .toEqual(wanted.map((frame) => `wl-1 ${frame}`).toSorted())
  })

  it.each([4, 5])('is not answered before the append, protocol %i', async (protocol) => {
    const log = new HeldLog()
    const { component } = await read(log, { connections: 1, receiveMaximum: 20, protocol })
    const client = await device()
    // Mosquitto sends no more than the receive maximum (its own limit for MQTT 3.1.1) without an answer.
    await say(client, 100)
    const held = () => log.pending.reduce((sum, { count }) => sum + count, 0)
    await expect.poll(held).toBeGreaterThan(0)
    log.pending.shift()?.settle(new Error('disk full'))
    await expect.poll(() => component.unready()).toContain('disk full')
    expect(await framesOf(log)).toEqual([])
    log.release()
    await expect.poll(() => holdsAll(log, 100), { timeout: 10_000 }).toBe(true)
    // Nothing was taken more often than the window that had to come again, and its repeat.
    expect((await framesOf(log)).length).toBeLessThanOrEqual(140)
    await expect.poll(() => component.unready(), { timeout: 10_000 }).toBeUndefined()
  })

  it('gets no more than the receive maximum while nothing is stored', async () => {
    const log = new HeldLog()
    const { component } = await read(log, { connections: 1, receiveMaximum: 5 })
    const client = await device()
    await say(client, 30)
    await expect.poll(() => log.pending.length).toBe(1)
    const stopping = component.stop()
    log.release()
    await stopping
    // Taken in: at most the window. The rest waits at the broker.
    expect((await framesOf(log)).length).toBeLessThanOrEqual(5)
    expect((await framesOf(log)).length).toBeGreaterThan(0)
  })

  it('loses nothing when one of two readers is killed in the middle and comes back', async () => {
    const folder = await temporaryFolder()
    const log = new MemoryLog()
    await using killed = new LmdbLog({
      folder,
      clock: realClock,
      observer: new RecordingObserver(),
      maxBytes: 1 << 30,
      disk: ampleDisk,
    })
    const { config } = await read(log, { connections: 2, receiveMaximum: 10 })
    const other = { ...config, clientIdPrefix: `${config.clientIdPrefix}-b` }
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', reader, folder, JSON.stringify(other)],
      { stdio: 'inherit' },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    const client = await device()
    // It reads: the share has halved what comes here.
    let sent = 0
    await expect
      .poll(
        async () => {
          await say(client, 10, sent)
          sent += 10
          return (await bodiesOf(killed)).length > 0
        },
        { timeout: 60_000 },
      )
      .toBe(true)
    const more = say(client, 200, sent)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await more
    await say(client, 100, sent + 200)
    const again = createExternalBroker({
      config: other,
      log,
      clock: realClock,
      observer: new RecordingObserver(),
    })
    running.push(again)
    await again.start()
    const numbers = async () =>
      new Set([...(await bodiesOf(log)), ...(await bodiesOf(killed))]).size
    await expect.poll(numbers, { timeout: 10_000 }).toBe(sent + 300)
    expect((await bodiesOf(killed)).length).toBeGreaterThan(0)
  })

  it('goes on after a restart, and tells when it is away', async () => {
    const log = new MemoryLog()
    const { component, observer } = await read(log)
    expect(observer.count('component.failed')).toBe(0)
    const client = await device()
    await say(client, 50)
    await server.stop()
    await expect.poll(() => component.unready()).toContain('connections')
    expect(observer.count('component.failed')).toBe(1)
    await server.start()
    // Mosquitto 2.0 forgets shares when it restarts: what comes before the readers goes to nobody.
    await expect.poll(() => component.unready(), { timeout: 15_000 }).toBeUndefined()
    await say(client, 50, 50)
    await expect.poll(() => holdsAll(log, 100), { timeout: 10_000 }).toBe(true)
    expect(observer.count('component.started')).toBe(1)
  })

  it.each([4, 5])(
    'read without a share keeps what comes before us, protocol %i',
    async (protocol) => {
      const log = new MemoryLog()
      const { component, start } = await read(log, { group: null, protocol })
      await component.stop()
      await server.kill()
      await server.start()
      const client = await device()
      await say(client, 300)
      await start()
      await expect.poll(() => holdsAll(log, 300), { timeout: 10_000 }).toBe(true)
      await say(client, 50, 300)
      await expect.poll(() => holdsAll(log, 350), { timeout: 10_000 }).toBe(true)
      expect((await framesOf(log)).length).toBe(350)
    },
  )

  it('may hold messages that nobody could use; they are refused for good', async () => {
    const log = new MemoryLog()
    const { observer } = await read(log, { topics: ['ub/#', 'other/+'], maxPayloadBytes: 1_024 })
    const client = await device()
    const topics = [
      'ub/v1/wl-1/command',
      'ub/v1/not a name/telemetry',
      'other/wl-1',
      'ub/v1/a/b/c/d/e/f/g',
    ]
    for (const topic of topics) await client.publishAsync(topic, 'x', { qos: 1 })
    await client.publishAsync('ub/v1/wl-1/telemetry', 'x'.repeat(2_000), { qos: 1 })
    await expect.poll(async () => (await framesOf(log)).length).toBe(5)
    const refused = (await framesOf(log)).map(
      ({ source, topic, refused: why }) => `${topic}: ${why} from ${source}`,
    )
    expect(refused.sort()).toEqual([
      'other/wl-1: topic-not-allowed from external-broker',
      'ub/v1/a/b/c/d/e/f/g: topic-invalid from a',
      'ub/v1/not a name/telemetry: topic-not-allowed from external-broker',
      'ub/v1/wl-1/command: topic-not-allowed from wl-1',
      'ub/v1/wl-1/telemetry: payload-too-large from wl-1',
    ])
    expect(observer.count('broker.frame-refused')).toBe(5)
  })

  it('that refuses us is asked again, and says why it is not ready', async () => {
    await using strict = await startMosquitto({ settings: ['allow_anonymous false'] })
    const observer = new RecordingObserver()
    const component = createExternalBroker({
      config: externalBrokerConfigSchema.parse({ url: strict.url, clientIdPrefix: 'brain' }),
      log: new MemoryLog(),
      clock: realClock,
      observer,
    })
    running.push(component)
    await component.start()
    await expect.poll(() => component.unready()).toContain('Not authorized')
    expect(observer.count('component.failed')).toBe(1)
  })

  it('holds each device to its own topics by the rules of docs/broker.md', async () => {
    const folder = await temporaryFolder()
    const rules = join(folder, 'acl')
    const page = readFileSync(new URL('../../docs/broker.md', import.meta.url), 'utf8')
    const lines = page.split('\n').filter((line) => /^ {4}(pattern|user|topic) /.test(line))
    expect(lines.length).toBe(11)
    writeFileSync(rules, lines.map((line) => `${line.trim()}\n`).join(''))
    await using strict = await startMosquitto({ settings: [`acl_file ${rules}`] })
    const log = new MemoryLog()
    await read(log, { url: strict.url, username: 'urban-brain' })
    const client = await connectAsync(strict.url, { username: 'wl-1', clientId: 'any' })
    clients.push(client)
    for (const name of ['wl-2', 'wl-1']) {
      for (const channel of [...channels, 'command', 'configuration']) {
        await client.publishAsync(`ub/v1/${name}/${channel}`, name, { qos: 1 }).catch(() => {})
      }
    }
    await expect.poll(async () => (await framesOf(log)).length).toBe(channels.length)
    expect(new Set((await framesOf(log)).map(({ source }) => source))).toEqual(new Set(['wl-1']))
  })
})
