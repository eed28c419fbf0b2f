/** Messages on topics of others: at the edge, and through the running program whose bindings are edited meanwhile. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'

import { deviceSchema } from '../../core/device.ts'
import type { DurableLog } from '../../core/log.ts'
import { bound } from '../support/bindings.ts'
import { HeldLog, startBroker, type TestBroker } from '../support/mqtt-broker.ts'
import { commandLine, freePort, launchSystem, register } from '../support/running-system.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { until } from '../support/until.ts'

let running: TestBroker | undefined
const clients: MqttClient[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true)
  await running?.[Symbol.asyncDispose]()
  running = undefined
})

async function mqtt(username: string, password: string, port = running?.port ?? 0) {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...{ username, password, clientId: username, reconnectPeriod: 0 },
  })
  clients.push(client)
  return client
}

describe('the edge', () => {
  const bindings = bound(
    { topics: ['up/{device}'], gateway: 'wl-1', values: { depth: '/d' } },
    { topics: ['own/+'], values: { depth: '/d' } },
  )
  const open = async (log?: DurableLog) => {
    running = await startBroker({ bindings, ...(log && { log }) })
    return running
  }

  it('acknowledges a message on a bound topic when it is in the log, and passes it on to nobody', async () => {
    const log = new HeldLog()
    await open(log)
    const client = await mqtt('wl-1', 'token-1')
    let acknowledged = false
    const published = client
      .publishAsync('up/x', '{"d":1}', { qos: 1 })
      .then(() => (acknowledged = true))
    await until(() => log.pending.length > 0)
    expect(acknowledged).toBe(false)
    log.release()
    await published
    const frames = (await running?.frames()) ?? []
    expect(frames).toMatchObject([
      { source: 'wl-1', topic: 'up/x', channel: 'telemetry', protocol: 'binding' },
    ])
    expect(frames[0]).not.toHaveProperty('refused')
  })

  it('refuses for good what another one publishes there, what is too large, and what no binding is for', async () => {
    await open()
    const [one, other] = [await mqtt('wl-1', 'token-1'), await mqtt('wl-2', 'token-2')]
    await other.publishAsync('up/x', '{"d":1}', { qos: 1 })
    await other.publishAsync('own/x', '{"d":1}', { qos: 1 })
    await one.publishAsync('up/x', Buffer.alloc(65_537), { qos: 1 })
    await one.publishAsync('down/x', '{}', { qos: 1 })
    const frames = (await running?.frames()) ?? []
    expect(frames.map(({ source, topic, refused }) => [source, topic, refused])).toEqual([
      ['wl-2', 'up/x', 'topic-not-allowed'],
      ['wl-2', 'own/x', undefined],
      ['wl-1', 'up/x', 'payload-too-large'],
      ['wl-1', 'down/x', 'topic-not-allowed'],
    ])
  })
})

const written = (topic: string) => `id: well
topics:
  - ${topic}
gateway: gw-1
device: '{topic/device}'
time: /t
values:
  depth: { from: /level, unit: m }
`
const device = (id: string, rest: object = {}) =>
  deviceSchema.parse({
    ...{
      id,
      kind: 'water',
      site: 'road',
      longitude: 123.5,
      latitude: 29.5,
      period: 60,
      active: true,
    },
    ...rest,
  })

describe('the running program', { timeout: 120_000 }, () => {
  it('reads by its folder, takes edits, keeps what it has when one is broken, and puts letters back by a new one', async () => {
    const data = await temporaryFolder()
    const folder = join(data, 'bindings')
    await mkdir(folder)
    await writeFile(join(folder, 'well.yaml'), written('wells/{device}/up'))
    const tokens = await register(data, [
      device('gw-1', { kind: 'gateway', site: 'cabinet' }),
      device('wl-7', { gateway: 'gw-1' }),
    ])
    const options = {
      ...{ data, mqttPort: await freePort(), httpPort: await freePort() },
      environment: {
        URBAN_BRAIN_BINDINGS__FOLDER: folder,
        URBAN_BRAIN_BINDINGS__WATCH_EVERY: '100',
      },
    }
    const launched = launchSystem(options)
    try {
      const system = await launched.ready()
      const gateway = await mqtt('gw-1', [...tokens.values()][0] ?? '', options.mqttPort)
      const send = (topic: string, level: number, t: number) =>
        gateway.publishAsync(topic, JSON.stringify({ level, t }), { qos: 1 })
      const values = async () => {
        const path = `/v1/readings?limit=100&from=0&to=${Date.now() + 60_000}`
        const { readings } = (await system.api(path)) as {
          readings: readonly { device: string; values: { depth: number } }[]
        }
        return readings.map((one) => `${one.device} ${one.values.depth}`).toSorted()
      }
      // On a full machine it may say for a moment that it is not ready, and its warnings all the same.
      const warned = async (word: string) =>
        (await (await fetch(`${system.httpUrl}/health/ready`)).text()).includes(word)
      const t = Date.now() - 5_000
      await send('wells/wl-7/up', 0.17, t)
      await send('pits/wl-7/up', 0.18, t + 1)
      await until(async () => (await values()).length === 1)
      expect(await values()).toEqual(['wl-7 17'])

      await writeFile(join(folder, 'well.yaml'), 'id: well\n')
      await until(() => warned('bindings of before stay'))
      await send('wells/wl-7/up', 0.19, t + 2)
      await until(async () => (await values()).length === 2)

      await writeFile(join(folder, 'well.yaml'), written("'{kind}/{device}/up'"))
      await until(() => warned('first level is a word'))
      await writeFile(join(folder, 'well.yaml'), written('pits/{device}/up'))
      await until(async () => !(await warned('bindings of before stay')))
      const tried = await commandLine(
        options,
        ...['bindings', 'test', join(folder, 'well.yaml'), '--letters'],
        ...['--url', system.httpUrl, '--token', system.token('administrator')],
      )
      expect(tried).toMatchObject({ code: 0, out: expect.stringContaining('depth 18') })
      // Whoever reads the frames may not have seen the edit yet: then it is a letter once more.
      await until(async () => {
        for (const reason of ['topic-not-allowed', 'no-decoder'])
          await system.api('/v1/dead-letters/redrive', { method: 'POST', body: { reason } })
        return (await values()).length === 3
      })
      expect(await values()).toEqual(['wl-7 17', 'wl-7 18', 'wl-7 19'])
      expect(await system.api('/v1/accounting')).toMatchObject({ balanced: true })
    } finally {
      await launched.end('SIGKILL')
    }
  })
})
