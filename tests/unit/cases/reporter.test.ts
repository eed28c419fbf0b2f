/** Who reported a problem is for the desks only, and nowhere where the record goes. */
import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer()
})
afterEach(() => api[Symbol.asyncDispose]())

const reporter = { number: '12345-2026-0042', name: '王芳', phone: '138 0000 0000' }
const problem = {
  ...{ source: 'hotline', category: '0506', limit: '2 urgent hours', lead: 'drainage' },
  ...{ title: { zh: '积水', en: 'Water' }, device: 'wl-1', reporter },
}
const key = { 'idempotency-key': 'call-0042' }
const report = (body: object = problem) => api.ask<Case>('operator', 'POST', '/v1/cases', body, key)

test('the desks read it, each look is told, and no crew, wall or program does', async () => {
  const { status, body } = await report()
  expect([status, body.check]).toEqual([201, 'needed'])
  const look = (who: Who) => api.ask(who, 'GET', `/v1/cases/${body.id}/reporter`)
  expect(await look('inspector')).toMatchObject({
    status: 200,
    body: { ...reporter, proven: true },
    headers: { 'cache-control': 'no-store' },
  })
  expect(api.observer.count('reporter.read')).toBe(1)
  for (const who of ['drainage', 'service', 'device'] as const)
    expect((await look(who)).status).toBe(403)
  expect((await api.ask('operator', 'GET', '/v1/cases/C-none/reporter')).status).toBe(404)
})

test('nothing that leaves the register holds any of it', async () => {
  const { body } = await report()
  const records = await api.store.since(0, 99)
  const file = await api.ask('manager', 'GET', `/v1/cases/${body.id}/file?format=html`)
  const seen = await api.ask('service', 'GET', `/v1/cases/${body.id}`)
  const everything = [JSON.stringify(records), file.raw.toString(), seen.raw.toString()].join()
  for (const word of Object.values(reporter)) expect(everything).not.toContain(word)
  expect(records[0]?.record.data['reporterHash']).toMatch(/^[0-9a-f]{64}$/)
})

test('the same caller makes another hash each time: it is not guessed from the record', async () => {
  const first = await report()
  const { reporterHash: one } = (await api.store.load(first.body.id))[0]?.data ?? {}
  const other = await api.ask<Case>('operator', 'POST', '/v1/cases', { ...problem, device: 'wl-2' })
  const { reporterHash: two } = (await api.store.load(other.body.id))[0]?.data ?? {}
  expect([typeof one, one === two]).toEqual(['string', false])
})

test('a repeat under the key is answered and keeps who was told first', async () => {
  const { body } = await report()
  const again = await report({ ...problem, reporter: { name: 'somebody else' } })
  expect([again.status, again.body.id]).toEqual([200, body.id])
  const { body: kept } = await api.ask('operator', 'GET', `/v1/cases/${body.id}/reporter`)
  expect(kept).toMatchObject(reporter)
})

test('what is erased is gone, and the record of the case stays whole', async () => {
  const { body } = await report()
  const url = `/v1/cases/${body.id}/reporter`
  expect((await api.ask('supervisor', 'POST', `${url}/erase`, {})).status).toBe(403)
  const erased = { at: api.clock.now(), by: 'ada' }
  for (const _ of [1, 2])
    expect(await api.ask('administrator', 'POST', `${url}/erase`, {})).toMatchObject({
      status: 200,
      body: { erased },
    })
  expect((await api.ask('operator', 'GET', url)).body).toEqual({ erased })
  expect(api.observer.count('reporter.erased')).toBe(1)
  expect(
    (await api.ask('operator', 'GET', `/v1/cases/${body.id}/verify-record`)).body,
  ).toMatchObject({ intact: true })
})

test.each([{}, { phone: 'call me' }, { name: 'x', street: 'y' }])(
  'a reporter that is none is refused: %j',
  async (bad) => {
    expect((await report({ ...problem, reporter: bad })).status).toBe(400)
  },
)
