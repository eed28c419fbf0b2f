/** Commands down to devices in the running program: awake, asleep, of a gateway, stations, silent; and what nobody should answer. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { CommandView } from '../../devices/api/command-contract.ts'
import { device } from '../contract/registry.suite.ts'
import { listenTo, type Ear } from '../support/mqtt-ear.ts'
import {
  commandLine,
  freePort,
  register,
  startSystem,
  type RunningSystem,
  type StartOptions,
} from '../support/running-system.ts'
import { StationClient, stationFrame } from '../support/station-client.ts'
import { until } from '../support/until.ts'

describe('commands to devices', { timeout: 120_000 }, () => {
  let options: StartOptions
  let system: RunningSystem
  let tokens: ReadonlyMap<string, string>
  let stationPort: number
  const ears: Ear[] = []

  beforeAll(async () => {
    const data = await mkdtemp(join(tmpdir(), 'urban-brain-commands-'))
    const water = { kind: 'water', site: 'road' } as const
    tokens = await register(data, [
      device('wl-1', water),
      device('wl-2', water),
      device('gw-1', { kind: 'gateway', site: 'cabinet' }),
      device('mh-1', { kind: 'manhole', site: 'road', gateway: 'gw-1' as never }),
      device('hj-1', { kind: 'dust', site: 'construction', mn: 'M-1', period: 30 }),
    ])
    stationPort = await freePort()
    options = {
      ...{ data, mqttPort: await freePort(), httpPort: await freePort() },
      environment: { URBAN_BRAIN_HJ212__PORT: String(stationPort) },
    }
    system = await startSystem(options)
  }, 180_000)
  afterAll(async () => {
    for (const { client } of ears) client.end(true)
    await system?.stop()
    await rm(options.data, { recursive: true, force: true })
  })

  const ear = async (name: string, clean = true): Promise<Ear> => {
    const password = tokens.get(name) ?? ''
    const opened = await listenTo(options.mqttPort, { username: name, password, clean })
    ears.push(opened)
    await opened.client.subscribeAsync(`ub/v1/${name}/command`, { qos: 1 })
    return opened
  }
  const answer = ({ client }: Ear, name: string, body: object) =>
    client.publishAsync(`ub/v1/${name}/reply`, JSON.stringify(body), { qos: 1 })
  const give = (id: string, body: object, role = 'dispatcher') =>
    system.api(`/v1/devices/${id}/commands`, { method: 'POST', body, role }) as Promise<CommandView>
  const find = (id: string) => system.api(`/v1/commands/${id}`) as Promise<CommandView>
  const stage = async (id: string, wanted: CommandView['stage']) => {
    await until(async () => (await find(id)).stage === wanted)
    return find(id)
  }

  test('a device that is awake hears it at once, and its answer is shown, in the record of its edits as well', async () => {
    const wl = await ear('wl-1')
    const told: unknown[] = []
    const feed = await listenToFeed(system, told)
    const given = await give('wl-1', { command: 'interval', arguments: { seconds: 30 } })
    await until(() => wl.heard.length > 0)
    expect(JSON.parse(wl.heard[0] ?? '')).toEqual({
      ...{ id: given.id, command: 'interval', arguments: { seconds: 30 } },
      ...{ given: given.given, until: given.until },
    })
    await stage(given.id, 'sent')
    await answer(wl, 'wl-1', { id: given.id, result: 'done' })
    const { answered, sent, late } = await stage(given.id, 'done')
    expect([answered, sent, late]).toEqual([expect.any(Number), expect.any(Number), false])
    await until(async () => {
      const { period } = (await system.api('/v1/devices/wl-1')) as { period: number }
      return period === 30
    })
    const { edits } = (await system.api('/v1/devices/wl-1/edits')) as {
      edits: readonly { by: string; command?: CommandView }[]
    }
    expect(edits.map(({ by, command }) => [by, command?.stage])).toEqual([
      ['dispatcher', undefined],
      ['wl-1', 'done'],
      ['dispatcher', 'given'],
    ])
    await until(() => told.some((one) => (one as CommandView).stage === 'done'))
    feed.abort()
  })

  test('a device that is asleep finds it in its session; the child of a gateway is told through it', async () => {
    const asleep = await ear('gw-1', false)
    await asleep.client.endAsync()
    const given = await give('mh-1', { command: 'interval', arguments: { seconds: 60 } })
    await stage(given.id, 'sent')
    const awake = await ear('gw-1', false)
    await until(() => awake.heard.length > 0)
    expect(JSON.parse(awake.heard[0] ?? '')).toMatchObject({ id: given.id, device: 'mh-1' })
    await answer(awake, 'gw-1', { id: given.id, result: 'refused', reason: '井下无电' })
    expect(await stage(given.id, 'refused')).toMatchObject({ said: '井下无电', to: 'gw-1' })
  })

  test('a station is told on its connection, accepts, and does it or says why not', async () => {
    const password = '123456'
    await system.api('/v1/devices/hj-1/credential', { method: 'POST', body: { password } })
    const client = await StationClient.connect(stationPort)
    const answers = (qn: string, cn: string, area: string) =>
      client.send(stationFrame({ QN: qn, ST: '91', CN: cn, Flag: '4' }, area))
    const now = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
    client.send(stationFrame({}, `DataTime=${now};a34001-Rtd=0.1`))
    await client.answered(1)
    const given = await give('hj-1', { command: 'interval', arguments: { seconds: 60 } })
    const told = (await client.answered(2))[1]
    expect(told).toMatchObject({ qn: given.exchange, cn: '1062', area: 'RtdInterval=60' })
    answers(given.exchange ?? '', '9011', 'QnRtn=1')
    const accepted = await stage(given.id, 'accepted')
    expect(accepted.answered).toBeUndefined()
    answers(given.exchange ?? '', '9012', 'ExeRtn=1')
    await stage(given.id, 'done')
    await until(async () => {
      const { period } = (await system.api('/v1/devices/hj-1')) as { period: number }
      return period === 60
    })
    const rare = await give('hj-1', { command: 'minute-interval', arguments: { minutes: 10 } })
    expect((await client.answered(3))[2]).toMatchObject({ cn: '1064', area: 'MinInterval=10' })
    answers(rare.exchange ?? '', '9012', 'ExeRtn=1')
    await stage(rare.id, 'done')
    const clock = await give('hj-1', { command: 'clock' })
    await client.answered(4)
    answers(clock.exchange ?? '', '9012', 'ExeRtn=5')
    expect((await stage(clock.id, 'refused')).code).toEqual({
      zh: '系统繁忙，不能执行（ExeRtn=5）',
      en: 'busy (ExeRtn=5)',
    })
    client.close()
  })

  test('what a device should be set to reaches it after a kill, when it comes, and until it has it', async () => {
    type Found = { state: string; version: number; settings: readonly { name: string }[] }
    const path = '/v1/devices/wl-2/configuration'
    const set = (values: object, role = 'dispatcher') => {
      const body = { values, reason: '汛期' }
      return system.api(path, { method: 'POST', body, role }) as Promise<Found>
    }
    const state = async (wanted: string) => {
      await until(async () => ((await system.api(path)) as Found).state === wanted)
      return (await system.api(path)) as Found
    }
    expect(await set({ period: 20 })).toMatchObject({ version: 1 })
    await system.kill()
    system = await startSystem(options)
    await state('sent')
    expect(await set({ period: 30, risingPeriod: 5 })).toMatchObject({ version: 2 })
    const wl = await ear('wl-2')
    await wl.client.subscribeAsync('ub/v1/wl-2/configuration', { qos: 1 })
    const report = (body: object) =>
      wl.client.publishAsync('ub/v1/wl-2/configured', JSON.stringify(body), { qos: 1 })
    await report({ version: 0, values: { period: 60 } })
    const newest = JSON.stringify({ version: 2, values: { period: 30, risingPeriod: 5 } })
    await until(() => wl.heard.includes(newest))
    await report({ version: 2, values: { period: 30 } })
    await state('unsupported')
    await report({ version: 2, values: { period: 30, risingPeriod: 5 } })
    const same = await state('same')
    expect(same.settings.find(({ name }) => name === 'period')).toMatchObject({
      ...{ desired: 30, reported: 30 },
    })
    await expect(set({ period: 4, nothing: 1 })).rejects.toThrow(/86400|400/)
    const many = { kind: 'water', values: { period: 40 }, reason: '汛期' }
    const post = (body: object) =>
      system.api('/v1/configurations', { method: 'POST', body, role: 'dispatcher' })
    expect(await post({ ...many, check: true })).toEqual({ devices: 2, left: [] })
    expect((await state('same')).version).toBe(2)
    expect(await post({ ...many, kind: 'dust' })).toMatchObject({
      ...{ devices: 0, left: [{ device: 'hj-1' }] },
    })
    await expect(system.api(path, { role: 'wall' })).rejects.toThrow(/403|forbidden/)
    wl.client.end(true)
  })

  test('wrong answers are letters, and change nothing', async () => {
    const [wl1, wl2] = [await ear('wl-1'), await ear('wl-2')]
    const given = await give('wl-1', { command: 'siren-off' })
    await stage(given.id, 'sent')
    await answer(wl2, 'wl-2', { id: given.id, result: 'done' })
    await answer(wl2, 'wl-2', { id: 'DC0', result: 'done' })
    await wl2.client.publishAsync('ub/v1/wl-2/reply', 'OK', { qos: 1 })
    const letters = async () => {
      const found = await system.api('/v1/dead-letters?device=wl-2')
      return (found as { deadLetters: readonly { reason: string }[] }).deadLetters
    }
    await until(async () => (await letters()).length >= 3)
    const reasons = (await letters()).map(({ reason }) => reason).toSorted()
    expect(reasons).toEqual(['not-your-device', 'unknown-command', 'unparsable'])
    expect((await find(given.id)).stage).toBe('sent')
    await answer(wl1, 'wl-1', { id: given.id, result: 'done' })
    await stage(given.id, 'done')
  })

  test('the same request twice is one command', async () => {
    const wl = await ear('wl-2')
    const post = (body: object) =>
      fetch(`${system.httpUrl}/v1/devices/wl-2/commands`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${system.token('operator')}`,
          'content-type': 'application/json',
          'idempotency-key': 'double-click',
        },
        body: JSON.stringify(body),
      })
    const order = { command: 'siren-on', arguments: { seconds: 5 }, reason: '试鸣' }
    const answers = await Promise.all([post(order), post(order)])
    const bodies = (await Promise.all(answers.map((one) => one.json()))) as CommandView[]
    expect(bodies[0]?.id).toBe(bodies[1]?.id)
    const other = await post({ ...order, reason: 'another' })
    expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([
      409,
      'device-command-refused',
    ])
    await stage(bodies[0]?.id ?? '', 'sent')
    await until(() => wl.heard.length > 0)
    expect(wl.heard).toHaveLength(1)
  })

  test('the command line waits for the answer, and its exit code says what it was', async () => {
    const wl = await ear('wl-1')
    wl.client.on('message', (_topic, body) => {
      const { id, command } = JSON.parse(body.toString()) as { id: string; command: string }
      const refuses = command === 'valve-open'
      const result = refuses ? { result: 'refused', reason: 'pump runs' } : { result: 'done' }
      void answer(wl, 'wl-1', { id, ...result })
    })
    const words = ['devices', 'command', 'wl-1'] as const
    const done = await commandLine(options, ...words, 'threshold', 'quantity=depth', 'value=30.5')
    expect([done.code, done.out]).toEqual([0, expect.stringMatching(/^DC\w+ done\n$/)])
    const open = ['valve-open', '--reason', 'rain'] as const
    const refused = await commandLine(options, ...words, ...open)
    expect([refused.code, refused.out]).toEqual([3, expect.stringContaining('refused: pump runs')])
    const wrong = await commandLine(options, ...words, 'valve-open')
    expect([wrong.code, wrong.error]).toEqual([1, expect.stringContaining('reason: is missing')])
    const none = ['devices', 'command', 'wl-2', 'siren-off', '--no-wait'] as const
    const given = await commandLine(options, ...none)
    expect([given.code, given.out]).toEqual([0, expect.stringMatching(/ (given|sent)\n$/)])
    const offers = await commandLine(options, ...words)
    expect(offers.out).toContain('quantity=depth|stage')
    const list = await commandLine(options, 'devices', 'commands', 'wl-1')
    expect(list.out).toMatch(/administrator\s+valve-open\s+rain\s+refused: pump runs/)
    const edits = await commandLine(options, 'devices', 'edits', 'wl-1')
    expect(edits.out).toContain('(told) valve-open')
  })
})

/** Keeps what is told of commands. */
async function listenToFeed(system: RunningSystem, told: unknown[]): Promise<AbortController> {
  const ending = new AbortController()
  const response = await fetch(`${system.httpUrl}/v1/feed`, {
    headers: { authorization: `Bearer ${system.token('operator')}` },
    signal: ending.signal,
  })
  const read = async () => {
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      const messages = text.split('\n\n')
      text = messages.pop() ?? ''
      for (const message of messages) {
        const data = /^event: device-command\ndata: (.*)$/.exec(message)?.[1]
        if (data !== undefined) told.push(JSON.parse(data))
      }
    }
  }
  read().catch(() => {})
  return ending
}
