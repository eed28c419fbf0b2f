import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { Commits } from '../../../runtime/commits.ts'
import { sweepDeadlines } from '../../../cases/desk/deadlines.ts'
import { createDesk, type CaseDesk } from '../../../cases/desk/desk.ts'
import type { Command } from '../../../cases/life/commands.ts'
import { notices } from '../../../cases/life/notice.ts'
import type { CaseStore } from '../../../cases/ports.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import type { CaseId, DeviceId } from '../../../core/identity.ts'
import { days, hours, instant, minutes, plus, type Instant } from '../../../core/time.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { actors, alarm, calendar, config, contextFor, start, template } from './fixtures.ts'
import { order } from './order.ts'
import { evidenceOf } from '../../../cases/life/correlate.ts'

const at = (text: string) => instant(Date.parse(`${text}+08:00`))
const ask = (until: Instant): Command => ({
  ...{ command: 'askSuspension', reason: 'materials', text: 'a pump comes' },
  until,
  photos: [],
})
const grant = { command: 'suspend' } as const

test('working time stands still with what is left of it, and goes on in working time', () => {
  const { current, does, history } = order({ limit: '4 working hours' })
  // From Friday, 10:00; an hour later three are left.
  expect(does(actors.drainage, plus(start, minutes(30)), ask(plus(start, days(2))))).toBe(
    'suspensionAsked',
  )
  expect(current().suspension).toMatchObject({ state: 'asked', level: 'dispatcher' })
  expect(does(actors.dispatcher, plus(start, hours(1)), grant)).toBe('suspended')
  expect(current()).toMatchObject({
    stage: 'dispatched',
    deadlines: [],
    suspensions: 1,
    suspension: {
      state: 'suspended',
      stopped: [{ kind: 'handling', left: hours(3), limit: '4 working hours' }],
    },
  })
  // Sunday 10:00 is its end: the clock runs from there, and counts from Monday, 08:00.
  const end = { command: 'endSuspension', due: plus(start, days(2)) } as const
  expect(does(actors.service, plus(start, days(2)), end)).toBe('resumed')
  expect(current().deadlines).toMatchObject([
    { kind: 'handling', at: at('2026-03-16T11:00:00'), overdue: false },
  ])
  expect(current()).toMatchObject({
    suspendedFor: days(2) - hours(1),
    suspension: { state: 'ended' },
  })
  expect(does(actors.service, plus(start, days(2)), end)).toBe('nothing-new')
  expect(history.filter(({ event }) => event === 'resumed')).toHaveLength(1)
})

test('who answers follows from the length; nobody answers twice, and the asker does not answer', () => {
  const { does } = order({ limit: '9 natural days' })
  expect(does(actors.road, start, ask(plus(start, days(3))))).toBe('not-your-unit')
  expect(does(actors.dispatcher, start, ask(plus(start, days(3))))).toBe('not-allowed')
  expect(does(actors.dispatcher, start, grant)).toBe('not-asked')
  expect(does(actors.drainage, start, { command: 'resume' })).toBe('not-suspended')
  expect(does(actors.drainage, start, ask(start))).toBe('until-past')
  expect(does(actors.drainage, start, ask(plus(start, days(61))))).toBe('too-long')
  expect(does(actors.drainage, start, ask(plus(start, days(3))))).toBe('suspensionAsked')
  expect(does(actors.drainage, start, ask(plus(start, days(4))))).toBe('nothing-new')
  expect(does(actors.drainage, start, grant)).toBe('not-allowed')
  expect(does(actors.dispatcher, start, grant)).toBe('above-level')
  const no = { command: 'refuseSuspension', reason: 'the pump is there' } as const
  expect(does(actors.dispatcher, start, no)).toBe('above-level')
  expect(does(actors.supervisor, start, no)).toBe('suspensionRefused')
  expect(does(actors.drainage, start, ask(plus(start, days(40))))).toBe('suspensionAsked')
  expect(does(actors.supervisor, start, grant)).toBe('above-level')
  expect(does(actors.manager, start, grant)).toBe('suspended')
})

test('no case is suspended for longer in all than the city says, however often it is asked', () => {
  const { does, current } = order({ limit: '9 natural days' })
  does(actors.drainage, start, ask(plus(start, days(40))))
  does(actors.manager, start, grant)
  const later = plus(start, days(40))
  expect(does(actors.drainage, later, ask(plus(later, days(21))))).toBe('too-long')
  expect(current().suspendedFor).toBeUndefined()
  expect(does(actors.drainage, later, ask(plus(later, days(20))))).toBe('suspensionAsked')
  expect(current()).toMatchObject({ suspendedFor: days(40) })
})

test('while it lasts nothing moves the order on; void ends it, and a late answer finds it lapsed', () => {
  const { does, current } = order({ limit: '9 natural days' })
  does(actors.drainage, start, ask(plus(start, days(1))))
  does(actors.dispatcher, start, grant)
  const done: Command = { command: 'report', text: 'done', photos: [] }
  expect(does(actors.drainage, start, done)).toBe('suspended')
  expect(does(actors.drainage, start, { command: 'return', reason: 'no' })).toBe('suspended')
  expect(does(actors.drainage, plus(start, hours(1)), { command: 'resume' })).toBe('resumed')
  expect(current().deadlines).toMatchObject([{ at: plus(start, days(9) + hours(1)) }])
  does(actors.drainage, plus(start, hours(2)), ask(plus(start, days(1))))
  expect(does(actors.drainage, plus(start, hours(2)), done)).toBe('reported')
  expect(current().suspension?.state).toBe('lapsed')

  const other = order({ limit: '9 natural days' })
  other.does(actors.drainage, start, ask(plus(start, days(1))))
  other.does(actors.dispatcher, start, grant)
  const gone = { command: 'void', reason: 'no such pump', despite: 'a test' } as const
  expect(other.does(actors.operator, plus(start, hours(3)), gone)).toBe('voided')
  expect(other.current()).toMatchObject({
    stage: 'void',
    suspendedFor: hours(3),
    suspension: { state: 'ended' },
  })
})

test('it is asked for before the deadline; a grant after it leaves the mark, and nothing else runs', () => {
  const { does, current } = order({ limit: '2 urgent hours' })
  const late = plus(start, hours(2))
  expect(does(actors.drainage, late, ask(plus(start, days(1))))).toBe('too-late')
  expect(does(actors.drainage, plus(start, hours(1)), ask(plus(start, days(1))))).toBe(
    'suspensionAsked',
  )
  expect(does(actors.dispatcher, late, grant)).toBe('suspended')
  expect(current()).toMatchObject({
    overdues: 1,
    deadlines: [{ kind: 'handling', overdue: true }],
    suspension: { stopped: [] },
  })
  expect(does(actors.drainage, plus(late, 1), { command: 'resume' })).toBe('resumed')
  expect(current().deadlines).toMatchObject([{ at: late, overdue: true }])
  expect(current().overdues).toBe(1)
})

test('an extension leaves its time to the suspension, and a graver alarm leaves less', () => {
  const { does, current } = order({ limit: '2 urgent hours' })
  does(actors.drainage, start, { command: 'askExtension', reason: 'a part' })
  does(actors.supervisor, start, { command: 'extend', limit: '1 working day' })
  does(actors.drainage, start, ask(plus(start, days(1))))
  does(actors.dispatcher, start, grant)
  expect(current().suspension?.stopped).toEqual([
    { kind: 'handling', left: hours(8), limit: '1 working day' },
  ])
  const worse = alarm({ kind: 'escalated', severity: 'red', template: { limit: '30 minutes' } })
  does(actors.service, plus(start, hours(2)), {
    ...{ command: 'attachEvidence', alarm: evidenceOf(worse), joined: false },
    template: template({ limit: '30 minutes' }),
  })
  expect(current()).toMatchObject({ limit: '30 minutes', deadlines: [] })
  does(actors.drainage, plus(start, hours(3)), { command: 'resume' })
  expect(current().deadlines).toMatchObject([{ at: plus(start, hours(3) + minutes(30)) }])
})

test('who has to answer is told, and the unit of the answer and of the end', () => {
  const { does, current, history } = order({ limit: '9 natural days' })
  const told = () => {
    const last = history.at(-1)
    return last && notices(current(), last, { baseUrl: '' }).map(({ to, text }) => [to, text.en])
  }
  does(actors.drainage, start, ask(plus(start, days(3))))
  expect(told()).toEqual([
    [{ role: 'supervisor' }, 'Suspension asked (waits for materials): a pump comes'],
  ])
  does(actors.supervisor, start, grant)
  const unit = { unit: 'drainage' }
  expect(told()).toEqual([[unit, 'The suspension is granted, the clocks stand still']])
  does(actors.service, plus(start, days(3)), {
    command: 'endSuspension',
    due: plus(start, days(3)),
  })
  const over = 'The suspension is over, the clocks run again'
  expect(told()).toEqual([
    [unit, over],
    [{ role: 'dispatcher' }, over],
  ])
})

describe('the sweep', () => {
  let store: CaseStore
  let clock: VirtualClock
  let desk: CaseDesk
  const id = 'C20260313-000000000000' as CaseId
  const observer = new RecordingObserver()
  const signal = new AbortController().signal
  const open: Command = {
    command: 'open',
    template: template(),
    title: { zh: '积水', en: 'Water' },
    severity: 'yellow',
    place: { device: 'wl-1' as DeviceId },
    alarm: evidenceOf(alarm()),
  }

  beforeEach(async () => {
    store = await openSqliteCases(':memory:')
    clock = new VirtualClock(start)
    const commits = new Commits(clock)
    desk = createDesk({ store, clock, observer, commits, context: contextFor })
    await desk.execute(id, open, actors.service)
    await desk.execute(id, ask(plus(start, days(1))), actors.drainage)
    await desk.execute(id, grant, actors.dispatcher)
  })
  afterEach(() => store[Symbol.asyncDispose]())
  const sweep = () =>
    sweepDeadlines(
      { store, desk, clock, calendar, escalation: [], personal: config.notices.personal },
      signal,
    )

  test('ends it once at its time, also when it comes late, and then marks what has run out since', async () => {
    clock.advance(days(1) - 1)
    expect(await sweep()).toBe(0)
    expect((await store.get(id))?.suspension?.state).toBe('suspended')
    clock.advance(hours(3))
    expect(await sweep()).toBe(1)
    // Once more for whoever is on duty, and the unit has nobody.
    expect(await sweep()).toBe(1)
    expect(await sweep()).toBe(0)
    const events = (await store.load(id)).slice(-2)
    expect(events.map(({ event }) => event)).toEqual(['resumed', 'overdue'])
    expect(events[0]?.data).toMatchObject({ ended: plus(start, days(1)), paused: days(1) })
    // What was left, two hours, counts from the end that was granted.
    expect((await store.get(id))?.deadlines).toMatchObject([
      { at: plus(start, days(1) + hours(2)), overdue: true },
    ])
  })

  test('lists and counts say that it is suspended', async () => {
    expect((await store.summary()).suspended).toBe(1)
    expect((await store.list({ suspended: true }, 9)).items).toHaveLength(1)
    expect((await store.list({ suspended: false }, 9)).items).toHaveLength(0)
    await desk.execute(id, { command: 'resume' }, actors.drainage)
    expect((await store.summary()).suspended).toBe(0)
    expect((await store.list({ suspended: true }, 9)).items).toHaveLength(0)
  })
})
