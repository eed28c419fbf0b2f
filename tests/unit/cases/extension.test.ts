import { expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import type { Command } from '../../../cases/life/commands.ts'
import { decide } from '../../../cases/life/decide.ts'
import { replay } from '../../../cases/life/evolve.ts'
import type { CaseEvent } from '../../../cases/life/facts.ts'
import { notices } from '../../../cases/life/notice.ts'
import type { Actor } from '../../../core/actor.ts'
import { alarmId, type CaseId, type DeviceId, type RuleId } from '../../../core/identity.ts'
import { hours, instant, plus, type Instant } from '../../../core/time.ts'
import { actors, contextFor, start, template } from './fixtures.ts'

const id = 'C20260313-000000000000' as CaseId
const at = (text: string) => instant(Date.parse(`${text}+08:00`))
const ask = { command: 'askExtension', reason: 'the pump comes on Monday' } as const

/** A case that a crew has since Friday 10:00, with 4 working hours. */
function order() {
  const history: CaseEvent[] = []
  const current = (): Case | undefined => replay(id, history)
  const does = (actor: Actor, now: Instant, command: Command): string => {
    const { events, refusal } = decide(current(), command, now, contextFor(actor))
    history.push(...(events ?? []))
    return refusal?.reason ?? history.at(-1)?.event ?? 'nothing'
  }
  does(actors.service, start, {
    command: 'open',
    template: template({ filing: 'automatic', limit: '4 working hours' }),
    title: { zh: '积水', en: 'Water' },
    severity: 'yellow',
    place: { device: 'wl-1' as DeviceId },
    alarm: {
      alarm: alarmId('r' as RuleId, 'wl-1', start),
      rule: 'r' as RuleId,
      kind: 'raised',
      at: start,
    },
  })
  return { current, does, history }
}

test('a grant replaces the deadline in its own time class, and the record says old and new', () => {
  const { current, does, history } = order()
  const was = at('2026-03-13T16:00:00')
  expect(current()?.deadlines).toMatchObject([{ kind: 'handling', at: was }])
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
  expect(after && last && notices(after, last, { baseUrl: '' })).toMatchObject([
    {
      occasion: 'deadline',
      deadline: { at: deadline.at },
      text: { en: 'The extension is granted' },
    },
  ])
  expect(does(actors.dispatcher, plus(start, hours(6)), ask)).toBe('asked-before')
})

test('who asks too late, or answers what nobody asked, is refused', () => {
  const { current, does } = order()
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
  expect(current()?.deadlines).toMatchObject([{ at: late }])
})

test('a grant after the deadline leaves the mark, and the new deadline is marked once more', () => {
  const { current, does } = order()
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
  expect(current()?.overdues).toBe(2)
})

test('a request that nobody answered lapses with its order', () => {
  const { current, does } = order()
  does(actors.drainage, start, ask)
  does(actors.drainage, start, { command: 'report', text: 'done all the same', photos: [] })
  expect(current()?.extension).toBe('lapsed')
})
