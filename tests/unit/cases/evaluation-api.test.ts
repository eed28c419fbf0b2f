import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Evaluation } from '../../../cases/api/evaluation-contract.ts'
import { hours, minutes } from '../../../core/time.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer()
})
afterEach(() => api[Symbol.asyncDispose]())

const ask = (query: string, who: Parameters<CaseServer['ask']>[0] = 'manager') =>
  api.ask<Evaluation & { code?: string; message?: string }>(who, 'GET', `/v1/evaluations${query}`)

test('an evaluation of the day before, by unit, and what it is made of', async () => {
  const id = await api.dispatched('wl-1')
  await api.dispatched('mh-1')
  api.clock.advance(minutes(30))
  await api.order('drainage', id, { command: 'report', text: 'dry' })
  await api.order('inspector', id, { command: 'verify', passed: true, despite: 'a test' })
  const back = await api.dispatched('wl-2')
  await api.order('drainage', back, { command: 'return', reason: 'not ours' })
  await api.order('dispatcher', back, { command: 'void', reason: 'nothing', despite: 'a test' })
  api.clock.advance(hours(24))
  const { status, body } = await ask('?from=2026-03-13&to=2026-03-13')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    ...{ from: '2026-03-13', to: '2026-03-13', by: 'unit', running: false },
    previous: { from: '2026-03-12', to: '2026-03-12' },
    yearAgo: { from: '2025-03-13', to: '2025-03-13' },
  })
  const rates = (id: string) =>
    [...body.rows, { ...body.total, key: '*' }].map(({ key = '-', values }) => {
      const one = values.find(({ indicator }) => indicator === id)
      return `${key} ${one?.numerator}/${one?.denominator}`
    })
  expect(rates('disposeRate')).toEqual(['drainage 1/1', 'road 0/1', '- 0/0', '* 1/2'])
  expect(rates('inTimeArchiveRate')).toEqual(['drainage 1/1', 'road 0/1', '- 0/0', '* 1/2'])
  expect(rates('inTimeDispatchRate')).toEqual(['drainage 0/0', 'road 0/0', '- 2/2', '* 2/2'])
  expect(body.total).toMatchObject({ returned: 1, voided: 1 })
  expect(body.rows.map(({ rank }) => rank)).toEqual([1, 2, undefined])
  expect(body.indicators[0]).toMatchObject({
    ...{ id: 'disposeRate', weight: 30 },
    denominator: { zh: '应处置数' },
  })

  const { body: running } = await ask('?from=2026-03-13&to=2026-03-14&by=category')
  expect(running).toMatchObject({ running: true, rows: [{ key: '0506', rank: 1 }] })
})

test('the same as a table for a spreadsheet', async () => {
  await api.dispatched('wl-1')
  api.clock.advance(hours(24))
  const dates = '?from=2026-03-13&to=2026-03-13'
  const { status, headers, raw } = await api.ask('manager', 'GET', `/v1/evaluations.csv${dates}`)
  expect(status).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition':
      'attachment; filename="urban-brain-evaluation-2026-03-13-2026-03-13-unit.csv"',
  })
  const lines = raw.toString('utf8').split('\r\n')
  expect(lines[0]).toBe(
    '\uFEFFby,key,rank,score,indicator,zh,en,numerator,denominator,value,previous,yearAgo',
  )
  expect(lines).toContain('unit,drainage,1,30,disposeRate,处置率,Handled,0,1,0,,')
})

test('people are compared by those who may', async () => {
  await api.dispatched('wl-1')
  expect((await ask('?by=person')).status).toBe(200)
  expect(await ask('?by=person', 'operator')).toMatchObject({
    ...{ status: 403, body: { code: 'forbidden' } },
  })
  expect((await ask('?by=unit', 'operator')).status).toBe(200)
  expect((await ask('?by=moon')).status).toBe(400)
  expect((await ask('?from=2026-03-13&to=2026-03-12')).body).toMatchObject({
    ...{ code: 'request-invalid' },
  })
})
