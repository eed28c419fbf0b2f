import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Alarm } from '../../../cases/api/contract.ts'
import type { Suppression } from '../../../cases/api/suppression-contract.ts'
import type { AlarmTransition } from '../../../core/alarm.ts'
import { hours, minutes, plus } from '../../../core/time.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import { until } from '../../support/until.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'
import { alarm, start, type AlarmSketch } from './fixtures.ts'

let desk: CaseServer

beforeEach(async () => {
  desk = await openCaseServer()
})
afterEach(() => desk[Symbol.asyncDispose]())

const settled = async () => {
  const [position] = await desk.log.positions('alarms', 'cases')
  return position !== undefined && position.committed === position.next
}
async function say(...sketches: readonly AlarmSketch[]): Promise<readonly AlarmTransition[]> {
  const said = sketches.map(alarm)
  await desk.log.append(alarmsTopic, said)
  await until(settled, 'the alarms are worked off')
  return said
}
const cases = async () => (await desk.store.list({}, 100)).items
const openCases = (count: number) =>
  until(async () => (await cases()).length === count, `${count} cases`)

const shelf = {
  kind: 'shelving',
  matcher: { devices: ['wl-1'] },
  upTo: 'orange',
  reason: 'the probe was moved by road works',
  until: start + hours(2),
}
const make = (body: object = shelf, who: Who = 'operator', key?: string) =>
  desk.ask<Suppression & { code?: string; detail?: string }>(
    who,
    'POST',
    '/v1/suppressions',
    body,
    key === undefined ? {} : { 'idempotency-key': key },
  )
const alarms = async (query: string) =>
  (await desk.ask<{ items: Alarm[] }>('operator', 'GET', `/v1/alarms?${query}`)).body.items

test('a shelved alarm opens no case and is listed under its shelf', async () => {
  const { status, body } = await make()
  expect(status).toBe(201)
  expect(body).toMatchObject({ kind: 'shelving', by: 'olga', from: start, inForce: true })
  await say({})
  expect(await cases()).toEqual([])
  expect(await alarms(`suppression=${body.id}`)).toMatchObject([
    { device: 'wl-1', standing: true, outcome: 'suppressed', suppression: body.id },
  ])
  expect(await alarms('suppression=S-other')).toEqual([])
})

test('a reminder of a shelved alarm is no news to the unit that works on it', async () => {
  await say({})
  await make()
  await say({ kind: 'reminded', at: plus(start, minutes(30)) })
  const [state] = await cases()
  expect(state).toMatchObject({ stage: 'dispatched' })
  expect(await alarms('device=wl-1')).toMatchObject([{ outcome: 'opened', standing: true }])
  const record = state === undefined ? [] : await desk.store.load(state.id)
  expect(record.map(({ event }) => event)).not.toContain('evidenceAttached')
})

test('another device, and a graver alarm, go through', async () => {
  await make()
  await say({ device: 'wl-2' }, { severity: 'red' })
  expect(new Set((await cases()).map(({ place }) => place.device))).toEqual(
    new Set(['wl-1', 'wl-2']),
  )
})

test('an alarm that gets graver than the shelf reaches opens its case', async () => {
  await make()
  await say({ severity: 'yellow' })
  await say({ kind: 'escalated', severity: 'red', at: plus(start, minutes(1)) })
  expect(await cases()).toMatchObject([{ severity: 'red' }])
})

test('what still stands when it is over goes to the cases, once; what cleared does not', async () => {
  await make()
  await make({ ...shelf, matcher: { devices: ['wl-2'] } })
  await say({}, { device: 'wl-2' })
  await say({ device: 'wl-2', kind: 'cleared', at: plus(start, minutes(5)) })
  desk.clock.advance(hours(2) + minutes(1))
  await openCases(1)
  await until(async () => (await desk.store.holding()).length === 0, 'nothing is held any more')
  expect(await cases()).toMatchObject([{ place: { device: 'wl-1' }, alarms: [alarm({}).alarm] }])
  expect(await alarms('device=wl-1')).toMatchObject([{ outcome: 'opened' }])
})

test('one that grew worse after its case had ended and then eased opens the next case when the shelf is over', async () => {
  await say({ severity: 'yellow' })
  const [first] = await cases()
  await desk.order('operator', String(first?.id), {
    command: 'void',
    reason: 'a puddle',
    despite: 'it is shallow',
  })
  await make()
  await say({ kind: 'escalated', severity: 'orange', at: plus(start, minutes(1)) })
  await say({ kind: 'eased', severity: 'yellow', at: plus(start, minutes(2)) })
  expect(await desk.store.alarm(alarm({}).alarm)).toMatchObject({
    outcome: 'suppressed',
    severity: 'yellow',
  })
  desk.clock.advance(hours(2) + minutes(1))
  await openCases(2)
  await until(async () => (await desk.store.holding()).length === 0, 'nothing is held any more')
  expect(await alarms('device=wl-1')).toMatchObject([{ outcome: 'opened', severity: 'yellow' }])
})

test('ended before its time: the crew gets the order now, and the record says who ended it', async () => {
  const { body } = await make()
  await say({})
  const ended = await desk.ask('supervisor', 'POST', `/v1/suppressions/${body.id}/end`, {
    reason: 'the works are done',
  })
  expect(ended.body).toMatchObject({ inForce: false, ended: { by: 'su', at: start } })
  desk.clock.advance(minutes(1))
  await openCases(1)
  expect(desk.observer.count('alarm.released')).toBe(1)
})

test('under two of them an alarm waits for the end of both', async () => {
  await make({ ...shelf, until: start + hours(1) })
  await say({})
  const { body: permit } = await make({
    ...shelf,
    kind: 'permit',
    permit: '城管许可2026-17',
    until: start + hours(5),
  })
  desk.clock.advance(hours(1) + minutes(1))
  await until(
    async () => (await alarms(`suppression=${permit.id}`)).length === 1,
    'the permit holds the alarm back',
  )
  expect(await cases()).toEqual([])
  desk.clock.advance(hours(4))
  await openCases(1)
})

test('a permit of the nights holds back in its hours only', async () => {
  const night = { ...shelf, until: start + hours(72), repeat: { hours: '22:00-06:00' } }
  const { body } = await make(night)
  expect(body.repeat).toEqual({ hours: { from: 1_320, to: 360 } })
  await say({ device: 'wl-1' })
  await openCases(1)
})

test('what cannot be meant is refused in words', async () => {
  const refused = async (body: object) => {
    const answer = await make(body)
    expect(answer.status).toBe(400)
    return JSON.stringify(answer.body)
  }
  expect(await refused({ ...shelf, matcher: { rules: ['dust-tsp'] } })).toContain('whole city')
  expect(await refused({ ...shelf, until: start - 1 })).toContain('ends before it begins')
  expect(await refused({ ...shelf, until: start + hours(24 * 8) })).toContain('at most 7 days')
  expect(await refused({ ...shelf, kind: 'permit' })).toContain('number of its paper')
  expect((await make(shelf, 'drainage')).status).toBe(403)
  expect((await make(shelf, 'inspector')).status).toBe(403)
})

test('the same request twice makes one; the key of another request is refused', async () => {
  const first = await make(shelf, 'operator', 'key-00001')
  const again = await make(shelf, 'operator', 'key-00001')
  expect(again.body.id).toBe(first.body.id)
  const other = await make({ ...shelf, reason: 'another' }, 'operator', 'key-00001')
  expect(other.status).toBe(400)
  const listed = await desk.ask<{ items: Suppression[] }>('manager', 'GET', '/v1/suppressions')
  expect(listed.body.items).toHaveLength(1)
})

test('a preview says how much it would hold back, and makes nothing', async () => {
  await say({ device: 'wl-2' })
  const asked = { ...shelf, matcher: { devices: ['wl-1', 'wl-2'] } }
  const { body } = await desk.ask('operator', 'POST', '/v1/suppressions/preview', asked)
  expect(body).toEqual({ devices: 2, standing: 1 })
  expect((await desk.store.suppressions({}, 10)).items).toEqual([])
})

test('an acknowledged alarm says who has seen it, until it gets graver', async () => {
  await say({})
  const id = encodeURIComponent(alarm({}).alarm)
  const seen = await desk.ask('operator', 'POST', `/v1/alarms/${id}/acknowledge`, { note: '已知' })
  expect(seen.body).toMatchObject({
    acknowledged: { by: 'olga', severity: 'yellow', note: '已知' },
  })
  expect(await alarms('standing=true')).toMatchObject([{ acknowledged: { by: 'olga' } }])
  await say({ kind: 'escalated', severity: 'red', at: plus(start, minutes(1)) })
  expect((await alarms('standing=true'))[0]?.acknowledged).toBeUndefined()
  expect((await desk.ask('operator', 'POST', '/v1/alarms/none/acknowledge', {})).status).toBe(404)
})
