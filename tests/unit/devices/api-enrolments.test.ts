import { afterEach, beforeEach, expect, test } from 'vitest'

import { device } from '../../contract/registry.suite.ts'
import { hashOf } from '../../support/mqtt-broker.ts'
import { startApiServer, type ApiServer } from '../ingest/api-server.ts'

let api: ApiServer

beforeEach(async () => {
  api = await startApiServer()
  await api.registry.put([
    ...['a', 'b', 'c'].map((id) => device(id)),
    device('station', { kind: 'dust', site: 'construction', mn: '010000A8900016F000169DC1' }),
  ])
})
afterEach(() => api[Symbol.asyncDispose]())

interface Made {
  readonly batch: { readonly id: string }
  readonly code: string
}
const make = async (devices: readonly string[]) => {
  const { status, body } = await api.ask('POST', '/v1/enrolments', {
    payload: { name: '一期井盖', devices },
  })
  expect(status).toBe(200)
  return body as unknown as Made
}
/** As the device asks, which nobody knows yet. */
const enrol = (payload: object) =>
  api.ask('POST', '/v1/enrolling', { payload, headers: { authorization: '' } })
const credentials = async () =>
  Object.fromEntries(
    (await api.registry.changes(0, 100)).map((row) => [row.device.id, row.credential]),
  )

test('each device of a batch fetches its credential once, and a lost answer is asked for again', async () => {
  const { batch, code } = await make(['a', 'b', 'a'])
  const first = await enrol({ device: 'a', code })
  expect(first.status).toBe(200)
  const { token } = first.body as { readonly token: string }
  expect((await credentials())['a']).toBe(hashOf(token))
  expect(await enrol({ device: 'a', code })).toMatchObject({
    status: 403,
    body: { code: 'enrolment-refused' },
  })
  const own = { device: 'b', code, token: 'made-by-the-device-itself-0123456789' }
  expect((await enrol(own)).status).toBe(200)
  expect((await enrol(own)).body).toEqual({ device: 'b', token: own.token })
  expect(await api.ask('GET', '/v1/enrolments')).toMatchObject({
    body: { batches: [{ id: batch.id, name: '一期井盖', by: 'test', devices: 2, enrolled: 2 }] },
  })
  expect(await api.ask('GET', `/v1/enrolments/${batch.id}`)).toMatchObject({
    body: { devices: [{ device: 'a', enrolled: expect.any(Number) }, { device: 'b' }] },
  })
})

test('a wrong code, a device of no batch and a revoked batch are refused alike, and who guesses waits', async () => {
  const { batch, code } = await make(['a'])
  await api.registry.setCredentials(new Map([[device('b').id, hashOf('b')]]))
  const refusals = [
    await enrol({ device: 'a', code: 'wrong' }),
    await enrol({ device: 'c', code }),
    await enrol({ device: 'b', code }),
    await enrol({ device: 'nobody', code }),
  ]
  await api.ask('POST', `/v1/enrolments/${batch.id}/revoke`)
  refusals.push(await enrol({ device: 'a', code }))
  expect(new Set(refusals.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
  expect(refusals[0]).toMatchObject({ status: 403, body: { code: 'enrolment-refused' } })
  for (let n = 0; n < 55; n += 1) await enrol({ device: 'a', code: `guess-${n}` })
  expect(await enrol({ device: 'a', code })).toMatchObject({
    status: 429,
    body: { code: 'too-many-requests' },
  })
})

test('what cannot enrol is told whole, and no batch is made', async () => {
  await api.registry.setCredentials(new Map([[device('b').id, hashOf('b')]]))
  const answer = await api.ask('POST', '/v1/enrolments', {
    payload: { name: 'x', devices: ['a', 'b', 'nobody', 'station'] },
  })
  expect(answer).toMatchObject({
    status: 400,
    body: {
      details: [
        'b: it has a credential already',
        'nobody: it is not registered',
        'station: a station of HJ 212 or SL 651 has a password that is set in it',
      ],
    },
  })
  expect(await api.ask('GET', '/v1/enrolments')).toMatchObject({ body: { batches: [] } })
  expect((await api.ask('GET', '/v1/enrolments/E0')).status).toBe(404)
  expect((await api.ask('POST', '/v1/enrolments/E0/revoke')).status).toBe(404)
  expect((await api.ask('GET', '/v1/enrolments', { role: 'operator' })).status).toBe(403)
})
