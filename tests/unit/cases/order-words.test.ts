/** The note with an order, and why a case came back, where cases are read. */
import { describe, expect, test } from 'vitest'

import { orderWords } from '../../../cases/life/order-words.ts'
import { notices } from '../../../cases/life/notice.ts'
import type { Command } from '../../../cases/life/commands.ts'
import { minutes, plus } from '../../../core/time.ts'
import { openCaseServer } from './api-server.ts'
import { actors, start } from './fixtures.ts'
import { order } from './order.ts'

const event = (name: string, data: object = {}, at = 1) => ({
  ...{ event: name as never, at: at as never, data: data as never },
})
const noted = event('dispatched', { unit: 'drainage', note: '门卫有钥匙' })
const back = { reason: '不属我处' }

describe('what is told of an order', () => {
  test.each([
    ['returned', undefined],
    ['orderRecalled', undefined],
    ['rework', '门卫有钥匙'],
    ['reopened', '门卫有钥匙'],
  ])('%s: why it came back; its note only where the unit has it', (name, note) => {
    const told = orderWords([noted, event('commented', { text: 'x' }), event(name, back, 7)])
    expect(told).toEqual({
      cameBack: { event: name, at: 7, reason: '不属我处' },
      ...(note !== undefined && { note }),
    })
  })

  test.each(['dispatched', 'reported', 'coordinated', 'transferred', 'closed', 'voided'])(
    'by %s it goes on: nobody is told any more why it came back',
    (name) => {
      const told = orderWords([noted, event('rework', back), event(name, { reason: 'other' })])
      expect(told.cameBack).toBeUndefined()
    },
  )

  test('the next order has its own note, or none', () => {
    expect(orderWords([noted, event('dispatched', { note: 'b' })])).toEqual({ note: 'b' })
    expect(orderWords([noted, event('dispatched', {})])).toEqual({})
    expect(orderWords([noted, event('reported', {})])).toEqual({ note: '门卫有钥匙' })
  })

  test('a record that is not of the expected shape tells nothing', () => {
    expect(
      orderWords([event('returned', { reason: 5 }), event('dispatched', { note: '' })]),
    ).toEqual({})
    expect(orderWords([])).toEqual({})
  })
})

const recall: Command = { command: 'recallOrder', reason: 'nobody sets out' }

test('the note stands in the record and in the notice of the order, whoever found the unit', () => {
  const { current, does, history } = order({})
  does(actors.dispatcher, start, recall)
  const later = plus(start, minutes(5))
  expect(does(actors.dispatcher, later, { command: 'dispatch', note: '先封左侧车道' })).toBe(
    'dispatched',
  )
  const last = history.at(-1)
  expect(last?.data).toMatchObject({ note: '先封左侧车道', unit: 'drainage' })
  const told = last === undefined ? [] : notices(current(), last, { baseUrl: '' })
  expect(told).toMatchObject([
    {
      ...{ occasion: 'dispatched', to: { unit: 'drainage' } },
      text: { zh: '新派遣案件，请接单处置。留言：先封左侧车道' },
    },
  ])
})

test('lists and the page of a case say both, a crew its own', async () => {
  await using api = await openCaseServer()
  const id = await api.dispatched()
  const other = await api.dispatched('wl-2')
  interface Listed {
    readonly items: readonly { id: string; note?: string; cameBack?: { reason: string } }[]
  }
  const listed = async (who: 'dispatcher' | 'drainage', of: string) =>
    (await api.ask<Listed>(who, 'GET', '/v1/cases')).body.items.find((item) => item.id === of)
  await api.order('drainage', id, { command: 'return', reason: '非本单位管线' })
  expect(await listed('dispatcher', id)).toMatchObject({
    cameBack: { event: 'returned', reason: '非本单位管线' },
  })
  expect(await listed('dispatcher', other)).not.toHaveProperty('cameBack')
  const dispatch = { command: 'dispatch', unit: 'drainage', note: '产权已核实，属贵单位' }
  expect((await api.order('dispatcher', id, dispatch)).status).toBe(200)
  expect(await listed('drainage', id)).toMatchObject({ note: dispatch.note })
  expect(await listed('drainage', id)).not.toHaveProperty('cameBack')
  await api.order('drainage', id, { command: 'report', text: '已疏通', photos: [] })
  await api.order('inspector', id, { command: 'verify', passed: false, text: '仍有积水' })
  expect((await api.ask('drainage', 'GET', `/v1/cases/${id}`)).body['case']).toMatchObject({
    note: dispatch.note,
    cameBack: { event: 'rework', reason: '仍有积水' },
  })
  const found = await api.ask<Listed>('dispatcher', 'GET', '/v1/cases?q=产权已核实')
  expect(found.body.items.map((item) => item.id)).toEqual([id])
})
