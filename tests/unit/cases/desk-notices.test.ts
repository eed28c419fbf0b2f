import { afterEach, beforeEach, expect, test } from 'vitest'

import { createCases, type Cases } from '../../../cases/cases.ts'
import type { Address, Addressee } from '../../../cases/life/addressee.ts'
import type { Command } from '../../../cases/life/commands.ts'
import type { Notice } from '../../../cases/life/notice.ts'
import { createNotify } from '../../../cases/desk/notify.ts'
import { prospects } from '../../../cases/life/pending.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import type { CaseStore, Notifier } from '../../../cases/ports.ts'
import type { Actor } from '../../../core/actor.ts'
import { consumers } from '../../../core/consumers.ts'
import type { CaseId, UnitId } from '../../../core/identity.ts'
import { hours, minutes } from '../../../core/time.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import type { Component } from '../../../runtime/component.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { until } from '../../support/until.ts'
import { actors, alarm, calendar, config, device, directory, start, table } from './fixtures.ts'

let store: CaseStore
let log: MemoryLog
let clock: VirtualClock
let cases: Cases
let running: Component[]
let taken: Notice[]

const desks = ['@dispatcher', '@operator', '@inspector', '@supervisor'] as const
const addressees = new Map<Address, Addressee>([
  ...table.units,
  ...desks.map((id) => [id, { id }] as const),
])

beforeEach(async () => {
  store = await openSqliteCases(':memory:')
  log = new MemoryLog()
  clock = new VirtualClock(start)
  taken = []
  const observer = new RecordingObserver()
  const shared = { log, clock, observer, store, directory: directory([device('wl-1')]) }
  cases = createCases({ ...shared, table, calendar, config })
  const notifier: Notifier = {
    channel: 'webhook',
    serves: () => true,
    deliver: (told) => {
      taken.push(told)
      return Promise.resolve('received')
    },
  }
  const more = { desk: cases.desk, addressees, config: config.notices, notifier }
  running = [cases, createNotify({ ...shared, ...more, consumer: consumers.notifyWebhook })]
  for (const component of running) await component.start()
})

afterEach(async () => {
  for (const component of running.reverse()) await component.stop()
  await log[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
})

const told = () =>
  taken.map(({ occasion, to }) => `${occasion} ${'role' in to ? to.role : to.unit}`).sort()

test('whose turn it is hears that it is late, and the operator on duty; a return goes to the dispatcher', async () => {
  await log.append(alarmsTopic, [alarm({})])
  await until(async () => (await store.list({}, 1)).items.length === 1, 'a case')
  const { id } = (await store.list({}, 1)).items[0] ?? { id: undefined }
  if (id === undefined) throw new Error('no case')
  const says = async (command: Command, actor: Actor) =>
    expect((await cases.desk.execute(id, command, actor)).refusal).toBeUndefined()
  await until(() => taken.length === 1, 'the order')

  await says({ command: 'return', reason: 'not ours' }, actors.drainage)
  await until(() => taken.length === 2, 'the return')
  expect(taken[1]).toMatchObject({
    occasion: 'returned',
    to: { role: 'dispatcher' },
    id: expect.stringMatching(/@dispatcher$/) as string,
    text: { en: 'Returned: not ours. Water depth 31 cm, limit 15 cm' },
    url: `http://localhost:8080/cases/${id}`,
  })
  expect(taken[1]).not.toHaveProperty('unit')
  clock.advance(minutes(11))
  await until(() => taken.length === 4, 'a late dispatch')
  await says({ command: 'dispatch', unit: actors.road.unit }, actors.dispatcher)
  await until(() => taken.length === 5, 'the second order')
  clock.advance(hours(2))
  await until(() => taken.length === 7, 'a late handling')
  await says({ command: 'report', text: 'done', photos: [] }, actors.road)
  clock.advance(hours(2))
  await until(() => taken.length === 9, 'a late verification')

  expect(told()).toEqual([
    'dispatched drainage',
    'dispatched road',
    'overdue dispatcher',
    'overdue inspector',
    'overdue operator',
    'overdue operator',
    'overdue operator',
    'overdue road',
    'returned dispatcher',
  ])
  await until(async () => {
    const records = await store.load(id)
    return records.filter(({ event }) => event === 'notified').length === taken.length
  }, 'each is entered in the record')
  expect(new Set(taken.map(({ id: name }) => name)).size).toBe(taken.length)
})

test('a desk that has acted since, or whose turn is over, is told no more', async () => {
  await log.append(alarmsTopic, [alarm({})])
  await until(() => taken.length === 1, 'the order')
  const { id } = (await store.list({}, 1)).items[0] ?? { id: undefined }
  if (id === undefined) throw new Error('no case')
  const about = async (event: string) => {
    const history = await store.load(id)
    const version = history.find((one) => one.event === event)?.version ?? 0
    const setting = () => ({ baseUrl: '' })
    return prospects(id, version, history, { channel: 'mqtt', now: start, stale: 0, setting })
  }
  await cases.desk.execute(id, { command: 'return', reason: 'not ours' }, actors.drainage)
  expect(await about('returned')).toMatchObject([
    { kind: 'open', told: { to: { role: 'dispatcher' } } },
  ])
  clock.advance(minutes(11))
  await until(async () => (await about('overdue')).length === 2, 'a late dispatch')
  await cases.desk.execute(id, { command: 'comment', text: 'looking' }, actors.operator)
  expect((await about('overdue')).map(({ told: { to } }) => to)).toEqual([{ role: 'dispatcher' }])
  await cases.desk.execute(
    id,
    { command: 'void', reason: 'no', despite: 'a test' },
    actors.supervisor,
  )
  expect(await about('overdue')).toEqual([])
  expect(await about('returned')).toEqual([])
})

test('a unit hears what is demanded of it, a supervisor the answer, and whose case is disputed', async () => {
  await log.append(alarmsTopic, [alarm({})])
  await until(() => taken.length === 1, 'the order')
  const { id } = (await store.list({}, 1)).items[0] ?? { id: undefined }
  if (id === undefined) throw new Error('no case')
  const says = async (command: Command, actor: Actor, telling: number) => {
    expect((await cases.desk.execute(id, command, actor)).refusal).toBeUndefined()
    await until(() => taken.length === telling, `${command.command} is told`)
  }
  const demand = {
    kind: 'important',
    level: 'city',
    demand: 'today',
    limit: '2 urgent hours',
  } as const
  await says({ command: 'supervise', ...demand }, actors.supervisor, 2)
  await says({ command: 'answerSupervision', text: 'at four' }, actors.drainage, 3)
  await says({ command: 'liftSupervision' }, actors.supervisor, 3)
  for (const [told, unit] of [
    [4, 'road'],
    [6, 'drainage'],
  ] as const) {
    await says(
      { command: 'return', reason: 'not ours' },
      unit === 'road' ? actors.drainage : actors.road,
      told,
    )
    await says({ command: 'dispatch', unit: unit as UnitId }, actors.dispatcher, told + 1)
  }
  await says({ command: 'return', reason: 'not ours' }, actors.drainage, 9)
  expect(told()).toEqual([
    ...['dispatched drainage', 'dispatched drainage', 'dispatched road', 'dispute supervisor'],
    ...Array.from({ length: 3 }, () => 'returned dispatcher'),
    ...['supervision drainage', 'supervision supervisor'],
  ])
})

test('an inspector hears of a check on site until one has acted, or it is answered', async () => {
  const collect: Command = {
    command: 'collect',
    source: 'hotline',
    work: 'incident',
    category: '0506',
    severity: 'blue',
    title: { zh: '积水', en: 'Water' },
    photos: [],
    limit: '2 urgent hours',
    lead: 'drainage',
  }
  const id = 'C20260313-0000000000cc' as CaseId
  await cases.desk.execute(id, collect, actors.operator)
  await cases.desk.execute(id, { command: 'askCheck', text: 'the south gate' }, actors.operator)
  await until(() => taken.length === 1, 'the notice')
  expect(taken[0]).toMatchObject({
    occasion: 'check',
    to: { role: 'inspector' },
    text: { zh: '请到现场核实：the south gate' },
    url: `http://localhost:8080/field/${id}`,
    deadline: { kind: 'check' },
  })
  await until(
    async () => (await store.load(id)).some(({ event }) => event === 'notified'),
    'its receipt',
  )
  const left = async () => {
    const history = await store.load(id)
    const version = history.find(({ event }) => event === 'checkAsked')?.version ?? 0
    const setting = () => ({ baseUrl: '' })
    return prospects(id, version, history, { channel: 'mqtt', now: start, stale: 0, setting })
  }
  expect(await left()).toMatchObject([{ kind: 'open', elsewhere: true }])
  await cases.desk.execute(id, { command: 'claim' }, actors.inspector)
  expect(await left()).toEqual([])
})
