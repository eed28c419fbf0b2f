/** Who writes the points, and what happens to them while the store or a register is away. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { createDesk } from '../../../cases/desk/desk.ts'
import { Commits } from '../../../runtime/commits.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import type { CaseStore } from '../../../cases/ports.ts'
import {
  createCaseEventPoints,
  createOpenCasePoints,
  gravestStanding,
} from '../../../cases/report/operations-writer.ts'
import type { Severity } from '../../../core/severity.ts'
import type { Component } from '../../../runtime/component.ts'
import { DeviceDirectory } from '../../../runtime/device-directory.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import type { CaseId, DeviceId } from '../../../core/identity.ts'
import type { OperationsMeasurement } from '../../../core/operations.ts'
import { hours, instant, minutes, plus, seconds } from '../../../core/time.ts'
import { alarmsTopic, caseEventsTopic } from '../../../core/topics.ts'
import { openSqliteRegistry } from '../../../devices/sqlite/registry.ts'
import type { DeviceHealth, Span } from '../../../devices/health/health.ts'
import { createAlarmPoints, createDevicePoints } from '../../../devices/health/operations-writer.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { point } from '../../contract/series-store-points.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { memoryOperations, type MemoryOperations } from '../../support/memory-operations.ts'
import { memorySeries } from '../../support/memory-series.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { actors, alarm, contextFor, device, directory, start, template } from '../cases/fixtures.ts'

let log: MemoryLog
let clock: VirtualClock
let observer: RecordingObserver
let operations: MemoryOperations
let endings: (() => Promise<void>)[]

beforeEach(() => {
  log = new MemoryLog()
  clock = new VirtualClock(start)
  observer = new RecordingObserver()
  operations = memoryOperations()
  endings = []
})
afterEach(async () => {
  for (const end of endings.reverse()) await end()
})

const run = async (component: Component): Promise<Component> => {
  await component.start()
  endings.push(() => component.stop())
  return component
}
const told = (measurement: OperationsMeasurement) =>
  operations.points().filter((each) => each.measurement === measurement)

/** Moves the clock to an instant, and on when all of the reports have said what came of it. */
async function moveTo(at: number, reports = 1): Promise<void> {
  const sleepers = clock.sleepers
  const said = () => observer.events.filter(({ event }) => event.startsWith('operations.')).length
  const before = said()
  clock.set(instant(at))
  await expect.poll(said).toBe(before + reports)
  await expect.poll(() => clock.sleepers).toBe(sleepers)
}

/** Until so many sleep that wait for their time. */
const asleep = (sleepers: number) => expect.poll(() => clock.sleepers).toBe(sleepers)

describe('alarms', () => {
  const devices = directory([device('wl-1')])

  test('are written while the store is there, and wait in the log while it is not', async () => {
    const report = await run(
      createAlarmPoints({ log, clock, observer, operations, directory: devices }),
    )
    await log.append(alarmsTopic, [alarm(), alarm({ kind: 'escalated', severity: 'red' })])
    await expect.poll(() => told('alarm').length).toBe(2)
    operations.away = true
    await log.append(alarmsTopic, [alarm({ kind: 'cleared', at: plus(start, minutes(10)) })])
    await expect.poll(() => observer.count('pump.failed')).toBe(1)
    await expect.poll(() => clock.sleepers).toBe(1)
    expect(report.unready()).toBeUndefined()
    expect(await log.positions('alarms', 'operations')).toMatchObject([{ committed: 2, next: 3 }])
    operations.away = false
    clock.advance(100)
    await expect.poll(() => told('alarm').length).toBe(3)
    expect(told('alarm')[2]?.fields).toMatchObject({ seconds: 600, because: 'recovered' })
    await expect.poll(() => log.positions('alarms', 'operations')).toMatchObject([{ committed: 3 }])
    expect(
      observer.events.filter(({ event }) => event === 'operations.written').at(-1),
    ).toMatchObject({ fields: { measurement: 'alarm' }, count: 1 })
  })

  test('that come again after a crash make no second point', async () => {
    const lost = { ...operations }
    const deps = { clock, observer, directory: devices }
    // What a process wrote whose offset was never committed.
    const first = createAlarmPoints({
      ...deps,
      log,
      operations: {
        write: async (points) => {
          await operations.write(points)
          throw new UrbanBrainError('store-unavailable', 'the answer was lost')
        },
      },
    })
    await first.start()
    await log.append(alarmsTopic, [alarm(), alarm({ device: 'wl-9' })])
    await expect.poll(() => told('alarm').length).toBe(2)
    await first.stop()
    const before = operations.points()
    const again = log.reopen()
    await run(createAlarmPoints({ ...deps, log: again, operations: lost }))
    await expect
      .poll(() => again.positions('alarms', 'operations'))
      .toMatchObject([{ committed: 2 }])
    expect(operations.points()).toEqual(before)
  })

  test('the store will never take are counted, and hold nothing up', async () => {
    const write: MemoryOperations['write'] = (points) =>
      Promise.resolve(points.slice(0, 1).map((each) => ({ point: each, detail: 'no' })))
    await run(
      createAlarmPoints({ log, clock, observer, operations: { write }, directory: devices }),
    )
    await log.append(alarmsTopic, [alarm(), alarm({ device: 'wl-2' })])
    await expect.poll(() => log.positions('alarms', 'operations')).toMatchObject([{ committed: 2 }])
    expect(observer.events.filter(({ event }) => event === 'operations.refused')).toMatchObject([
      { fields: { measurement: 'alarm', detail: 'no' }, count: 1 },
    ])
  })
})

describe('cases', () => {
  let store: CaseStore
  beforeEach(async () => {
    store = await openSqliteCases(':memory:')
    endings.push(() => Promise.resolve(store[Symbol.asyncDispose]()))
  })
  const open = async (id: string) => {
    const desk = createDesk({
      store,
      clock,
      observer,
      commits: new Commits(clock),
      context: contextFor,
    })
    const transition = alarm({ device: id, severity: 'orange' })
    await desk.execute(
      id as CaseId,
      {
        command: 'open',
        template: template(),
        title: { zh: '道路积水', en: 'Standing water on road' },
        severity: 'orange',
        place: { device: id as DeviceId },
        alarm: { alarm: transition.alarm, rule: transition.rule, kind: 'raised', at: start },
      },
      actors.service,
    )
    return desk
  }

  test('each event is a point of the case as it was then', async () => {
    const desk = await open('wl-1')
    await open('wl-2')
    clock.advance(minutes(1))
    await desk.execute('wl-1' as CaseId, { command: 'arrive' }, actors.drainage)
    await log.append(
      caseEventsTopic,
      (await store.since(0, 100)).map(({ record }) => record),
    )
    await run(createCaseEventPoints({ log, clock, observer, operations, store }))
    await expect.poll(() => told('case').length).toBe(9)
    expect(
      told('case')
        .filter(({ fields }) => fields['case'] === 'wl-1')
        .map(({ tags: { event, stage } }) => `${event} ${stage}`),
    ).toEqual([
      'collected collected',
      'filed filed',
      'accepted accepted',
      'dispatched dispatched',
      'arrived handling',
    ])
  })

  test('a register that is away holds the events up, and loses none', async () => {
    await open('wl-1')
    await log.append(
      caseEventsTopic,
      (await store.since(0, 100)).map(({ record }) => record),
    )
    let away = true
    const load: CaseStore['load'] = (id) =>
      away
        ? Promise.reject(new UrbanBrainError('store-unavailable', 'the register is away'))
        : store.load(id)
    await run(createCaseEventPoints({ log, clock, observer, operations, store: { load } }))
    await expect.poll(() => clock.sleepers).toBe(1)
    expect(told('case')).toEqual([])
    away = false
    clock.advance(100)
    await expect.poll(() => told('case').length).toBe(4)
  })

  test('open ones and the figures of the city are told at their full times, or not at all', async () => {
    for (let n = 0; n < 3; n += 1) await open(`wl-${n}`)
    clock.advance(seconds(45))
    const report = await run(createOpenCasePoints({ clock, observer, operations, store }))
    await asleep(2)
    await moveTo(start + seconds(50))
    await moveTo(start + minutes(1), 2)
    expect(told('open_case').map(({ at }) => at)).toEqual(Array(3).fill(start + minutes(1)))
    expect(told('city').map(({ at }) => at - start)).toEqual([50_000, 60_000])
    expect(told('city')[1]?.fields).toMatchObject({
      ...{ open: 3, overdue: 0, standing_alarms: 0 },
      ...{ to_file: 0, to_verify: 0 },
    })
    operations.away = true
    await moveTo(start + minutes(2), 2)
    expect(observer.count('operations.skipped')).toBe(2)
    expect(report.unready()).toBeUndefined()
    operations.away = false
    await moveTo(start + minutes(3), 2)
    expect(new Set(told('open_case').map(({ at }) => at - start))).toEqual(
      new Set([minutes(1), minutes(3)]),
    )
    expect(told('city').at(-1)?.at).toBe(start + seconds(130))
  })

  test('the gravest standing alarm of a device counts, through all pages', async () => {
    const row = (n: number, severity: Severity, standing = true) => {
      const { alarm: id, rule, title } = alarm({ began: plus(start, n) })
      const at = plus(start, n)
      const of = { device: 'wl-1' as DeviceId, severity, standing, raisedAt: at, at }
      return { alarm: id, rule, title, ...of, outcome: 'alarm-only' as const, opened: 0 }
    }
    const rows = [
      row(0, 'orange'),
      row(1, 'red', false),
      ...Array.from({ length: 600 }, (_, n) => row(2 + n, 'blue')),
    ]
    for (const [n, each] of rows.entries()) {
      await store.putAlarm({ row: each, transition: String(n) })
    }
    expect([...(await gravestStanding(store))]).toEqual([['wl-1', 'orange']])
  })
})

describe('devices', () => {
  const noon = Date.parse('2026-03-13T12:00:00+08:00')

  const devices = async () => {
    const registry = await openSqliteRegistry(':memory:')
    endings.push(() => Promise.resolve(registry[Symbol.asyncDispose]()))
    await registry.put([
      device('live'),
      device('silent'),
      device('off', { active: false }),
      device('slow', { period: 86_400, kind: 'manhole', site: 'road' }),
    ])
    return new DeviceDirectory(registry)
  }
  /** Nobody asks for it before five past. */
  const noHealth = () => Promise.resolve([])
  const underLease = (
    _: string,
    work: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ) => work(signal)

  test('are told with what was heard of them, and who is silent', async () => {
    const series = memorySeries()
    await series.write([
      point('live', noon - seconds(60), { depth: 1, battery: 71, rssi: -90 }),
      point('silent', noon - hours(2), { depth: 1, battery: 12 }),
      point('slow', noon - hours(70), { tilt: 0 }),
    ])
    clock.set(instant(noon - seconds(15)))
    const standing = async () => new Map<DeviceId, Severity>([['silent' as DeviceId, 'red']])
    await run(
      createDevicePoints({
        clock,
        observer,
        operations,
        directory: await devices(),
        series,
        standing,
        health: noHealth,
        underLease,
      }),
    )
    await asleep(4)
    // What is not calm is told without waiting for the five minutes.
    await moveTo(noon - seconds(10), 3)
    expect(told('device')).toMatchObject([
      { tags: { device: 'silent' }, fields: { severity: 4, reporting: 0 } },
    ])
    await moveTo(noon, 3)
    expect(told('city')[0]?.fields).toMatchObject({ devices: 3, reporting: 2, silent: 1 })
    const of = (id: string) =>
      told('device').find(({ at, tags }) => at === noon && tags['device'] === id)?.fields
    expect(of('live')).toMatchObject({ reporting: 1, silent_minutes: 1, battery: 71, severity: 0 })
    expect(of('silent')).toMatchObject({ reporting: 0, silent_minutes: 120, severity: 4 })
    expect(of('slow')).toMatchObject({ reporting: 1, silent_minutes: 70 * 60 })
    expect(of('off')).toBeUndefined()
    // A reading without battery says nothing new about it; one that comes late is heard too.
    await series.write([
      point('live', noon + seconds(200), { depth: 2 }),
      point('silent', noon - minutes(3), { depth: 2 }),
    ])
    await moveTo(noon + minutes(1), 2)
    await moveTo(noon + minutes(5), 3)
    const later = told('device').filter(({ at }) => at === noon + minutes(5))
    expect(later.map(({ fields }) => [fields['silent_minutes'], fields['battery']])).toEqual([
      [100 / 60, 71],
      [8, 12],
      [70 * 60 + 5, undefined],
    ])
  })

  test('a register that is away only costs the minutes it is away', async () => {
    clock.set(instant(noon - seconds(30)))
    let away = true
    const standing = () =>
      away
        ? Promise.reject(new UrbanBrainError('store-unavailable', 'the register is away'))
        : Promise.resolve(new Map())
    const directory = await devices()
    const series = memorySeries()
    await run(
      createDevicePoints({
        clock,
        observer,
        operations,
        directory,
        series,
        standing,
        health: noHealth,
        underLease,
      }),
    )
    await asleep(4)
    await moveTo(noon, 3)
    expect(observer.count('operations.skipped')).toBe(2)
    away = false
    await moveTo(noon + minutes(5), 3)
    expect(told('city')).toHaveLength(2)
    expect(new Set(told('device').map(({ at }) => at))).toEqual(
      new Set([noon + seconds(10), noon + minutes(5)]),
    )
  })

  test('their health is told hour by hour, and what an outage held up is made up for', async () => {
    const asked: number[][] = []
    const health = async ({ from, to }: Span): Promise<readonly DeviceHealth[]> => {
      asked.push([from - noon, to - noon])
      const shares = { timely: 1, complete: 0.5, readings: 30, expected: 60 }
      return [{ id: 'live' as DeviceId, ...shares, silent: false }]
    }
    clock.set(instant(noon + minutes(4)))
    const directory = await devices()
    await directory.follow()
    const series = memorySeries()
    const standing = () => Promise.resolve(new Map())
    operations.away = true
    await run(
      createDevicePoints({
        clock,
        observer,
        operations,
        directory,
        series,
        standing,
        health,
        underLease,
      }),
    )
    await expect.poll(() => asked.length).toBeGreaterThan(0)
    expect(asked[0]).toEqual([-hours(2), -hours(1)])
    await asleep(4)
    clock.set(instant(noon + minutes(70)))
    await expect.poll(() => asked.length).toBeGreaterThan(1)
    operations.away = false
    await expect
      .poll(() => {
        clock.advance(seconds(10))
        return told('health').map(({ at }) => at - noon)
      })
      .toEqual([-hours(2), -hours(1), 0])
    expect(told('health')[0]).toMatchObject({
      tags: { device: 'live', kind: 'water', street: '330106001' },
      fields: { timely: 1, complete: 0.5, readings: 30, expected: 60 },
    })
  })
})
