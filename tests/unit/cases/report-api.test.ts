import { afterEach, beforeEach, expect, test } from 'vitest'

import { caseEventPoints } from '../../../cases/report/operations-points.ts'
import type { DailyReport } from '../../../cases/report/report.ts'
import type { UnitId } from '../../../core/identity.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import { hours, instant, minutes } from '../../../core/time.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'
import { alarm, start } from './fixtures.ts'
import { until } from '../../support/until.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer()
})
afterEach(() => api[Symbol.asyncDispose]())

const report = (query = '') =>
  api.ask<DailyReport & { code?: string }>('manager', 'GET', `/v1/report/daily${query}`)

test('the day of a desk, while it lasts and when it is over', async () => {
  const id = await api.dispatched('wl-1')
  await api.dispatched('mh-1')
  api.clock.advance(minutes(30))
  await api.order('drainage', id, { command: 'report', text: 'dry' })
  api.clock.advance(minutes(5))
  await api.order('inspector', id, { command: 'verify', passed: true, despite: 'a test' })
  await api.log.append(alarmsTopic, [
    alarm({ device: 'wl-1', kind: 'cleared', at: instant(start + minutes(35)) }),
  ])
  await until(async () => {
    const { items } = await api.store.alarms({ standing: true }, 9)
    return items.length === 1
  }, 'one alarm is cleared')
  const { status, body } = await report()
  expect(status).toBe(200)
  expect(body).toMatchObject({
    date: '2026-03-13',
    from: start - hours(10),
    to: start + hours(14),
    generatedAt: start + minutes(35),
    cases: { collected: 2, dispatched: 2, reported: 1, closed: 1, voided: 0, openAtEnd: 1 },
    onTime: { closed: 1, inTime: 1 },
    handlingMinutes: { median: 30, p90: 30 },
    byUnit: [
      { unit: 'drainage', collected: 1, closed: 1, inTime: 1, openAtEnd: 0, overdue: 0 },
      { unit: 'road', collected: 1, closed: 0, openAtEnd: 1, overdue: 0 },
    ],
    byStreet: [{ street: '330106001', collected: 2, closed: 1, openAtEnd: 1 }],
    alarms: { raised: 2, cleared: 1, byRule: [{ rule: 'road-water-depth', raised: 2 }] },
  })
  expect(body.topDevices.map(({ device }) => device)).toEqual(['mh-1', 'wl-1'])

  api.clock.advance(hours(24))
  const later = (await report('?date=2026-03-13')).body
  expect({ ...later, cases: { ...later.cases, overdue: 0 } }).toMatchObject({
    ...body,
    generatedAt: start + hours(24) + minutes(35),
  })
  const { body: empty } = await report('?date=2026-03-12')
  expect(empty.cases).toMatchObject({ collected: 0, closed: 0, openAtEnd: 0 })
  expect(empty).not.toHaveProperty('handlingMinutes')
})

test.each([
  ['just before its deadline is in time', minutes(120) - 1, 1],
  ['half a second after it is late, whoever looked first', minutes(120) + 500, 0],
])('a report %s', async (_, after, inTime) => {
  const id = await api.dispatched('wl-1')
  api.clock.advance(after)
  await api.order('drainage', id, { command: 'report', text: 'dry' })
  await api.order('inspector', id, { command: 'verify', passed: true, despite: 'a test' })
  const { body } = await report()
  expect(body).toMatchObject({ cases: { overdue: 1 - inTime }, onTime: { closed: 1, inTime } })
  const points = caseEventPoints(await api.store.load(id), new Set([5, 6, 7, 8]))
  const closed = points.find(({ tags }) => tags['event'] === 'closed')
  expect(closed?.fields['on_time']).toBe(inTime)
})

test('a unit is charged with its own time only: not the dispatcher, not the inspector', async () => {
  const id = await api.dispatched('wl-1')
  api.clock.advance(minutes(30))
  await api.order('drainage', id, { command: 'report', text: 'dry' })
  api.clock.advance(minutes(180))
  await api.order('inspector', id, { command: 'verify', passed: false, text: 'wet' })
  api.clock.advance(minutes(30))
  await api.order('drainage', id, { command: 'report', text: 'dry now' })
  await api.order('inspector', id, { command: 'verify', passed: true, despite: 'a test' })
  const { body } = await report()
  expect(body).toMatchObject({
    cases: { overdue: 1 },
    onTime: { closed: 1, inTime: 0 },
    handlingMinutes: { median: 60, p90: 60 },
    byUnit: [{ unit: 'drainage', closed: 1, inTime: 1, overdue: 0 }, { overdue: 1 }],
    byCategory: [{ closed: 1, inTime: 0 }],
  })
  const points = caseEventPoints(await api.store.load(id), new Set([5, 6, 7, 8, 9, 10]))
  expect(points.at(-1)?.fields).toMatchObject({ on_time: 0, unit_on_time: 1, unit_overdues: 0 })
  const [mark] = points.filter(({ tags }) => tags['event'] === 'overdue')
  expect(mark).toMatchObject({ fields: { one: 1 } })
  expect(mark?.tags['unit']).toBeUndefined()
})

test('what comes back is counted for the unit that had closed it', async () => {
  const id = await api.dispatched('wl-1')
  await api.order('drainage', id, { command: 'report', text: 'dry' })
  await api.order('inspector', id, { command: 'verify', passed: true, despite: 'a test' })
  api.clock.advance(hours(2))
  await until(async () => (await api.store.summary()).open === 1, 'the second look')
  expect((await report()).body).toMatchObject({
    cases: { collected: 2, recurred: 1 },
    byUnit: [{ unit: 'drainage', recurred: 1 }],
    byCategory: [{ category: '0506', recurred: 1 }],
  })
})

test('a case that was given back is with no unit: the crew does not see it, and is not charged', async () => {
  const id = await api.dispatched('wl-1')
  await api.order('drainage', id, { command: 'return', reason: 'not ours' })
  expect((await api.ask('drainage', 'GET', `/v1/cases/${id}`)).status).toBe(404)
  expect(await api.store.get(id)).toMatchObject({ stage: 'returned', returnedBy: 'drainage' })
  expect((await api.store.since(0, 99)).at(-1)).not.toHaveProperty('unit')
  expect((await api.store.summary({ unit: 'drainage' as UnitId })).open).toBe(0)
  api.clock.advance(hours(1))
  await api.order('operator', id, { command: 'comment', text: 'who takes it?' })
  const { body } = await report()
  expect(body.byUnit.find(({ unit }) => unit === 'drainage')).toBeUndefined()
  expect(body.byUnit).toMatchObject([{ openAtEnd: 1, overdue: 1 }])
  expect((await api.store.verify(id)).faults).toEqual([])
})

test('a day that is over is told until the time of day that another has reached', async () => {
  const id = await api.dispatched('wl-1')
  api.clock.advance(minutes(30))
  await api.order('drainage', id, { command: 'report', text: 'dry' })
  await api.order('inspector', id, { command: 'verify', passed: true, despite: 'a test' })
  api.clock.advance(hours(24))
  const until10 = (await report('?date=2026-03-13&time=10:20')).body
  expect(until10).toMatchObject({
    ...{ from: start - hours(10), to: start + minutes(20) },
    cases: { collected: 1, closed: 0, openAtEnd: 1 },
  })
  const until11 = (await report('?date=2026-03-13&time=11:00')).body
  expect(until11.cases).toMatchObject({ collected: 1, closed: 1, openAtEnd: 0 })
  for (const time of ['24:00', '9:00', '10:60', ''])
    expect((await report(`?date=2026-03-13&time=${time}`)).status).toBe(400)
})

test('days that are none, days to come, and people it is not for', async () => {
  for (const query of ['?date=2026-02-30', '?date=today', '?date=', '?day=2026-03-13'])
    expect((await report(query)).status).toBe(400)
  const tomorrow = await report('?date=2026-03-14')
  expect([tomorrow.status, tomorrow.body.code]).toEqual([400, 'request-invalid'])
  expect((await api.ask('drainage', 'GET', '/v1/report/daily')).status).toBe(403)
  expect((await api.ask(undefined, 'GET', '/v1/report/daily')).status).toBe(401)
})
