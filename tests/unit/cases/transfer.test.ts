/** Transfer (移送) to an authority outside, and its feedback. */
import { expect, test } from 'vitest'

import { notices } from '../../../cases/life/notice.ts'
import { waitingOf } from '../../../cases/life/waiting.ts'
import type { Command } from '../../../cases/life/commands.ts'
import type { UnitId } from '../../../core/identity.ts'
import { days, hours, plus } from '../../../core/time.ts'
import { openCaseServer } from './api-server.ts'
import { actors, alarm, start, template } from './fixtures.ts'
import { evidenceOf } from '../../../cases/life/correlate.ts'
import { order } from './order.ts'

const send: Command = {
  ...{ command: 'transfer', addressee: 'the water authority', reason: 'it is a river' },
  number: '2026-17',
}
const handled: Command = {
  command: 'enterFeedback',
  outcome: 'handled',
  text: 'dredged',
  photos: [],
}
const declined: Command = { ...handled, outcome: 'declined', text: 'not a river of ours' }
const to = (unit: string): Command => ({ command: 'dispatch', unit: unit as UnitId })
const verify = (passed: boolean): Command => ({ command: 'verify', passed, photos: [] })

/** Given back by its unit, so that it is with the dispatcher. */
function returned() {
  const life = order({ limit: '2 urgent hours' })
  life.does(actors.drainage, start, { command: 'return', reason: 'it is a river' })
  const last = () => {
    const event = life.history.at(-1)
    return event === undefined ? [] : notices(life.current(), event, { baseUrl: '' })
  }
  return { ...life, told: () => last().map((notice) => Object.values(notice.to)[0]) }
}

test('what an authority says to be handled is verified on site, and closed', () => {
  const { does, current, told } = returned()
  expect(does(actors.operator, start, send)).toBe('not-allowed')
  expect(does(actors.dispatcher, start, handled)).toBe('not-transferred')
  expect(does(actors.dispatcher, start, { ...send, until: start })).toBe('until-past')
  expect(does(actors.dispatcher, start, send)).toBe('transferred')
  expect(current()).toMatchObject({
    stage: 'returned',
    transfer: { state: 'sent', to: 'the water authority', number: '2026-17' },
    deadlines: [{ kind: 'transfer' }],
  })
  expect(waitingOf(current())).toEqual(['feedback'])
  for (const command of [to('road'), send])
    expect(does(actors.dispatcher, start, command)).toBe('transferred')
  expect(does(actors.operator, plus(start, days(1)), handled)).toBe('transferHandled')
  expect(told()).toEqual(['inspector'])
  expect(current()).toMatchObject({ stage: 'verifying', transfer: { feedback: 'dredged' } })
  expect(waitingOf(current())).toEqual([])
  const passed = { ...verify(true), despite: 'a test' } as Command
  expect(does(actors.inspector, plus(start, days(1)), passed)).toBe('closed')
})

test('no clock of ours runs meanwhile; when no answer came in time the desks are told, and the case is no later', () => {
  const { does, current, told } = returned()
  const until = plus(start, days(3))
  does(actors.dispatcher, start, { ...send, until })
  const mark: Command = { command: 'markOverdue', deadline: 'transfer', due: until }
  expect(does(actors.service, until, mark)).toBe('overdue')
  expect(told()).toEqual(['dispatcher', 'supervisor'])
  expect(current().overdues).toBe(0)
  expect(waitingOf(current())).toEqual(['feedback'])
  const explain: Command = { command: 'explain', reason: 'they are slow' }
  expect(does(actors.dispatcher, until, explain)).toBe('not-late')
})

test('what is declined, recalled or not passed on site goes back to the dispatcher, with a clock of its own', () => {
  const { does, current, told } = returned()
  const back = (state: string) =>
    expect(current()).toMatchObject({
      ...{ stage: 'returned', transfer: { state } },
      deadlines: [{ kind: 'dispatch', overdue: false }],
    })
  does(actors.supervisor, start, send)
  expect(does(actors.service, start, declined)).toBe('transferDeclined')
  expect(told()).toEqual(['dispatcher'])
  back('declined')
  does(actors.dispatcher, start, send)
  expect(does(actors.dispatcher, start, { command: 'recallTransfer', reason: 'ours' })).toBe(
    'transferRecalled',
  )
  back('recalled')
  does(actors.dispatcher, start, send)
  does(actors.operator, start, handled)
  does(actors.inspector, start, { command: 'claim' })
  expect(does(actors.inspector, start, verify(false))).toBe('transferFailed')
  expect(told()).toEqual(['dispatcher'])
  back('failed')
  expect(current().claimed).toBeUndefined()
  expect(does(actors.dispatcher, start, to('road'))).toBe('dispatched')
  does(actors.road, start, { command: 'report', text: 'done', photos: [] })
  // From a unit it comes back as rework.
  expect(does(actors.inspector, start, verify(false))).toBe('rework')
})

test('an alarm that grows worse takes the case from no authority, nor moves its day', () => {
  const { does, current } = returned()
  does(actors.dispatcher, start, send)
  const [before] = current().deadlines
  const worse = evidenceOf(alarm({ kind: 'escalated', severity: 'red' }))
  does(actors.service, plus(start, hours(1)), {
    ...{ command: 'attachEvidence', joined: false },
    alarm: { ...worse, alarm: current().alarms[0] ?? worse.alarm },
    template: template({ filing: 'automatic', limit: '30 minutes' }),
  })
  expect(current()).toMatchObject({ severity: 'red', limit: '30 minutes', stage: 'returned' })
  expect(current().deadlines).toEqual([before])
})

test('those without feedback are listed and counted', async () => {
  await using api = await openCaseServer()
  const id = await api.dispatched()
  await api.order('drainage', id, { command: 'return', reason: 'it is a river' })
  expect((await api.order('dispatcher', id, send)).status).toBe(200)
  const listed = await api.ask<{ items: { id: string }[] }>(
    ...(['dispatcher', 'GET', '/v1/cases?waiting=feedback'] as const),
  )
  expect(listed.body.items.map((one) => one.id)).toEqual([id])
  const { body } = await api.ask<{ waiting: object }>('manager', 'GET', '/v1/summary')
  expect(body.waiting).toMatchObject({ feedback: 1 })
})
