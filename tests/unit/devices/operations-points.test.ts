/** What happened, as points for dashboards: the same event always makes the same point. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Actor } from '../../../core/actor.ts'
import type { AlarmTransition } from '../../../core/alarm.ts'
import { severities } from '../../../core/severity.ts'
import type { CaseEventRecord } from '../../../core/case-event.ts'
import type { CaseId, CellCode, DeviceId } from '../../../core/identity.ts'
import { operationsMeasurements, type OperationsPoint } from '../../../core/operations.ts'
import { hours, minutes, plus, seconds, type Instant } from '../../../core/time.ts'
import type { Command } from '../../../cases/life/commands.ts'
import { decide } from '../../../cases/life/decide.ts'
import { evolve } from '../../../cases/life/evolve.ts'
import { caseOf } from '../../../cases/life/history.ts'
import {
  caseEventPoints,
  cityCasesPoint,
  openCasePoint,
} from '../../../cases/report/operations-points.ts'
import {
  alarmPoints,
  cityDevicesPoint,
  devicePoint,
  healthPoint,
  isReporting,
  type Heard,
} from '../../../devices/health/operations-points.ts'
import { vitalSigns } from '../../../devices/health/vital-signs.ts'
import { identityOf } from '../../support/memory-operations.ts'
import { actors, alarm, contextFor, device, start, template } from '../cases/fixtures.ts'

const noState = { get: () => undefined }
const unknownDevice = () => undefined

const known = (fields: OperationsPoint['fields']) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

describe('an alarm', () => {
  const raised = alarm({ severity: 'yellow' })
  const escalated = alarm({ kind: 'escalated', severity: 'red', at: plus(start, minutes(4)) })
  const cleared = alarm({ kind: 'cleared', at: plus(start, minutes(10)) })

  test('is a point for each of its transitions, with what the register says of the device', () => {
    const { points, state } = alarmPoints([raised, escalated], noState, () =>
      device('wl-1', { cell: '330106001002003' as CellCode }),
    )
    expect(points[0]).toMatchObject({
      measurement: 'alarm',
      at: start,
      tags: {
        kind: 'water',
        rule: 'road-water-depth',
        transition: 'raised',
        severity: 'yellow',
        device: 'wl-1',
        district: '330106',
        street: '330106001',
        cell: '330106001002003',
      },
    })
    expect(known(points[0]?.fields ?? {})).toEqual({
      alarm: raised.alarm,
      title_zh: '道路积水',
      title_en: 'Standing water on road',
      level: 2,
      name: '积水点 wl-1',
      one: 1,
    })
    expect(points[1]).toMatchObject({ tags: { severity: 'red' }, fields: { level: 4 } })
    expect(state).toEqual([{ key: raised.alarm, value: { raisedAt: start, severity: 'red' } }])
  })

  test('of a device that nobody knows has no kind, and the place that the rule knew', () => {
    const here: AlarmTransition = {
      ...raised,
      subject: { device: 'gone' as DeviceId, cell: '330106002003004' as CellCode },
    }
    const [point] = alarmPoints([here], noState, unknownDevice).points
    expect(point?.tags['kind']).toBeUndefined()
    expect(point?.tags).toMatchObject({ device: 'gone', district: '330106', street: '330106002' })
  })

  test('that is cleared says how long it stood and how grave it was, and is forgotten', () => {
    const whole = alarmPoints([raised, escalated, cleared], noState, unknownDevice)
    expect(whole.state).toEqual([{ key: raised.alarm, value: undefined }])
    const remembered = new Map([[raised.alarm as string, { raisedAt: start, severity: 'red' }]])
    const later = alarmPoints([cleared], { get: (key) => remembered.get(key) }, unknownDevice)
    expect(later.points).toEqual(whole.points.slice(2))
    expect(known(later.points[0]?.fields ?? {})).toMatchObject({
      because: 'recovered',
      seconds: 600,
      one: 1,
    })
    expect(later.points[0]?.fields['level']).toBeUndefined()
    expect(later.points[0]?.tags).toMatchObject({ transition: 'cleared', severity: 'red' })
  })

  test('whose beginning was never seen is cleared without a length', () => {
    const [point] = alarmPoints([cleared], noState, unknownDevice).points
    expect(point?.fields['seconds']).toBeUndefined()
    expect(point?.tags['severity']).toBeUndefined()
  })

  const transition = fc
    .record({
      device: fc.constantFrom('wl-1', 'wl-2'),
      rule: fc.constantFrom('a', 'b'),
      began: fc.integer({ min: 0, max: 3 }).map((n) => plus(start, n)),
      after: fc.integer({ min: 0, max: 3 }),
      kind: fc.constantFrom('raised', 'escalated', 'eased', 'cleared'),
      severity: fc.constantFrom(...severities),
    })
    .map(({ after, ...sketch }) => alarm({ ...sketch, at: plus(sketch.began, after) }))

  test('makes the same points when its batch comes again, and however the log is cut', () => {
    fc.assert(
      fc.property(fc.array(transition, { maxLength: 30 }), fc.nat(30), (all, cut) => {
        const once = alarmPoints(all, noState, unknownDevice)
        expect(alarmPoints(all, noState, unknownDevice)).toEqual(once)
        const state = new Map<string, unknown>()
        const both = [all.slice(0, cut), all.slice(cut)].flatMap((part) => {
          const made = alarmPoints(part, { get: (key) => state.get(key) }, unknownDevice)
          for (const { key, value } of made.state) state.set(key, value)
          return made.points
        })
        expect(both).toEqual(once.points)
      }),
    )
  })

  test('is told apart from every other of its instant', () => {
    const of = (began: Instant) =>
      alarmPoints([alarm({ began, at: start })], noState, unknownDevice).points[0]
    const many = Array.from({ length: 200 }, (_, n) => of(plus(start, -n)))
    expect(new Set(many.map((point) => point && identityOf(point))).size).toBe(200)
  })
})

/** The record of one case, as people and machines make it, by the program's own decisions. */
function recorded(
  steps: readonly (readonly [after: number, command: Command, actor: Actor])[],
): readonly CaseEventRecord[] {
  const id = 'C20260313-0123456789ab' as CaseId
  const records: CaseEventRecord[] = []
  let state = caseOf(id, records)
  let at = start
  for (const [after, command, actor] of steps) {
    at = plus(at, after)
    const { events, refusal } = decide(state, command, at, contextFor(actor))
    if (refusal !== undefined) throw new Error(refusal.text)
    for (const event of events) {
      state = evolve(id, state, event)
      const data = event.data as CaseEventRecord['data']
      const version = records.length + 1
      const place = { sequence: 40 + version, case: id, version }
      records.push({ type: 'case-event', ...place, at, by: event.by, event: event.event, data })
    }
  }
  return records
}

const opened: readonly [number, Command, Actor] = [
  0,
  {
    command: 'open',
    template: template(),
    title: { zh: '道路积水', en: 'Standing water on road' },
    severity: 'orange',
    place: { device: 'wl-1' as DeviceId, cell: '330106001002003' as CellCode },
    alarm: { alarm: alarm().alarm, rule: alarm().rule, kind: 'raised', at: start },
  },
  actors.service,
]
const report: Command = { command: 'report', text: 'Pumped dry.', photos: [] }
const passed: Command = { command: 'verify', passed: true, photos: [], despite: 'a test' }
const failed: Command = { command: 'verify', passed: false, text: 'Still wet.', photos: [] }

const pointsOf = (record: readonly CaseEventRecord[]) =>
  caseEventPoints(record, new Set(record.map(({ version }) => version)))

describe('an event of a case', () => {
  test('is a point with the case as it was after it', () => {
    const record = recorded([
      opened,
      [minutes(3), { command: 'acceptOrder' }, actors.drainage],
      [minutes(57), report, actors.drainage],
      [minutes(30), passed, actors.inspector],
    ])
    const points = pointsOf(record)
    expect(points.map(({ tags: { event, stage } }) => [event, stage])).toEqual([
      ['collected', 'collected'],
      ['filed', 'filed'],
      ['accepted', 'accepted'],
      ['dispatched', 'dispatched'],
      ['orderAccepted', 'handling'],
      ['reported', 'verifying'],
      ['verified', 'verifying'],
      ['closed', 'closed'],
    ])
    expect(points[0]?.tags['unit']).toBeUndefined()
    expect(points.at(-1)).toMatchObject({
      measurement: 'case',
      at: plus(start, minutes(90)),
      slot: 48,
      tags: {
        severity: 'orange',
        category: '0506',
        work: 'incident',
        unit: 'drainage',
        source: 'sensor',
        district: '330106',
        street: '330106001',
        cell: '330106001002003',
      },
    })
    expect(known(points.at(-1)?.fields ?? {})).toEqual({
      case: 'C20260313-0123456789ab',
      title_zh: '道路积水',
      title_en: 'Standing water on road',
      by: 'inspector',
      on_time: 1,
      handling_minutes: 60,
      total_minutes: 90,
      unit_on_time: 1,
      unit_overdues: 0,
      reworks: 0,
      returns: 0,
      overdues: 0,
      one: 1,
    })
    const told = points.map(({ fields }) => fields['on_time'])
    expect(told).toEqual([...Array.from({ length: 5 }), 1, 1, 1])
  })

  test('is late when the deadline of its step had passed, marked or not; the case is late for ever', () => {
    const record = recorded([
      opened,
      [hours(3), report, actors.drainage],
      [minutes(5), failed, actors.inspector],
      [minutes(20), report, actors.drainage],
      [minutes(5), passed, actors.inspector],
    ])
    const onTime = pointsOf(record)
      .filter(({ fields }) => fields['on_time'] !== undefined)
      .map(({ tags, fields }) => [tags['event'], fields['on_time']])
    expect(onTime).toEqual([
      ['reported', 0],
      ['reported', 1],
      ['verified', 1],
      ['closed', 0],
    ])
    expect(pointsOf(record).at(-1)?.fields).toMatchObject({
      reworks: 1,
      handling_minutes: 200,
      unit_on_time: 0,
      unit_overdues: 1,
    })
  })

  test('at the very deadline is late, as the mark in its record says; just before it is in time', () => {
    const reportedAt = (after: number) => recorded([opened, [after, report, actors.drainage]])
    expect(pointsOf(reportedAt(hours(2) - 1)).at(-1)?.fields['on_time']).toBe(1)
    expect(pointsOf(reportedAt(hours(2))).at(-1)?.fields['on_time']).toBe(0)
    expect(
      reportedAt(hours(2))
        .map(({ event }) => event)
        .slice(-2),
    ).toEqual(['overdue', 'reported'])
    expect(reportedAt(hours(2) - 1).map(({ event }) => event)).not.toContain('overdue')
  })

  test('makes the same point whatever came after it, and whatever else is asked for', () => {
    const record = recorded([
      opened,
      [minutes(3), { command: 'arrive' }, actors.drainage],
      [hours(3), report, actors.drainage],
      [hours(5), passed, actors.inspector],
    ])
    const all = pointsOf(record)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: record.length }),
        fc.integer({ min: 0, max: record.length }),
        (version, more) => {
          const some = record.slice(0, Math.min(record.length, version + more))
          expect(caseEventPoints(some, new Set([version]))).toEqual([all[version - 1]])
        },
      ),
    )
    expect(new Set(all.map(identityOf)).size).toBe(record.length)
  })

  test('that no beginning comes before makes no point', () => {
    expect(pointsOf(recorded([opened]).slice(1))).toEqual([])
  })
})

describe('a report of the moment', () => {
  const record = recorded([opened, [minutes(1), { command: 'arrive' }, actors.drainage]])
  const state = caseOf('C20260313-0123456789ab' as CaseId, record)
  if (state === undefined) throw new Error('no case')

  test('an open case stands with its place, age and the deadline that runs', () => {
    const placed = { ...state, place: { ...state.place, longitude: 120.1, latitude: 30.2 } }
    const at = plus(start, minutes(30))
    const point = openCasePoint(placed, at)
    expect(point).toMatchObject({
      measurement: 'open_case',
      at,
      tags: { stage: 'handling', unit: 'drainage', device: 'wl-1', street: '330106001' },
    })
    expect(known(point.fields)).toEqual({
      case: state.id,
      title_zh: '道路积水',
      title_en: 'Standing water on road',
      longitude: 120.1,
      latitude: 30.2,
      overdue: 0,
      due: start + hours(2),
      age_minutes: 30,
      one: 1,
    })
    expect(openCasePoint(state, plus(start, hours(2) + 1)).fields['overdue']).toBe(1)
    expect(openCasePoint({ ...state, deadlines: [] }, at).fields['due']).toBeUndefined()
  })

  test('open cases of one place are told apart', () => {
    const many = Array.from({ length: 300 }, (_, n) =>
      openCasePoint(
        { ...state, id: `C20260313-${n.toString(16).padStart(12, '0')}` as CaseId },
        start,
      ),
    )
    expect(new Set(many.map(identityOf)).size).toBe(300)
  })

  test('a device reports or is silent after three of its periods', () => {
    const water = device('wl-1', { period: 60, zone: '2' })
    const heard: Heard = { at: start, battery: 71, rssi: -90 }
    expect(isReporting(water, heard, plus(start, seconds(180)))).toBe(true)
    expect(isReporting(water, heard, plus(start, seconds(180) + 1))).toBe(false)
    expect(isReporting(water, undefined, start)).toBe(false)
    const point = devicePoint(water, plus(start, minutes(5)), heard, 'orange')
    expect(point.tags).toMatchObject({ device: 'wl-1', kind: 'water', site: 'road', zone: '2' })
    expect(point.fields).toEqual({
      longitude: 120.13,
      latitude: 30.26,
      reporting: 0,
      silent_minutes: 5,
      battery: 71,
      rssi: -90,
      severity: 3,
      name: '积水点 wl-1',
    })
    const unheard = devicePoint(water, start, undefined, undefined)
    expect(known(unheard.fields)).not.toHaveProperty('silent_minutes')
    expect(unheard.fields['severity']).toBe(0)
  })

  test('devices and cases write the same point of the city', () => {
    const summary = { open: 3, overdue: 1, standingAlarms: 2, stages: { collected: 1 } }
    const [cases, devices] = [cityCasesPoint(summary, start), cityDevicesPoint(500, 490, start)]
    expect(identityOf(cases)).toBe(identityOf(devices))
    expect({ ...cases.fields, ...devices.fields }).toEqual({
      open: 3,
      overdue: 1,
      standing_alarms: 2,
      to_file: 1,
      to_verify: 0,
      devices: 500,
      reporting: 490,
      silent: 10,
      told_at: start,
    })
  })

  test('the names of tags and fields of one measurement never meet, which InfluxDB 3 demands', () => {
    const health = { id: 'wl-1' as DeviceId, timely: 1, readings: 60, expected: 60, silent: false }
    const every: readonly OperationsPoint[] = [
      ...alarmPoints([alarm()], noState, () => device('wl-1')).points,
      ...pointsOf(record),
      openCasePoint(state, start),
      cityDevicesPoint(1, 1, start),
      devicePoint(device('wl-1'), start, undefined, undefined),
      healthPoint(health, device('wl-1'), start),
      ...vitalSigns(
        [device('wl-1')],
        () => ({ at: start, values: new Map([['depth', { value: 3, at: start }]]) }),
        start,
      ),
    ]
    for (const { measurement, tags, fields } of every) {
      expect(operationsMeasurements).toContain(measurement)
      expect(Object.keys(tags).filter((name) => name in fields || name === 'time')).toEqual([])
    }
  })
})
