/** Emergency repair: on site in a quarter of an hour, mended in two, or more forces come. */
import { afterEach, beforeEach, expect, test } from 'vitest'

import { parseDispatchTable } from '../../../cases/desk/city-files.ts'
import { caseContext } from '../../../cases/desk/context.ts'
import { Commits } from '../../../runtime/commits.ts'
import { sweepDeadlines } from '../../../cases/desk/deadlines.ts'
import { createDesk, type CaseDesk } from '../../../cases/desk/desk.ts'
import type { Command } from '../../../cases/life/commands.ts'
import { commandsFor } from '../../../cases/life/decide.ts'
import { prospects } from '../../../cases/life/pending.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import type { CaseStore } from '../../../cases/ports.ts'
import type { Actor } from '../../../core/actor.ts'
import type { CaseId } from '../../../core/identity.ts'
import { hours, instant, minutes } from '../../../core/time.ts'
import type { Severity } from '../../../core/severity.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { actors, calendar, config, device, directory, start, table } from './fixtures.ts'

const id = 'C20260313-000000000001' as CaseId
const signal = new AbortController().signal
const { categories } = parseDispatchTable({
  units: '',
  dispatch: '',
  categories: '- { category: "05*", emergency: orange }',
})
const context = caseContext({
  ...{ config, calendar, table: { ...table, categories } },
  directory: directory([device('wl-1')]),
})

let store: CaseStore
let clock: VirtualClock
let desk: CaseDesk
beforeEach(async () => {
  store = await openSqliteCases(':memory:')
  clock = new VirtualClock(start)
  const observer = new RecordingObserver()
  desk = createDesk({ store, clock, observer, commits: new Commits(clock), context })
})
afterEach(() => store[Symbol.asyncDispose]())

const says = async (command: Command, actor: Actor) =>
  expect((await desk.execute(id, command, actor)).refusal).toBeUndefined()
const after = async (milliseconds: number) => {
  clock.advance(milliseconds)
  await sweepDeadlines(
    { store, desk, clock, calendar, escalation: [], personal: config.notices.personal },
    signal,
  )
}
const state = async () => {
  const found = await store.get(id)
  if (found === undefined) throw new Error('no case')
  return found
}
const events = async () => (await store.load(id)).map(({ event }) => event)
const running = async () => (await state()).deadlines.map(({ kind, at }) => [kind, at - start])

async function dispatched(severity: Severity, limit = '2 urgent hours') {
  await says(
    {
      command: 'collect',
      ...{ source: 'patrol', work: 'incident', category: '0506', lead: 'drainage', photos: [] },
      ...{ title: { zh: '积水', en: 'Water' }, severity, limit },
    },
    actors.operator,
  )
  await says({ command: 'file' }, actors.operator)
  await says({ command: 'accept' }, actors.operator)
  await says({ command: 'dispatch' }, actors.dispatcher)
}

test('the crew has a quarter of an hour to be there; arriving meets that and nothing else', async () => {
  await dispatched('orange', '1 natural day')
  expect(await running()).toEqual([
    ['handling', hours(2)],
    ['arrival', minutes(15)],
  ])
  await says({ command: 'acceptOrder' }, actors.drainage)
  await after(minutes(14))
  await says({ command: 'arrive' }, actors.drainage)
  expect(await running()).toEqual([['handling', hours(2)]])
  await after(minutes(5))
  expect(await events()).not.toContain('overdue')
  expect(await state()).toMatchObject({ emergency: true, overdues: 0 })
})

test('who comes late is late for the arrival, on the account of the unit, and not for the repair', async () => {
  await dispatched('red', '30 minutes')
  expect((await running())[0]).toEqual(['handling', minutes(30)])
  await after(minutes(15))
  const [last] = (await store.load(id)).slice(-1)
  expect(last).toMatchObject({ event: 'overdue', data: { deadline: 'arrival' } })
  await says({ command: 'arrive' }, actors.drainage)
  await says({ command: 'report', text: 'mended', photos: [] }, actors.drainage)
  await says({ command: 'verify', passed: true, photos: [] }, actors.inspector)
  expect(await state()).toMatchObject({ stage: 'closed', overdues: 1 })
  expect(await events()).not.toContain('reinforcementOrdered')
  const day = await store.day(start, instant(start + hours(24)))
  expect(day.closed).toMatchObject([{ overdues: 1, unitOverdues: 1, unit: 'drainage' }])
  const late = day.events.filter(({ event }) => event === 'overdue')
  expect(late).toMatchObject([{ unit: 'drainage', count: 1 }])
})

test('what is not mended in two hours has more forces ordered, once, and the record says who sent how many', async () => {
  await dispatched('orange')
  const early = await desk.execute(id, { command: 'reinforce', count: 5 }, actors.drainage)
  expect(early.refusal).toMatchObject({ reason: 'nothing-new' })
  expect(commandsFor(await state(), clock.now(), context(actors.drainage))).not.toContain(
    'reinforce',
  )
  await says({ command: 'arrive' }, actors.drainage)
  await after(hours(2))
  await after(hours(1))
  expect((await events()).filter((event) => event === 'reinforcementOrdered')).toHaveLength(1)
  expect(await state()).toMatchObject({ stage: 'handling', reinforcement: 'ordered', overdues: 1 })
  const about = async () => {
    const history = await store.load(id)
    const version = history.find(({ event }) => event === 'reinforcementOrdered')?.version ?? 0
    const setting = () => ({ baseUrl: '' })
    const looking = { channel: 'mqtt', now: clock.now(), stale: 0, setting }
    return prospects(id, version, history, looking).map(({ told: { to } }) => to)
  }
  expect(await about()).toEqual([
    { unit: 'drainage' },
    { role: 'dispatcher' },
    { role: 'operator' },
  ])
  await says({ command: 'reinforce', count: 12, text: 'two pumps' }, actors.drainage)
  await says({ command: 'reinforce', count: 3 }, actors.dispatcher)
  expect((await store.load(id)).slice(-2)).toMatchObject([
    { by: { name: 'crew-d' }, data: { count: 12, text: 'two pumps' } },
    { by: { name: 'dai' }, data: { count: 3 } },
  ])
  expect(await about()).toEqual([])
  await says({ command: 'report', text: 'mended', photos: [] }, actors.drainage)
  expect((await state()).reinforcement).toBe('sent')
})

test('whoever acts on it before the sweep has looked finds the order made', async () => {
  await dispatched('orange')
  clock.advance(hours(2))
  await says({ command: 'comment', text: 'well?' }, actors.operator)
  expect((await events()).slice(-4)).toEqual([
    'overdue',
    'reinforcementOrdered',
    'overdue',
    'commented',
  ])
})

test('a milder one, and the care of a sensor, are none', async () => {
  await dispatched('yellow', '1 natural day')
  expect(await running()).toEqual([['handling', hours(24)]])
  await after(hours(25))
  expect(await state()).not.toHaveProperty('emergency')
  expect(await events()).not.toContain('reinforcementOrdered')
})
