import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { chineseCalendar } from '../../../cases/calendar/chinese-calendar.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import { calendarWarning } from '../../../cases/desk/calendar-watch.ts'
import { createCases, type Cases } from '../../../cases/cases.ts'
import type { Command } from '../../../cases/life/commands.ts'
import type { CaseStore } from '../../../cases/ports.ts'
import type { Calendar } from '../../../cases/life/working-time.ts'
import type { Actor } from '../../../core/actor.ts'
import { citySchema } from '../../../core/city.ts'
import { instant, type Instant } from '../../../core/time.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { actors, alarm, calendar, config, device, directory, table, start } from './fixtures.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { until } from '../../support/until.ts'

const shanghai = (text: string): Instant => instant(Date.parse(`${text}+08:00`))

/** The city's own days make up for data that the program does not have yet. */
const known = chineseCalendar(
  citySchema.parse({
    name: { zh: '样城', en: 'Sample' },
    working: {
      hours: [
        { from: '08:00', to: '12:00' },
        { from: '14:00', to: '18:00' },
      ],
      holidays: ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03', '01-04'].map(
        (date) => `2027-${date}`,
      ),
    },
  }),
)

describe('the end of the calendar', () => {
  test('is told from sixty days before, in days and with what to do', () => {
    expect(calendarWarning(calendar, shanghai('2026-11-01T23:59:59'))).toBeUndefined()
    expect(calendarWarning(calendar, shanghai('2026-11-28T10:00'))).toMatch(
      /ends in 34 days \(2026-12-31\).*city\.yaml/,
    )
    expect(calendarWarning(calendar, shanghai('2027-01-01T00:00'))).toMatch(/has ended/)
    expect(calendarWarning(known, shanghai('2026-11-28T10:00'))).toBeUndefined()
  })
})

describe('deadlines over the end of the calendar', () => {
  let store: CaseStore
  let clock: VirtualClock
  let observer: RecordingObserver
  let log: MemoryLog
  let running: Cases | undefined

  const begin = async (by: Calendar) => {
    await running?.stop()
    const devices = directory([device('wl-1')])
    running = createCases({
      ...{ log, clock, observer, directory: devices, store, table, calendar: by, config },
    })
    await running.start()
    return running
  }

  beforeEach(async () => {
    store = await openSqliteCases(':memory:')
    clock = new VirtualClock(start)
    clock.advance(shanghai('2026-12-31T17:00') - clock.now())
    observer = new RecordingObserver()
    log = new MemoryLog()
  })
  afterEach(async () => {
    await running?.stop()
    running = undefined
    await log[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
  })

  const dispatched = async () => {
    await log.append(alarmsTopic, [
      alarm({ began: clock.now(), template: { limit: '2 working hours' } }),
    ])
    await until(async () => (await store.list({}, 1)).items.length === 1, 'a case')
    const [state] = (await store.list({}, 1)).items
    if (state === undefined) throw new Error('no case')
    return state.id
  }

  test('are computed anew at the start that has the data, from when their time began, and the record says so', async () => {
    const first = await begin(calendar)
    expect(first.warning?.()).toMatch(/ends in 1 days/)
    await until(() => observer.count('calendar.running-out') === 1, 'said')
    const id = await dispatched()
    const since = clock.now()
    const running = { kind: 'handling', since, overdue: false }
    expect((await store.get(id))?.deadlines).toEqual([
      { ...running, at: shanghai('2027-01-04T09:00'), certain: false },
    ])
    clock.advance(3_600_000)

    const second = await begin(known)
    expect(second.warning?.()).toBeUndefined()
    await until(async () => (await store.get(id))?.deadlines[0]?.certain === true, 'computed anew')
    expect((await store.get(id))?.deadlines).toEqual([
      { ...running, at: shanghai('2027-01-05T09:00'), certain: true },
    ])
    const records = await store.load(id)
    expect(records.at(-1)).toMatchObject({
      event: 'deadlineMoved',
      data: { from: shanghai('2027-01-04T09:00') },
    })
    const due = await store.due(shanghai('2027-01-05T08:59'), 9)
    expect(due.filter(({ kind }) => kind !== 'person')).toEqual([])

    await begin(known)
    await second.desk.execute(id, { command: 'comment', text: 'seen' }, actors.operator)
    expect((await store.load(id)).filter(({ event }) => event === 'deadlineMoved')).toHaveLength(1)
  })

  test('of an extension count from its grant, by its limit', async () => {
    const first = await begin(calendar)
    const id = await dispatched()
    const says = async (command: Command, actor: Actor) =>
      expect((await first.desk.execute(id, command, actor)).refusal).toBeUndefined()
    await says({ command: 'askExtension', reason: 'a part is ordered' }, actors.dispatcher)
    await says({ command: 'extend', limit: '5 working hours' }, actors.supervisor)
    expect((await store.get(id))?.deadlines[0]?.at).toBe(shanghai('2027-01-04T12:00'))
    await begin(known)
    await until(async () => (await store.get(id))?.deadlines[0]?.certain === true, 'computed anew')
    expect((await store.get(id))?.deadlines[0]?.at).toBe(shanghai('2027-01-05T12:00'))
  })

  test('stay when the data have not come', async () => {
    await begin(calendar)
    const id = await dispatched()
    await begin(calendar)
    await until(() => observer.count('calendar.running-out') === 2, 'said again')
    expect((await store.load(id)).map(({ event }) => event)).not.toContain('deadlineMoved')
  })
})
