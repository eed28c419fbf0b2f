import { expect, test } from 'vitest'

import { isUnexplained } from '../../../cases/life/lateness.ts'
import { hours, minutes, plus } from '../../../core/time.ts'
import { actors, start } from './fixtures.ts'
import { order } from './order.ts'

const late = plus(start, hours(3))
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
