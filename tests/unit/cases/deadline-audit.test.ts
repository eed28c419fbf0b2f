/** The audit of deadlines over the real desk: nothing is missed, until a row of the sweep is lost. */
import { expect, test } from 'vitest'

import { DeadlineAudit } from '../../../cases/desk/deadline-audit.ts'
import { missedIn } from '../../../cases/life/deadline-audit.ts'
import type { CaseStore } from '../../../cases/ports.ts'
import { hours, minutes, plus } from '../../../core/time.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { openCaseServer } from './api-server.ts'
import { actors, config } from './fixtures.ts'

test('a mark that the record lacks is found in the open case, said, and warned of', async () => {
  await using api = await openCaseServer({ sweep: '300d' })
  const id = await api.dispatched()
  const [deadline] = (await api.store.get(id))?.deadlines ?? []
  if (deadline === undefined) throw new Error('no deadline')
  const audited = async () => {
    const { body } = await api.ask<{ last: { missed: object[]; cases: number } }>(
      'supervisor',
      'POST',
      '/v1/deadline-audit/check',
    )
    return body.last
  }
  expect(await audited()).toMatchObject({ cases: 1, missed: [] })
  api.clock.advance(deadline.at - api.clock.now() + minutes(4))
  expect((await audited()).missed).toEqual([])
  // The sweep does not look before its time, as one would whose row was lost.
  api.clock.advance(minutes(2))
  expect((await audited()).missed).toEqual([{ case: id, kind: 'handling', due: deadline.at }])
  expect(api.observer.count('deadline.missed')).toBe(1)
  expect(api.cases.warning?.()).toMatch(/^1 deadlines passed/)
  expect((await api.ask('operator', 'POST', '/v1/deadline-audit/check')).status).toBe(403)
  const mark = { command: 'markOverdue', deadline: 'handling', due: deadline.at } as const
  await api.cases.desk.execute(id, mark, actors.service)
  expect((await audited()).missed).toEqual([])
  expect(api.cases.warning?.()).toBeUndefined()
  // One that has ended is looked at once more, and not again.
  await api.order('supervisor', id, { command: 'void', reason: 'a test', despite: 'a test' })
  expect((await audited()).cases).toBe(1)
  expect((await audited()).cases).toBe(0)
})

test('a suspension that nobody ended is owed, and an audit that fails says why', async () => {
  await using api = await openCaseServer({ sweep: '300d' })
  const id = await api.dispatched()
  const until = plus(api.clock.now(), hours(24))
  await api.order('drainage', id, { command: 'askSuspension', reason: 'weather', until, text: 'x' })
  await api.order('dispatcher', id, { command: 'suspend' })
  const records = await api.store.load(id)
  const owing = { now: until, grace: 0, escalation: [] }
  expect(missedIn(id, records, owing).map(({ kind }) => kind)).toEqual(['resume'])
  const observer = new RecordingObserver()
  const store = Object.assign(Object.create(api.store) as CaseStore, {
    latest: () => Promise.reject(new Error('the register is away')),
  })
  const audit = new DeadlineAudit({ store, clock: api.clock, observer, escalation: [], config })
  await audit.check()
  expect(audit.last).toMatchObject({ message: 'the register is away', missed: [] })
  expect(observer.count('task.failed')).toBe(1)
})
