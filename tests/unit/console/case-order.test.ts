/** In which queue somebody begins, in which order lists are read, and what the record says of a dispatch. */
import { expect, test } from 'vitest'

import type { CaseEvent, Summary } from '../../../console/api/types.ts'
import { chainOf } from '../../../console/pages/cases/chain.ts'
import { firstQueue } from '../../../console/pages/cases/queues.ts'
import { dispatchedBecause, readingInstant, whyHere } from '../../../console/pages/cases/record.ts'
import { readGravest } from '../../../console/state/rows.ts'
import { severities, type Severity } from '../../../core/severity.ts'

const dispatched = (why: string): CaseEvent => ({
  ...{ sequence: 1, case: 'C1', version: 1, at: 1_000, event: 'dispatched', data: { why } },
  by: { name: 'li', role: 'dispatcher' },
})

test('whoever comes finds the first queue of their own that is not empty, else all that is open', () => {
  const counts = (stages: Summary['stages']): Summary => ({
    ...{ stages, open: 0, overdue: 0, suspended: 0, standingAlarms: 0, given: 0 },
    waiting: {
      ...{ supervision: 0, answer: 0, extension: 0, reason: 0 },
      ...{ dispute: 0, dissatisfied: 0, feedback: 0, coordination: 0 },
    },
  })
  expect(firstQueue('inspector', counts({ collected: 1 }))).toBe('intake')
  expect(firstQueue('inspector', counts({ collected: 1, verifying: 1 }))).toBe('verify')
  expect(firstQueue('operator', counts({ handling: 3 }))).toBe('open')
  expect(firstQueue('operator', counts({ closed: 3 }))).toBe('intake')
  expect(firstQueue('dispatcher', counts({}))).toBe('dispatch')
})

test('lists that are too long to be read are read from the gravest on', async () => {
  const all = severities.flatMap((severity) =>
    Array.from({ length: 3 }, (_, place) => ({ severity, place })),
  )
  const read = (_: unknown, severity?: Severity) =>
    Promise.resolve({
      items: all.filter((row) => severity === undefined || row.severity === severity),
      ...(severity === undefined && { next: 'more' }),
    })
  const { items, cut } = await readGravest(read, 7)
  expect(cut).toBe(true)
  expect(items.map(({ severity }) => severity)).toEqual([
    ...Array.from({ length: 3 }, () => 'red'),
    ...Array.from({ length: 3 }, () => 'orange'),
    ...Array.from({ length: 3 }, () => 'yellow'),
  ])
  const whole = await readGravest(() => Promise.resolve({ items: all }), 20)
  expect(whole).toEqual({ items: all, cut: false })
})

test('the record says why the unit has the case that has it now', () => {
  expect(dispatchedBecause([dispatched('owner'), dispatched('dispatcher')])).toBe('dispatcher')
  expect(dispatchedBecause([])).toBeUndefined()
})

const event = (name: string, data: CaseEvent['data'] = {}): CaseEvent => ({
  ...{ sequence: 1, case: 'C1', version: 1, at: 1_000, event: name, data },
  by: { name: 'li', role: 'crew' },
})

test('an order that was taken back is undispatched on the chain', () => {
  const before = ['collected', 'filed', 'accepted', 'dispatched', 'orderRecalled', 'voided']
  const steps = chainOf(
    { stage: 'void', verified: false },
    before.map((name) => event(name)),
  )
  expect(steps.slice(2, 4).map(({ link, state }) => [link, state])).toEqual([
    ['accepted', 'done'],
    ['dispatched', 'dropped'],
  ])
})

test('what came back says why at once, and no longer once it has gone on', () => {
  const back = event('returned', { reason: '不属我单位' })
  const rework = event('rework', { reason: '未清运' })
  expect(whyHere([event('collected'), event('dispatched', { why: 'owner' })])).toBeUndefined()
  expect(whyHere([event('dispatched'), back, event('commented', { text: 'x' })])).toEqual({
    ...{ event: 'returned', reason: '不属我单位', at: 1_000 },
  })
  expect(whyHere([event('dispatched'), back, event('dispatched')])).toBeUndefined()
  // Whoever has accepted it again still has to read it.
  expect(whyHere([event('reported'), rework, event('orderAccepted')])?.reason).toBe('未清运')
  expect(whyHere([rework, event('reported')])).toBeUndefined()
  for (const name of ['orderRecalled', 'reopened', 'voided'])
    expect(whyHere([event('dispatched'), event(name, { reason: 'x' })])?.event).toBe(name)
})

test('a reading says by its identifier when it was observed', () => {
  expect(readingInstant('mh-0065@1795835139601#3')).toBe(1_795_835_139_601)
  expect(readingInstant('mh@7@1795835139601')).toBe(1_795_835_139_601)
  expect(readingInstant('mh-0065')).toBeUndefined()
})
