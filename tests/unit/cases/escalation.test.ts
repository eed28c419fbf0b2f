/** Chains of escalation: what the file says, and who is told when. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { parseDispatchTable } from '../../../cases/desk/city-files.ts'
import { caseContext } from '../../../cases/desk/context.ts'
import { Commits } from '../../../runtime/commits.ts'
import { sweepDeadlines } from '../../../cases/desk/deadlines.ts'
import { createDesk, type CaseDesk } from '../../../cases/desk/desk.ts'
import { readEscalation } from '../../../cases/desk/escalation-file.ts'
import { planEscalations } from '../../../cases/desk/escalation-sweep.ts'
import type { Case } from '../../../cases/life/case.ts'
import { stepsDue } from '../../../cases/life/escalation.ts'
import { prospects } from '../../../cases/life/pending.ts'
import { readFact } from '../../../cases/life/read-fact.ts'
import type { Command } from '../../../cases/life/commands.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import type { CaseStore } from '../../../cases/ports.ts'
import type { Actor } from '../../../core/actor.ts'
import type { CaseId } from '../../../core/identity.ts'
import { hours, instant, minutes } from '../../../core/time.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { actors, calendar, config, device, directory, start, table } from './fixtures.ts'

const chains = `
- severity: [red]
  steps: [{ deadline: handling, after: 0m, tell: manager }]
- time: urgent
  steps:
    - { unaccepted: 5m, tell: unit, every: 5m, times: 2 }
    - { unaccepted: 7m, tell: duty }
    - { deadline: handling, before: 30m, tell: unit }
    - { deadline: handling, before: 3h, tell: supervisor }
    - { deadline: handling, after: 10m, tell: supervisor }
    - { deadline: dispatch, after: 1m, tell: dispatcher }
`
const { rows, mistakes } = readEscalation(chains)

describe('escalation.yaml', () => {
  test('is read, and a step is named by what it says', () => {
    expect(mistakes).toEqual([])
    expect(rows[1]?.steps.map(({ id }) => id)).toEqual([
      'order+300s/unit',
      'order+420s/duty',
      'handling-1800s/unit',
      'handling-10800s/supervisor',
      'handling+600s/supervisor',
      'dispatch+60s/dispatcher',
    ])
    expect(readEscalation('')).toEqual({ rows: [], mistakes: [] })
  })

  test('every mistake has its line', () => {
    const found = readEscalation(`
- steps: [{ deadline: handling, before: 10m, after: 10m, tell: unit }]
- steps: []
- severity: [purple]
  steps: [{ unaccepted: 1m, tell: mayor }]
- steps: [{ unaccepted: 1m, deadline: handling, tell: unit }]
- steps: [{ deadline: handling, after: soon, tell: unit }]
- steps: [{ unaccepted: 1m, tell: unit, times: 3 }]
`)
    expect(found.rows).toEqual([])
    expect(found.mistakes.map(({ line, message }) => `${line} ${message}`)).toEqual([
      expect.stringMatching(/^2 .*one of before, after and unaccepted/),
      expect.stringMatching(/^3 1\.steps/),
      expect.stringMatching(/^4 2\.severity/),
      expect.stringMatching(/^5 2\.steps\.0\.tell/),
      expect.stringMatching(/^6 .*name a deadline/),
      expect.stringMatching(/^7 .*duration/),
      expect.stringMatching(/^8 .*times needs every/),
    ])
    const second = readEscalation(`
- time: urgent
  steps:
    - { unaccepted: 1m, tell: unit }
    - { unaccepted: 60s, tell: unit, every: 5m }
    - { deadline: verification, after: 1m, tell: unit }
- time: urgent
  severity: [red]
  steps: [{ unaccepted: 1m, tell: unit }]
`)
    expect(second.mistakes.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '5 0.steps.1: the same step stands before it',
      '6 0.steps.2: a unit has no part in the deadline verification',
      '7 1: row 1 fits all that this one fits',
    ])
  })

  test('a mistake in it stands with those of the other files of the city', () => {
    expect(() =>
      parseDispatchTable({ units: '', dispatch: '', escalation: '- { steps: no }' }),
    ).toThrow(/escalation and patrols have 1 mistakes/)
  })
})

describe('steps', () => {
  let store: CaseStore
  let clock: VirtualClock
  let desk: CaseDesk
  const id = 'C20260313-000000000001' as CaseId
  const signal = new AbortController().signal
  const context = caseContext({
    ...{ config, calendar, table: { ...table, escalation: rows } },
    directory: directory([device('wl-1')]),
  })

  beforeEach(async () => {
    store = await openSqliteCases(':memory:')
    clock = new VirtualClock(start)
    const observer = new RecordingObserver()
    desk = createDesk({ store, clock, observer, commits: new Commits(clock), context })
  })
  afterEach(() => store[Symbol.asyncDispose]())

  const sweep = () =>
    sweepDeadlines(
      { store, desk, clock, calendar, escalation: rows, personal: config.notices.personal },
      signal,
    )
  const says = async (command: Command, actor: Actor) =>
    expect((await desk.execute(id, command, actor)).refusal).toBeUndefined()
  const dispatched = async () => {
    await says(
      {
        command: 'collect',
        source: 'patrol',
        ...{ work: 'incident', category: '0506', title: { zh: '积水', en: 'Water' } },
        ...{ severity: 'yellow', limit: '2 urgent hours', lead: 'drainage', photos: [] },
      },
      actors.operator,
    )
    await says({ command: 'file' }, actors.operator)
    await says({ command: 'accept' }, actors.operator)
    await says({ command: 'dispatch', unit: actors.drainage.unit }, actors.dispatcher)
  }
  const after = async (milliseconds: number) => {
    clock.advance(milliseconds)
    await sweep()
    await sweep()
  }
  const told = async () =>
    (await store.load(id)).flatMap((record) => {
      const { event, data, at } = readFact(record)
      return event === 'escalated' ? [`${(at - start) / 60_000} ${data.step} ${data.number}`] : []
    })

  test('each is told once, repeats until the order is accepted, and who looks late tells the newest repeat only', async () => {
    await dispatched()
    await after(minutes(4))
    expect(await told()).toEqual([])
    await after(minutes(1))
    await after(minutes(3))
    expect(await told()).toEqual(['5 order+300s/unit 0', '8 order+420s/duty 0'])
    await after(minutes(40))
    expect((await told()).slice(2)).toEqual(['48 order+300s/unit 2'])
    await after(minutes(10))
    await says({ command: 'acceptOrder' }, actors.drainage)
    await after(minutes(32))
    expect((await told()).slice(3)).toEqual(['90 handling-1800s/unit 0'])
    await after(minutes(30))
    expect((await told()).slice(4)).toEqual([])
    await after(minutes(10))
    expect((await told()).slice(4)).toEqual(['130 handling+600s/supervisor 0'])
    await after(hours(9))
    expect(await told()).toHaveLength(5)
    expect(await store.due(clock.now(), 9)).toEqual([])
  })

  test('one that became pointless tells nobody: accepted, reported, or the warning comes after the end', async () => {
    await dispatched()
    clock.advance(minutes(6))
    await says({ command: 'acceptOrder' }, actors.drainage)
    await after(hours(3))
    expect(await told()).toEqual(['186 handling+600s/supervisor 0'])
    await says({ command: 'report', text: 'done', photos: [] }, actors.drainage)
    await after(hours(9))
    expect(await told()).toHaveLength(1)
  })

  test('what runs anew is told anew: rework', async () => {
    await dispatched()
    await says({ command: 'report', text: 'done', photos: [] }, actors.drainage)
    await after(minutes(30))
    await says({ command: 'verify', passed: false, photos: [] }, actors.inspector)
    await after(minutes(5))
    await after(minutes(85))
    expect(await told()).toEqual([
      '35 order+300s/unit 0',
      '120 order+420s/duty 0',
      '120 order+300s/unit 2',
      '120 handling-1800s/unit 0',
    ])
  })

  test('rework whose time ends with that of the order before it has steps of its own', async () => {
    await dispatched()
    const first = await store.get(id)
    const end = first?.deadlines[0]?.at
    if (first === undefined || end === undefined) throw new Error('no order')
    const warning = { step: 'handling-1800s/unit', of: 'handling', base: end, number: 0 } as const
    const due = (state: Case) =>
      stepsDue(rows, state, instant(end - minutes(1))).map(({ step, order }) => `${order} ${step}`)
    const told = { ...first, told: [{ ...warning, order: 1 }] }
    expect(due(told)).not.toContain('1 handling-1800s/unit')
    expect(due({ ...told, stage: 'rework', orders: 2 })).toContain('2 handling-1800s/unit')
    // As it was told before orders had numbers.
    expect(due({ ...first, told: [warning], orders: 2 })).not.toContain('2 handling-1800s/unit')
  })

  test('of a record that had no chain, or another one, it is planned anew', async () => {
    const none = caseContext({ config, calendar, table, directory: directory([]) })
    const before = desk
    desk = createDesk({
      ...{ store, clock, observer: new RecordingObserver() },
      ...{ commits: new Commits(clock), context: none },
    })
    await dispatched()
    await after(minutes(6))
    expect(await told()).toEqual([])
    desk = before
    await planEscalations({ store, desk, clock, escalation: rows }, signal)
    await sweep()
    expect(await told()).toEqual(['6 order+300s/unit 0'])
    await planEscalations({ store, desk, clock, escalation: [] }, signal)
    const due = (await store.due(clock.now(), 9)).concat(await store.due(start, 9))
    expect(due.filter(({ kind }) => kind === 'escalation')).toEqual([])
  })

  test('the notice goes to whom it names, and is true only while the step would be', async () => {
    await dispatched()
    await after(minutes(8))
    const about = async () => {
      const history = await store.load(id)
      const setting = () => ({ baseUrl: '' })
      const looking = { channel: 'mqtt', now: clock.now(), stale: 0, setting }
      return history
        .filter(({ event }) => event === 'escalated')
        .flatMap(({ version }) => prospects(id, version, history, looking))
        .filter(({ kind }) => kind === 'open')
        .map(({ told: { to, text, occasion } }) => ({ to, text, occasion }))
    }
    expect(await about()).toEqual([
      {
        occasion: 'escalation',
        to: { unit: 'drainage' },
        text: { zh: '派单 5 分钟仍未接单', en: 'The order has not been accepted for 5 minutes' },
      },
      {
        occasion: 'escalation',
        to: { role: 'operator' },
        text: { zh: '派单 7 分钟仍未接单', en: 'The order has not been accepted for 7 minutes' },
      },
    ])
    await says({ command: 'acceptOrder' }, actors.drainage)
    expect(await about()).toEqual([])
  })
})
