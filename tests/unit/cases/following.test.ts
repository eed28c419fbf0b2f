/** Whoever reported a problem follows it by a code, and says once after its closing whether it was dealt with well. */
import { afterEach, beforeEach, expect, test } from 'vitest'

import { hashOfCode, newFollowCode } from '../../../cases/desk/follow-code.ts'
import type { Case } from '../../../cases/life/case.ts'
import { days } from '../../../core/time.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer({ follow: { attempts: 3 }, checked: [] })
})
afterEach(() => api[Symbol.asyncDispose]())

const problem = {
  ...{ source: 'hotline', category: '0506', limit: '2 urgent hours', lead: 'drainage' },
  ...{ title: { zh: '积水', en: 'Water' }, device: 'wl-1', text: 'seen by the baker' },
  reporter: { name: '王芳', phone: '138 0000 0000' },
}
const report = async () => (await api.ask<Case>('operator', 'POST', '/v1/cases', problem)).body.id
const give = (id: string, who: Who = 'operator') =>
  api.ask<{ code: string; path: string }>(who, 'POST', `/v1/cases/${id}/follow-code`)
const follow = (code: string) => api.ask(undefined, 'POST', '/v1/following', { code })
const rate = (code: string, rating: string, text?: string) =>
  api.ask<{ details?: string[] }>(undefined, 'POST', '/v1/following/rating', {
    ...{ code, rating },
    ...(text !== undefined && { text }),
  })

async function close(id: string): Promise<void> {
  const doing: readonly (readonly [Who, object])[] = [
    ['operator', { command: 'file' }],
    ['operator', { command: 'accept' }],
    ['dispatcher', { command: 'dispatch', unit: 'drainage' }],
    ['drainage', { command: 'report', text: 'pumped by Zhang San' }],
    ['inspector', { command: 'verify', passed: true }],
  ]
  for (const [who, body] of doing) expect((await api.order(who, id, body)).status).toBe(200)
}

test('a code is read as it was heard, and the register has its hash alone', () => {
  const code = newFollowCode()
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
  expect(hashOfCode(code.toLowerCase().replaceAll('-', ' '))).toBe(hashOfCode(code))
  expect(hashOfCode('OIL0-OIL0-OIL0-OIL0')).toBe(hashOfCode('0110011001100110'))
  for (const bad of ['', code.slice(1), `${code}0`, 'U'.repeat(16), '积水积水积水积水'])
    expect(hashOfCode(bad)).toBeUndefined()
})

test('the course is shown to whoever has the code: no names, no words of the record, answers to them', async () => {
  const id = await report()
  expect((await give(id, 'inspector')).status).toBe(403)
  const { status, body, headers } = await give(id)
  expect([status, headers['cache-control'], body.path]).toEqual([
    201,
    'no-store',
    `/follow#${body.code}`,
  ])
  await close(id)
  await api.order('operator', id, { command: 'reply', text: 'It was a blocked grate.' })
  const seen = await follow(body.code)
  expect(seen).toMatchObject({
    status: 200,
    headers: { 'cache-control': 'no-store' },
    body: {
      ...{ case: id, stage: 'closed', title: problem.title },
      replies: [{ text: 'It was a blocked grate.' }],
      steps: ['received', 'filed', 'arranged', 'handled', 'closed'].map((step) => ({ step })),
      rateUntil: api.clock.now() + days(15),
    },
  })
  for (const word of ['Zhang', 'baker', '王', '138', 'olga', 'drainage', 'crew', 'ines', 'wl-1'])
    expect(seen.raw.toString()).not.toContain(word)
  expect(JSON.stringify(await api.store.since(0, 99))).not.toContain(body.code)
})

test('another code makes the one before worthless, and who guesses has to wait', async () => {
  const id = await report()
  const { body: first } = await give(id)
  const { body: second } = await give(id)
  expect((await follow(first.code)).status).toBe(404)
  expect((await follow(second.code)).status).toBe(200)
  for (const _ of [2, 3]) expect((await follow(newFollowCode())).status).toBe(404)
  expect((await follow(second.code)).status).toBe(429)
  api.clock.advance(60_001)
  expect((await follow(second.code)).status).toBe(200)
  expect((await api.ask(undefined, 'POST', '/v1/following', { code: 7 })).status).toBe(400)
})

test('a case that an alarm opened has nobody who follows it', async () => {
  const id = await api.dispatched()
  expect(await give(id)).toMatchObject({ status: 409, body: { details: ['no-reporter'] } })
  const reply = await api.order('operator', id, { command: 'reply', text: 'x' })
  expect(reply.body.details).toEqual(['no-reporter'])
})

test('it is rated once after each closing, within its time', async () => {
  const id = await report()
  const { code } = (await give(id)).body
  expect((await rate(code, 'satisfied')).status).toBe(409)
  await close(id)
  expect((await rate(code, 'splendid')).status).toBe(400)
  expect(await rate(code, 'fair')).toMatchObject({
    status: 200,
    body: { rating: { rating: 'fair' } },
  })
  expect((await rate(code, 'satisfied')).body.details).toEqual(['rated-before'])
  await api.order('operator', id, { command: 'reopen', reason: 'it is back' })
  expect(await follow(code)).toMatchObject({ body: { stage: 'handling' } })
  for (const [who, body] of [
    ['drainage', { command: 'report', text: 'again' }],
    ['inspector', { command: 'verify', passed: true }],
  ] as const)
    await api.order(who, id, body)
  api.clock.advance(days(15) + 1)
  expect((await follow(code)).body).not.toHaveProperty('rateUntil')
  expect((await rate(code, 'satisfied')).body.details).toEqual(['rate-late'])
})

test('what was said is kept beside the record, read by desks with a trace, and erased with the reporter', async () => {
  const id = await report()
  const { code } = (await give(id)).body
  await close(id)
  const words = 'call 138 0000 0000'
  expect((await rate(code, 'dissatisfied', words)).status).toBe(200)
  expect(JSON.stringify(await api.store.since(0, 99))).not.toContain(words)
  const read = () => api.ask('supervisor', 'GET', `/v1/cases/${id}/rating`)
  expect((await read()).body).toMatchObject({ rating: 'dissatisfied', text: words })
  expect(await api.store.looks({ limit: 9 })).toMatchObject([
    { case: id, what: 'reporter', fields: ['text'], by: { name: 'su' } },
  ])
  expect((await api.ask('drainage', 'GET', `/v1/cases/${id}/rating`)).status).toBe(403)
  await api.ask('administrator', 'POST', `/v1/cases/${id}/reporter/erase`, {})
  expect((await read()).body).not.toHaveProperty('text')
  expect((await follow(code)).status).toBe(404)
  expect(await api.store.verify(id)).toMatchObject({ faults: [] })
})

test('who is dissatisfied waits for a supervisor, who answers or opens it again, also after the window of the closing', async () => {
  const waiting = async () =>
    (
      await api.ask<{ items: Case[] }>(
        'supervisor',
        'GET',
        '/v1/cases?waiting=dissatisfied&order=deadline',
      )
    ).body.items.map((one) => one.id)
  const id = await report()
  await close(id)
  api.clock.advance(days(10))
  const told = { command: 'rate', rating: 'dissatisfied', text: 'it smells' }
  expect((await api.order('inspector', id, told)).status).toBe(403)
  expect((await api.order('operator', id, told)).body.rating).toMatchObject({
    rating: 'dissatisfied',
  })
  expect(await waiting()).toEqual([id])
  const { body } = await api.ask<{ waiting: object }>('supervisor', 'GET', '/v1/summary')
  expect(body.waiting).toMatchObject({ dissatisfied: 1, supervision: 0 })
  await api.order('operator', id, { command: 'reply', text: 'we look into it' })
  expect(await waiting()).toEqual([id])
  await api.order('supervisor', id, { command: 'reply', text: 'it was the bakery' })
  expect(await waiting()).toEqual([])
  const late = await api.order('supervisor', id, { command: 'reopen', reason: 'they are right' })
  expect(late.body.details).toEqual(['reopen-late'])
})

test('a dissatisfaction that nobody answered lets the case be opened again', async () => {
  const id = await report()
  await close(id)
  api.clock.advance(days(10))
  await api.order('operator', id, { command: 'rate', rating: 'dissatisfied' })
  const again = await api.order('supervisor', id, { command: 'reopen', reason: 'they are right' })
  expect(again).toMatchObject({ status: 200, body: { stage: 'dispatched', reopens: 1 } })
  expect(again.body.rating).toBeUndefined()
})

test('the rate of who was content is counted by unit and by source', async () => {
  const rates = ['dissatisfied', 'fair', 'satisfied', 'satisfied']
  for (const rating of rates) {
    const { body } = await api.ask<Case>('operator', 'POST', '/v1/cases', {
      ...problem,
      device: undefined,
    })
    await close(body.id)
    await api.order('operator', body.id, { command: 'rate', rating })
  }
  api.clock.advance(days(1))
  for (const [by, key] of [
    ['unit', 'drainage'],
    ['source', 'hotline'],
  ] as const) {
    const { body } = await api.ask<{ rows: { key?: string; values: { indicator: string }[] }[] }>(
      'manager',
      'GET',
      `/v1/evaluations?from=2026-03-13&to=2026-03-13&by=${by}`,
    )
    const row = body.rows.find((one) => one.key === key)
    expect(row?.values.find(({ indicator }) => indicator === 'satisfactionRate')).toMatchObject({
      numerator: 3,
      denominator: 4,
    })
  }
})

test('whose problem is a repeat follows the case that is kept', async () => {
  const first = await report()
  const { id } = (
    await api.ask<Case>('operator', 'POST', '/v1/cases', { ...problem, device: 'wl-2' })
  ).body
  const { code } = (await give(id)).body
  const marked = await api.order('operator', id, {
    command: 'markDuplicate',
    of: first,
    reason: 'the same water',
  })
  expect(marked.status).toBe(200)
  expect((await follow(code)).body).toMatchObject({ case: id, stage: 'received' })
  await close(first)
  const { body } = await follow(code)
  expect(body).toMatchObject({ case: id, stage: 'closed' })
  expect((body as { steps: { step: string }[] }).steps.map(({ step }) => step)).toEqual([
    ...['received', 'filed', 'arranged', 'handled', 'closed'],
  ])
  expect((await rate(code, 'satisfied')).status).toBe(409)
})
