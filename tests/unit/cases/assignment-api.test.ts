import { afterEach, beforeEach, expect, test } from 'vitest'

import { openCaseServer, type CaseServer } from './api-server.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer()
})
afterEach(() => api[Symbol.asyncDispose]())

test('whom a case goes to when nobody is named is told before, and is whom it goes to', async () => {
  const id = await api.dispatched()
  const asked = (who: 'dispatcher' | 'drainage') =>
    api.ask(who, 'GET', `/v1/cases/${id}/assignment`)
  expect((await asked('dispatcher')).body).toEqual({ unit: 'drainage', why: 'table', row: 1 })
  expect((await asked('drainage')).status).toBe(403)

  // Who returned it does not get it again by itself.
  await api.order('drainage', id, { command: 'return', reason: 'it is not ours' })
  expect(await asked('dispatcher')).toMatchObject({ status: 200, body: {} })
  expect((await asked('dispatcher')).body).not.toHaveProperty('unit')
  expect(await api.order('dispatcher', id, { command: 'dispatch' })).toMatchObject({
    body: { code: 'command-refused', details: ['no-unit'] },
  })
  expect(
    (await api.ask('dispatcher', 'GET', '/v1/cases/C20200101-000000000000/assignment')).status,
  ).toBe(404)
})
