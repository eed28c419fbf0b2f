import { createHmac } from 'node:crypto'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { CaseId } from '../../../core/identity.ts'
import { instant, minutes, plus } from '../../../core/time.ts'
import { platformMapping } from '../../support/platform-mapping.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'

const secret = 'a secret of the city'

let desk: CaseServer
let id: CaseId
beforeEach(async () => {
  desk = await openCaseServer({ closing: 'automatic' }, { secret, mapping: platformMapping() })
  id = await desk.dispatched()
})
afterEach(() => desk[Symbol.asyncDispose]())

const signed = (body: string, at = desk.clock.now(), by = secret) => {
  const seconds = Math.floor(at / 1_000)
  const digest = createHmac('sha256', by).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${digest}`
}

async function post(body: string, signature?: string) {
  const { statusCode, body: answer } = await desk.server.inject({
    ...{ method: 'POST', url: '/v1/platform/status', payload: body },
    headers: {
      'content-type': 'application/json',
      ...(signature !== undefined && { 'x-urban-brain-signature': signature }),
    },
  })
  return { status: statusCode, body: JSON.parse(answer) as Record<string, unknown> }
}

function say(status: string, more: object = {}) {
  const body = JSON.stringify({ id: `event-${status}`, case: id, status, ...more })
  return post(body, signed(body))
}

const lastOf = async () => (await desk.store.load(id)).at(-1)

describe('a status of the platform', () => {
  test('moves the case through its life, recorded under the name of the platform', async () => {
    expect(await say('51')).toMatchObject({
      status: 200,
      body: { outcome: 'done', case: id, stage: 'handling' },
    })
    expect(await lastOf()).toMatchObject({
      event: 'orderAccepted',
      by: { name: 'city-platform', role: 'crew', unit: 'drainage' },
    })
    expect((await say('61')).body['stage']).toBe('verifying')
    expect((await lastOf())?.data).toMatchObject({ text: '平台反馈：已处置' })
    const failed = await say('72', { text: 'still wet' })
    expect(failed.body).toMatchObject({ outcome: 'done', stage: 'rework' })
    expect(await lastOf()).toMatchObject({ event: 'rework', by: { role: 'inspector' } })
    expect((await say('61', { id: 'event-61 again', text: 'pumped' })).body['stage']).toBe(
      'verifying',
    )
    const ended = await say('71', { despite: 'gauge to be exchanged' })
    expect(ended.body).toMatchObject({ outcome: 'done', stage: 'closed' })
    expect(desk.observer.count('platform.status', 'done')).toBe(5)
  })

  test('is done once, however often it comes and whatever came behind it', async () => {
    await say('51')
    await say('61')
    const before = await desk.store.load(id)
    expect(await say('51')).toMatchObject({
      status: 200,
      body: { outcome: 'known', stage: 'verifying', version: before.length },
    })
    expect(await desk.store.load(id)).toHaveLength(before.length)
    expect(await say('61', { text: 'another' })).toMatchObject({
      status: 409,
      body: { details: ['key-reused'] },
    })
  })

  test('that asks nothing is noted, and one that does not fit is refused by its reason', async () => {
    const before = await desk.store.load(id)
    expect((await say('10')).body).toMatchObject({ outcome: 'noted', stage: 'dispatched' })
    expect(await say('71')).toMatchObject({
      status: 409,
      body: { code: 'command-refused', details: ['wrong-stage'] },
    })
    expect(await say('99')).toMatchObject({
      status: 400,
      body: { message: 'platform.yaml does not know the status 99' },
    })
    expect(await say('constructor')).toMatchObject({ status: 400 })
    expect(await say('91')).toMatchObject({
      status: 400,
      body: { message: 'the status 91 needs a text (void)' },
    })
    expect(await say('51', { case: 'C1' })).toMatchObject({ status: 404 })
    expect(await say('51', { extra: 1 })).toMatchObject({ status: 400 })
    expect(await desk.store.load(id)).toHaveLength(before.length)
    expect(desk.observer.count('platform.status', 'refused')).toBe(5)
    await say('51')
    await say('61')
    expect(await say('71')).toMatchObject({ status: 409, body: { details: ['alarm-standing'] } })
  })

  test('counts only when it is signed by the common secret, over this body and now', async () => {
    const body = JSON.stringify({ id: 'event-1', case: id, status: '51' })
    const now = desk.clock.now()
    for (const signature of [
      undefined,
      't=1,v1=00',
      signed(body, now, 'a secret of others'),
      signed(`${body} `),
      signed(body, plus(now, -minutes(6))),
      signed(body, plus(now, minutes(6))),
    ])
      expect(await post(body, signature)).toMatchObject({
        status: 401,
        body: { code: 'unauthenticated' },
      })
    expect((await desk.store.get(id))?.stage).toBe('dispatched')
    const broken = '{"id":'
    expect(await post(broken, signed(broken))).toMatchObject({ status: 400 })
    const earlier = instant(now - minutes(4))
    expect(await post(body, signed(body, earlier))).toMatchObject({ status: 200 })
  })
})

test('a city without a platform has no such route to be told by', async () => {
  await using other = await openCaseServer()
  const answer = await other.ask(undefined, 'POST', '/v1/platform/status', {})
  expect(answer.status).toBe(404)
  expect(answer.body['message']).toContain('cases.platform')
})

test('what the platform refused is listed, and tried again when an operator says so', async () => {
  const now = desk.clock.now()
  await desk.store.addToPlatform(new Map([[id, 4]]), now)
  for (const row of await desk.store.dueToPlatform({ before: now, after: now }, [], 9)) {
    const refused = { at: now, reason: 'it answered 422: no such district' }
    await desk.store.stepToPlatform(row, { taken: 1, attempts: 1, next: now, refused })
  }
  expect((await desk.ask('manager', 'GET', '/v1/platform')).body).toEqual({
    ...{ waiting: 1, refused: 1 },
    cases: [
      { case: id, version: 2, behind: 3, at: now, reason: 'it answered 422: no such district' },
    ],
  })
  const retry = (who: 'manager' | 'operator', body: object) =>
    desk.ask(who, 'POST', '/v1/platform/retry', body)
  expect((await retry('manager', {})).status).toBe(403)
  expect((await retry('operator', { case: 'C1' })).body).toEqual({ retried: 0 })
  expect((await retry('operator', { case: id })).body).toEqual({ retried: 1 })
  expect((await retry('operator', {})).body).toEqual({ retried: 0 })
  expect(await desk.store.dueToPlatform({ before: now, after: now }, [], 9)).toMatchObject([
    { case: id, taken: 1 },
  ])
  expect(desk.observer.events.filter(({ event }) => event === 'platform.retried')).toMatchObject([
    { fields: { cases: 1, by: 'olga' } },
  ])
})
