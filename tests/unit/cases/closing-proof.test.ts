/** What a crew has to show for its work, and how far from the place it was. */
import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'
import { png } from './photos-pictures.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer()
})
afterEach(() => api[Symbol.asyncDispose]())

async function ordered(category: string, place: object): Promise<string> {
  const { body } = await api.ask<Case>('operator', 'POST', '/v1/cases', {
    ...{ category, title: { zh: '夜间施工', en: 'Works at night' }, limit: '2 urgent hours' },
    ...{ lead: 'drainage', ...place },
  })
  await api.order('operator', body.id, { command: 'file' })
  await api.order('dispatcher', body.id, { command: 'accept' })
  await api.order('dispatcher', body.id, { command: 'dispatch', unit: 'drainage' })
  return body.id
}

interface Seen {
  readonly photoRequired: boolean
  readonly timeline: readonly { readonly event: string; readonly data: Record<string, unknown> }[]
}
const seen = async (id: string) => (await api.ask<Seen>('drainage', 'GET', `/v1/cases/${id}`)).body

test('a category that asks for a picture takes no report without one, and says so beforehand', async () => {
  const id = await ordered('0301', { device: 'wl-2' })
  expect((await seen(id)).photoRequired).toBe(true)
  const without = await api.order('drainage', id, { command: 'report', text: '已停工' })
  expect([without.status, without.body.details]).toEqual([409, ['photo-needed']])
  const { body: photo } = await api.ask<{ sha256: string }>('drainage', 'POST', '/v1/photos', png, {
    'content-type': 'image/png',
  })
  const report = { command: 'report', text: '已停工', photos: [{ sha256: photo.sha256 }] }
  expect((await api.order('drainage', id, report)).body.stage).toBe('verifying')
})

test('others do not', async () => {
  const id = await ordered('0506', { device: 'wl-2' })
  expect((await seen(id)).photoRequired).toBe(false)
  const { body } = await api.order('drainage', id, { command: 'report', text: '已抽排' })
  expect(body.stage).toBe('verifying')
})

test('an arrival says how far from the place of the case it was', async () => {
  const id = await ordered('0506', { device: 'wl-2' })
  const position = { longitude: 120.13, latitude: 30.27 }
  await api.order('drainage', id, { command: 'arrive', position })
  // A hundredth of a degree of latitude.
  expect((await seen(id)).timeline.at(-1)?.data).toMatchObject({ position, metres: 1112 })
  const nowhere = await ordered('0506', { description: '路口东北角' })
  await api.order('drainage', nowhere, { command: 'arrive', position })
  expect((await seen(nowhere)).timeline.at(-1)?.data).not.toHaveProperty('metres')
})

test.each([
  [true, 'verified'],
  [false, 'rework'],
])('a verification says where it was made, passed %s', async (passed, event) => {
  const id = await ordered('0506', { device: 'wl-2' })
  await api.order('drainage', id, { command: 'report', text: '已抽排' })
  const position = { longitude: 120.13, latitude: 30.27 }
  const { status } = await api.order('inspector', id, { command: 'verify', passed, position })
  expect(status).toBe(200)
  const { timeline } = (await api.ask<Seen>('inspector', 'GET', `/v1/cases/${id}`)).body
  const said = timeline.find((one) => one.event === event)
  expect(said?.data).toMatchObject({ position, metres: 1112 })
})
