import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { Commits } from '../../../runtime/commits.ts'
import { createDesk, type CaseDesk } from '../../../cases/desk/desk.ts'
import type { Command } from '../../../cases/life/commands.ts'
import { commandsFor } from '../../../cases/life/decide.ts'
import { evidenceOf } from '../../../cases/life/correlate.ts'
import { notices } from '../../../cases/life/notice.ts'
import type { CaseStore } from '../../../cases/ports.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import type { CaseId, DeviceId } from '../../../core/identity.ts'
import { days, hours, plus, type Instant } from '../../../core/time.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { actors, alarm, contextFor, start, template } from './fixtures.ts'
import { order } from './order.ts'

const reopen: Command = { command: 'reopen', reason: 'the pit is back', photos: [] }
const report: Command = { command: 'report', text: 'filled', photos: [] }
const passed: Command = { command: 'verify', passed: true, photos: [] }
const cleared = evidenceOf(alarm({ kind: 'cleared' }))

/** A case that was closed an hour after it began, and nothing stood. */
function closedCase() {
  const life = order({ limit: '4 natural days' })
  const [first] = life.current().alarms
  if (first === undefined) throw new Error('no alarm')
  const clear = {
    command: 'attachEvidence',
    alarm: { ...cleared, alarm: first },
    joined: false,
  } as const
  life.does(actors.service, start, clear)
  life.does(actors.drainage, start, report)
  expect(life.does(actors.inspector, plus(start, hours(1)), passed)).toBe('closed')
  return life
}
const end = plus(start, hours(1))

test('a closed case goes to the unit that had it, with the whole limit, and its record goes on', () => {
  const { current, does, history } = closedCase()
  const before = history.length
  const later = plus(end, days(3))
  expect(does(actors.inspector, later, reopen)).toBe('reopened')
  expect(history).toHaveLength(before + 1)
  const last = history.at(-1)
  expect(current()).toMatchObject({
    ...{ stage: 'dispatched', unit: 'drainage', reopens: 1, verified: false },
    deadlines: [{ kind: 'handling', at: plus(later, days(4)), overdue: false }],
  })
  expect(current().endedAt).toBeUndefined()
  expect(last && notices(current(), last, { baseUrl: '' })).toMatchObject([
    {
      occasion: 'reopened',
      to: { unit: 'drainage' },
      text: { en: 'Opened again: the pit is back' },
    },
  ])
  does(actors.drainage, later, { command: 'acceptOrder' })
  does(actors.drainage, later, report)
  expect(does(actors.inspector, later, passed)).toBe('closed')
  expect(does(actors.supervisor, plus(later, days(7)), reopen)).toBe('reopened')
  expect(current().reopens).toBe(2)
})

test.each<[string, Instant, string]>([
  ['at the end of its window', plus(end, days(7)), 'reopened'],
  ['after it', plus(end, days(7) + 1), 'reopen-late'],
])('%s', (_, at, outcome) => {
  expect(closedCase().does(actors.operator, at, reopen)).toBe(outcome)
})

test('it is offered as long as it can be done, and not after', () => {
  const { current } = closedCase()
  const offered = (at: Instant) => commandsFor(current(), at, contextFor(actors.inspector))
  expect(offered(plus(end, days(7)))).toContain('reopen')
  expect(offered(plus(end, days(7) + 1))).not.toContain('reopen')
})

test('neither a crew nor a dispatcher opens it, and nobody what is open or void', () => {
  const { does } = closedCase()
  expect(does(actors.drainage, end, reopen)).toBe('not-allowed')
  expect(does(actors.dispatcher, end, reopen)).toBe('not-allowed')
  expect(does(actors.service, end, reopen)).toBe('not-allowed')
  const other = order({})
  expect(other.does(actors.inspector, start, reopen)).toBe('wrong-stage')
  other.does(actors.operator, start, { command: 'void', reason: 'no pit', despite: 'a test' })
  expect(other.does(actors.inspector, start, reopen)).toBe('final')
})

test('an alarm that stood at its end stands again, unless the second look gave it to another', () => {
  const closed = () => {
    const life = order({ limit: '4 natural days' })
    life.does(actors.drainage, start, report)
    life.does(actors.inspector, end, { ...passed, despite: 'a test' })
    return life
  }
  const before = closed()
  before.does(actors.inspector, end, reopen)
  expect(before.current()).toMatchObject({ standing: before.current().alarms, recheck: undefined })
  const after = closed()
  const due = after.current().recheck
  if (due === undefined) throw new Error('no second look')
  after.does(actors.service, due, { command: 'recheck', due, standing: [], followedBy: [] })
  after.does(actors.inspector, due, reopen)
  expect(after.current().standing).toEqual([])
})

describe('at the desk', () => {
  let store: CaseStore
  let desk: CaseDesk
  const ids = ['C20260313-000000000001', 'C20260313-000000000002'] as CaseId[]
  const open = (n: number): Command => ({
    command: 'open',
    template: template(),
    title: { zh: '积水', en: 'Water' },
    severity: 'yellow',
    place: { device: 'wl-1' as DeviceId },
    alarm: evidenceOf(alarm({ began: plus(start, n) })),
  })

  beforeEach(async () => {
    store = await openSqliteCases(':memory:')
    const clock = new VirtualClock(start)
    const observer = new RecordingObserver()
    desk = createDesk({ store, clock, observer, commits: new Commits(clock), context: contextFor })
  })
  afterEach(() => store[Symbol.asyncDispose]())

  test('while another case is open for the thing the old one stays closed; then it is open in every list', async () => {
    const [old, young] = ids
    if (old === undefined || young === undefined) throw new Error('no ids')
    const close = async (id: CaseId) => {
      await desk.execute(id, report, actors.drainage)
      await desk.execute(id, { ...passed, despite: 'a test' }, actors.inspector)
    }
    await desk.execute(old, open(1), actors.service)
    await close(old)
    await desk.execute(young, open(2), actors.service)
    const refused = await desk.execute(old, reopen, actors.inspector)
    expect(refused).toMatchObject({ refusal: { reason: 'already-open' }, openCase: young })
    await close(young)
    expect((await desk.execute(old, reopen, actors.inspector)).refusal).toBeUndefined()
    expect(await store.openCase('wl-1/0506/incident')).toBe(old)
    expect((await store.summary()).stages).toEqual({ dispatched: 1, closed: 1 })
    expect((await store.list({ stages: ['dispatched'] }, 9)).items).toHaveLength(1)
    expect(await store.verify(old)).toMatchObject({ faults: [] })
  })
})
