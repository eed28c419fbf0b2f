import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import { alarmIntake } from '../../../cases/desk/alarm-intake.ts'
import { Commits } from '../../../runtime/commits.ts'
import { placeOf } from '../../../cases/life/correlate.ts'
import { createDesk, type CaseDesk } from '../../../cases/desk/desk.ts'
import { urbanBrain } from '../../../cases/life/passed.ts'
import type { CaseStore } from '../../../cases/ports.ts'
import type { CellCode } from '../../../core/identity.ts'
import { days, hours, instant, minutes } from '../../../core/time.ts'
import {
  actors,
  alarm,
  calendar,
  config,
  contextFor,
  device,
  directory,
  start,
  table,
  type AlarmSketch,
} from './fixtures.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { VirtualClock } from '../../support/clocks.ts'

let store: CaseStore
let clock: VirtualClock
let observer: RecordingObserver
let desk: CaseDesk
let say: (...sketches: readonly AlarmSketch[]) => Promise<void>

beforeEach(async () => {
  store = await openSqliteCases(':memory:')
  clock = new VirtualClock(start)
  observer = new RecordingObserver()
  desk = createDesk({ store, clock, observer, commits: new Commits(clock), context: contextFor })
  const devices = directory([device('wl-1')])
  const intake = alarmIntake({
    store,
    desk,
    clock,
    observer,
    directory: devices,
    calendar,
    table,
    config,
  })
  say = async (...sketches) => {
    for (const sketch of sketches) await intake.take(alarm(sketch))
  }
})

afterEach(() => store[Symbol.asyncDispose]())

const only = async () => {
  const { items } = await store.list({}, 10)
  expect(items).toHaveLength(1)
  const [state] = items
  if (state === undefined) throw new Error('no case')
  return state
}
const facts = async () => (await store.load((await only()).id)).map(({ event }) => event)
const later = (milliseconds: number) => instant(start + milliseconds)
const confirm = { filing: 'confirm' } as const
const grown = { kind: 'escalated', severity: 'orange', at: later(minutes(1)) } as const

describe('an alarm that asks for more than its case has', () => {
  test('a level that files by itself files the case that waits for an operator', async () => {
    await say({ template: confirm }, grown)
    expect(await only()).toMatchObject({
      stage: 'dispatched',
      unit: 'drainage',
      severity: 'orange',
      deadlines: [{ kind: 'handling', at: later(hours(2)) }],
    })
    expect(await facts()).toEqual([
      'collected',
      'evidenceAttached',
      'severityChanged',
      'filed',
      'accepted',
      'dispatched',
    ])
  })

  test('so does the automatic alarm of another rule that joins', async () => {
    await say({ template: confirm }, { rule: 'tsp', severity: 'orange' })
    expect(await only()).toMatchObject({ stage: 'dispatched', unit: 'drainage' })
    expect((await only()).alarms).toHaveLength(2)
  })

  test('without a unit it waits for a dispatcher, and says why once', async () => {
    const nobody = { lead: 'gas', category: '0198' }
    await say(
      { template: { ...nobody, ...confirm }, device: 'elsewhere' },
      { ...grown, template: nobody, device: 'elsewhere' },
      { ...grown, severity: 'red', at: later(2), template: nobody, device: 'elsewhere' },
    )
    expect((await only()).stage).toBe('accepted')
    expect((await facts()).filter((fact) => fact === 'unassigned')).toHaveLength(1)
  })

  test('what an operator has filed goes on from there', async () => {
    await say({ template: confirm })
    await desk.execute((await only()).id, { command: 'file' }, actors.operator)
    await say(grown)
    expect(await only()).toMatchObject({ stage: 'dispatched' })
    expect((await facts()).filter((fact) => fact === 'filed')).toHaveLength(1)
  })

  test('a level that asks for confirmation, eases or clears sends nobody', async () => {
    await say(
      { template: confirm },
      { ...grown, template: confirm },
      { kind: 'eased', severity: 'blue', at: later(2) },
      { kind: 'cleared', at: later(3) },
    )
    expect((await only()).stage).toBe('collected')
  })

  test('a shorter limit is taken from then on, and again at a rework', async () => {
    await say({ template: { limit: '3 natural days' } })
    clock.advance(hours(1))
    await say({ ...grown, severity: 'red', template: { limit: '2 urgent hours' } })
    const due = later(hours(3))
    const { id } = await only()
    expect(await only()).toMatchObject({
      limit: '2 urgent hours',
      deadlines: [{ kind: 'handling', at: due, overdue: false }],
    })
    const rows = (await store.due(due, 10)).filter(({ kind }) => kind !== 'person')
    expect(rows).toEqual([{ case: id, kind: 'handling', at: due }])
    expect((await store.load(id)).find(({ event }) => event === 'limitChanged')?.data).toEqual({
      limit: '2 urgent hours',
      from: '3 natural days',
      deadline: { kind: 'handling', since: later(hours(1)), at: due, certain: true },
    })
    await desk.execute(id, { command: 'report', text: 'done', photos: [] }, actors.drainage)
    await desk.execute(id, { command: 'verify', passed: false, photos: [] }, actors.inspector)
    expect((await only()).deadlines).toMatchObject([{ kind: 'handling', at: due }])
  })

  test('a longer one is not, and what runs out sooner stays', async () => {
    await say({ template: { limit: '1 working day' } })
    const before = await only()
    await say({ ...grown, template: { limit: '3 natural days' } })
    expect((await only()).limit).toBe('1 working day')
    expect((await only()).deadlines).toEqual(before.deadlines)
    await say({ rule: 'other', template: { limit: '2 urgent hours' } })
    clock.advance(hours(1))
    await say({ rule: 'third', template: { limit: '90 minutes' } })
    expect(await only()).toMatchObject({
      limit: '90 minutes',
      deadlines: [{ at: later(hours(2)) }],
    })
  })

  test('a case nobody has filed is to be looked at sooner', async () => {
    await say(
      { template: { ...confirm, limit: '3 natural days' } },
      { ...grown, template: { ...confirm, limit: '2 urgent hours' } },
    )
    expect((await only()).deadlines).toMatchObject([{ kind: 'dispatch', at: later(minutes(10)) }])
  })

  test('a limit that has run out is not set anew', async () => {
    await say({ template: { limit: '3 natural days' } })
    clock.advance(days(4))
    const { id, deadlines } = await only()
    const due = deadlines[0]?.at ?? start
    const mark = { command: 'markOverdue', deadline: 'handling', due } as const
    await desk.execute(id, mark, urbanBrain)
    await say({ ...grown, template: { limit: '2 urgent hours' } })
    expect((await only()).deadlines).toMatchObject([{ at: due, overdue: true }])
  })
})

describe('the time from the deciding record to the filed case', () => {
  test('is by our clock, and of cases that are filed by it only', async () => {
    const seconds = () => observer.measured.map(({ value }) => value)
    clock.advance(minutes(10))
    await say({ template: confirm, decidedAt: later(minutes(10) - 3_000) })
    expect(seconds()).toEqual([])
    await say({ ...grown, decidedAt: later(minutes(10) - 2_000) })
    await say({ device: 'wl-2', decidedAt: later(minutes(10) - 1_000) })
    expect(seconds()).toEqual([2, 1])
    await say({ device: 'wl-3' })
    expect(seconds()).toHaveLength(2)
  })
})

describe('the place of a case', () => {
  const moved = device('wl-1', { cell: '990103001002003' as CellCode, longitude: 121 })
  const from = (cell: string) => {
    const transition = alarm()
    return { ...transition, subject: { ...transition.subject, cell: cell as CellCode } }
  }

  test('of a device moved since is the cell of the alarm, without the new position', () => {
    expect(placeOf(from('330106001002003'), moved)).toEqual({
      device: 'wl-1',
      cell: '330106001002003',
    })
  })

  test('of a device that stayed has its position', () => {
    expect(placeOf(from('990103001002003'), moved)).toMatchObject({ longitude: 121 })
    expect(placeOf(alarm(), moved)).toMatchObject({ cell: '990103001002003', longitude: 121 })
  })
})
