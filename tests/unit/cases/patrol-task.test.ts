import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  isLate,
  overdue,
  patrolState,
  walked,
  type PatrolCommand,
  type PatrolTask,
} from '../../../cases/life/patrol-task.ts'
import { hours, instant, minutes, plus } from '../../../core/time.ts'
import { start } from './fixtures.ts'

const times = { grace: hours(1), wait: hours(24) }
const task: PatrolTask = {
  ...{ id: 'P20260313-000000000001', revision: 1, plan: 'east', version: 1, name: '东片' },
  ...{ from: start, to: plus(start, hours(2)), people: ['ines', 'li'], cells: [], points: [] },
}
const ines = { name: 'ines', person: '伊' }
const at = (minute: number) => plus(start, minutes(minute))
const does = (before: PatrolTask, asked: PatrolCommand, minute: number, who: object = ines) => {
  const after = walked(before, asked, who as typeof ines, at(minute), times)
  return 'reason' in after ? (after.reason as string) : after
}
const started = (told: number, heard = told) =>
  does(task, { command: 'start', at: at(told) }, heard) as PatrolTask

test('one person has a patrol, and two who start it do not clash', () => {
  const under = started(10)
  expect(patrolState(under, at(20))).toBe('walking')
  expect(does(under, { command: 'start' }, 12)).toBe(under)
  expect(does(under, { command: 'start' }, 12, { name: 'li' })).toBe('patrol-taken')
  expect(does(under, { command: 'end' }, 30, { name: 'li' })).toBe('patrol-taken')
  expect(does(task, { command: 'start' }, 12, { name: 'wu' })).toBe('not-your-patrol')
  expect(does(task, { command: 'end' }, 12)).toBe('patrol-not-started')
  expect(does({ ...task, people: [] }, { command: 'start' }, 12, { name: 'wu' })).toMatchObject({
    started: { by: 'wu', at: at(12) },
  })
})

test('what a phone without network did in time counts, though the clock had called it missed', () => {
  const missed = overdue(task, at(180), times)
  expect(missed).toMatchObject({ missed: at(180), revision: 2 })
  expect(patrolState(missed ?? task, at(180))).toBe('missed')
  const heard = does(missed ?? task, { command: 'start', at: at(100) }, 200) as PatrolTask
  expect(heard).toMatchObject({ started: { at: at(100), received: at(200) }, revision: 3 })
  expect(heard.missed).toBeUndefined()
  expect(does(task, { command: 'start', at: at(121) }, 200)).toBe('patrol-over')
  expect(does(task, { command: 'start', at: at(100) }, 26 * 60 + 1)).toBe('patrol-over')
  expect(does(task, { command: 'start', at: at(-90) }, 1)).toMatchObject({ started: { at: start } })
  expect(does(task, { command: 'start' }, -1)).toBe('patrol-early')
})

test('a patrol that nobody ends is ended by the clock, until who walked it says when', () => {
  const under = started(10)
  expect(isLate(under, at(119))).toBe(false)
  expect(isLate(under, at(120))).toBe(true)
  expect(overdue(under, at(179), times)).toBeUndefined()
  const closed = overdue(under, at(200), times) as PatrolTask
  expect(closed.ended).toEqual({ at: at(180), received: at(200), clock: true })
  expect(patrolState(closed, at(200))).toBe('unfinished')
  expect(overdue(closed, at(300), times)).toBeUndefined()
  const ended = does(closed, { command: 'end', at: at(110), text: '无异常' }, 240) as PatrolTask
  expect(ended.ended).toEqual({ at: at(110), received: at(240), text: '无异常' })
  expect(patrolState(ended, at(240))).toBe('done')
  expect(does(ended, { command: 'end', at: at(115) }, 241)).toBe(ended)
  expect(does(ended, { command: 'start' }, 242)).toBe(ended)
})

const step = fc.record({
  asked: fc.oneof(
    fc.record({ command: fc.constant('start' as const), told: fc.integer({ min: -60, max: 400 }) }),
    fc.record({ command: fc.constant('end' as const), told: fc.integer({ min: -60, max: 400 }) }),
    fc.constant({ command: 'clock' as const, told: 0 }),
  ),
  who: fc.constantFrom('ines', 'li', 'wu'),
  later: fc.integer({ min: 0, max: 90 }),
})

test('no order of what is told makes a clock run backwards, or gives a patrol to a second person', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let [state, minute] = [task, 0]
      for (const { asked, who, later } of steps) {
        minute += later
        const before = state
        const after =
          asked.command === 'clock'
            ? (overdue(state, at(minute), times) ?? state)
            : walked(
                state,
                { command: asked.command, at: at(asked.told) },
                { name: who },
                at(minute),
                times,
              )
        if (!('reason' in after)) state = after
        const { started: begun, ended } = state
        if (before.started !== undefined) expect(begun).toEqual(before.started)
        if (before.ended !== undefined && before.ended.clock !== true)
          expect(ended).toEqual(before.ended)
        if (begun !== undefined) {
          expect(begun.at).toBeGreaterThanOrEqual(task.from)
          expect(begun.at).toBeLessThan(task.to)
          expect(begun.at).toBeLessThanOrEqual(begun.received)
          expect(state.missed).toBeUndefined()
        }
        if (ended !== undefined) {
          expect(ended.at).toBeGreaterThanOrEqual(begun?.at ?? instant(Infinity))
          expect(ended.at).toBeLessThanOrEqual(ended.received)
        }
        expect(state.revision).toBe(before.revision + (state === before ? 0 : 1))
      }
    }),
  )
})
