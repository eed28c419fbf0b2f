/** Who reported a problem is for the desks only, and nowhere where the record goes. */
import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import { days } from '../../../core/time.ts'
import { until } from '../../support/until.ts'
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

test('the desks see it in part, and all of it by a look that is written down; no crew, wall or program does', async () => {
  const { status, body } = await report()
  expect([status, body.check]).toEqual([201, 'needed'])
  const url = `/v1/cases/${body.id}/reporter`
  const look = (who: Who) => api.ask(who, 'GET', url)
  const reveal = (who: Who, said: object = {}) => api.ask(who, 'POST', `${url}/reveal`, said)
  const seen = await look('inspector')
  expect(seen).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } })
  expect(seen.body).toEqual({
    ...{ number: reporter.number, name: '王*', phone: '138****0000' },
    ...{ masked: true, proven: true },
  })
  expect(await api.store.looks({ limit: 9 })).toEqual([])
  expect(await reveal('inspector', { purpose: '回访' })).toMatchObject({
    status: 200,
    body: { ...reporter, masked: false, proven: true },
    headers: { 'cache-control': 'no-store' },
  })
  expect(api.observer.count('reporter.read')).toBe(1)
  expect(await api.store.looks({ limit: 9 })).toMatchObject([
    { case: body.id, what: 'reporter', fields: ['name', 'phone', 'number'], purpose: '回访' },
  ])
  for (const who of ['drainage', 'service', 'device'] as const)
    expect([(await look(who)).status, (await reveal(who)).status]).toEqual([403, 403])
  expect([(await look('manager')).status, (await reveal('manager')).status]).toEqual([200, 403])
  for (const bad of [{ purpose: '' }, { purpose: 'x\n' }, { why: 'so' }])
    expect((await reveal('operator', bad)).status).toBe(400)
  expect((await api.ask('operator', 'GET', '/v1/cases/C-none/reporter')).status).toBe(404)
  expect(await api.store.looks({ limit: 9 })).toHaveLength(1)
})

test('a city may want to know what for', async () => {
  await using strict = await openCaseServer({ personal: { purpose: true } })
  const { body } = await strict.ask<Case>('operator', 'POST', '/v1/cases', problem, key)
  const url = `/v1/cases/${body.id}/reporter/reveal`
  expect((await strict.ask('operator', 'POST', url, {})).status).toBe(400)
  expect((await strict.ask('operator', 'POST', url, { purpose: '回访' })).status).toBe(200)
})

test('administrators read who looked at reporters, photos and case files, also as a table', async () => {
  const { body } = await report()
  await api.ask('manager', 'GET', `/v1/cases/${body.id}/file`)
  await api.ask('operator', 'POST', `/v1/cases/${body.id}/reporter/reveal`, { purpose: '=1+1' })
  const { body: page } = await api.ask('administrator', 'GET', '/v1/personal-looks?limit=1')
  expect(page).toMatchObject({ items: [{ number: 2, what: 'reporter' }], next: 2 })
  const rest = await api.ask('administrator', 'GET', '/v1/personal-looks?before=2')
  expect(rest.body).toMatchObject({ items: [{ number: 1, what: 'file', case: body.id }] })
  const table = await api.ask('administrator', 'GET', '/v1/personal-looks.csv')
  expect(table.raw.toString()).toContain(`${body.id},reporter,name phone number,'=1+1`)
  const proof = await api.ask('administrator', 'GET', '/v1/personal-looks/proof')
  expect(proof.body).toEqual({ intact: true, wrong: [] })
  for (const path of ['personal-looks', 'personal-looks.csv', 'personal-retention'])
    for (const who of ['manager', 'supervisor', 'service'] as const)
      expect((await api.ask(who, 'GET', `/v1/${path}`)).status).toBe(403)
})

test('a reporter goes when its time is over, which is said before and counted', async () => {
  await using old = await openCaseServer({ personal: { keepReporters: '30d' } })
  const { body } = await old.ask<Case>('operator', 'POST', '/v1/cases', problem, key)
  await old.order('operator', body.id, { command: 'void', reason: 'a joke' })
  const due = async () => (await old.ask('administrator', 'GET', '/v1/personal-retention')).body
  expect(await due()).toMatchObject({ reporters: { due: [], more: false } })
  old.clock.advance(days(31))
  await until(
    async () => 'erased' in ((await old.store.reporter(body.id)) ?? {}),
    'the reporter is erased',
  )
  expect(old.observer.count('reporter.erased')).toBe(1)
  expect(await old.store.verify(body.id)).toMatchObject({ faults: [] })
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
  const revealed = `/v1/cases/${body.id}/reporter/reveal`
  const { body: kept } = await api.ask('operator', 'POST', revealed, {})
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
