import { expect, test } from 'vitest'

import type { CaseRecord, CaseSeals } from '../../../cases/api/record-contract.ts'
import { isSigned } from '../../../cases/desk/seal.ts'
import { caseSealSchema } from '../../../core/record-schemas.ts'
import { openCaseServer } from './api-server.ts'

test('a check of the whole record is begun by who may, and looked at when it has ended', async () => {
  await using server = await openCaseServer()
  await server.dispatched()
  expect((await server.ask('operator', 'POST', '/v1/case-record/check')).status).toBe(403)
  expect((await server.ask('drainage', 'GET', '/v1/case-record')).status).toBe(403)
  expect(
    (await server.ask<CaseRecord>('operator', 'GET', '/v1/case-record')).body.last,
  ).toBeUndefined()
  const begun = await server.ask<CaseRecord>('supervisor', 'POST', '/v1/case-record/check')
  expect([begun.status, begun.body.running?.events]).toEqual([202, 0])
  await expect
    .poll(
      async () => (await server.ask<CaseRecord>('operator', 'GET', '/v1/case-record')).body.last,
    )
    .toMatchObject({
      check: { cases: 1, events: 4, seals: 0, sealed: 0, evaluations: 0, looks: 0, faults: [] },
    })
})

test('the seals are read a page at a time, by whoever may read the record', async () => {
  await using server = await openCaseServer()
  await server.dispatched()
  for (const reason of ['one', 'two', 'three'])
    await server.ask('administrator', 'POST', '/v1/case-record/accept', { reason })
  expect((await server.ask('drainage', 'GET', '/v1/case-record/seals')).status).toBe(403)
  const page = async (query: string) =>
    (await server.ask<CaseSeals>('operator', 'GET', `/v1/case-record/seals?${query}`)).body
  const first = await page('limit=2')
  expect(first.items.map(({ number }) => number)).toEqual([1, 2])
  const rest = await page(`after=${first.next}`)
  expect(rest.items.map(({ number }) => number)).toEqual([3])
  expect(rest.next).toBeUndefined()
  for (const seal of [...first.items, ...rest.items])
    expect(isSigned(caseSealSchema.parse(seal))).toBe(true)
})

test('the record is accepted as it is by an administrator who says why', async () => {
  await using server = await openCaseServer()
  await server.dispatched()
  const why = { reason: 'a backup was restored' }
  expect((await server.ask('manager', 'POST', '/v1/case-record/accept', why)).status).toBe(403)
  expect((await server.ask('administrator', 'POST', '/v1/case-record/accept', {})).status).toBe(400)
  const accepted = await server.ask('administrator', 'POST', '/v1/case-record/accept', why)
  expect(accepted.body).toEqual({ seal: 1, events: 4 })
})
