/** Supporting units (配合单位): a part of the work of a case that another unit leads. */
import { expect, test } from 'vitest'

import { notices } from '../../../cases/life/notice.ts'
import { prospects } from '../../../cases/life/pending.ts'
import { isUnexplained } from '../../../cases/life/lateness.ts'
import type { Case } from '../../../cases/life/case.ts'
import type { Command } from '../../../cases/life/commands.ts'
import type { CaseId, UnitId } from '../../../core/identity.ts'
import { hours, plus } from '../../../core/time.ts'
import { travelled } from '../../support/case-laws.ts'
import { openCaseServer } from './api-server.ts'
import { actors, start } from './fixtures.ts'
import { order } from './order.ts'

const road = 'road' as UnitId
const enforcement = 'enforcement' as UnitId
const ask = { command: 'askSupport', unit: road, task: 'close the road' } as const
const report: Command & { command: 'report' } = {
  command: 'report',
  text: 'pumped out',
  photos: [],
}
const done: Command = { command: 'reportSupport', text: 'it is closed', photos: [] }
const later = (n: number) => plus(start, hours(n))

test('whoever dispatches asks a unit, which does its part; the lead waits for it or says why not', () => {
  const { does, current } = order({ limit: '1 natural day' })
  expect(does(actors.drainage, start, ask)).toBe('not-allowed')
  expect(does(actors.dispatcher, start, { ...ask, unit: 'x' as UnitId })).toBe('unknown-unit')
  expect(does(actors.dispatcher, start, { ...ask, unit: 'drainage' as UnitId })).toBe('leads')
  expect(does(actors.road, start, done)).toBe('not-supporting')
  expect(does(actors.dispatcher, start, ask)).toBe('supportAsked')
  expect(does(actors.manager, start, ask)).toBe('nothing-new')
  expect(does(actors.road, start, report)).toBe('not-your-unit')
  expect(does(actors.drainage, start, done)).toBe('not-supporting')
  expect(does(actors.road, start, { command: 'acceptSupport' })).toBe('supportAccepted')
  expect(does(actors.road, start, { command: 'acceptSupport' })).toBe('nothing-new')
  expect(does(actors.drainage, start, report)).toBe('support-open')
  expect(does(actors.road, start, done)).toBe('supported')
  expect(current().supports).toEqual([
    { unit: road, task: 'close the road', state: 'done', text: 'it is closed' },
  ])
  // Asked once more, it declines.
  expect(does(actors.supervisor, start, ask)).toBe('supportAsked')
  const no = { command: 'declineSupport', reason: 'the road is not ours' } as const
  expect(does(actors.road, start, no)).toBe('supportDeclined')
  expect(does(actors.dispatcher, start, { ...ask, unit: enforcement })).toBe('supportAsked')
  const why = { ...report, despite: 'it is dry without them' }
  expect(does(actors.drainage, start, why)).toBe('reported')
  expect(current()).toMatchObject({
    stage: 'verifying',
    supports: [
      { state: 'declined', reason: 'the road is not ours' },
      { unit: enforcement, state: 'lapsed' },
    ],
  })
})

test('a reason is only kept where one was needed', () => {
  const { does, history } = order({})
  expect(does(actors.drainage, start, { ...report, despite: 'just so' })).toBe('reported')
  expect(history.at(-1)?.data).not.toHaveProperty('despite')
})

test('their deadlines run beside those of the case, pass one after the other, and are no lateness of it', () => {
  const { does, current, history } = order({ limit: '9 natural days' })
  const passed = () =>
    history.flatMap((one) => (one.event === 'overdue' ? [one.data.due - start] : []))
  does(actors.dispatcher, start, { ...ask, limit: '3 urgent hours' })
  does(actors.dispatcher, start, { ...ask, unit: enforcement, limit: '1 urgent hour' })
  expect(current().deadlines).toMatchObject([
    { kind: 'handling' },
    { kind: 'support', at: later(1) },
  ])
  expect(does(actors.drainage, later(4), { command: 'acceptOrder' })).toBe('orderAccepted')
  expect(passed()).toEqual([hours(1), hours(3)])
  expect(current()).toMatchObject({
    ...{ overdues: 0, deadlines: [{ kind: 'handling', overdue: false }] },
    supports: [{ overdue: true }, { overdue: true }],
  })
  expect(isUnexplained(current())).toBe(false)
  // Late, and done all the same.
  expect(does(actors.road, later(5), done)).toBe('supported')
  const back = { command: 'return', reason: 'not ours' } as const
  expect(does(actors.drainage, later(5), back)).toBe('returned')
  expect(does(actors.dispatcher, later(5), { command: 'dispatch', unit: enforcement })).toBe(
    'dispatched',
  )
  // Who gets the case has no part of it beside.
  expect(current().supports).toMatchObject([{ state: 'done' }, { state: 'lapsed' }])
})

test('a suspension of the order stops no supporting unit', () => {
  const { does, current } = order({ limit: '1 natural day' })
  does(actors.dispatcher, start, { ...ask, limit: '1 urgent hour' })
  const still = { reason: 'weather' as const, text: 'it rains', until: later(9), photos: [] }
  does(actors.drainage, start, { command: 'askSuspension', ...still })
  expect(does(actors.dispatcher, start, { command: 'suspend' })).toBe('suspended')
  expect(current().deadlines).toMatchObject([{ kind: 'support' }])
  expect(does(actors.road, start, done)).toBe('supported')
  expect(current().deadlines).toEqual([])
})

test('each is told what concerns it, under a name of its own, as long as it is true', () => {
  const { does, current, history } = order({ limit: '1 natural day' })
  const told = () => {
    const last = history.at(-1)
    const made = last === undefined ? [] : notices(current(), last, { baseUrl: '' })
    return made.map(({ to, text }) => [Object.values(to)[0], text.en])
  }
  does(actors.dispatcher, start, { ...ask, limit: '1 urgent hour' })
  expect(told()).toEqual([['road', 'Support is asked of you: close the road']])
  const asked = history.length
  does(actors.dispatcher, start, { ...ask, unit: enforcement, limit: '1 urgent hour' })
  does(actors.service, later(1), { command: 'markOverdue', deadline: 'support', due: later(1) })
  expect(told().map(([to]) => to)).toEqual(['road', 'enforcement', 'drainage', 'dispatcher'])
  const record = () => history.map((one, n) => travelled('C1' as CaseId, one, n + 1))
  const setting = () => ({ baseUrl: '' })
  const looking = { channel: 'mqtt', now: later(1), stale: 0, setting }
  const open = (version: number) => {
    const found = prospects('C1' as CaseId, version, record(), looking)
    return found.flatMap((one) => (one.kind === 'open' ? [one.told.id] : []))
  }
  const late = history.length
  expect(new Set(open(late)).size).toBe(4)
  expect(open(asked)).toEqual([`C1/${asked}+road`])
  does(actors.road, later(2), done)
  expect(told()).toEqual([['drainage', 'Supporting unit road is done: it is closed']])
  expect(open(asked)).toEqual([])
  does(actors.dispatcher, later(2), {
    ...{ command: 'withdrawSupport', unit: enforcement, reason: 'not needed' },
  })
  expect(told()).toEqual([['enforcement', 'No support is needed: not needed']])
  expect(open(late)).toEqual([])
})

test('a supporting crew has the case in a list of its own and may do its part, and no more once it declined', async () => {
  await using api = await openCaseServer()
  const id = await api.dispatched()
  const supporting = async (who: 'road' | 'drainage', unit = 'road') =>
    (await api.ask<{ items: Case[] }>(who, 'GET', `/v1/cases?supporting=${unit}`)).body.items.map(
      (one) => one.id,
    )
  expect((await api.ask('road', 'GET', `/v1/cases/${id}`)).status).toBe(404)
  expect((await api.order('dispatcher', id, ask)).status).toBe(200)
  expect(await supporting('road')).toEqual([id])
  // A crew is answered of its own unit, whichever it names.
  expect(await supporting('drainage')).toEqual([])
  expect((await api.ask<{ items: Case[] }>('road', 'GET', '/v1/cases')).body.items).toEqual([])
  const seen = await api.ask<{ commands: string[] }>('road', 'GET', `/v1/cases/${id}`)
  expect(seen.body.commands).toEqual(['acceptSupport', 'reportSupport', 'declineSupport'])
  expect((await api.order('road', id, { ...report })).status).toBe(403)
  expect((await api.order('road', id, { command: 'acceptSupport' })).body.supports).toMatchObject([
    { unit: 'road', state: 'accepted' },
  ])
  const no = await api.order('drainage', id, report)
  expect([no.status, no.body.details]).toEqual([409, ['support-open']])
  await api.order('dispatcher', id, {
    command: 'withdrawSupport',
    unit: road,
    reason: 'not needed',
  })
  expect((await api.ask('road', 'GET', `/v1/cases/${id}`)).status).toBe(404)
  expect(await supporting('road')).toEqual([])
  expect((await api.order('drainage', id, report)).status).toBe(200)
})
