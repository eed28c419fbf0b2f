/**
 * Orders told in person, over the real desk and register: whatever people chose, whoever reads or accepts, and wherever the sweep is killed,
 * each person is told once by each way, in the order of the rota, never sooner than agreed, and never for ever.
 */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { casesConfigSchema } from '../../cases/config.ts'
import { Commits } from '../../runtime/commits.ts'
import { caseContext } from '../../cases/desk/context.ts'
import { sweepDeadlines } from '../../cases/desk/deadlines.ts'
import { createDesk } from '../../cases/desk/desk.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import { caseOf } from '../../cases/life/history.ts'
import { waysFor, type PersonalChoice } from '../../cases/life/personal-choice.ts'
import { readFact } from '../../cases/life/read-fact.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import type { Actor } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import {
  personalChannels,
  silencedGrades,
  type PersonalChannel,
} from '../../core/personal-terms.ts'
import { severities } from '../../core/severity.ts'
import { localTime } from '../../core/time.ts'
import { pushDevice } from '../contract/case-store-push.suite.ts'
import { VirtualClock } from '../support/clocks.ts'
import { RecordingObserver } from '../support/recording-observer.ts'
import { actors, calendar, directory, start, table } from '../unit/cases/fixtures.ts'

const id = 'C20260313-000000000001' as CaseId
const unit = 'drainage' as UnitId
const minute = 60_000
const signal = new AbortController().signal
const photos = [{ sha256: 'ab'.repeat(32) }]
const config = casesConfigSchema.parse({
  notices: {
    webhook: { secret: 'of at least sixteen' },
    personal: { after: '5m', people: 3, webhooks: ['https://push.example'] },
    robots: [{ to: unit, kind: 'wecom', hook: 'https://robot.example/1' }],
  },
})
const { personal } = config.notices

const person = (n: number): Actor => ({
  ...{ name: `p${n}`, role: 'crew', unit, account: `a${n}`, person: `P${n}` },
})
const addresses: Partial<Record<PersonalChannel, string>> = {
  webhook: 'https://push.example/1',
  robot: 'p',
}
const grades = fc.subarray([...silencedGrades])
const choice = fc.record({
  quiet: fc.option(
    fc.constantFrom({ from: '22:00', to: '07:00' }, { from: '09:00', to: '18:00' }),
    {
      nil: undefined,
    },
  ),
  ways: fc
    .shuffledSubarray([...personalChannels])
    .chain((channels) =>
      fc.tuple(
        ...channels.map((channel) =>
          fc.record({ channel: fc.constant(channel), grades, quietGrades: grades }),
        ),
      ),
    ),
})
type Drawn = typeof choice extends fc.Arbitrary<infer Value> ? Value : never

const kept = ({ quiet, ways }: Drawn, n: number): PersonalChoice => ({
  ...{ person: `p${n}`, version: 1, at: start },
  ...(quiet && { quiet }),
  ways: ways.map((way) => {
    const address = addresses[way.channel]
    return { ...way, ...(address !== undefined && { address }) }
  }),
})

interface Move {
  readonly minutes: number
  readonly act: 'read' | 'accept' | 'rework' | 'none'
  readonly who: number
  readonly sweep: 'whole' | 'killed before' | 'killed after' | 'none'
}
const move: fc.Arbitrary<Move> = fc.record({
  minutes: fc.integer({ min: 0, max: 12 }),
  act: fc.constantFrom('none', 'none', 'none', 'read', 'accept', 'rework'),
  who: fc.nat(4),
  sweep: fc.constantFrom('whole', 'whole', 'killed before', 'killed after', 'none'),
})

function killed(store: CaseStore, when: Move['sweep']): CaseStore {
  return Object.assign(Object.create(store) as CaseStore, {
    append: async (...commit: Parameters<CaseStore['append']>) => {
      if (when === 'killed before') throw new UrbanBrainError('store-unavailable', 'killed')
      await store.append(...commit)
      if (when === 'killed after') throw new UrbanBrainError('store-unavailable', 'killed')
    },
  })
}

type Told = CaseEvent & { readonly event: 'personTold' }

/** The record in stretches of one order each, from its beginning until it was accepted. */
function orders(facts: readonly CaseEvent[]): readonly (readonly CaseEvent[])[] {
  const found: CaseEvent[][] = []
  for (const fact of facts) {
    if (fact.event === 'dispatched' || fact.event === 'rework') found.push([])
    found.at(-1)?.push(fact)
  }
  return found
}

function holds(facts: readonly CaseEvent[], choices: readonly PersonalChoice[]): void {
  for (const [number, order] of orders(facts).entries()) {
    const told = order.filter((fact): fact is Told => fact.event === 'personTold')
    const accepted = order.findIndex(({ event }) => event === 'orderAccepted')
    const over = order.filter(({ event }) => event === 'nobodyAnswered')
    expect(over.length).toBeLessThanOrEqual(1)
    const keys = told.map(({ data }) => `${data.person} ${data.channel}`)
    expect(new Set(keys).size).toBe(keys.length)
    // In the order of the rota, none again after the next one, and no more than agreed.
    const people = told.map(({ data }) => data.person)
    expect(people).toEqual(people.toSorted())
    expect(new Set(people).size).toBeLessThanOrEqual(personal.people)
    for (const [place, fact] of told.entries()) {
      const { data, at } = fact
      expect(data).toMatchObject({ unit, of: 'order', base: order[0]?.at, order: number + 1 })
      if (accepted >= 0) expect(order.indexOf(fact)).toBeLessThan(accepted)
      const next = told[place + 1]
      if (next !== undefined) expect(next.at - at).toBeGreaterThanOrEqual(personal.after)
      const { hour, minute: past } = localTime(at, calendar.offset(at))
      const chosen = choices.find((one) => one.person === data.person)
      expect(waysFor(chosen, 'yellow', hour * 60 + past).length).toBeGreaterThan(0)
      const read = order.find(
        ({ event, by, at: when }) => event === 'orderRead' && by.name === data.person && when < at,
      )
      expect(read).toBeUndefined()
    }
  }
}

test('each is told once by each way, in the order of the rota, until somebody accepts', async () => {
  const seen = { told: 0, killed: 0, over: 0, read: 0, channels: new Set<string>() }
  await fc.assert(
    fc.asyncProperty(
      fc.array(choice, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...severities),
      fc.array(move, { minLength: 5, maxLength: 25 }),
      async (drawn, severity, moves) => {
        await using store = await openSqliteCases(':memory:')
        const clock = new VirtualClock(start)
        const choices = drawn.map(kept)
        for (const one of choices) {
          await store.putPersonalChoice(one)
          await store.putPushDevice(pushDevice(one.person), 1)
        }
        const shifts = choices.map(({ person: name }) => ({
          ...{ person: name, since: '2026-03-01', days: 'daily', from: '00:00', to: '24:00' },
        }))
        await store.putRotas([
          { unit, version: 1, at: start, by: 'su', reason: 'r', shifts, swaps: [] },
        ])
        const context = caseContext({ config, calendar, table, directory: directory([]) })
        const deskOver = (over: CaseStore) =>
          createDesk({
            ...{ store: over, clock, observer: new RecordingObserver() },
            ...{ commits: new Commits(clock), context },
          })
        const desk = deskOver(store)
        const sweep = (over: CaseStore, by = desk) =>
          sweepDeadlines(
            { store: over, desk: by, clock, calendar, escalation: [], personal },
            signal,
          )
        const facts = async () => (await store.load(id)).map((record) => readFact(record))
        const title = { zh: '积水', en: 'Water' }
        const problem = { source: 'patrol', work: 'incident', category: '0506' } as const
        await desk.execute(
          id,
          {
            command: 'collect',
            ...problem,
            severity,
            title,
            photos,
            lead: 'drainage',
            limit: '9 natural days',
          },
          actors.operator,
        )
        for (const command of ['file', 'accept'] as const)
          await desk.execute(id, { command }, actors.operator)
        await desk.execute(id, { command: 'dispatch', unit }, actors.dispatcher)
        for (const { minutes, act, who, sweep: how } of moves) {
          clock.advance(minutes * minute)
          const by = person(who % choices.length)
          if (act === 'read') await desk.execute(id, { command: 'readOrder' }, by)
          if (act === 'accept') await desk.execute(id, { command: 'acceptOrder' }, by)
          if (act === 'rework') {
            await desk.execute(id, { command: 'report', text: 'done', photos }, by)
            await desk.execute(id, { command: 'verify', passed: false, photos }, actors.inspector)
          }
          if (how === 'none') continue
          const over = killed(store, how)
          await sweep(over, deskOver(over)).catch(() => (seen.killed += 1))
          await sweep(store)
          holds(await facts(), choices)
          expect(await store.get(id)).toEqual(caseOf(id, await store.load(id)))
        }
        // Nobody does anything any more: the chain ends by itself, and says so when the order still waits.
        for (let n = 0; n < 80; n += 1) {
          clock.advance(minute)
          await sweep(store)
        }
        const all = await facts()
        holds(all, choices)
        const last = orders(all).at(-1) ?? []
        const waits = !last.some(({ event }) => event === 'orderAccepted' || event === 'reported')
        const over = last.filter(({ event }) => event === 'nobodyAnswered').length
        if (waits) expect(over).toBe(1)
        if (waits) {
          const told = last.flatMap((fact) =>
            fact.event === 'personTold' ? [fact.data.person] : [],
          )
          expect(new Set(told).size).toBe(Math.min(choices.length, personal.people))
          seen.over += 1
        }
        expect((await store.due(clock.now(), 9)).filter(({ kind }) => kind === 'person')).toEqual(
          [],
        )
        for (const fact of all) {
          if (fact.event === 'personTold') seen.channels.add(fact.data.channel)
          if (fact.event === 'personTold') seen.told += 1
          if (fact.event === 'orderRead') seen.read += 1
        }
      },
    ),
    { numRuns: 60 },
  )
  expect([...seen.channels].sort()).toEqual([...personalChannels].sort())
  expect(Math.min(seen.told, seen.killed, seen.over, seen.read)).toBeGreaterThan(0)
})

const all = { grades: [...silencedGrades], quietGrades: [...silencedGrades] }
const none = { grades: [], quietGrades: [] }

test.each([
  ['nothing chosen', undefined, 'yellow', '12:00', ['console']],
  ['a silenced grade', { ways: [{ channel: 'webhook', ...none }] }, 'orange', '12:00', ['console']],
  [
    'red by all',
    { ways: [{ channel: 'webhook', ...none }] },
    'red',
    '03:00',
    ['webhook', 'console'],
  ],
  [
    'quiet hours over midnight',
    {
      quiet: { from: '22:00', to: '07:00' },
      ways: [
        { channel: 'robot', ...all },
        { channel: 'webhook', ...all, quietGrades: [] },
      ],
    },
    'orange',
    '06:59',
    ['robot', 'console'],
  ],
  [
    'behind quiet hours',
    {
      quiet: { from: '22:00', to: '07:00' },
      ways: [{ channel: 'webhook', ...all, quietGrades: [] }],
    },
    'blue',
    '07:00',
    ['webhook', 'console'],
  ],
  [
    'the console first',
    {
      ways: [
        { channel: 'console', ...none },
        { channel: 'robot', ...all },
      ],
    },
    'blue',
    '12:00',
    ['console', 'robot'],
  ],
] as const)('ways of a person: %s', (_, chosen, severity, clockTime, ways) => {
  const [hours = 0, minutes = 0] = clockTime.split(':').map(Number)
  expect(waysFor(chosen as PersonalChoice | undefined, severity, hours * 60 + minutes)).toEqual(
    ways,
  )
})
