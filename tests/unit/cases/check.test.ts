import { expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import type { Command, Problem } from '../../../cases/life/commands.ts'
import { commandsFor, decide } from '../../../cases/life/decide.ts'
import { replay } from '../../../cases/life/evolve.ts'
import type { CaseEvent } from '../../../cases/life/facts.ts'
import type { Actor } from '../../../core/actor.ts'
import { alarmId, type CaseId, type DeviceId, type RuleId } from '../../../core/identity.ts'
import { hours, plus, type Instant } from '../../../core/time.ts'
import { actors, contextFor, start, template } from './fixtures.ts'

const id = 'C20260313-000000000000' as CaseId

function reported(source: NonNullable<Problem['source']>) {
  const history: CaseEvent[] = []
  const current = (): Case => {
    const state = replay(id, history)
    if (state === undefined) throw new Error('no case')
    return state
  }
  const does = (actor: Actor, now: Instant, command: Command): string => {
    const { events, refusal } = decide(replay(id, history), command, now, contextFor(actor))
    history.push(...(events ?? []))
    return refusal?.reason ?? history.at(-1)?.event ?? 'nothing'
  }
  does(actors.operator, start, {
    ...{ command: 'collect', source, work: 'incident', category: '0506', severity: 'blue' },
    ...{ title: { zh: '积水', en: 'Water' }, limit: '2 urgent hours', lead: 'drainage' },
    photos: [],
    device: 'wl-1' as DeviceId,
  })
  return { current, does, history }
}

test('what a hotline was told is filed after an inspector has found it', () => {
  const { current, does, history } = reported('hotline')
  expect(current()).toMatchObject({ source: 'hotline', check: 'needed', stage: 'collected' })
  expect(commandsFor(current(), start, contextFor(actors.operator))).toEqual([
    'askCheck',
    'reply',
    'void',
    'markDuplicate',
    'comment',
  ])
  expect(does(actors.operator, start, { command: 'file' })).toBe('check-needed')
  expect(does(actors.inspector, start, { command: 'confirmProblem', photos: [] })).toBe(
    'check-not-asked',
  )
  expect(does(actors.operator, start, { command: 'askCheck', text: 'by the gate' })).toBe(
    'checkAsked',
  )
  expect(does(actors.operator, start, { command: 'askCheck' })).toBe('nothing-new')
  expect(current().deadlines).toMatchObject([{ kind: 'check', at: plus(start, hours(24)) }])
  expect(commandsFor(current(), start, contextFor(actors.inspector))).toEqual([
    'confirmProblem',
    'denyProblem',
    'claim',
    'markDuplicate',
    'comment',
  ])
  const then = plus(start, hours(1))
  const photos = [{ sha256: 'ab' }]
  expect(does(actors.inspector, then, { command: 'confirmProblem', photos })).toBe(
    'problemConfirmed',
  )
  // The time of the desk begins anew with the answer.
  expect(history.at(-1)?.data).toMatchObject({ photos, deadline: { kind: 'dispatch' } })
  expect(does(actors.operator, then, { command: 'file' })).toBe('filed')
  expect(current()).toMatchObject({ check: 'confirmed', stage: 'filed' })
})

test('what was not found is made void, or looked at once more', () => {
  const { current, does } = reported('citizen')
  does(actors.operator, start, { command: 'askCheck' })
  const deny = { command: 'denyProblem', reason: 'a dry road', photos: [] } satisfies Command
  expect(does(actors.road, start, deny)).toBe('not-allowed')
  expect(does(actors.inspector, start, deny)).toBe('problemDenied')
  expect(does(actors.operator, start, { command: 'file' })).toBe('check-needed')
  expect(does(actors.operator, start, { command: 'askCheck' })).toBe('checkAsked')
  expect(does(actors.inspector, start, deny)).toBe('problemDenied')
  expect(does(actors.operator, start, { command: 'void', reason: 'not found' })).toBe('voided')
  expect(current()).toMatchObject({ check: 'denied', stage: 'void', deadlines: [] })
})

test('of other sources a check may be asked for, and is not needed', () => {
  const { current, does } = reported('patrol')
  expect(current().check).toBeUndefined()
  expect(commandsFor(current(), start, contextFor(actors.operator))).toContain('file')
  does(actors.operator, start, { command: 'askCheck' })
  expect(does(actors.operator, start, { command: 'file' })).toBe('check-needed')
})

test('an alarm that files by itself has seen the problem, and nobody is sent any more', () => {
  const { current, does, history } = reported('hotline')
  does(actors.operator, start, { command: 'askCheck' })
  does(actors.service, start, {
    command: 'attachEvidence',
    joined: true,
    template: template(),
    alarm: {
      alarm: alarmId('r' as RuleId, 'wl-1', start),
      rule: 'r' as RuleId,
      kind: 'raised',
      severity: 'yellow',
      at: start,
    },
  })
  expect(history.slice(-4).map(({ event }) => event)).toEqual([
    'problemConfirmed',
    'filed',
    'accepted',
    'dispatched',
  ])
  expect(current()).toMatchObject({ check: 'confirmed', stage: 'dispatched', unit: 'drainage' })
})

test('an inspector takes it on, another may take it over, and the answer ends that', () => {
  const { current, does, history } = reported('hotline')
  const other = { name: 'ivo', role: 'inspector', account: 'a-1', person: '伊沃' } as const
  expect(does(actors.inspector, start, { command: 'claim' })).toBe('check-not-asked')
  does(actors.operator, start, { command: 'askCheck' })
  expect(does(actors.operator, start, { command: 'claim' })).toBe('not-allowed')
  expect(does(actors.inspector, start, { command: 'claim' })).toBe('claimed')
  expect(does(actors.inspector, start, { command: 'claim' })).toBe('nothing-new')
  expect(commandsFor(current(), start, contextFor(actors.inspector))).not.toContain('claim')
  expect(current().claimed).toEqual({ name: 'ines' })
  expect(does(other, start, { command: 'claim' })).toBe('claimed')
  does(actors.operator, start, { command: 'comment', text: 'who goes?' })
  expect(current().claimed).toEqual({ name: 'ivo', person: '伊沃' })
  expect(does(other, start, { command: 'denyProblem', reason: 'dry', photos: [] })).toBe(
    'problemDenied',
  )
  expect(current()).not.toHaveProperty('claimed')
  expect(does(other, start, { command: 'claim' })).toBe('check-not-asked')
  expect(history.filter(({ event }) => event === 'claimed')).toHaveLength(2)
})

test('an answer says where it was given, and how far that is from the place', () => {
  const { does, history } = reported('hotline')
  does(actors.operator, start, { command: 'askCheck' })
  const position = { longitude: 120.131, latitude: 30.26 }
  does(actors.inspector, start, { command: 'confirmProblem', photos: [], position })
  expect(history.at(-1)?.data).toMatchObject({ position })
  // The case has a device and no position of its own.
  expect(history.at(-1)?.data).not.toHaveProperty('metres')
})
