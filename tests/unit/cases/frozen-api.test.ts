import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Frozen, FrozenView } from '../../../cases/api/frozen-contract.ts'
import type { CaseEvent } from '../../../cases/life/facts.ts'
import { hours, instant, minutes } from '../../../core/time.ts'
import { commit } from '../../contract/case-store-samples.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer()
})
afterEach(() => api[Symbol.asyncDispose]())

const day = '2026-03-13_2026-03-13'
type Refused = { code?: string; details?: readonly string[] }
const act = (command: object, who: Parameters<CaseServer['ask']>[0] = 'manager', id = day) =>
  api.ask<Frozen & Refused>(who, 'POST', `/v1/evaluations/frozen/${id}/commands`, command)
const view = (query = '', who: Parameters<CaseServer['ask']>[0] = 'manager') =>
  api.ask<FrozenView & Refused>(who, 'GET', `/v1/evaluations/frozen/${day}${query}`)

test('an evaluation is frozen, signed and opened again, and what was published stays', async () => {
  const id = await api.dispatched('wl-1')
  await api.dispatched('mh-1')
  api.clock.advance(minutes(30))
  await api.order('drainage', id, { command: 'report', text: 'dry' })
  await api.order('inspector', id, { command: 'verify', passed: true, despite: 'a test' })
  expect((await act({ command: 'freeze' })).body.details).toEqual(['not-over'])
  api.clock.advance(hours(24))
  const frozen = await act({ command: 'freeze', comment: 'for the mayor' }, 'supervisor')
  expect(frozen).toMatchObject({
    status: 200,
    body: {
      ...{ id: day, from: '2026-03-13', stage: 'frozen' },
      editions: [
        { edition: 1, cases: 2, formulas: 5, frozen: { by: 'su', comment: 'for the mayor' } },
      ],
    },
  })
  expect((await act({ command: 'freeze' })).body).toMatchObject({
    ...{ code: 'command-refused', details: ['frozen-before'] },
  })
  expect((await act({ command: 'sign', comment: 'agreed' })).body).toMatchObject({
    ...{ stage: 'signed', editions: [{ signed: { by: 'max', comment: 'agreed' } }] },
  })
  const { body } = await view('?by=unit')
  expect(body.evaluation).toEqual({ ...body.now, generatedAt: body.evaluation.generatedAt })
  expect(body.differences).toEqual([])
  expect(body.evaluation.rows.map(({ key, rank }) => `${key} ${rank}`)).toEqual([
    'drainage 1',
    'road 2',
    'undefined undefined',
  ])

  // Something that ended in the period and is known only now.
  const late = commit('C20260313-late', undefined, [lateCase])
  await api.store.append({ ...late, openKey: undefined })
  const second = await view('?by=source')
  expect(second.body.differences).toContainEqual({
    ...{ key: '*', figure: 'reported', frozen: 2, now: 3 },
    name: { zh: '上报数', en: 'Reported' },
  })
  expect((await act({ command: 'reopen' })).status).toBe(400)
  await act({ command: 'reopen', reason: 'a case came late' })
  const again = await act({ command: 'freeze' })
  expect(again.body.editions.map(({ edition, cases }) => [edition, cases])).toEqual([
    [1, 2],
    [2, 3],
  ])
  expect(again.body.editions[0]?.reopened?.reason).toBe('a case came late')
  expect((await view('?by=source')).body).toMatchObject({ edition: 2, differences: [] })
  expect((await view('?by=source&edition=1')).body.differences.length).toBeGreaterThan(0)
  expect((await view('?edition=3')).status).toBe(404)

  const { body: list } = await api.ask<{ items: readonly Frozen[] }>(
    ...(['operator', 'GET', '/v1/evaluations/frozen'] as const),
  )
  expect(list.items).toEqual([again.body])
  const proof = await api.ask('operator', 'GET', `/v1/evaluations/frozen/${day}/verify-record`)
  expect(proof.body).toEqual({ intact: true, faults: [] })
  const told = api.observer.events.filter(({ event }) => event === 'evaluation.frozen')
  expect(told.map(({ fields }) => fields['command'])).toEqual([
    ...['freeze', 'sign', 'reopen', 'freeze'],
  ])
})

test('what is no period, no command or not for the role is refused', async () => {
  expect((await act({ command: 'sign' })).body.details).toEqual(['not-frozen'])
  expect((await act({ command: 'sign' }, 'administrator')).status).toBe(403)
  expect((await act({ command: 'freeze' }, 'operator')).status).toBe(403)
  expect((await act({ command: 'melt' })).status).toBe(400)
  for (const id of [
    'march',
    '2026-02-30_2026-03-01',
    '2026-03-13_2026-03-12',
    '0000-00-00_0000-00-00',
  ])
    expect((await act({ command: 'freeze' }, 'manager', id)).body.code, id).toBe('request-invalid')
  expect((await view()).status).toBe(404)
  expect((await view('?by=person', 'operator')).status).toBe(403)
})

const lateCase: CaseEvent = {
  event: 'collected',
  at: instant(Date.UTC(2026, 2, 13, 10)),
  by: { name: 'olga', role: 'operator' },
  data: {
    ...{ source: 'hotline', work: 'incident', category: '0506', severity: 'blue' },
    title: { zh: '积水', en: 'Water' },
    place: {},
    ...{ lead: 'drainage', limit: '2 urgent hours' },
    deadline: { kind: 'dispatch', at: instant(Date.UTC(2026, 2, 13, 11)), certain: true },
  },
}
