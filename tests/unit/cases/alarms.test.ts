import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import { createCases, type Cases } from '../../../cases/cases.ts'
import type { Commit, CaseStore } from '../../../cases/ports.ts'
import type { AlarmTransition } from '../../../core/alarm.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import type { CaseId, UnitId } from '../../../core/identity.ts'
import { hours, instant, minutes } from '../../../core/time.ts'
import { alarmsTopic, caseEventsTopic } from '../../../core/topics.ts'
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
let observer: RecordingObserver
let cases: Cases
const devices = [
  device('wl-1'),
  device('wl-2'),
  device('mh-1', { kind: 'manhole', component: '3301060103000001', owner: 'road' as UnitId }),
  device('mh-1b', { kind: 'manhole', component: '3301060103000001' }),
  device('gone', { active: false }),
]

function begin(over: CaseStore = store): Cases {
  cases = createCases({
    log,
    clock,
    observer,
    directory: directory(devices),
    store: over,
    table,
    calendar,
    config,
  })
  return cases
}

beforeEach(async () => {
  store = await openSqliteCases(':memory:')
  log = new MemoryLog()
  clock = new VirtualClock(start)
  observer = new RecordingObserver()
  await begin().start()
})

afterEach(async () => {
  await cases.stop()
  await log[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
})

const settled = async () => {
  const [position] = await log.positions('alarms', 'cases')
  return position !== undefined && position.committed === position.next
}

async function say(...sketches: readonly (AlarmSketch | AlarmTransition)[]): Promise<void> {
  await log.append(
    alarmsTopic,
    sketches.map((sketch) => ('type' in sketch ? sketch : alarm(sketch))),
  )
  await until(settled, 'the alarms are worked off')
}

const all = async () => (await store.list({}, 100)).items
const only = async () => {
  const found = await all()
  expect(found).toHaveLength(1)
  const [state] = found
  if (state === undefined) throw new Error('no case')
  return state
}
const facts = async (id: CaseId) => (await store.load(id)).map(({ event }) => event)

describe('what comes late, or again', () => {
  test('an alarm of the past is listed as past, and opens nothing', async () => {
    await say({ past: true, at: instant(start - hours(3)) })
    const row = { outcome: 'past', standing: false }
    expect(await store.alarm(alarm({}).alarm)).toMatchObject(row)
    const clearedAt = instant(start - hours(2))
    await say({ past: true, kind: 'cleared', at: clearedAt })
    expect(await store.alarm(alarm({}).alarm)).toMatchObject({ ...row, clearedAt })
    expect(await all()).toEqual([])
  })

  test('a late reading is evidence of the case, and moves the alarm to no earlier instant', async () => {
    const before = instant(start - minutes(20))
    await say({}, { kind: 'amended', at: before }, { kind: 'amended', at: before })
    const { id } = await only()
    expect((await facts(id)).slice(-2)).toEqual(['dispatched', 'evidenceAttached'])
    expect(await store.alarm(alarm({}).alarm)).toMatchObject({ at: start, standing: true })
    const [record] = (await store.load(id)).filter(({ event }) => event === 'evidenceAttached')
    expect(record?.data).toMatchObject({ kind: 'amended', at: before, schema: 2 })
  })

  test('neither opens a case where the alarm has none', async () => {
    await say(
      { template: { filing: 'none' } },
      { kind: 'reminded', at: instant(start + hours(1)) },
      { device: 'wl-2', kind: 'amended' },
    )
    expect(await all()).toEqual([])
  })
})

describe('alarms become cases', () => {
  test('an automatic alarm goes to its unit in one go', async () => {
    await say({})
    const state = await only()
    expect(state.id).toMatch(/^C20260313-[0-9a-f]{12}$/)
    expect(state).toMatchObject({
      stage: 'dispatched',
      unit: 'drainage',
      source: 'sensor',
      severity: 'yellow',
      place: { device: 'wl-1', cell: '330106001002003', longitude: 120.13 },
      deadlines: [{ kind: 'handling', at: start + hours(2), certain: true, overdue: false }],
    })
    const record = await store.load(state.id)
    expect(record.map(({ event }) => event)).toEqual([
      'collected',
      'filed',
      'accepted',
      'dispatched',
    ])
    expect(new Set(record.map(({ by }) => by.name))).toEqual(new Set(['urban-brain']))
    expect(observer.count('case.event')).toBe(4)
  })

  test('a rule that asks for confirmation is collected and waits for an operator', async () => {
    await say({ template: { filing: 'confirm' } })
    const state = await only()
    expect(state).toMatchObject({
      stage: 'collected',
      deadlines: [{ kind: 'dispatch', at: start + minutes(10) }],
    })
    const filed = await cases.desk.execute(state.id, { command: 'file' }, actors.operator)
    expect(filed.refusal).toBeUndefined()
  })

  test('an alarm without a case is listed with its reason', async () => {
    await say({ template: { filing: 'none' } }, { device: 'gone' })
    expect(await all()).toEqual([])
    const { items } = await store.alarms({}, 10)
    expect(items.map(({ device, outcome }) => `${device} ${outcome}`).sort()).toEqual([
      'gone device-inactive',
      'wl-1 alarm-only',
    ])
    expect(observer.count('case.not-opened')).toBe(2)
  })

  test('without a unit it is filed, says why, and waits for a dispatcher', async () => {
    await say({ template: { lead: 'gas', category: '0198' }, device: 'unknown-device' })
    const state = await only()
    expect(state.stage).toBe('accepted')
    expect(state.unit).toBeUndefined()
    expect((await store.load(state.id)).at(-1)).toMatchObject({
      event: 'unassigned',
      data: { reason: 'no-unit' },
    })
  })

  test('the owner of the thing gets the incident, the sensor people the maintenance', async () => {
    await say(
      { device: 'mh-1', template: { category: '0103', lead: 'drainage' } },
      {
        device: 'mh-1',
        rule: 'silent',
        template: { category: '9901', lead: 'sensors', work: 'maintenance' },
      },
    )
    const units = (await all()).map(({ work, unit }) => `${work} ${unit}`).sort()
    expect(units).toEqual(['incident road', 'maintenance sensors'])
  })

  test('a further alarm of the same thing joins, another sensor on the component too', async () => {
    const category = { category: '0103' }
    await say(
      { device: 'mh-1', template: category },
      { device: 'mh-1', rule: 'other-rule', template: category },
      { device: 'mh-1b', rule: 'third', severity: 'red', template: category },
    )
    const state = await only()
    expect(state.alarms).toHaveLength(3)
    expect(state.severity).toBe('red')
    const { items } = await store.alarms({ outcomes: ['joined'] }, 10)
    expect(items.map((row) => row.case)).toEqual([state.id, state.id])
  })

  test('growing worse is evidence and raises the severity; easing and clearing never end anything', async () => {
    const at = (n: number) => instant(start + minutes(n))
    await say(
      {},
      { kind: 'escalated', severity: 'orange', at: at(1) },
      { kind: 'eased', severity: 'yellow', at: at(2) },
      { kind: 'cleared', at: at(3) },
    )
    const state = await only()
    expect(state).toMatchObject({ stage: 'dispatched', severity: 'orange', standing: [] })
    expect(state.alarms).toHaveLength(1)
    expect((await facts(state.id)).slice(4)).toEqual([
      'evidenceAttached',
      'severityChanged',
      'evidenceAttached',
      'evidenceAttached',
    ])
    const [row] = (await store.alarms({}, 10)).items
    expect(row).toMatchObject({ standing: false, clearedAt: at(3), outcome: 'opened' })
  })

  test('repeats of every transition have no effect', async () => {
    const story = [
      alarm(),
      alarm({ kind: 'escalated', severity: 'red', at: instant(start + 1) }),
      alarm({ kind: 'cleared', at: instant(start + 2) }),
    ]
    await say(...story)
    const once = await facts((await only()).id)
    await say(...story, ...[...story].reverse(), ...story)
    expect(await facts((await only()).id)).toEqual(once)
  })

  test('a crash between the register and the log repeats the batch and opens nothing twice', async () => {
    await cases.stop()
    // A log that dies with the batch in hand: everything was written to the register, nothing was committed.
    const dying = begin()
    const crashed = log
    const consume = crashed.consume.bind(crashed)
    let lost = 0
    crashed.consume = async function* (topic, group, options, signal) {
      for await (const batch of consume(topic, group, options, signal))
        yield {
          ...batch,
          complete: () => {
            lost += 1
            return Promise.reject(new UrbanBrainError('log-closed', 'killed'))
          },
        }
    }
    await dying.start()
    await crashed.append(alarmsTopic, [
      alarm(),
      alarm({ device: 'wl-2' }),
      alarm({ kind: 'escalated', severity: 'red', at: instant(start + 1) }),
    ])
    await until(() => lost > 0, 'the crash')
    await dying.stop()
    expect(dying.unready()).toContain('killed')
    const before = await store.since(0, 100)
    expect(before.length).toBeGreaterThan(0)
    log = crashed.reopen()
    await begin().start()
    await until(settled, 'the batch again')
    expect(await store.since(0, 100)).toEqual(before)
    expect(await all()).toHaveLength(2)
  })

  test('an alarm that grows worse after its case has ended opens another one', async () => {
    await say({})
    const first = await only()
    await cases.desk.execute(
      first.id,
      { command: 'void', reason: 'a puddle', despite: 'it is shallow' },
      actors.operator,
    )
    await say({ kind: 'eased', severity: 'blue', at: instant(start + 1) })
    expect(await all()).toHaveLength(1)
    await say({ kind: 'escalated', severity: 'red', at: instant(start + 2) })
    const open = (await all()).filter(({ stage }) => stage !== 'void')
    expect(open).toHaveLength(1)
    expect(open[0]?.id).not.toBe(first.id)
    await say({ kind: 'cleared', at: instant(start + 3) })
    expect((await store.get(open[0]?.id ?? first.id))?.standing).toEqual([])
    expect(await facts(first.id)).not.toContain('evidenceAttached')
  })

  test('the end of an alarm nobody saw begin is kept, and opens nothing', async () => {
    await say({ kind: 'cleared' })
    expect(await all()).toEqual([])
    expect((await store.alarms({}, 10)).items[0]?.outcome).toBe('before-raised')
  })
})

describe('what runs beside', () => {
  test('committed events reach the log in order, once a sequence, also after a restart', async () => {
    await say({}, { device: 'wl-2' })
    const relayed = async () => log.read(caseEventsTopic, 0, 0, 100)
    await until(async () => (await relayed()).length === 8, 'the relay')
    await cases.stop()
    await begin().start()
    const id = (await all())[0]?.id ?? ('' as CaseId)
    await cases.desk.execute(id, { command: 'comment', text: 'on it' }, actors.dispatcher)
    await until(async () => (await relayed()).length === 9, 'one more')
    const sequences = (await relayed()).map(({ value }) => value.sequence)
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
    expect(new Set(sequences).size).toBe(9)
  })

  test('a deadline that passes is marked once, however late the sweep comes', async () => {
    await say({})
    const { id } = await only()
    clock.advance(hours(2) - 1)
    await until(() => observer.gauges.get('cases.open') === 1, 'a sweep')
    expect(await facts(id)).not.toContain('overdue')
    await cases.stop()
    clock.advance(hours(30))
    await begin().start()
    await until(async () => (await facts(id)).includes('overdue'), 'the mark')
    clock.advance(minutes(1))
    await until(() => observer.gauges.get('cases.open') === 1, 'another sweep')
    expect((await facts(id)).filter((event) => event === 'overdue')).toHaveLength(1)
    expect(observer.count('case.overdue')).toBe(1)
    expect((await store.list({ overdue: true }, 9)).items).toHaveLength(1)
    expect(observer.gauges.get('alarms.open')).toBe(1)
  })

  test('a case somebody else changed meanwhile is loaded again, a bounded number of times', async () => {
    await say({})
    const { id } = await only()
    let conflicts = 2
    const racing: CaseStore = {
      ...store,
      append: async (commit: Commit) => {
        if (conflicts > 0) {
          conflicts -= 1
          await cases.desk.execute(id, { command: 'comment', text: 'me first' }, actors.operator)
        }
        return store.append(commit)
      },
    }
    const honest = cases
    const rival = createCases({
      log: new MemoryLog(),
      clock,
      observer,
      directory: directory(devices),
      store: racing,
      table,
      calendar,
      config,
    })
    const answer = await rival.desk.execute(id, { command: 'acceptOrder' }, actors.drainage)
    expect(answer.refusal).toBeUndefined()
    expect(await facts(id)).toEqual([
      'collected',
      'filed',
      'accepted',
      'dispatched',
      'commented',
      'commented',
      'orderAccepted',
    ])
    conflicts = Number.POSITIVE_INFINITY
    cases = honest
    await expect(
      rival.desk.execute(id, { command: 'arrive' }, actors.drainage),
    ).rejects.toMatchObject({ code: 'version-conflict' })
  })

  test('a store that is away holds the alarms up and loses none', async () => {
    await cases.stop()
    let away = true
    const flaky: CaseStore = {
      ...store,
      append: (commit) =>
        away
          ? Promise.reject(new UrbanBrainError('store-unavailable', 'away'))
          : store.append(commit),
    }
    await begin(flaky).start()
    await log.append(alarmsTopic, [alarm()])
    await until(() => observer.count('pump.failed') > 0, 'a failure')
    expect(await all()).toEqual([])
    away = false
    await until(async () => {
      clock.advance(minutes(1))
      return (await all()).length === 1
    }, 'the case')
    expect(cases.unready()).toBeUndefined()
  })
})
