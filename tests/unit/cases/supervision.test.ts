import { expect, test } from 'vitest'

import { notices } from '../../../cases/life/notice.ts'
import { waitingOf } from '../../../cases/life/waiting.ts'
import { hours, minutes, plus } from '../../../core/time.ts'
import { actors, start } from './fixtures.ts'
import { order } from './order.ts'

const late = plus(start, hours(3))
const supervise = {
  command: 'supervise',
  kind: 'timeout',
  level: 'district',
  demand: 'pump it out today',
  limit: '1 urgent hour',
} as const
const answer = { command: 'answerSupervision', text: 'a second pump comes at four' } as const
const again = { command: 'demandAgain', demand: 'where is it?', limit: '30 minutes' } as const
const lift = { command: 'liftSupervision' } as const

test('a case that is late without a reason waits to be supervised; its unit answers, and the supervisor lifts it', () => {
  const { does, current, history } = order({ limit: '2 urgent hours' })
  expect(does(actors.supervisor, plus(start, hours(1)), supervise)).toBe('not-unexplained')
  expect(waitingOf(current())).toEqual([])
  const due = current().deadlines[0]?.at ?? start
  const mark = { command: 'markOverdue', deadline: 'handling', due } as const
  expect(does(actors.service, late, mark)).toBe('overdue')
  expect(waitingOf(current())).toEqual(['supervision'])
  for (const who of ['drainage', 'dispatcher', 'inspector', 'operator', 'administrator'] as const)
    expect(does(actors[who], late, supervise)).toBe('not-allowed')
  expect(does(actors.drainage, late, answer)).toBe('not-supervised')
  expect(does(actors.manager, late, lift)).toBe('not-supervised')
  expect(does(actors.manager, late, supervise)).toBe('supervised')
  const told = history.at(-1)
  expect(told && notices(current(), told, { baseUrl: '' })).toMatchObject([
    {
      occasion: 'supervision',
      to: { unit: 'drainage' },
      deadline: { kind: 'supervision', at: plus(late, hours(1)) },
      text: { zh: '督办：pump it out today' },
    },
  ])
  expect(current()).toMatchObject({
    supervisions: 1,
    supervision: { kind: 'timeout', level: 'district', state: 'demanded' },
    deadlines: [
      { kind: 'handling', overdue: true },
      { kind: 'supervision', overdue: false },
    ],
  })
  expect(waitingOf(current())).toEqual([])
  expect(does(actors.supervisor, late, supervise)).toBe('nothing-new')
  expect(does(actors.road, late, answer)).toBe('not-your-unit')
  expect(does(actors.drainage, late, answer)).toBe('supervisionAnswered')
  const answered = history.at(-1)
  expect(answered && notices(current(), answered, { baseUrl: '' })).toMatchObject([
    { to: { role: 'supervisor' }, text: { en: `Answer to supervision: ${answer.text}` } },
  ])
  expect(current().deadlines).toHaveLength(1)
  expect(waitingOf(current())).toEqual(['answer'])
  expect(does(actors.supervisor, late, again)).toBe('supervisionDemanded')
  expect(current().supervision).toEqual({
    ...{ kind: 'timeout', level: 'district', state: 'demanded', demand: again.demand },
  })
  expect(does(actors.dispatcher, late, answer)).toBe('supervisionAnswered')
  expect(does(actors.supervisor, late, { ...lift, text: 'good' })).toBe('supervisionLifted')
  // It is late as before, and may be supervised once more.
  expect(waitingOf(current())).toEqual(['supervision'])
  expect(does(actors.supervisor, late, { ...supervise, level: 'city' })).toBe('supervised')
  expect(current().supervisions).toBe(2)
})

test('what nobody answers in time waits for the supervisor, and is no lateness of the case', () => {
  const { does, current } = order({ limit: '9 natural days' })
  expect(does(actors.supervisor, start, { ...supervise, kind: 'important' })).toBe('supervised')
  const due = plus(start, hours(1))
  const mark = { command: 'markOverdue', deadline: 'supervision', due } as const
  expect(does(actors.service, due, mark)).toBe('overdue')
  expect(current()).toMatchObject({ overdues: 0, deadlines: [{ kind: 'handling' }, {}] })
  expect(waitingOf(current())).toEqual(['answer'])
  expect(does(actors.supervisor, plus(due, minutes(1)), again)).toBe('supervisionDemanded')
  expect(current().deadlines).toMatchObject([
    { kind: 'handling', overdue: false },
    { kind: 'supervision', overdue: false, at: plus(due, minutes(31)) },
  ])
})

test('a supervision outlasts the stage and ends with the case', () => {
  const { does, current } = order({ limit: '2 urgent hours' })
  does(actors.supervisor, late, supervise)
  does(actors.drainage, late, { command: 'report', text: 'done', photos: [] })
  expect(current().deadlines.map(({ kind }) => kind)).toEqual(['verification', 'supervision'])
  expect(
    does(actors.inspector, late, {
      command: 'verify',
      passed: true,
      photos: [],
      despite: 'a test',
    }),
  ).toBe('closed')
  expect(current()).toMatchObject({ deadlines: [], supervision: { state: 'ended' } })
  expect(does(actors.supervisor, late, lift)).toBe('final')
})
