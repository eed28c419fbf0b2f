import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Evaluation, FigureCases } from '../../../cases/api/evaluation-contract.ts'
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

test('every figure leads to the cases it is made of, now and as it was frozen', async () => {
  const mended = await api.dispatched('wl-1')
  const left = await api.dispatched('mh-1')
  api.clock.advance(minutes(30))
  await api.order('drainage', mended, { command: 'report', text: 'dry' })
  api.clock.advance(hours(24))
  const dates = 'from=2026-03-13&to=2026-03-13'
  await api.ask('manager', 'POST', '/v1/evaluations/frozen/2026-03-13_2026-03-13/commands', {
    command: 'freeze',
  })
  const behind = (query: string, who: Parameters<CaseServer['ask']>[0] = 'manager') =>
    api.ask<FigureCases & { code?: string }>(who, 'GET', `/v1/evaluations/cases?${dates}${query}`)
  const ids = async (query: string) => (await behind(query)).body.items.map(({ id }) => id)
  const { body } = await ask(`?${dates}&by=unit`)
  for (const edition of ['', '&edition=1']) {
    for (const { key, values } of [...body.rows, { ...body.total, key: undefined }])
      for (const { indicator, numerator, denominator } of values) {
        const { figures, unit } = body.indicators.find(({ id }) => id === indicator) ?? {}
        const row = key === undefined ? '' : `&key=${key}`
        const sum = async (figure: string | undefined) => {
          const { items } = (await behind(`&figure=${figure}${row}${edition}`)).body
          return items.reduce((all, { amount }) => all + amount, 0)
        }
        if (unit === 'share' && key !== undefined)
          expect(await sum(figures?.numerator), `${indicator} ${key}`).toBe(numerator)
        if (key !== undefined)
          expect(await sum(figures?.denominator), `${indicator} ${key}`).toBe(denominator)
      }
    const both = [mended, left].toSorted()
    expect(await ids(`&figure=handlingDue${edition}`)).toEqual(both)
    expect(await ids(`&figure=handled${edition}`)).toEqual([mended])
    expect(await ids(`&figure=dispatchDue&key=-${edition}`)).toEqual(both)
    expect(await ids(`&figure=handlingDue&by=category&key=0506${edition}`)).toEqual(both)
    const first = (await behind(`&figure=handlingDue&limit=1${edition}`)).body
    const second = (await behind(`&figure=handlingDue&limit=1&cursor=${first.next}${edition}`)).body
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(both)
    expect(second).not.toHaveProperty('next')
    expect(first.items[0]).toMatchObject({
      category: '0506',
      source: 'sensor',
      stage: expect.any(String),
    })
  }
  expect((await behind('&figure=moons')).status).toBe(400)
  expect((await behind('&figure=handled&edition=1&cursor=x')).status).toBe(400)
  expect((await behind('&figure=handled&edition=7')).status).toBe(404)
  expect((await behind('&figure=handled&by=person', 'operator')).status).toBe(403)
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
