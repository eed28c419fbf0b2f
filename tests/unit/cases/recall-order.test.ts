/** The desk takes an order back to send another unit (撤回派遣、改派). */
import { expect, test } from 'vitest'

import { notices } from '../../../cases/life/notice.ts'
import type { Command } from '../../../cases/life/commands.ts'
import type { UnitId } from '../../../core/identity.ts'
import { minutes, plus } from '../../../core/time.ts'
import { openCaseServer } from './api-server.ts'
import { actors, start } from './fixtures.ts'
import { order } from './order.ts'

const recall: Command = { command: 'recallOrder', reason: 'nobody sets out' }
const to = (unit: string): Command => ({ command: 'dispatch', unit: unit as UnitId })
const later = plus(start, minutes(40))

test('the case waits for its dispatch again, and goes to another unit with the whole limit', () => {
  const { current, does } = order({ limit: '2 urgent hours' })
  expect(does(actors.drainage, start, recall)).toBe('not-allowed')
  expect(does(actors.operator, start, recall)).toBe('not-allowed')
  does(actors.drainage, start, { command: 'acceptOrder' })
  expect(does(actors.dispatcher, later, recall)).toBe('orderRecalled')
  expect(current()).toMatchObject({
    ...{ stage: 'accepted', returns: 0, handledFor: minutes(40) },
    deadlines: [{ kind: 'dispatch', overdue: false }],
  })
  expect(current().unit).toBeUndefined()
  expect(current().returnedBy).toBeUndefined()
  expect(does(actors.drainage, later, { command: 'report', text: 'x', photos: [] })).toBe(
    'not-your-unit',
  )
  expect(does(actors.dispatcher, later, to('road'))).toBe('dispatched')
  expect(current()).toMatchObject({
    ...{ unit: 'road', orders: 2 },
    deadlines: [{ kind: 'handling', at: plus(later, minutes(120)) }],
  })
})

test('the unit that had it is told, and nobody else', () => {
  const { current, does, history } = order({})
  does(actors.supervisor, later, recall)
  const event = history.at(-1)
  const told = event === undefined ? [] : notices(current(), event, { baseUrl: '' })
  expect(told).toMatchObject([
    {
      ...{ occasion: 'recalled', to: { unit: 'drainage' }, stage: 'accepted' },
      text: { zh: expect.stringContaining('派遣已撤回') as string },
    },
  ])
})

test('what stands still is resumed before, and whoever was designated keeps it', () => {
  const { current, does } = order({})
  const until = plus(start, minutes(60))
  does(actors.drainage, start, {
    ...{ command: 'askSuspension', reason: 'weather', text: 'it rains', until, photos: [] },
  })
  does(actors.dispatcher, start, { command: 'suspend' })
  expect(does(actors.dispatcher, start, recall)).toBe('suspended')
  does(actors.dispatcher, start, { command: 'resume' })
  for (const unit of ['drainage', 'road', 'drainage'] as const) {
    does(actors[unit], start, { command: 'return', reason: 'not ours' })
    does(actors.dispatcher, start, to(unit === 'drainage' ? 'road' : 'drainage'))
  }
  const designate: Command = { command: 'designate', unit: 'road' as UnitId, reason: 'it is yours' }
  expect(does(actors.supervisor, start, designate)).toBe('dispatched')
  expect(current().dispute).toBe('designated')
  expect(does(actors.dispatcher, start, recall)).toBe('designated')
})

test('the crew finds the order no more', async () => {
  await using api = await openCaseServer()
  const id = await api.dispatched()
  expect((await api.order('dispatcher', id, recall)).body.stage).toBe('accepted')
  expect((await api.ask('drainage', 'GET', `/v1/cases/${id}`)).status).toBe(404)
  const listed = await api.ask<{ items: readonly object[] }>('drainage', 'GET', '/v1/cases')
  expect(listed.body.items).toEqual([])
  const { body } = await api.ask<{ stages: object }>('manager', 'GET', '/v1/summary')
  expect(body.stages).toEqual({ accepted: 1 })
})
