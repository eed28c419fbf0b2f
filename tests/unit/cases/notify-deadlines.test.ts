import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import type { Case } from '../../../cases/life/case.ts'
import { createCases, type Cases } from '../../../cases/cases.ts'
import type { CaseEvent } from '../../../cases/life/facts.ts'
import { notices, type Notice } from '../../../cases/life/notice.ts'
import { createNotify } from '../../../cases/desk/notify.ts'
import type { CaseStore, Notifier } from '../../../cases/ports.ts'
import type { Component } from '../../../runtime/component.ts'
import { consumers } from '../../../core/consumers.ts'
import { days, hours, instant, minutes } from '../../../core/time.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import {
  actors,
  alarm,
  calendar,
  config,
  device,
  directory,
  start,
  table,
  type AlarmSketch,
} from './fixtures.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { until } from '../../support/until.ts'

let store: CaseStore
let log: MemoryLog
let clock: VirtualClock
let cases: Cases
let running: Component[]
let taken: Notice[]

beforeEach(async () => {
  store = await openSqliteCases(':memory:')
  log = new MemoryLog()
  clock = new VirtualClock(start)
  taken = []
  const shared = {
    log,
    clock,
    observer: new RecordingObserver(),
    directory: directory([device('wl-1')]),
  }
  cases = createCases({ ...shared, store, table, calendar, config })
  const notifier: Notifier = {
    channel: 'mqtt',
    serves: () => true,
    connection: () => 1,
    deliver: (told) => {
      taken.push(told)
      return Promise.resolve('handed')
    },
  }
  const more = { desk: cases.desk, addressees: table.units, config: config.notices, notifier }
  const consumer = consumers.notifyMqtt
  running = [cases, createNotify({ ...shared, ...more, consumer, store })]
  for (const component of running) await component.start()
})

afterEach(async () => {
  for (const component of running.reverse()) await component.stop()
  await log[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
})

const say = (...sketches: readonly AlarmSketch[]) =>
  log.append(
    alarmsTopic,
    sketches.map((sketch) => alarm(sketch)),
  )
const days3 = { limit: '3 natural days' }
const told = () => taken.map(({ occasion }) => occasion)

test('a reminder tells the unit again, once each, while it is due', async () => {
  const reminder = (after: number, late = 0) => {
    const at = instant(start + after)
    return { kind: 'reminded', at, decidedAt: instant(at + late) } as const
  }
  await say(
    { template: days3 },
    reminder(hours(1)),
    reminder(hours(1)),
    reminder(hours(2), hours(5)),
    { kind: 'escalated', severity: 'red', at: instant(start + hours(3)) },
  )
  await until(() => taken.length === 3, 'graver')
  expect(told()).toEqual(['dispatched', 'reminder', 'severity'])
})

describe('the deadline on the phone of a crew', () => {
  test('is told when a further alarm shortens it, whose severity is no graver', async () => {
    await say({ template: days3 })
    await until(() => taken.length === 1, 'the order')
    expect(taken[0]?.deadline?.at).toBe(start + days(3))
    await say({ rule: 'other', template: { limit: '2 urgent hours' } })
    await until(() => taken.length === 2, 'the shorter one')
    expect(taken[1]).toMatchObject({
      occasion: 'deadline',
      severity: 'yellow',
      deadline: { kind: 'handling', at: start + hours(2) },
      text: {
        zh: expect.stringMatching(/^处置时限缩短/),
        en: expect.stringMatching(/^The deadline is/),
      },
    })
  })

  test('is told when an extension is granted', async () => {
    await say({ template: days3 })
    await until(() => taken.length === 1, 'the order')
    const id = taken[0]?.case ?? raise('no case')
    await cases.desk.execute(id, { command: 'askExtension', reason: 'x' }, actors.dispatcher)
    await cases.desk.execute(id, { command: 'extend', limit: '5 natural days' }, actors.supervisor)
    await until(() => taken.length === 2, 'the later one')
    expect(taken[1]).toMatchObject({
      occasion: 'deadline',
      deadline: { kind: 'handling', at: start + days(5) },
      text: { zh: expect.stringMatching(/^延期获准/) },
    })
  })

  test('comes with the news that it is graver, where both change at once', async () => {
    await say({ template: days3 })
    await until(() => taken.length === 1, 'the order')
    const worse = { kind: 'escalated', severity: 'red', at: instant(start + 1) } as const
    await say({ ...worse, template: { limit: '2 urgent hours' } })
    await until(() => taken.length === 2, 'graver')
    expect(taken[1]).toMatchObject({ occasion: 'severity', deadline: { at: start + hours(2) } })
    await until(async () => (await store.latest()) === 7, 'all is written down')
    const [state] = (await store.list({}, 1)).items
    await cases.desk.execute(
      state?.id ?? raise('no case'),
      { command: 'void', reason: 'x', despite: 'x' },
      actors.operator,
    )
    await until(() => told().includes('void'), 'void')
    expect(told()).toEqual(['dispatched', 'severity', 'void'])
  })

  test('is told when the calendar of the year moves it, and only then', async () => {
    await say({})
    await until(async () => (await store.list({}, 1)).items.length === 1, 'a case')
    const state = (await store.list({}, 1)).items[0] ?? raise('no case')
    const moved = (kind: 'handling' | 'verification', at: number): CaseEvent => ({
      event: 'deadlineMoved',
      at: start,
      by: actors.service,
      data: { deadline: { kind, at: instant(at), certain: true }, from: instant(start + hours(2)) },
    })
    const occasion = (event: CaseEvent, of: Case = state) =>
      notices(of, event, { baseUrl: 'http://desk' })[0]?.occasion
    expect(occasion(moved('handling', start + hours(26)))).toBe('deadline')
    expect(occasion(moved('handling', start + hours(2)))).toBeUndefined()
    expect(occasion(moved('verification', start + hours(26)))).toBeUndefined()
    expect(occasion(moved('handling', start), { ...state, stage: 'verifying' })).toBeUndefined()
  })
})

test('a clock that is set back delays no notice, nor the word that nobody has it', async () => {
  await say({})
  await until(() => taken.length === 1, 'the order')
  clock.step(-hours(8))
  await until(() => {
    clock.advance(minutes(1))
    return taken.length > 2
  }, 'sent again')
  const [state] = (await store.list({}, 1)).items
  const failures = async () =>
    (await store.load(state?.id ?? raise('no case'))).filter(
      ({ event }) => event === 'noticeFailed',
    )
  await until(async () => {
    clock.advance(minutes(1))
    return (await failures()).length === 1
  }, 'said that nobody was told')
  expect(clock.elapsed() - start).toBeLessThan(hours(2))
})

function raise(message: string): never {
  throw new Error(message)
}
