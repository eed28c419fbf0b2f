/**
 * Bad input of every kind against the running program: each has the outcome that docs/telemetry.md and docs/broker.md
 * promise, everything is counted, and a good reading still goes through afterwards.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { deviceSchema, type Device } from '../../core/device.ts'
import { badInput } from '../support/bad-input.ts'
import { metricsOf } from '../support/metrics.ts'
import { packet, publishPacket, RawClient, type ConnectOptions } from '../support/mqtt-raw.ts'
import {
  commandLine,
  freePort,
  launchSystem,
  register,
  type LaunchedSystem,
  type RunningSystem,
  type StartOptions,
} from '../support/running-system.ts'
import { until } from '../support/until.ts'

const day = 86_400_000
const provisioningToken = 'provisioning-token-of-the-test'

describe('bad input', { timeout: 120_000 }, () => {
  let options: StartOptions
  let launched: LaunchedSystem
  let system: RunningSystem
  let tokens: ReadonlyMap<string, string>

  beforeAll(async () => {
    const data = await mkdtemp(join(tmpdir(), 'urban-brain-bad-input-'))
    tokens = await register(data, [
      device('wl-1'),
      device('wl-2', { gateway: 'gw-1' }),
      device('off-1', { active: false }),
      device('off-2', { active: false, gateway: 'gw-1' }),
      device('gw-1', { kind: 'gateway', site: 'cabinet' }),
    ])
    options = {
      data,
      mqttPort: await freePort(),
      httpPort: await freePort(),
      environment: { URBAN_BRAIN_BROKER__PROVISIONING_TOKEN: provisioningToken },
    }
    launched = launchSystem(options)
    system = await launched.ready()
  }, 180_000)
  afterAll(async () => {
    await launched?.end('SIGKILL')
    await rm(options.data, { recursive: true, force: true })
  })

  const connected = async (name: string, more: ConnectOptions = {}) => {
    const { client, code } = await RawClient.connect(options.mqttPort, {
      userName: name,
      clientId: `${name}/${Math.random().toString(36).slice(2)}`,
      password: tokens.get(name) ?? provisioningToken,
      ...more,
    })
    expect(code).toBe(0)
    return client
  }
  const accounting = () => system.api('/v1/accounting') as Promise<Accounting>
  const workedOff = async (items: number): Promise<Accounting> => {
    for (;;) {
      const found = await accounting().catch(() => undefined)
      if (found !== undefined && found.items >= items) return found
      await delay(200)
    }
  }
  const letters = async () => {
    const answer = await system.api('/v1/dead-letters?limit=1000')
    return (answer as { deadLetters: readonly Letter[] }).deadLetters.toReversed()
  }
  const readings = async (query = '') => {
    const to = Date.now() + day
    const path = `/v1/readings?limit=1000&from=0&to=${to}${query}`
    return ((await system.api(path)) as { readings: readonly Reading[] }).readings
  }
  const outcomes = badInput.flatMap((each) =>
    each.outcomes.map((outcome) => ({ ...each, outcome })),
  )

  test('each has its documented outcome, in the order it came', async () => {
    const clients = new Map<string, RawClient>()
    for (const name of ['wl-1', 'gw-1']) clients.set(name, await connected(name))
    let id = 0
    for (const { what, from = 'wl-1', publish } of badInput) {
      const client = clients.get(from)
      if (client === undefined) throw new TypeError(from)
      id += 1
      client.send(publishPacket({ topic: `ub/v1/${from}/telemetry`, qos: 1, id, ...publish }))
      if (publish.qos === 0) continue
      await client.until(() => client.closed || client.acknowledged.includes(id))
      expect([what, client.closed]).toEqual([what, false])
    }
    for (const client of clients.values()) client.end()

    const buried = sum(
      outcomes.map(({ outcome }) => ('dead' in outcome ? (outcome.items ?? 1) : 0)),
    )
    const others = outcomes.filter(({ outcome }) => !('dead' in outcome)).length
    const total = await workedOff(buried + others)
    const found = await letters()
    const expected = outcomes.flatMap(({ what, outcome }) =>
      'dead' in outcome ? [{ what, reason: outcome.dead }] : [],
    )
    expect(found.map(({ reason }, index) => ({ what: expected[index]?.what, reason }))).toEqual(
      expected,
    )
    const stored = outcomes.flatMap(({ outcome }) =>
      'reading' in outcome ? [outcome.reading] : [],
    )
    await until(async () => (await readings()).length >= stored.length)
    const kept = await readings()
    for (const reading of stored)
      expect(kept, JSON.stringify(reading)).toContainEqual(expect.objectContaining(reading))
    expect(kept).toHaveLength(stored.length)
    expect(kept.find(({ values }) => values['depth'] === 6)).not.toHaveProperty('quality')
    expect(total).toMatchObject({
      items: buried + others,
      readings: stored.length,
      deadLetters: buried,
      duplicates: 1,
      statuses: 1,
      balanced: true,
    })
    const large = found.find(({ reason }) => reason === 'payload-too-large')
    const whole = (await system.api(`/v1/dead-letters/${large?.offset}`)) as { body: string }
    expect(Buffer.from(whole.body, 'base64')).toHaveLength(65_536)
  })

  test('connections that are refused, each with its return code', async () => {
    const attempts: readonly (readonly [ConnectOptions, number, string])[] = [
      [{ userName: 'wl-1', clientId: 'wl-1', password: 'wrong' }, 4, 'credential-wrong'],
      [{ userName: 'ghost', clientId: 'ghost', password: 'wrong' }, 4, 'credential-wrong'],
      [{ clientId: 'wl-1' }, 4, 'anonymous'],
      [{ userName: 'wl\u00011', clientId: 'x', password: 'x' }, 4, 'name-invalid'],
      [{ userName: 'wl 1', clientId: 'wl 1', password: 'x' }, 4, 'name-invalid'],
      [{ userName: '\u202ewl-1', clientId: 'x', password: 'x' }, 4, 'name-invalid'],
      [{ ...known('wl-1'), clientId: 'wl-1\u0007' }, 2, 'client-id-invalid'],
      [{ ...known('wl-1'), clientId: 'wl-2' }, 2, 'client-id-invalid'],
      [{ ...known('off-1') }, 5, 'inactive'],
      [
        { ...known('wl-1'), will: { topic: 'ub/v1/wl-2/status', payload: 'offline' } },
        5,
        'will-not-allowed',
      ],
      [{ ...known('wl-1'), version: 5 }, 1, 'protocol-version'],
    ]
    const before = await metricsOf(system)
    for (const [connectWith, expected, reason] of attempts) {
      const { client, code } = await RawClient.connect(options.mqttPort, connectWith)
      expect([reason, code]).toEqual([reason, expected])
      client.end()
    }
    const reasons = [...new Set(attempts.map(([, , reason]) => reason))]
    await until(async () => {
      const after = await metricsOf(system)
      return reasons.every((reason) => {
        const name = `urban_brain_broker_refused_total{reason="${reason}"}`
        const times = attempts.filter(([, , each]) => each === reason).length
        return (after.get(name) ?? 0) - (before.get(name) ?? 0) === times
      })
    })
  })

  test('what is no MQTT, or announces more than may be, is cut off', async () => {
    const hello: readonly Buffer[] = [
      Buffer.from('GET / HTTP/1.1\r\nhost: here\r\n\r\n'),
      Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
      Buffer.alloc(100_000, 0xff),
      packet(0x10, Buffer.alloc(20_000)),
      publishPacket({ topic: 'ub/v1/wl-1/telemetry', payload: '{"m":{"depth":1}}' }),
    ]
    for (const bytes of hello) {
      const socket = connect(options.mqttPort, '127.0.0.1')
      socket.on('error', () => {})
      socket.resume()
      socket.write(bytes)
      await new Promise((resolve) => socket.once('close', resolve))
    }
    const client = await connected('wl-1')
    client.send(Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(1_000))
    await client.until(() => client.closed)
  })

  test('names that nobody registered are listed, adopted, and their letters put back', async () => {
    const t = Date.now()
    const stranger = await connected('stranger-1')
    stranger.send(
      publishPacket({
        topic: 'ub/v1/stranger-1/telemetry',
        payload: `{"t":${t},"m":{"depth":42}}`,
      }),
    )
    await stranger.until(() => stranger.acknowledged.length === 1)
    stranger.end()

    const said = async (...words: readonly string[]) => {
      const { code, out, error } = await commandLine(options, ...words)
      expect([words, code, error]).toEqual([words, 0, ''])
      return out
    }
    await until(async () => (await said('devices', 'list', '--unknown')).includes('stranger-1'))
    expect(await said('dead-letters', 'list', '--device', 'stranger-1')).toContain('unknown-device')
    const place = ['--longitude', '123.501458', '--latitude', '29.505208']
    await said('devices', 'adopt', 'stranger-1', '--kind', 'water', '--site', 'road', ...place)
    expect(await said('devices', 'list', '--unknown')).not.toContain('stranger-1')
    await said('dead-letters', 'redrive', '--device', 'stranger-1')
    await until(async () => (await readings('&device=stranger-1')).length === 1)
    expect(await readings('&device=stranger-1')).toMatchObject([
      { observedAt: t, values: { depth: 42 }, timing: 'late' },
    ])
    // Once more makes a duplicate, and the provisioning token is no longer good for this name.
    await said('dead-letters', 'redrive', '--device', 'stranger-1')
    await until(async () => (await accounting()).duplicates === 2)
    expect(await readings('&device=stranger-1')).toHaveLength(1)
    await until(async () => {
      const { client, code } = await RawClient.connect(options.mqttPort, {
        userName: 'stranger-1',
        clientId: 'stranger-1',
        password: provisioningToken,
      })
      client.end()
      return code === 4
    })
  })

  test('afterwards a good reading goes through, everything is counted, and nothing has ended', async () => {
    const client = await connected('wl-1')
    client.send(
      publishPacket({ topic: 'ub/v1/wl-1/telemetry', payload: '{"seq":99,"m":{"depth":1.25}}' }),
    )
    await client.until(() => client.acknowledged.length === 1)
    client.end()
    await until(async () =>
      (await readings('&device=wl-1')).some(({ values }) => values['depth'] === 1.25),
    )
    // What the threads tell each other is up to a second old.
    const stored = (await readings()).length
    await until(async () => (await accounting()).readings === stored)
    const total = await accounting()
    expect(total.balanced).toBe(true)
    expect(total.items).toBe(total.readings + total.duplicates + total.deadLetters + total.statuses)
    const found = await letters()
    const buried = sum(found.map(({ items = 1 }) => items))
    expect(total.deadLetters).toBe(buried)
    await until(async () => {
      const counted = await metricsOf(system)
      const told = [...counted]
        .filter(([name]) => name.startsWith('urban_brain_ingest_dead_letter_total{'))
        .map(([, value]) => value)
      return sum(told) === buried
    })
    expect((await fetch(`${system.httpUrl}/health/ready`)).status).toBe(200)
    expect(launched.said()).not.toContain('stops')
    expect(launched.said()).not.toContain('internal')
    expect(await launched.end('SIGTERM')).toBe(0)
  })

  const known = (name: string) => ({
    userName: name,
    clientId: name,
    password: tokens.get(name) ?? '',
  })
})

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

interface Accounting {
  readonly items: number
  readonly readings: number
  readonly duplicates: number
  readonly deadLetters: number
  readonly statuses: number
  readonly balanced: boolean
}

interface Letter {
  readonly offset: number
  readonly reason: string
  readonly items?: number
}

interface Reading {
  readonly values: Readonly<Record<string, number>>
}

const device = (id: string, more: Partial<Record<keyof Device, unknown>> = {}): Device =>
  deviceSchema.parse({
    id,
    kind: 'water',
    site: 'road',
    longitude: 123.501458,
    latitude: 29.505208,
    cell: '990102001001001',
    period: 3_600,
    active: true,
    ...more,
  })
