/** A case that is asked for again, and one that has changed since somebody looked. */
import { afterEach, beforeEach, expect, test } from 'vitest'

import { isKnown, tagOf, versionsIn } from '../../../cases/api/decide/tags.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer()
})
afterEach(() => api[Symbol.asyncDispose]())

test('what is there already is not sent again, until something has happened', async () => {
  const id = await api.dispatched()
  const get = (who: 'operator' | 'drainage', tag?: string) =>
    api.ask(
      who,
      'GET',
      `/v1/cases/${id}`,
      undefined,
      tag === undefined ? {} : { 'if-none-match': tag },
    )
  const first = await get('operator')
  const tag = String(first.headers['etag'])
  expect(tag).toMatch(/^"4\.[\da-f]{12}"$/)
  const again = await get('operator', tag)
  expect([again.status, again.raw.length, again.headers['etag']]).toEqual([304, 0, tag])
  expect((await get('operator', `"x", W/${tag}`)).status).toBe(304)
  // Another person may ask other things of the same version.
  expect((await get('drainage', tag)).status).toBe(200)
  await api.order('drainage', id, { command: 'acceptOrder' })
  const changed = await get('operator', tag)
  expect([changed.status, String(changed.headers['etag']).slice(0, 3)]).toEqual([200, '"5.'])
})

test('a command on what has changed since is refused and says what has', async () => {
  const id = await api.dispatched()
  const order = (who: 'drainage' | 'supervisor', body: object, headers: Record<string, string>) =>
    api.ask<{ code?: string; version?: number; details?: string[]; status?: number }>(
      ...([who, 'POST', `/v1/cases/${id}/commands`, body, headers] as const),
    )
  const seen = String((await api.ask('drainage', 'GET', `/v1/cases/${id}`)).headers['etag'])
  await api.order('manager', id, { command: 'comment', text: 'hurry' })
  const key = { 'idempotency-key': 'phone-7-0001' }
  const late = await order('drainage', { command: 'acceptOrder' }, { 'if-match': seen, ...key })
  expect([late.status, late.body.code, late.body.details]).toEqual([
    412,
    'precondition-failed',
    ['5 commented max'],
  ])
  expect(await api.store.load(id as never)).toHaveLength(5)
  for (const none of ['"9"', 'W/"5"', '"5', '5', '"five"'])
    expect(
      (await order('supervisor', { command: 'comment', text: 'x' }, { 'if-match': none })).status,
    ).toBe(412)
  const now = { 'if-match': '"4", "5"', ...key }
  expect((await order('drainage', { command: 'acceptOrder' }, now)).body.version).toBe(6)
  // The answer was lost: the repeat is answered, though the case has gone on by that very command.
  const repeat = await order('drainage', { command: 'acceptOrder' }, now)
  expect([repeat.status, repeat.body.version]).toEqual([200, 6])
  expect(
    (await order('supervisor', { command: 'comment', text: 'x' }, { 'if-match': '*' })).status,
  ).toBe(200)
})

test('of many who act on the same version at once one is taken', async () => {
  const id = await api.dispatched()
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      api.ask(
        'supervisor',
        'POST',
        `/v1/cases/${id}/commands`,
        { command: 'comment', text: `${n}` },
        {
          'if-match': '"4"',
        },
      ),
    ),
  )
  const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length
  expect([count(200), count(412)]).toEqual([1, 7])
})

test('tags are read as RFC 9110 writes them', () => {
  expect(versionsIn(undefined)).toBeUndefined()
  expect(versionsIn(' * ')).toBe('any')
  expect(versionsIn('"7", "8.0123456789ab",W/"9", x')).toEqual([7, 8])
  expect(isKnown(undefined, tagOf(1, 'a'))).toBe(false)
  expect(isKnown('*', tagOf(1, 'a'))).toBe(true)
  expect(isKnown('"1.b"', tagOf(1, 'a'))).toBe(false)
})
