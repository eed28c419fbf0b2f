import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'

import { Aedes } from 'aedes'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { createMqttNotifier } from '../../cases/adapters/mqtt-notifier.ts'
import { openSqliteCases } from '../../cases/adapters/sqlite-cases.ts'
import { createWebhookNotifier } from '../../cases/adapters/webhook-notifier.ts'
import { createCases, type Cases } from '../../cases/cases.ts'
import type { Unit } from '../../cases/dispatch.ts'
import type { Notice } from '../../cases/notice.ts'
import { createNotify } from '../../cases/notify.ts'
import type { CaseStore, Notifier } from '../../cases/ports.ts'
import type { Component } from '../../core/component.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import { days, hours, instant } from '../../core/time.ts'
import { alarmsTopic, caseEventsTopic } from '../../core/topics.ts'
import { MemoryLog } from '../../storage/memory-log.ts'
import {
  actors,
  alarm,
  calendar,
  config,
  device,
  directory,
  eventually,
  ManualClock,
  Recorder,
  start,
  table,
} from './cases-fixtures.ts'

let store: CaseStore
let log: MemoryLog
let clock: ManualClock
let observer: Recorder
let cases: Cases
let running: Component[]
const devices = directory([
  device('wl-1'),
  device('wl-2'),
  device('mh-1', { owner: 'road' as UnitId }),
])

beforeEach(async () => {
  store = await openSqliteCases(':memory:')
  log = new MemoryLog()
  clock = new ManualClock()
  observer = new Recorder()
  cases = createCases({ log, clock, observer, directory: devices, store, table, calendar, config })
  running = [cases]
  await cases.start()
})

afterEach(async () => {
  for (const component of running.reverse()) await component.stop()
  await log[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
})

async function notifying(
  notifier: Notifier,
  giveUp?: { attempts: number; pause: number; rest: number },
): Promise<void> {
  const component = createNotify({
    log,
    clock,
    observer,
    store,
    desk: cases.desk,
    directory: devices,
    units: table.units,
    notifier,
    config: config.notices,
    ...(giveUp && { giveUp }),
  })
  running.push(component)
  await component.start()
}

/** A channel that takes what it is given, unless `refuses` says otherwise. */
function fake(channel: string, refuses: (unit: Unit) => boolean = () => false) {
  const taken: Notice[] = []
  let calls = 0
  const notifier: Notifier = {
    channel,
    serves: () => true,
    deliver: (notice, unit) => {
      calls += 1
      if (refuses(unit)) return Promise.reject(new UrbanBrainError('notice-failed', 'no'))
      taken.push(notice)
      return Promise.resolve()
    },
  }
  return { notifier, taken, calls: () => calls }
}

async function dispatched(device = 'wl-1'): Promise<CaseId> {
  await log.append(alarmsTopic, [alarm({ device })])
  await eventually('a case', async () => (await store.list({ device }, 1)).items.length === 1)
  const [state] = (await store.list({ device }, 1)).items
  if (state === undefined) throw new Error('no case')
  return state.id
}

const recorded = async (id: CaseId, event: string) =>
  (await store.load(id)).filter((record) => record.event === event)

describe('crew notices', () => {
  test('an order reaches the unit once, with where and until when, and the case keeps the receipt', async () => {
    const mqtt = fake('mqtt')
    await notifying(mqtt.notifier)
    const id = await dispatched()
    await eventually('the receipt', async () => (await recorded(id, 'notified')).length === 1)
    expect(mqtt.taken).toEqual([
      expect.objectContaining({
        id: `${id}/4`,
        occasion: 'dispatched',
        unit: 'drainage',
        severity: 'yellow',
        deadline: { kind: 'handling', at: start + hours(2) },
        where: expect.objectContaining({
          name: '积水点 wl-1',
          cell: '330106001002003',
          map: 'geo:30.26,120.13',
        }) as object,
        url: `http://localhost:8080/v1/cases/${id}`,
      }),
    ])
    // The receipt itself travels as a case event and is no reason for another notice.
    await eventually(
      'the relay',
      async () => (await log.read(caseEventsTopic, 0, 0, 9)).length === 5,
    )
    expect(mqtt.calls()).toBe(1)
  })

  test('rework, a passed deadline, a graver alarm and a void case are told, the rest is not', async () => {
    const mqtt = fake('mqtt')
    await notifying(mqtt.notifier)
    const id = await dispatched()
    await log.append(alarmsTopic, [
      alarm({ kind: 'escalated', severity: 'red', at: instant(start + 1) }),
      alarm({ kind: 'cleared', at: instant(start + 2) }),
    ])
    await eventually('graver', () => mqtt.taken.length === 2)
    await cases.desk.execute(id, { command: 'report', text: 'done', photos: [] }, actors.drainage)
    await cases.desk.execute(id, { command: 'verify', passed: false, photos: [] }, actors.inspector)
    await eventually('rework', () => mqtt.taken.length === 3)
    clock.advance(hours(3))
    await eventually('overdue', () => mqtt.taken.length === 4)
    await cases.desk.execute(id, { command: 'void', reason: 'a test' }, actors.supervisor)
    await eventually('void', async () => (await recorded(id, 'notified')).length === 5)
    expect(mqtt.taken.map(({ occasion }) => occasion)).toEqual([
      'dispatched',
      'severity',
      'rework',
      'overdue',
      'void',
    ])
    expect(new Set(mqtt.taken.map((told) => told.id)).size).toBe(5)
  })

  test('a channel that is away keeps its notices and holds up no other', async () => {
    let away = true
    const mqtt = fake('mqtt', () => away)
    const webhook = fake('webhook')
    await notifying(mqtt.notifier)
    await notifying(webhook.notifier, { attempts: 2, pause: 10, rest: 1_000 })
    const id = await dispatched()
    await eventually('the webhook', () => webhook.taken.length === 1)
    await eventually('tries', () => mqtt.calls() > 0)
    expect(mqtt.taken).toEqual([])
    away = false
    await eventually('the notice', () => {
      clock.advance(10_000)
      return mqtt.taken.length === 1
    })
    await eventually('receipts', async () => (await recorded(id, 'notified')).length === 2)
    expect(await recorded(id, 'noticeFailed')).toEqual([])
  })

  test('a dead address is given up after its attempts, and the other units are told meanwhile', async () => {
    const webhook = fake('webhook', ({ id }) => id === 'drainage')
    await notifying(webhook.notifier, { attempts: 5, pause: 1_000, rest: 60_000 })
    const dead = await dispatched('wl-1')
    await eventually('the first attempt', () => webhook.calls() === 1)
    await eventually('gave up', async () => {
      clock.advance(5_000)
      return (await recorded(dead, 'noticeFailed')).length === 1
    })
    expect(webhook.calls()).toBe(5)
    expect((await recorded(dead, 'noticeFailed'))[0]?.data).toMatchObject({
      channel: 'webhook',
      reason: 'no',
    })
    // While the address rests, one attempt a notice is enough.
    const second = await dispatched('wl-2')
    const alive = await dispatched('mh-1')
    await eventually('both', async () => {
      const failed = await recorded(second, 'noticeFailed')
      return failed.length === 1 && (await recorded(alive, 'notified')).length === 1
    })
    expect(webhook.calls()).toBe(7)
    expect(webhook.taken.map(({ unit }) => unit)).toEqual(['road'])
  })

  test('a crash between the delivery and its receipt sends the same notice again, with the same name', async () => {
    const mqtt = fake('mqtt')
    const id = await dispatched()
    let crash = true
    const component = createNotify({
      log,
      clock,
      observer,
      store,
      desk: {
        execute: (...request) => {
          if (!crash) return cases.desk.execute(...request)
          crash = false
          return Promise.reject(new UrbanBrainError('store-unavailable', 'away'))
        },
      },
      directory: devices,
      units: table.units,
      notifier: mqtt.notifier,
      config: config.notices,
    })
    running.push(component)
    await component.start()
    await eventually('the receipt', async () => {
      clock.advance(1_000)
      return (await recorded(id, 'notified')).length === 1
    })
    expect(mqtt.taken.map((told) => told.id)).toEqual([`${id}/4`, `${id}/4`])
  })

  test('a channel that is new pages nobody with what is long past', async () => {
    const id = await dispatched()
    await eventually(
      'the relay',
      async () => (await log.read(caseEventsTopic, 0, 0, 9)).length === 4,
    )
    clock.advance(days(2))
    const mqtt = fake('mqtt')
    await notifying(mqtt.notifier)
    await eventually('overdue', () => mqtt.taken.length === 1)
    expect(mqtt.taken[0]).toMatchObject({ case: id, occasion: 'overdue' })
  })
})

const notice = {
  id: 'C1/4',
  case: 'C1' as CaseId,
  title: { zh: '积水', en: 'Water' },
} as unknown as Notice
const unit = (webhook: string): Unit => ({
  id: 'drainage' as UnitId,
  name: { zh: '排水', en: 'Drainage' },
  duties: ['drainage'],
  cells: [],
  webhook,
})

describe('the webhook', () => {
  let server: Server
  let url: string
  let answer: { status: number; location?: string } | undefined
  const got: { headers: Record<string, unknown>; body: string }[] = []

  beforeEach(async () => {
    got.length = 0
    answer = { status: 204 }
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        got.push({ headers: request.headers, body })
        if (answer === undefined) return
        response.writeHead(answer.status, answer.location ? { location: answer.location } : {})
        response.end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, resolve))
    url = `http://localhost:${(server.address() as AddressInfo).port}/hook`
  })
  afterEach(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(resolve)
      }),
  )
  const notifier = (timeout = 1_000) =>
    createWebhookNotifier({ clock: new ManualClock(), secret: 'sixteen letters!', timeout })
  const open = new AbortController().signal

  test('posts the notice with a signature the receiver can check', async () => {
    await notifier().deliver(notice, unit(url), open)
    const [call] = got
    expect(JSON.parse(call?.body ?? '')).toEqual(notice)
    expect(call?.headers['content-type']).toBe('application/json')
    const [, time, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(
      String(call?.headers['x-urban-brain-signature']),
    ) ?? ['', '', '']
    expect(Number(time)).toBe(Math.floor(start / 1_000))
    const expected = createHmac('sha256', 'sixteen letters!').update(`${time}.${call?.body}`)
    expect(digest).toBe(expected.digest('hex'))
  })

  test.each([500, 404, 302])(
    'an answer of %i is a failure, and no redirect is followed',
    async (status) => {
      answer = { status, location: `${url}/elsewhere` }
      await expect(notifier().deliver(notice, unit(url), open)).rejects.toMatchObject({
        code: 'notice-failed',
      })
      expect(got).toHaveLength(1)
    },
  )

  test('silence and a closed port are failures that may end later', async () => {
    answer = undefined
    await expect(notifier(50).deliver(notice, unit(url), open)).rejects.toMatchObject({
      code: 'notice-failed',
      retry: 'later',
    })
    const nobody = unit('http://localhost:1/hook')
    await expect(notifier().deliver(notice, nobody, open)).rejects.toMatchObject({
      code: 'notice-failed',
    })
    expect(notifier().serves({ ...nobody })).toBe(true)
  })
})

describe('the MQTT channel', () => {
  test('publishes to the topic of the unit, and goes on when the broker comes back', async () => {
    const listen = async (port: number) => {
      const broker = await Aedes.createBroker()
      const taken: { topic: string; qos: number; payload: string }[] = []
      broker.on('publish', (packet, client) => {
        if (client !== null)
          taken.push({
            topic: packet.topic,
            qos: packet.qos,
            payload: packet.payload.toString(),
          })
      })
      broker.authenticate = (_, username, password, done) =>
        done(null, username === 'service' && password?.toString() === 'secret')
      const server = createTcpServer((socket) => broker.handle(socket))
      await new Promise<void>((resolve) => server.listen(port, resolve))
      const close = async () => {
        await new Promise<void>((resolve) => broker.close(() => resolve()))
        await new Promise<void>((resolve) => server.close(() => resolve()))
      }
      return { taken, close, port: (server.address() as AddressInfo).port }
    }
    const first = await listen(0)
    const notifier = createMqttNotifier({
      url: `mqtt://localhost:${first.port}`,
      username: 'service',
      password: 'secret',
      observer,
    })
    const { signal } = new AbortController()
    const deliver = () => notifier.deliver(notice, unit(''), signal)
    await expect(deliver()).rejects.toMatchObject({ code: 'notice-failed' })
    await notifier.start()
    await eventually('connected', () => notifier.unready() === undefined)
    await deliver()
    expect(first.taken).toEqual([
      { topic: 'ub/v1/crew/drainage/notices', qos: 1, payload: JSON.stringify(notice) },
    ])
    await first.close()
    await eventually('gone', () => notifier.unready() !== undefined)
    await expect(deliver()).rejects.toMatchObject({ code: 'notice-failed', retry: 'later' })
    const second = await listen(first.port)
    await eventually('back', () => notifier.unready() === undefined)
    await deliver()
    expect(second.taken).toHaveLength(1)
    await notifier.stop()
    await second.close()
  })
})
