import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import { alarmIntake } from '../../../cases/desk/alarm-intake.ts'
import { createCases } from '../../../cases/cases.ts'
import { parseDispatchTable } from '../../../cases/desk/city-files.ts'
import type { Command } from '../../../cases/life/commands.ts'
import { Commits } from '../../../runtime/commits.ts'
import { caseContext } from '../../../cases/desk/context.ts'
import { sweepDeadlines } from '../../../cases/desk/deadlines.ts'
import { createDesk, type CaseDesk } from '../../../cases/desk/desk.ts'
import type { CaseStore } from '../../../cases/ports.ts'
import { windowsOf } from '../../../cases/life/windows.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import type { CaseId, DeviceId } from '../../../core/identity.ts'
import { days, hours, instant, minutes } from '../../../core/time.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import {
  actors,
  alarm,
  calendar,
  config,
  contextFor,
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
let clock: VirtualClock
let desk: CaseDesk
let say: (...sketches: readonly AlarmSketch[]) => Promise<void>
const observer = new RecordingObserver()
const signal = new AbortController().signal

beforeEach(async () => {
  store = await openSqliteCases(':memory:')
  clock = new VirtualClock(start)
  desk = createDesk({ store, clock, observer, commits: new Commits(clock), context: contextFor })
  const devices = directory([device('wl-1')])
  const more = { directory: devices, calendar, table, config }
  const intake = alarmIntake({ store, desk, clock, observer, ...more })
  say = async (...sketches) => {
    for (const sketch of sketches) await intake.take(alarm(sketch))
  }
})

afterEach(() => store[Symbol.asyncDispose]())

const sweep = (over: CaseStore = store, by: CaseDesk = desk) =>
  sweepDeadlines(
    { store: over, desk: by, clock, calendar, escalation: [], personal: config.notices.personal },
    signal,
  )
const all = async () => (await store.list({}, 10)).items
const open = async () => (await all()).filter(({ endedAt }) => endedAt === undefined)
const one = async () => {
  const [state] = await open()
  if (state === undefined) throw new Error('no open case')
  return state
}
const later = (milliseconds: number) => instant(start + milliseconds)
const passed: Command = { command: 'verify', passed: true, photos: [] }
const despite = 'the sensor is to be exchanged'

async function verifying(): Promise<CaseId> {
  await say({})
  const { id } = await one()
  await desk.execute(id, { command: 'report', text: 'done', photos: [] }, actors.drainage)
  return id
}

const closed = async () => {
  const id = await verifying()
  await desk.execute(id, { ...passed, despite }, actors.inspector)
  return id
}

describe('a case whose alarm stands', () => {
  test('does not close with a verification, nor by making it void', async () => {
    const id = await verifying()
    const version = (await one()).version
    const verified = await desk.execute(id, passed, actors.inspector)
    expect(verified.refusal?.reason).toBe('alarm-standing')
    expect(verified.refusal?.text).toContain(alarm().alarm)
    const voided = await desk.execute(id, { command: 'void', reason: 'no' }, actors.supervisor)
    expect(voided.refusal?.reason).toBe('alarm-standing')
    expect((await one()).version).toBe(version)
  })

  test('closes when it has cleared, and nothing is looked at again', async () => {
    const id = await verifying()
    await say({ kind: 'cleared', at: later(1) })
    await desk.execute(id, passed, actors.inspector)
    expect(await store.get(id)).toMatchObject({ stage: 'closed' })
    expect((await store.get(id))?.recheck).toBeUndefined()
  })

  test('closes with a reason, which the record keeps', async () => {
    const id = await closed()
    expect((await store.load(id)).at(-1)).toMatchObject({
      event: 'closed',
      data: { despite, standing: [alarm().alarm], recheck: later(hours(2)) },
    })
    expect(await store.due(later(hours(2)), 9)).toEqual([
      { case: id, kind: 'recheck', at: later(hours(2)) },
    ])
  })
})

describe('the second look', () => {
  test('opens one case that follows and goes to the unit, when the alarm still stands', async () => {
    const id = await closed()
    clock.advance(hours(2) - 1)
    await sweep()
    expect(await open()).toEqual([])
    clock.advance(1)
    await sweep()
    await sweep()
    expect(await one()).toMatchObject({
      follows: id,
      stage: 'dispatched',
      unit: 'drainage',
      standing: [alarm().alarm],
    })
    expect(await all()).toHaveLength(2)
    expect((await store.load(id)).at(-1)).toMatchObject({
      event: 'rechecked',
      data: { followedBy: [(await one()).id] },
    })
    expect((await store.get(id))?.stage).toBe('closed')
    expect(await store.due(later(hours(2)), 9)).toEqual([])
  })

  test('a crash before it was written down opens no second case', async () => {
    const id = await closed()
    clock.advance(hours(2))
    const failing: CaseDesk = {
      ...desk,
      execute: (...asked) =>
        asked[1].command === 'recheck'
          ? Promise.reject(new UrbanBrainError('store-unavailable', 'killed'))
          : desk.execute(...asked),
    }
    await expect(sweep(store, failing)).rejects.toThrow('killed')
    await sweep()
    expect(await all()).toHaveLength(2)
    expect((await store.load(id)).filter(({ event }) => event === 'rechecked')).toHaveLength(1)
  })

  test('the case that follows gets what the alarm does next', async () => {
    await closed()
    clock.advance(hours(2))
    await sweep()
    await say({ kind: 'escalated', severity: 'red', at: later(hours(2)) })
    expect(await one()).toMatchObject({ severity: 'red', standing: [alarm().alarm] })
    await say({ kind: 'cleared', at: later(hours(3)) })
    expect(await one()).toMatchObject({ standing: [] })
    expect(await all()).toHaveLength(2)
  })

  test('opens nothing when the alarm has cleared', async () => {
    const id = await closed()
    await say({ kind: 'cleared', at: later(minutes(5)) })
    clock.advance(hours(2))
    await sweep()
    expect(await open()).toEqual([])
    expect((await store.load(id)).at(-1)).toMatchObject({
      event: 'rechecked',
      data: { standing: [], followedBy: [] },
    })
  })

  test('a case that is open for the thing by then takes the alarm', async () => {
    const id = await closed()
    await say({ rule: 'other' })
    clock.advance(hours(2))
    await sweep()
    expect((await one()).alarms).toHaveLength(2)
    expect(await all()).toHaveLength(2)
    expect((await store.load(id)).at(-1)?.data).toMatchObject({ followedBy: [(await one()).id] })
  })

  test('what nobody had filed waits for an operator again', async () => {
    await say({ template: { filing: 'confirm' } })
    const { id } = await one()
    await desk.execute(id, { command: 'void', reason: 'a puddle', despite }, actors.operator)
    clock.advance(hours(24) - 1)
    await sweep()
    expect(await open()).toEqual([])
    clock.advance(1)
    await sweep()
    expect(await one()).toMatchObject({ stage: 'collected', follows: id })
  })
})

describe('a category with windows of its own', () => {
  const categories = parseDispatchTable({
    units: '',
    dispatch: '',
    categories: '- { category: "05*", recheck: 30m, recheckVoid: 3h, recurrence: 3d }',
  }).categories
  const windows = windowsOf(categories, config, '0506')
  const context = caseContext({
    config,
    calendar,
    table: { ...table, categories },
    directory: directory([device('wl-1')]),
  })
  beforeEach(() => {
    desk = createDesk({ store, clock, observer, commits: new Commits(clock), context })
  })

  test('is looked at again after them, closed or void', async () => {
    expect((await store.get(await closed()))?.recheck).toBe(later(minutes(30)))
    await say({ device: 'wl-2' })
    const { id } = await one()
    await desk.execute(id, { command: 'void', reason: 'no', despite }, actors.operator)
    expect((await store.get(id))?.recheck).toBe(later(hours(3)))
  })

  test('names the case before it within its own time, and another category within that of the settings', async () => {
    const log = new MemoryLog()
    const devices = directory([device('wl-1'), device('wl-2')])
    const parts = { log, clock, observer, store, calendar, config, directory: devices }
    const cases = createCases({ ...parts, table: { ...table, categories } })
    await cases.start()
    const hear = async (sketch: AlarmSketch) => {
      const count = (await all()).length
      await log.append(alarmsTopic, [alarm(sketch)])
      await until(async () => (await all()).length > count, 'a case')
    }
    const other = { device: 'wl-2', template: { category: '0101' } } as const
    await hear({})
    await hear(other)
    for (const { id } of await open())
      await desk.execute(id, { command: 'void', reason: 'no', despite }, actors.operator)
    await say({ kind: 'cleared', at: later(1) }, { ...other, kind: 'cleared', at: later(1) })
    clock.advance(days(2))
    await hear({ began: clock.now() })
    await hear({ ...other, began: clock.now() })
    const follows = new Map((await open()).map(({ place, follows: id }) => [place.device, id]))
    expect(follows.get('wl-1' as DeviceId)).toBeDefined()
    expect(follows.get('wl-2' as DeviceId)).toBeUndefined()
    await cases.stop()
    await log[Symbol.asyncDispose]()
  })

  test('another one is as the settings say', () => {
    expect(windows).toMatchObject({ recheck: minutes(30), recurrence: days(3) })
    expect(windowsOf(categories, config, '0101')).toMatchObject({
      recheck: hours(2),
      recheckVoid: hours(24),
      recurrence: hours(24),
    })
  })
})

describe('a breach that comes back', () => {
  test.each([
    [hours(23), true],
    [hours(25), false],
  ])('%i ms after the end: names the former: %s', async (after, names) => {
    const id = await verifying()
    await say({ kind: 'cleared', at: later(1) })
    await desk.execute(id, passed, actors.inspector)
    clock.advance(after)
    await say({ began: clock.now() })
    expect((await one()).follows).toBe(names ? id : undefined)
  })

  test('of another thing or category names none', async () => {
    const id = await verifying()
    await desk.execute(id, { ...passed, despite }, actors.inspector)
    await say({ device: 'wl-2' }, { rule: 'other', template: { category: '0101' } })
    expect((await open()).map(({ follows }) => follows)).toEqual([undefined, undefined])
  })
})
