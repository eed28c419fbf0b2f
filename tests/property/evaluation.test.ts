import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { evolve } from '../../cases/life/evolve.ts'
import { isSuspended } from '../../cases/life/suspension.ts'
import type { Case } from '../../cases/life/case.ts'
import { personCommands, type Command } from '../../cases/life/commands.ts'
import { stageDeadline } from '../../cases/life/deadlines.ts'
import { isSupervised } from '../../cases/life/supervision.ts'
import { commandsFor, decide } from '../../cases/life/decide.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import { readFact } from '../../cases/life/read-fact.ts'
import { tally } from '../../cases/report/evaluation.ts'
import type { Figure } from '../../cases/report/indicators.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import { isFinal, type DeadlineKind } from '../../core/case-terms.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import { inNoGrid } from '../../core/responsibility-grid.ts'
import { hours, instant, minutes } from '../../core/time.ts'
import { commit } from '../contract/case-store-samples.ts'
import { feedbackDue } from '../support/feedback-due.ts'
import { actors, contextFor, start } from '../unit/cases/fixtures.ts'

const step = fc.record({
  pick: fc.nat(1_000),
  later: fc.oneof(
    { weight: 12, arbitrary: fc.nat(minutes(3)) },
    { weight: 2, arbitrary: fc.nat(hours(4)) },
    { weight: 1, arbitrary: fc.constant(minutes(120)) },
  ),
  sweep: fc.boolean(),
})
const sketch = fc.record({
  begun: fc.nat(hours(20)),
  limit: fc.constantFrom('30 minutes', '2 urgent hours', '1 natural day'),
  steps: fc.array(step, { minLength: 6, maxLength: 16 }),
})
type Sketch = typeof sketch extends fc.Arbitrary<infer Value> ? Value : never

const reason = 'not ours'
const samples: readonly Command[] = personCommands
  .filter((name) => !['comment', 'reply', 'void'].includes(name))
  .map((command) => {
    const said = { text: 'x', reason, photos: [], passed: true, limit: '2 natural days', count: 9 }
    const demanded = { kind: 'leader', level: 'city', demand: 'today' } as const
    if (command === 'rate') return { command, rating: 'fair' }
    const unit = 'road' as UnitId
    if (command === 'designate') return { command, unit, reason }
    if (command === 'askCoordination') return { command, ground: 'powers', reason }
    if (command === 'coordinate') return { command, district: '330108', instruction: reason }
    if (command === 'transfer') return { command, addressee: 'the railway', reason }
    if (command === 'enterFeedback') return { command, outcome: 'handled', text: 'x', photos: [] }
    if (command === 'askSupport') return { command, unit, task: 'x', limit: '30 minutes' }
    if (command === 'withdrawSupport') return { command, unit, reason }
    if (command === 'report') return { command, ...said, despite: 'x' }
    return { command, ...said, ...demanded } as unknown as Command
  })
const rest: readonly Command[] = [
  { command: 'rate', rating: 'dissatisfied' },
  { command: 'rate', rating: 'satisfied' },
  { command: 'enterFeedback', outcome: 'declined', text: 'x', photos: [] },
  { command: 'extend', limit: '3 natural days' },
  { command: 'askExtension', reason },
  { command: 'verify', passed: false, photos: [] },
  { command: 'dispatch', unit: 'road' as UnitId },
]
const rare: Command = { command: 'void', reason }
const onward: ReadonlySet<string> = new Set([
  ...['file', 'accept', 'dispatch', 'report', 'verify', 'reopen', 'rate', 'reportSupport'],
  ...['askExtension', 'extend', 'askSuspension', 'suspend', 'enterFeedback'],
])

/** The record of a case that people take further and further; now and then a sweep marks what passed. */
function lived({ begun, limit, steps }: Sketch) {
  const id = `C${begun}` as CaseId
  const events: CaseEvent[] = []
  let state: Case | undefined
  let now = instant(start + begun)
  const run = (drawn: Command, actor: (typeof actors)[keyof typeof actors]) => {
    const until = instant(now + hours(2))
    const command: Command =
      drawn.command === 'askSuspension'
        ? { ...drawn, reason: 'weather', until }
        : drawn.command === 'transfer'
          ? { ...drawn, until }
          : drawn
    const context = {
      ...contextFor(actor),
      closing: begun % 3 === 0 ? 'manual' : 'automatic',
    } as const
    for (const event of decide(state, command, now, context).events ?? []) {
      events.push(event)
      state = evolve(id, state, event)
    }
  }
  const title = { zh: '水', en: 'Water' }
  const place = { device: 'wl-1', lead: 'drainage', title, severity: 'blue', photos: [] } as const
  const said = { work: 'incident', category: '0506', limit, ...place } as unknown as Command
  run({ ...said, command: 'collect' } as Command, actors.operator)
  for (const { pick, later, sweep } of steps) {
    now = instant(now + later)
    const [running] = state?.deadlines ?? []
    const suspended = state?.suspension
    if (sweep && suspended !== undefined)
      run({ command: 'endSuspension', due: suspended.until }, actors.service)
    if (sweep && running !== undefined)
      run({ command: 'markOverdue', deadline: running.kind, due: running.at }, actors.service)
    const stage = state?.stage ?? 'void'
    if (isFinal(stage) && (stage === 'void' || pick % 2 > 0)) break
    const told = state
    const fit = Object.values(actors).flatMap((actor) => {
      const may: readonly string[] =
        told === undefined ? [] : commandsFor(told, now, contextFor(actor))
      return (
        [...samples, ...rest, rare]
          .filter((one) => may.includes(one.command) && (one !== rare || pick % 17 === 0))
          // An order that stands still is given no more time.
          .filter(({ command }) => command !== 'askSuspension' || pick % 3 === 0)
          .map((command) => ({ command, actor }))
      )
    })
    // Half of the steps lead on: among all that may be done these would hardly ever meet.
    const leading = fit.filter(({ command }) => onward.has(command.command))
    const chosen = leading.length > 0 && later % 2 === 0 ? leading : fit
    const next = chosen[pick % chosen.length]
    if (next !== undefined) run(next.command, next.actor)
  }
  return { id, events }
}

interface Told {
  readonly kind: DeadlineKind
  readonly unit: UnitId | undefined
  readonly due: number
  readonly late: boolean
  readonly extended: boolean
  /** How often the case had been opened again. */
  readonly round: number
  readonly next: CaseEvent | undefined
}

/** By the states that a record adds up to: each deadline, when it was last to run out, and what came then. */
function deadlinesOf(id: CaseId, events: readonly CaseEvent[], to: number): readonly Told[] {
  const found: Told[] = []
  let state: Case | undefined
  let open: Omit<Told, 'next'> | undefined
  let round = 0
  for (const event of events) {
    if (open !== undefined && !open.late) open = { ...open, late: open.due <= event.at }
    state = evolve(id, state, event)
    if (event.event === 'reopened') round += 1
    // What an authority outside or the city was given is no duty of ours.
    const runs = state && stageDeadline(state)
    const isOurs = runs?.kind !== 'transfer' && runs?.kind !== 'coordination'
    const deadline = isOurs ? runs : undefined
    const still = state !== undefined && isSuspended(state)
    const begins = [
      ...['collected', 'checkAsked', 'problemConfirmed', 'problemDenied'],
      ...['dispatched', 'reported', 'returned', 'orderRecalled', 'rework', 'reopened'],
      ...['transferHandled', 'transferDeclined', 'transferRecalled', 'transferFailed'],
      ...['coordinationWithdrawn', 'coordinated', 'coordinationDeclined'],
    ].includes(event.event)
    if (open !== undefined && !still && (begins || deadline === undefined)) {
      found.push({ ...open, next: event })
      open = undefined
    }
    if (open !== undefined && still && !open.late) open = { ...open, due: Infinity }
    if (deadline === undefined) continue
    if (begins)
      open = {
        kind: deadline.kind,
        unit: state?.unit,
        due: deadline.at,
        late: false,
        extended: false,
        round,
      }
    else if (open?.late === false) open = { ...open, due: deadline.at }
    if (open !== undefined && event.event === 'extended') open = { ...open, extended: true }
  }
  return open === undefined
    ? found
    : [...found, { ...open, late: open.late || open.due < to, next: undefined }]
}

/** What the counts of a time are, one case after the other, said as plainly as can be. */
function naive(
  cases: readonly { id: CaseId; events: readonly CaseEvent[] }[],
  from: number,
  to: number,
) {
  const counts = new Map<string, number>()
  const add = (figure: Figure, unit?: string) => {
    for (const key of unit === undefined ? [figure] : [figure, `${figure} ${unit}`])
      counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const inside = (at: number) => at >= from && at < to
  for (const { id, events: whole } of cases) {
    const events = whole.filter(({ at }) => at < to)
    const has = (name: CaseEvent['event']) => events.some(({ event }) => event === name)
    if (events[0] !== undefined && inside(events[0].at)) {
      add('reported')
      const last = events.findLast(({ event }) => ['closed', 'voided', 'reopened'].includes(event))
      if (last === undefined || last.event === 'reopened') add('reportedOpen')
    }
    const filing = events.find(({ event }) => event === 'filed')
    if (filing !== undefined && inside(filing.at) && has('transferred')) add('filedTransferred')
    for (const { event, at } of events)
      if ((event === 'transferred' || event === 'voided' || event === 'supervised') && inside(at))
        add(event)
    for (const { event, at, data } of events)
      if (event === 'rated' && inside(at)) {
        add('rated')
        if (data.rating !== 'dissatisfied') add('contented')
      }
    let before: Case | undefined
    for (const event of events) {
      const state = evolve(id, before, event)
      const over = state?.supervision?.state === 'lifted' || event.event === 'closed'
      if (before !== undefined && isSupervised(before) && over && inside(event.at))
        add('supervisionDone')
      before = state
    }
    let stopped: CaseEvent | undefined
    for (const one of events) {
      if (one.event === 'suspended') {
        stopped = one
        if (inside(one.at)) add('suspended')
      } else if (stopped !== undefined && ['resumed', 'voided'].includes(one.event)) {
        if (inside(one.at)) {
          add('suspensionsOver')
          counts.set('suspendedTime', (counts.get('suspendedTime') ?? 0) + one.at - stopped.at)
        }
        stopped = undefined
      }
    }
    if (has('voided')) continue
    let asked: { readonly due: number } | undefined
    let then: Case | undefined
    for (const event of events) {
      then = evolve(id, then, event)
      if (event.event === 'supportAsked' && event.data.deadline !== undefined)
        asked = { due: event.data.deadline.at }
      const is = then?.supports?.find(({ unit }) => unit === 'road')?.state
      if (asked === undefined || is === 'asked' || is === 'accepted') continue
      if (inside(asked.due) && (asked.due <= event.at || is === 'done')) {
        add('supportDue', 'road')
        if (asked.due > event.at) add('supportedInTime', 'road')
      }
      asked = undefined
    }
    if (asked !== undefined && inside(asked.due)) add('supportDue', 'road')
    for (const { due, inTime } of feedbackDue(id, events)) {
      if (inside(due)) add('feedbackDue')
      if (inside(due) && inTime) add('feedbackInTime')
    }
    const told = deadlinesOf(id, events, to)
    for (const { kind, unit, due, late, next, extended } of told) {
      const done = (
        {
          check: ['problemConfirmed', 'problemDenied'],
          dispatch: ['dispatched'],
          arrival: [],
          handling: ['reported'],
          verification: ['verified', 'rework', 'transferFailed'],
          supervision: ['supervised'],
          support: [],
          transfer: [],
          coordination: [],
        } as Readonly<Record<typeof kind, readonly string[]>>
      )[kind].includes(next?.event ?? '')
      if (!inside(due) || !(late || done)) continue
      if (kind === 'handling') {
        add('handlingDue', unit)
        if (done) add('handled', unit)
        if (done && !late) add('handledInTime', unit)
        if (next === undefined) add('handlingWaits', unit)
        if (extended) add('extended', unit)
      } else {
        if (
          kind !== 'check' &&
          kind !== 'dispatch' &&
          kind !== 'verification' &&
          kind !== 'supervision'
        )
          throw new Error('no case here is an emergency, and the stage waits for no support')
        const [dueHere, inTime] = (
          {
            check: ['onSiteDue', 'onSiteInTime'],
            dispatch: ['dispatchDue', 'dispatchedInTime'],
            verification: ['checkDue', 'checkedInTime'],
            supervision: ['supervised', 'supervisionDone'],
          } as const
        )[kind]
        add(dueHere)
        if (done && !late) add(inTime)
      }
    }
    // Each round of a case that was opened again is due for closing of its own.
    const rounds: CaseEvent[][] = [[]]
    for (const event of events) {
      if (event.event === 'reopened') rounds.push([])
      rounds.at(-1)?.push(event)
    }
    for (const [round, own] of rounds.entries()) {
      const ofRound = told.filter((one) => one.round === round)
      const closedAt = own.find(({ event }) => event === 'closed')?.at
      const lastCheck = ofRound.findLast(({ kind }) => kind === 'verification')
      const atEnd =
        closedAt === undefined || lastCheck === undefined
          ? undefined
          : Math.max(closedAt, lastCheck.due)
      const missed = ofRound.find(({ late }) => late)
      const due = missed?.due ?? atEnd
      if (due !== undefined && inside(due)) {
        counts.set('closingDue', (counts.get('closingDue') ?? 0) + 1)
        if (closedAt !== undefined && missed === undefined)
          counts.set('closedInTime', (counts.get('closedInTime') ?? 0) + 1)
        if (own.some(({ event }) => event === 'rework'))
          counts.set('reworked', (counts.get('reworked') ?? 0) + 1)
        if (round + 1 < rounds.length) counts.set('reopened', (counts.get('reopened') ?? 0) + 1)
      }
      const orders = ofRound.filter(({ kind }) => kind === 'handling')
      for (const unit of ['drainage', 'road']) {
        const lateHere = orders.find((one) => one.late && one.unit === unit)
        const dueHere = lateHere?.due ?? (orders.at(-1)?.unit === unit ? atEnd : undefined)
        if (dueHere === undefined || !inside(dueHere)) continue
        counts.set(`closingDue ${unit}`, (counts.get(`closingDue ${unit}`) ?? 0) + 1)
        if (closedAt !== undefined && lateHere === undefined)
          counts.set(`closedInTime ${unit}`, (counts.get(`closedInTime ${unit}`) ?? 0) + 1)
      }
    }
  }
  return counts
}

const compared: readonly Figure[] = [
  ...(['reported', 'reportedOpen', 'voided', 'dispatchDue', 'dispatchedInTime'] as const),
  ...(['handlingDue', 'handled', 'handledInTime', 'handlingWaits', 'checkDue'] as const),
  ...(['onSiteDue', 'onSiteInTime', 'rated', 'contented', 'supportDue'] as const),
  ...(['supportedInTime', 'suspended', 'suspensionsOver', 'suspendedTime'] as const),
  ...(['transferred', 'filedTransferred', 'feedbackDue', 'feedbackInTime'] as const),
  ...(['checkedInTime', 'closingDue', 'closedInTime', 'reworked', 'reopened', 'extended'] as const),
]
const ofUnits: readonly Figure[] = [
  ...(['handlingDue', 'handled', 'handledInTime', 'handlingWaits', 'extended'] as const),
  ...(['closingDue', 'closedInTime', 'supportDue', 'supportedInTime'] as const),
]

test('evaluation counts what the whole histories of any cases say', async () => {
  const reached = new Set<string>()
  // Some hundred runs reach every figure; now and then it takes a few more.
  for (let round = 0; round < 10 && reached.size < compared.length; round++)
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(sketch, { minLength: 4, maxLength: 16, selector: ({ begun }) => begun }),
        fc.nat(hours(30)),
        fc.nat(hours(30)),
        async (sketches, begin, length) => {
          await using store = await openSqliteCases(':memory:')
          const told: { id: CaseId; events: readonly CaseEvent[] }[] = []
          for (const { id, events } of sketches.map(lived)) {
            await store.append({ ...commit(id, undefined, events), openKey: undefined })
            const records = await store.load(id)
            told.push({ id, events: records.map((record) => readFact(record)) })
          }
          const [from, to] = [instant(start + begin), instant(start + begin + length)]
          const { total, rows } = await tally(
            store.histories(from, to),
            { from, to },
            'unit',
            inNoGrid,
          )
          const expected = naive(told, from, to)
          for (const figure of compared) {
            expect(`${figure} ${total[figure]}`).toBe(`${figure} ${expected.get(figure) ?? 0}`)
            if (total[figure] > 0) reached.add(figure)
          }
          for (const figure of ofUnits)
            for (const unit of ['drainage', 'road'])
              expect(rows.get(unit)?.[figure] ?? 0, `${figure} ${unit}`).toBe(
                expected.get(`${figure} ${unit}`) ?? 0,
              )
          for (const { handlingDue, handled, handledInTime, closingDue, closed } of [
            total,
            ...rows.values(),
          ])
            expect(handledInTime <= handled && handled <= handlingDue && closed <= closingDue).toBe(
              true,
            )
        },
      ),
      { numRuns: 80 },
    )
  expect(reached).toEqual(new Set(compared))
})
