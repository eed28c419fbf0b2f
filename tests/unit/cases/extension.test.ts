import { expect, test } from 'vitest'

import { notices } from '../../../cases/life/notice.ts'
import { hours, instant, plus } from '../../../core/time.ts'
import { actors, start } from './fixtures.ts'
import { order } from './order.ts'

const at = (text: string) => instant(Date.parse(`${text}+08:00`))
const ask = { command: 'askExtension', reason: 'the pump comes on Monday' } as const

test('a grant replaces the deadline in its own time class, and the record says old and new', () => {
  const { current, does, history } = order({ limit: '4 working hours' })
  const was = at('2026-03-13T16:00:00')
  expect(current().deadlines).toMatchObject([{ kind: 'handling', at: was }])
  expect(does(actors.drainage, plus(start, hours(1)), ask)).toBe('extensionAsked')
  const limit = '1 working day'
  expect(does(actors.supervisor, at('2026-03-13T15:00:00'), { command: 'extend', limit })).toBe(
    'extended',
  )
  // Three hours of Friday, then over the weekend five of Monday.
  const since = at('2026-03-13T15:00:00')
  const deadline = { kind: 'handling', since, at: at('2026-03-16T15:00:00'), certain: true }
  expect(history.at(-1)?.data).toEqual({ limit, deadline, was })
  const after = current()
  expect(after).toMatchObject({ extension: 'granted', limit: '4 working hours' })
  expect(after?.deadlines).toEqual([{ ...deadline, overdue: false }])
  const last = history.at(-1)
  expect(last && notices(after, last, { baseUrl: '' })).toMatchObject([
    {
      occasion: 'deadline',
      deadline: { at: deadline.at },
      text: { en: 'The extension is granted' },
    },
  ])
  expect(does(actors.dispatcher, plus(start, hours(6)), ask)).toBe('asked-before')
})

test('who asks too late, or answers what nobody asked, is refused', () => {
  const { current, does } = order({ limit: '4 working hours' })
  const late = at('2026-03-13T16:00:00')
  expect(does(actors.supervisor, start, { command: 'extend', limit: '2 natural days' })).toBe(
    'not-asked',
  )
  expect(does(actors.drainage, late, ask)).toBe('too-late')
  expect(does(actors.road, start, ask)).toBe('not-your-unit')
  expect(does(actors.supervisor, start, ask)).toBe('not-allowed')
  expect(does(actors.dispatcher, start, ask)).toBe('extensionAsked')
  expect(does(actors.dispatcher, start, { command: 'extend', limit: '2 natural days' })).toBe(
    'not-allowed',
  )
  expect(does(actors.supervisor, start, { command: 'extend', limit: '4 working hours' })).toBe(
    'not-later',
  )
  expect(does(actors.supervisor, start, { command: 'refuseExtension', reason: 'no' })).toBe(
    'extensionRefused',
  )
  expect(current().deadlines).toMatchObject([{ at: late }])
})

test('a grant after the deadline leaves the mark, and the new deadline is marked once more', () => {
  const { current, does } = order({ limit: '4 working hours' })
  const due = at('2026-03-13T16:00:00')
  does(actors.drainage, start, ask)
  expect(does(actors.supervisor, plus(due, 1), { command: 'extend', limit: '1 natural day' })).toBe(
    'extended',
  )
  expect(current()).toMatchObject({ overdues: 1, deadlines: [{ overdue: false }] })
  const next = plus(due, 1 + hours(24))
  const mark = { command: 'markOverdue', deadline: 'handling', due: next } as const
  expect(does(actors.service, next, mark)).toBe('overdue')
  expect(does(actors.service, next, mark)).toBe('nothing-new')
  expect(current().overdues).toBe(2)
})

test('a request that nobody answered lapses with its order', () => {
  const { current, does } = order({ limit: '4 working hours' })
  does(actors.drainage, start, ask)
  does(actors.drainage, start, { command: 'report', text: 'done all the same', photos: [] })
  expect(current().extension).toBe('lapsed')
})
