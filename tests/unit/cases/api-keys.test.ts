/** Idempotency keys: one key of one person is one body, for as long as the register lives. */
import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import { caseNumber } from '../../../cases/desk/case-number.ts'
import { collectSchema } from '../../../cases/life/commands.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'
import { actors } from './fixtures.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer()
})
afterEach(() => api[Symbol.asyncDispose]())

const report = {
  category: '0506',
  title: { zh: '积水', en: 'Water' },
  limit: '2 urgent hours',
  lead: 'drainage',
}

test('the key of a report is one report for as long as the register lives', async () => {
  const key = { 'idempotency-key': 'phone-7-report-2' }
  const send = (body: object, who: Who = 'operator') =>
    api.ask<Case & { details?: string[] }>(who, 'POST', '/v1/cases', body, key)
  const body = { ...report, description: '路口东北角' }
  // All at once: one of them opens the case.
  const [first, twin] = await Promise.all([send(body), send(body)])
  expect(new Set([first.status, twin.status])).toEqual(new Set([200, 201]))
  expect(twin.body.id).toBe(first.body.id)
  const other = await send({ ...report, device: 'wl-2' })
  expect([other.status, other.body.details]).toEqual([409, ['key-reused']])
  // A key belongs to the person who chose it.
  expect((await send({ ...report, device: 'wl-2' }, 'dispatcher')).status).toBe(201)
  api.clock.advance(48 * 3_600_000)
  expect(await send(body)).toMatchObject({ status: 200, body: { id: first.body.id } })
  await api.order('operator', first.body.id, { command: 'void', reason: 'twice' })
  api.clock.advance(48 * 3_600_000)
  expect(await send(body)).toMatchObject({ status: 200, body: { id: first.body.id } })
  expect((await send({ ...body, severity: 'red' })).body.details).toEqual(['key-reused'])
  expect((await api.store.list({}, 9)).items).toHaveLength(2)
})

test('a report that an older version kept without its body is the same report', async () => {
  const opener = JSON.stringify(['report', actors.operator.name, 'phone-7-report-3'])
  const id = caseNumber(opener, api.clock.now(), 8 * 3_600_000)
  const collect = { command: 'collect', ...collectSchema.parse(report) } as const
  await api.cases.desk.execute(id, collect, actors.operator)
  api.clock.advance(15 * 3_600_000)
  const key = { 'idempotency-key': 'phone-7-report-3' }
  const again = await api.ask<Case>(
    'operator',
    'POST',
    '/v1/cases',
    { ...report, device: 'wl-2' },
    key,
  )
  expect(again).toMatchObject({ status: 200, body: { id } })
})

test('a command with another body under a key that was used is refused', async () => {
  const id = await api.dispatched('wl-1')
  const url = `/v1/cases/${id}/commands`
  const key = { 'idempotency-key': 'phone-7-0009' }
  const say = (text: string) => api.ask('operator', 'POST', url, { command: 'comment', text }, key)
  expect((await say('one')).status).toBe(200)
  const other = await say('another')
  expect([other.status, other.body['code'], other.body['details']]).toEqual([
    409,
    'command-refused',
    ['key-reused'],
  ])
  expect((await say('one')).status).toBe(200)
  // After the deadline has passed the key still stands with the person's own word.
  api.clock.advance(3 * 3_600_000)
  const late = { 'idempotency-key': 'phone-7-0010' }
  const pumped = { command: 'report', text: 'pumped' }
  for (const _ of [1, 2])
    expect(await api.ask('drainage', 'POST', url, pumped, late)).toMatchObject({ status: 200 })
  const events = (await api.store.load(id)).map(({ event }) => event)
  expect(events.filter((event) => event === 'overdue')).toHaveLength(1)
  expect(events.filter((event) => event === 'reported')).toHaveLength(1)
})
