import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import { createCases, type Cases } from '../../../cases/cases.ts'
import type { Addressee } from '../../../cases/life/addressee.ts'
import type { Notice } from '../../../cases/life/notice.ts'
import { createNotify } from '../../../cases/desk/notify.ts'
import type { CaseStore, Notifier, Receipt } from '../../../cases/ports.ts'
import type { Component } from '../../../runtime/component.ts'
import { consumers } from '../../../core/consumers.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import type { CaseId, UnitId } from '../../../core/identity.ts'
import { days, hours, instant, minutes } from '../../../core/time.ts'
import { alarmsTopic, caseEventsTopic } from '../../../core/topics.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { actors, alarm, calendar, config, device, directory, start, table } from './fixtures.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { until } from '../../support/until.ts'

const voiding = { command: 'void', reason: 'a test', despite: 'a test' } as const
let store: CaseStore
let log: MemoryLog
let clock: VirtualClock
let observer: RecordingObserver
let cases: Cases
let running: Component[]
const roads = [device('wl-1'), device('wl-2')]
const devices = directory([...roads, device('mh-1', { owner: 'road' as UnitId })])

beforeEach(async () => {
  store = await openSqliteCases(':memory:')
  log = new MemoryLog()
  clock = new VirtualClock(start)
  observer = new RecordingObserver()
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
    ...{ log, clock, observer, store },
    desk: cases.desk,
    directory: devices,
    addressees: table.units,
    notifier,
    consumer: notifier.channel === 'mqtt' ? consumers.notifyMqtt : consumers.notifyWebhook,
    config: config.notices,
    ...(giveUp && { giveUp }),
  })
  running.push(component)
  await component.start()
}

/** A channel that takes what it is given, unless `refuses` says otherwise. */
function fake(channel: string, refuses: (unit: Addressee) => boolean = () => false) {
  const taken: Notice[] = []
  let calls = 0
  const notifier: Notifier = {
    channel,
    serves: () => true,
    deliver: (notice, unit) => {
      calls += 1
      if (refuses(unit)) return Promise.reject(new UrbanBrainError('notice-failed', 'no'))
      taken.push(notice)
      return Promise.resolve('received')
    },
  }
  return { notifier, taken, calls: () => calls }
}

async function dispatched(device = 'wl-1'): Promise<CaseId> {
  await log.append(alarmsTopic, [alarm({ device })])
  await until(async () => (await store.list({ device }, 1)).items.length === 1, 'a case')
  const [state] = (await store.list({ device }, 1)).items
  if (state === undefined) throw new Error('no case')
  return state.id
}

const relayed = (events: number) =>
  until(async () => (await log.read(caseEventsTopic, 0, 0, 9)).length === events, 'the relay')

const recorded = async (id: CaseId, event: string) =>
  (await store.load(id)).filter((record) => record.event === event)

describe('crew notices', () => {
  test('an order reaches the unit once, with where and until when, and the case keeps the receipt', async () => {
    const mqtt = fake('mqtt')
    await notifying(mqtt.notifier)
    const id = await dispatched()
    await until(async () => (await recorded(id, 'notified')).length === 1, 'the receipt')
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
        url: `http://localhost:8080/crew/${id}`,
        measured: {
          name: 'depth3',
          quantity: 'depth',
          unit: 'cm',
          value: 31,
          comparison: '>=',
          limit: 15,
        },
        text: {
          zh: '新派遣案件，请接单处置。积水深度 31 cm，限值 15 cm',
          en: 'New order: accept it and handle it. Water depth 31 cm, limit 15 cm',
        },
      }),
    ])
    // The receipt itself travels as a case event and is no reason for another notice.
    await relayed(5)
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
    await until(() => mqtt.taken.length === 2, 'graver')
    await cases.desk.execute(id, { command: 'report', text: 'done', photos: [] }, actors.drainage)
    await cases.desk.execute(id, { command: 'verify', passed: false, photos: [] }, actors.inspector)
    await until(() => mqtt.taken.length === 3, 'rework')
    clock.advance(hours(3))
    await until(() => mqtt.taken.length === 4, 'overdue')
    await cases.desk.execute(id, voiding, actors.supervisor)
    await until(async () => (await recorded(id, 'notified')).length === 5, 'void')
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
    await until(() => webhook.taken.length === 1, 'the webhook')
    await until(() => mqtt.calls() > 0, 'tries')
    expect(mqtt.taken).toEqual([])
    away = false
    await until(() => {
      clock.advance(10_000)
      return mqtt.taken.length === 1
    }, 'the notice')
    await until(async () => (await recorded(id, 'notified')).length === 2, 'receipts')
    expect(await recorded(id, 'noticeFailed')).toEqual([])
  })

  test('a dead address is given up after its attempts, and the other units are told meanwhile', async () => {
    let works = false
    const webhook = fake('webhook', ({ id }) => id === 'drainage' && !works)
    await notifying(webhook.notifier, { attempts: 5, pause: 1_000, rest: 60_000 })
    const dead = await dispatched('wl-1')
    await until(() => webhook.calls() === 1, 'the first attempt')
    await until(async () => {
      clock.advance(5_000)
      return (await recorded(dead, 'noticeFailed')).length === 1
    }, 'gave up')
    expect(webhook.calls()).toBe(5)
    expect((await recorded(dead, 'noticeFailed'))[0]?.data).toMatchObject({
      channel: 'webhook',
      reason: 'no',
    })
    // While the address rests, one attempt a notice is enough.
    const second = await dispatched('wl-2')
    const alive = await dispatched('mh-1')
    await until(async () => {
      const failed = await recorded(second, 'noticeFailed')
      return failed.length === 1 && (await recorded(alive, 'notified')).length === 1
    }, 'both')
    expect(webhook.calls()).toBe(7)
    expect(webhook.taken.map(({ unit }) => unit)).toEqual(['road'])
    // Both orders are open still: they are told when the address works again, and the record says so once more.
    works = true
    await until(async () => {
      clock.advance(60_000)
      const told = [...(await recorded(dead, 'notified')), ...(await recorded(second, 'notified'))]
      const notices = told.map(({ data }) => data['notice'])
      return notices.includes(`${dead}/4`) && notices.includes(`${second}/4`)
    }, 'told after all')
    expect(await recorded(dead, 'noticeFailed')).toHaveLength(1)
  })

  test('an address that never answers delays no other unit', async () => {
    const hanging = fake('webhook')
    const notifier: Notifier = {
      ...hanging.notifier,
      deliver: (told, to, signal) =>
        to.id === 'drainage'
          ? new Promise((_, reject) =>
              signal.addEventListener('abort', () => reject(new Error('stopped'))),
            )
          : hanging.notifier.deliver(told, to, signal),
    }
    await notifying(notifier, { attempts: 5, pause: 1_000, rest: 60_000 })
    await dispatched('wl-1')
    await dispatched('wl-2')
    const healthy = await dispatched('mh-1')
    await until(async () => (await recorded(healthy, 'notified')).length === 1, 'told')
  })

  test('a crash between the delivery and its receipt sends the same notice again, with the same name', async () => {
    const mqtt = fake('mqtt')
    const id = await dispatched()
    let crash = true
    const component = createNotify({
      ...{ log, clock, observer, store },
      desk: {
        ...cases.desk,
        execute: (...request) => {
          if (!crash) return cases.desk.execute(...request)
          crash = false
          return Promise.reject(new UrbanBrainError('store-unavailable', 'away'))
        },
      },
      directory: devices,
      addressees: table.units,
      notifier: mqtt.notifier,
      consumer: consumers.notifyMqtt,
      config: config.notices,
    })
    running.push(component)
    await component.start()
    await until(async () => {
      clock.advance(1_000)
      return (await recorded(id, 'notified')).length === 1
    }, 'the receipt')
    expect(mqtt.taken.map((told) => told.id)).toEqual([`${id}/4`, `${id}/4`])
  })

  test('an order that is still open is told however long its channel was away, one that was done is not', async () => {
    const open = await dispatched('wl-1')
    const done = await dispatched('wl-2')
    await cases.desk.execute(done, { command: 'report', text: 'done', photos: [] }, actors.drainage)
    clock.advance(days(2))
    const mqtt = fake('mqtt')
    await notifying(mqtt.notifier)
    await until(async () => (await recorded(open, 'notified')).length === 2, 'told')
    expect(mqtt.taken).toMatchObject([
      { case: open, occasion: 'dispatched' },
      { case: open, occasion: 'overdue' },
    ])
    expect(await recorded(done, 'notified')).toEqual([])
    expect(await recorded(done, 'noticeFailed')).toEqual([])
  })

  test('an order that ended before anybody was told says so in its record', async () => {
    const id = await dispatched()
    await cases.desk.execute(id, voiding, actors.supervisor)
    clock.advance(days(2))
    const mqtt = fake('mqtt')
    await notifying(mqtt.notifier)
    await until(async () => (await recorded(id, 'noticeFailed')).length === 2, 'the word')
    expect((await recorded(id, 'noticeFailed')).map(({ data }) => data)).toMatchObject([
      { notice: `${id}/4`, reason: expect.stringMatching(/^overtaken/) as string },
      { notice: `${id}/5`, reason: expect.stringMatching(/^overtaken/) as string },
    ])
    expect(mqtt.taken.filter((told) => told.case === id)).toEqual([])
  })
})

/** A channel that only hands over, and hears receipts. */
function handing() {
  let connection: number | undefined = 1
  let hear: (receipt: Receipt) => void = () => {}
  const taken: string[] = []
  const notifier: Notifier = {
    channel: 'mqtt',
    serves: () => true,
    connection: () => connection,
    onReceipt: (listener) => (hear = listener),
    deliver: (told) => {
      taken.push(told.id)
      return Promise.resolve('handed')
    },
  }
  return {
    notifier,
    taken,
    connect: (number: number | undefined) => (connection = number),
    receipt: (notice: string, unit: string) => hear({ notice, to: unit as UnitId }),
  }
}

describe('a channel that only hands over', () => {
  test('the case says `notified` when the unit has the notice, and not before', async () => {
    const mqtt = handing()
    await notifying(mqtt.notifier)
    const id = await dispatched()
    await until(() => mqtt.taken.length === 1, 'handed over')
    mqtt.receipt(`${id}/4`, 'road')
    mqtt.receipt('C20000101-000000000000/4', 'drainage')
    await relayed(4)
    expect(await recorded(id, 'notified')).toEqual([])
    mqtt.receipt(`${id}/4`, 'drainage')
    mqtt.receipt(`${id}/4`, 'drainage')
    await until(async () => (await recorded(id, 'notified')).length === 1, 'the receipt')
    clock.advance(hours(1))
    await until(async () => (await store.get(id))?.version === 5, 'overdue or not')
    expect(mqtt.taken).toEqual([`${id}/4`])
    expect(await store.pendingNotice('mqtt', `${id}/4`)).toBeUndefined()
  })

  test('without a receipt it is sent again after a restart, a new connection and a while, and the record says that nobody was told', async () => {
    const mqtt = handing()
    await notifying(mqtt.notifier)
    const id = await dispatched()
    await until(() => mqtt.taken.length === 1, 'handed over')
    await running.pop()?.stop()
    await notifying(mqtt.notifier)
    await until(() => mqtt.taken.length === 2, 'again after the restart')
    mqtt.connect(undefined)
    clock.advance(1_000)
    mqtt.connect(2)
    await until(() => {
      clock.advance(100)
      return mqtt.taken.length === 3
    }, 'again over the new connection')
    // Whoever lost its queue comes back within moments.
    const before = clock.now()
    await until(() => {
      clock.advance(1_000)
      return mqtt.taken.length === 4
    }, 'and soon once more')
    expect(clock.now() - before).toBeLessThan(minutes(5))
    expect(await recorded(id, 'noticeFailed')).toEqual([])
    await until(async () => {
      clock.advance(60_000)
      return (await recorded(id, 'noticeFailed')).length === 1
    }, 'said')
    const sent = mqtt.taken.length
    await until(() => {
      clock.advance(60_000)
      return mqtt.taken.length > sent
    }, 'and again')
    expect(new Set(mqtt.taken)).toEqual(new Set([`${id}/4`]))
    mqtt.receipt(`${id}/4`, 'drainage')
    await until(async () => (await recorded(id, 'notified')).length === 1, 'at last')
    expect((await recorded(id, 'noticeFailed')).map(({ data }) => data)).toEqual([
      { notice: `${id}/4`, channel: 'mqtt', reason: 'no client of the unit has taken it' },
    ])
  })

  test('a unit that works on the order is not told of it again', async () => {
    const mqtt = handing()
    await notifying(mqtt.notifier)
    const id = await dispatched()
    await until(() => mqtt.taken.length === 1, 'handed over')
    await cases.desk.execute(id, { command: 'acceptOrder' }, actors.drainage)
    await until(async () => {
      clock.advance(60_000)
      return (await store.pendingNotice('mqtt', `${id}/4`)) === undefined
    }, 'forgotten')
    expect(mqtt.taken).toEqual([`${id}/4`])
    expect(await recorded(id, 'noticeFailed')).toEqual([])
  })
})
