/**
 * Escalation over the real desk and register: whatever chains a city has, whatever people do, and wherever the sweep is killed and
 * begun again, each step is told once or was pointless. Compared with a definition that looks at every repetition one by one.
 */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { Commits } from '../../runtime/commits.ts'
import { caseContext } from '../../cases/desk/context.ts'
import { sweepDeadlines } from '../../cases/desk/deadlines.ts'
import { createDesk } from '../../cases/desk/desk.ts'
import { readEscalation } from '../../cases/desk/escalation-file.ts'
import { planEscalations } from '../../cases/desk/escalation-sweep.ts'
import type { Case } from '../../cases/life/case.ts'
import type { Command } from '../../cases/life/commands.ts'
import { commandsFor } from '../../cases/life/decide.ts'
import type { EscalationRow, EscalationStep } from '../../cases/life/escalation.ts'
import { missedIn } from '../../cases/life/deadline-audit.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import { caseOf } from '../../cases/life/history.ts'
import { readFact } from '../../cases/life/read-fact.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import type { Actor } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import { VirtualClock } from '../support/clocks.ts'
import { RecordingObserver } from '../support/recording-observer.ts'
import { actors, calendar, config, directory, start, table } from '../unit/cases/fixtures.ts'

const id = 'C20260313-000000000001' as CaseId
const signal = new AbortController().signal
const { personal } = config.notices
const photos = [{ sha256: 'ab'.repeat(32) }]

const acts: readonly (readonly [Command, Actor])[] = [
  [{ command: 'file' }, actors.operator],
  [{ command: 'accept' }, actors.operator],
  [{ command: 'dispatch', unit: actors.drainage.unit }, actors.dispatcher],
  [{ command: 'acceptOrder' }, actors.drainage],
  [{ command: 'arrive' }, actors.drainage],
  [{ command: 'report', text: 'done', photos }, actors.drainage],
  [{ command: 'return', reason: 'not ours' }, actors.drainage],
  [{ command: 'askExtension', reason: 'a part' }, actors.drainage],
  [{ command: 'extend', limit: '9 urgent hours' }, actors.supervisor],
  [{ command: 'verify', passed: false, photos }, actors.inspector],
  [{ command: 'verify', passed: true, photos }, actors.inspector],
]

const minute = 60_000
const offset = fc.integer({ min: 1, max: 240 })
const repeat = fc.option(
  fc.record({ every: fc.integer({ min: 5, max: 60 }), times: fc.integer({ min: 1, max: 4 }) }),
  { nil: undefined },
)
const written = ({ every, times }: { every: number; times: number }) =>
  `, every: ${every}m, times: ${times}`
const tell = fc.constantFrom('unit', 'duty', 'supervisor', 'manager')
const stepText = fc.oneof(
  fc.tuple(offset, tell, repeat).map(([n, to, again]) => ({
    id: `order ${n} ${to}`,
    text: `{ unaccepted: ${n}m, tell: ${to}${again ? written(again) : ''} }`,
  })),
  fc
    .tuple(
      fc.constantFrom('dispatch', 'handling', 'verification'),
      fc.constantFrom('before', 'after'),
      ...([offset, tell, repeat] as const),
    )
    .map(([deadline, side, n, to, again]) => {
      const whom = to === 'unit' && deadline !== 'handling' ? 'duty' : to
      return {
        id: `${deadline} ${side} ${n} ${whom}`,
        text: `{ deadline: ${deadline}, ${side}: ${n}m, tell: ${whom}${again ? written(again) : ''} }`,
      }
    }),
)
const chains = fc
  .uniqueArray(stepText, { minLength: 1, maxLength: 6, selector: (one) => one.id })
  .map((steps) => readEscalation(`- steps:\n${steps.map(({ text }) => `  - ${text}\n`).join('')}`))

interface Move {
  readonly minutes: number
  readonly act: number | undefined
  readonly sweep: 'whole' | 'killed before' | 'killed after' | 'none'
  readonly restart: boolean
}
const move: fc.Arbitrary<Move> = fc.record({
  minutes: fc.integer({ min: 0, max: 90 }),
  act: fc.option(fc.nat(1_000), { nil: undefined }),
  sweep: fc.constantFrom('whole', 'whole', 'whole', 'killed before', 'killed after', 'none'),
  restart: fc.boolean(),
})

/** The register, whose next append fails before or after it is done. */
function killed(store: CaseStore, when: Move['sweep']): CaseStore {
  return Object.assign(Object.create(store) as CaseStore, {
    append: async (...commit: Parameters<CaseStore['append']>) => {
      if (when === 'killed before') throw new UrbanBrainError('store-unavailable', 'killed')
      await store.append(...commit)
      if (when === 'killed after') throw new UrbanBrainError('store-unavailable', 'killed')
    },
  })
}

interface Told {
  readonly step: string
  readonly base: Instant
  /** Of the order whose clock it is; 0: of none. */
  readonly order: number
  readonly number: number
}

const orderings: ReadonlySet<string> = new Set(['dispatched', 'rework', 'reopened'])

/** The definition: of each step, the newest repetition that is due, unless it, or a newer one, was told of this deadline or order. */
function expected(
  state: Case,
  steps: readonly EscalationStep[],
  now: Instant,
  told: readonly Told[],
  orders: number,
) {
  return steps.flatMap((step): Told[] => {
    const deadline = state.deadlines.find(({ kind }) => kind === step.of)
    const waits = state.stage === 'dispatched' || state.stage === 'rework'
    const base = step.of === 'order' ? (waits ? state.orderedAt : undefined) : deadline?.at
    if (base === undefined || (step.tell === 'unit' && state.unit === undefined)) return []
    if (step.offset < 0 && now >= base) return []
    const since = step.of === 'order' ? base : (deadline?.since ?? 0)
    if (base + step.offset < since) return []
    const { every = 0, times = 0 } = step.again ?? {}
    const due = Array.from({ length: times + 1 }, (_, number) => number).filter((number) => {
      const at = base + step.offset + number * every
      return at <= now && (step.offset >= 0 || at < base)
    })
    const number = due.at(-1)
    const order = step.of === 'order' || step.of === 'handling' ? orders : 0
    const before = told.filter(
      (one) => one.step === step.id && one.base === base && one.order === order,
    )
    const last = Math.max(-1, ...before.map((one) => one.number))
    return number === undefined || number <= last ? [] : [{ step: step.id, base, order, number }]
  })
}

/** What is computed from the record alone finds nothing to be missed, and each mark that is taken out of it. */
function auditFinds(
  history: Awaited<ReturnType<CaseStore['load']>>,
  escalation: readonly EscalationRow[],
  now: Instant,
) {
  const owing = { now, grace: 0, escalation }
  expect(missedIn(id, history, owing)).toEqual([])
  for (const { version, event, data } of history) {
    if (event !== 'overdue') continue
    const without = history.filter((record) => record.version !== version)
    expect(missedIn(id, without, owing)).toContainEqual({
      ...{ case: id, kind: data['deadline'], due: data['due'] },
    })
  }
  const last = history.findLast(({ event }) => event === 'escalated')
  const stillOwed = last === history.at(-1) && last !== undefined
  if (stillOwed)
    expect(missedIn(id, history.slice(0, -1), owing).map(({ kind }) => kind)).toContain(
      'escalation',
    )
}

test('every step is told exactly once, or was pointless, however often the sweep is killed', async () => {
  const seen = { told: 0, repeated: 0, killed: 0 }
  const much = () => seen.told > 3 && seen.repeated > 1 && seen.killed > 5
  // Most often one round shows all of it.
  for (let round = 0; round < 10 && !much(); round++)
    await fc.assert(
      fc.asyncProperty(
        chains,
        fc.array(move, { minLength: 10, maxLength: 25 }),
        async (read, moves) => {
          expect(read.mistakes).toEqual([])
          const escalation: readonly EscalationRow[] = read.rows
          const steps = escalation[0]?.steps ?? []
          await using store = await openSqliteCases(':memory:')
          const clock = new VirtualClock(start)
          const context = caseContext({
            ...{ config, calendar, table: { ...table, escalation }, directory: directory([]) },
          })
          const deskOver = (over: CaseStore) =>
            createDesk({
              ...{ store: over, clock, observer: new RecordingObserver() },
              ...{ commits: new Commits(clock), context },
            })
          let desk = deskOver(store)
          await desk.execute(
            id,
            {
              command: 'collect',
              ...{
                source: 'patrol',
                work: 'incident',
                category: '0506',
                lead: 'drainage',
                photos: [],
              },
              ...{
                title: { zh: '积水', en: 'Water' },
                severity: 'yellow',
                limit: '2 urgent hours',
              },
            },
            actors.operator,
          )
          const wanted: Told[] = []
          for (const { minutes, act, sweep, restart } of moves) {
            clock.advance(minutes * minute)
            const before = await store.get(id)
            if (before === undefined) throw new Error('no case')
            if (act !== undefined) {
              const fit = acts.filter(([{ command }, actor]) =>
                (commandsFor(before, clock.now(), context(actor)) as readonly string[]).includes(
                  command,
                ),
              )
              const [command, actor] = fit[act % Math.max(fit.length, 1)] ?? []
              if (command !== undefined && actor !== undefined)
                await desk.execute(id, command, actor)
            }
            if (restart) {
              desk = deskOver(store)
              await planEscalations({ store, desk, clock, escalation }, signal)
            }
            if (sweep === 'none') continue
            // What stands there now is told, by this sweep or by the one after the kill.
            const over = killed(store, sweep)
            await sweepDeadlines(
              { ...{ store: over, desk: deskOver(over) }, clock, calendar, escalation, personal },
              signal,
            ).catch(() => (seen.killed += 1))
            await sweepDeadlines({ store, desk, clock, calendar, escalation, personal }, signal)
            const state = await store.get(id)
            const history = await store.load(id)
            const orders = history.filter(({ event }) => orderings.has(event)).length
            if (state !== undefined)
              wanted.push(...expected(state, steps, clock.now(), wanted, orders))
            const facts: readonly CaseEvent[] = history.map((record) => readFact(record))
            const told = facts.flatMap((fact) => {
              if (fact.event !== 'escalated') return []
              const { step, base, order = 0, number } = fact.data
              return [{ step, base, order, number }]
            })
            const words = (all: readonly Told[]) =>
              all
                .map(({ step, base, order, number }) => `${step} ${base} ${order} ${number}`)
                .sort()
            expect(words(told)).toEqual(words(wanted))
            expect(new Set(words(told)).size).toBe(told.length)
            expect(caseOf(id, history)).toEqual(state)
            // Nothing that is due waits any more, and what waits is what comes next.
            const due = await store.due(clock.now(), 9)
            expect(due.filter(({ kind }) => kind !== 'person')).toEqual([])
            auditFinds(history, escalation, clock.now())
            seen.told = Math.max(seen.told, told.length)
            seen.repeated = Math.max(seen.repeated, ...told.map(({ number }) => number))
          }
        },
      ),
      { numRuns: 25 },
    )
  expect(much(), JSON.stringify(seen)).toBe(true)
})
