import { expect, test } from 'vitest'

import type { Actor } from '../../../core/actor.ts'
import { isUnexplained } from '../../../cases/life/lateness.ts'
import { hours, minutes, plus } from '../../../core/time.ts'
import { actors, contextFor, start } from './fixtures.ts'
import { waitingOf } from '../../../cases/life/waiting.ts'
import { order } from './order.ts'

const late = plus(start, hours(3))
const emergencies = (actor: Actor) => ({ ...contextFor(actor), isEmergency: () => true })
const explain = { command: 'explain', reason: 'the underpass was closed' } as const
const reject = { command: 'rejectReason', reason: 'it was open' } as const

test('a reason is given for a deadline that has passed, and judged; a rejected one may be followed by another', () => {
  const { does, current, history } = order({ limit: '2 urgent hours' })
  expect(does(actors.drainage, plus(start, hours(1)), explain)).toBe('not-late')
  expect(isUnexplained(current())).toBe(false)
  expect(does(actors.supervisor, late, { command: 'acceptReason' })).toBe('not-explained')
  // The mark comes first, by whoever acts.
  expect(does(actors.drainage, late, explain)).toBe('latenessExplained')
  expect(history.slice(-2).map(({ event }) => event)).toEqual(['overdue', 'latenessExplained'])
  expect(history.at(-1)?.data).toEqual({ deadline: 'handling', reason: explain.reason })
  expect(current().deadlines).toMatchObject([{ overdue: true, lateness: 'given' }])
  expect(isUnexplained(current())).toBe(false)
  expect(does(actors.dispatcher, late, explain)).toBe('nothing-new')
  expect(does(actors.drainage, late, reject)).toBe('not-allowed')
  expect(does(actors.supervisor, late, reject)).toBe('reasonRejected')
  expect(isUnexplained(current())).toBe(true)
  expect(does(actors.dispatcher, late, explain)).toBe('latenessExplained')
  expect(does(actors.supervisor, late, { command: 'acceptReason' })).toBe('reasonAccepted')
  expect(current()).toMatchObject({ overdues: 1, deadlines: [{ lateness: 'accepted' }] })
  expect(isUnexplained(current())).toBe(false)
})

test('late to arrive is explained as late to report is, each for itself', () => {
  const { current, does } = order({ limit: '2 urgent hours' }, emergencies)
  const seen = () => current().deadlines.map(({ kind, lateness }) => [kind, lateness])
  expect(isUnexplained(current())).toBe(false)
  const quarter = plus(start, minutes(16))
  expect(does(actors.inspector, quarter, explain)).toBe('not-late')
  expect(isUnexplained(current())).toBe(false)
  expect(does(actors.drainage, quarter, explain)).toBe('latenessExplained')
  expect(seen()).toEqual([
    ['handling', undefined],
    ['arrival', 'given'],
  ])
  expect(waitingOf(current())).toEqual(['reason'])
  expect(does(actors.supervisor, quarter, reject)).toBe('reasonRejected')
  expect(waitingOf(current())).toEqual(['supervision'])
  expect(does(actors.dispatcher, quarter, explain)).toBe('latenessExplained')
  expect(does(actors.supervisor, quarter, { command: 'acceptReason' })).toBe('reasonAccepted')
  expect(does(actors.drainage, quarter, explain)).toBe('nothing-new')
  expect(does(actors.drainage, late, explain)).toBe('latenessExplained')
  expect(seen()).toEqual([
    ['handling', 'given'],
    ['arrival', 'accepted'],
  ])
  expect(does(actors.drainage, late, { command: 'arrive' })).toBe('arrived')
  expect(seen()).toEqual([['handling', 'given']])
})

test('the reason goes with its deadline, and each is explained by whoever had to keep it', () => {
  const { does, current } = order({ limit: '2 urgent hours' })
  expect(does(actors.inspector, late, explain)).toBe('not-late')
  expect(does(actors.drainage, late, explain)).toBe('latenessExplained')
  does(actors.drainage, late, { command: 'report', text: 'done', photos: [] })
  expect(does(actors.supervisor, late, { command: 'acceptReason' })).toBe('not-explained')
  const next = plus(late, hours(2) + minutes(1))
  expect(does(actors.drainage, next, explain)).toBe('not-late')
  expect(does(actors.inspector, next, explain)).toBe('latenessExplained')
  expect(current().deadlines).toMatchObject([{ kind: 'verification', lateness: 'given' }])
})
