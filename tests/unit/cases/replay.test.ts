/** What stood in the last hour, as a map replays it. */
import { afterEach, beforeEach, expect, test } from 'vitest'

import { minutes } from '../../../core/time.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import { until } from '../../support/until.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'
import { alarm, start } from './fixtures.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer()
})
afterEach(() => api[Symbol.asyncDispose]())

interface Replay {
  readonly from: number
  readonly to: number
  readonly cut: boolean
  readonly alarms: readonly object[]
}

const ask = async (query = '', who: 'operator' | 'drainage' = 'operator') => {
  const { status, body } = await api.ask<Replay>(who, 'GET', `/v1/alarms-replay${query}`)
  return { status, ...body }
}

test('the last hour has every alarm that stood in it, with its place', async () => {
  await api.log.append(alarmsTopic, [alarm(), alarm({ device: 'wl-2' })])
  await until(async () => (await api.store.alarms({}, 9)).items.length === 2, 'two alarms')
  api.clock.advance(minutes(30))
  const { status, from, to, cut, alarms } = await ask()
  expect([status, to - from, cut]).toEqual([200, minutes(60), false])
  expect(alarms[0]).toEqual({
    ...{ alarm: expect.any(String) as string, device: 'wl-2', severity: 'yellow' },
    ...{ longitude: expect.any(Number) as number, latitude: expect.any(Number) as number },
    raisedAt: start,
  })
})

test('it is asked for by desks, and for three hours at most', async () => {
  expect((await ask('?minutes=180')).status).toBe(200)
  expect((await ask('?minutes=181')).status).toBe(400)
  expect((await ask('', 'drainage')).status).toBe(403)
})
