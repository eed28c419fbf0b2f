import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { isAtWork, type Case } from '../../cases/life/case.ts'
import { isFinal, openStages, stages, type Stage } from '../../core/case-terms.ts'
import { personCommands, type Command, type CommandName } from '../../cases/life/commands.ts'
import type { Actor } from '../../core/actor.ts'
import { commandTable } from '../../cases/life/command-table.ts'
import { isTransferred, isWithCity } from '../../cases/life/case.ts'
import { commandsFor, decide } from '../../cases/life/decide.ts'
import { evolve, replay } from '../../cases/life/evolve.ts'
import { readEscalation } from '../../cases/desk/escalation-file.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import { severities } from '../../core/severity.ts'
import { caseOf } from '../../cases/life/history.ts'
import { notices } from '../../cases/life/notice.ts'
import { readFact } from '../../cases/life/read-fact.ts'
import { mayTell } from '../../cases/life/telling.ts'
import { isOfStage, stageDeadline } from '../../cases/life/deadlines.ts'
import { caseSchema } from '../../cases/life/case-schema.ts'
import { checked } from '../../core/upcast.ts'
import type { CaseId } from '../../core/identity.ts'
import { instant, type Instant } from '../../core/time.ts'
import {
  afterSuspension,
  coordinationHolds,
  reopeningHolds,
  supportHolds,
  suspensionHolds,
  travelled,
  transferHolds,
  unmarkingHolds,
  rareEvents,
} from '../support/case-laws.ts'
import { commandsNamed as named, twin } from '../support/command-samples.ts'
import { actors, contextFor, start } from '../unit/cases/fixtures.ts'

const id = 'C20260313-000000000000' as CaseId
const commandNames = Object.keys(commandTable) as readonly CommandName[]
/** What alarms say in every third, for most depends on whether one stands; and of receipts enough that some say a failure. */
const command: fc.Arbitrary<Command> = fc
  .oneof(
    { weight: 4, arbitrary: fc.constantFrom(...commandNames) },
    { weight: 2, arbitrary: fc.constant('attachEvidence' as const) },
    { weight: 1, arbitrary: fc.constant('recordNotice' as const) },
  )
  .chain((name) => fc.constantFrom(...named(name)))

/** Where a case may come from; anything else is an impossible step. */
const before: Readonly<Record<Stage, readonly Stage[]>> = {
  collected: [],
  filed: ['collected'],
  accepted: ['filed', 'returned', 'dispatched', 'handling', 'rework'],
  dispatched: ['accepted', 'returned', 'closed'],
  handling: ['dispatched', 'rework'],
  verifying: ['dispatched', 'handling', 'rework', 'accepted', 'returned'],
  returned: ['dispatched', 'handling', 'accepted', 'verifying'],
  rework: ['verifying'],
  closed: ['verifying', 'filed'],
  void: openStages,
  duplicate: openStages,
}

/** Who hears when nothing happens. */
const escalation = readEscalation(
  '- steps: [{ unaccepted: 1m, tell: unit, every: 30m }, { deadline: dispatch, after: 1m, tell: duty }]',
).rows

const afterEnd = [
  ...['recordNotice', 'recheck', 'postponeRecheck', 'reopen', 'unmarkDuplicate'],
  ...['reply', 'rate', 'deletePhotos'],
]
/** Of districts; drawn seldom, for what they do all others do as well. */
const limited: readonly Actor[] = [actors.district, actors.neighbour]
const everyone: readonly Actor[] = Object.values(actors).filter((one) => !limited.includes(one))
/** Beside the course of a case; drawn seldom, or few cases would get far. */
const aside: ReadonlySet<CommandName> = new Set([
  ...(['supervise', 'answerSupervision', 'demandAgain', 'liftSupervision'] as const),
  ...(['reply', 'rate'] as const),
  'askSupport',
  'transfer',
  'askCoordination',
])
/** One that gives it up, or moves nothing, is drawn seldom as well. */
const seldom: readonly CommandName[] = [
  ...(['void', 'comment', 'claim', 'markDuplicate', 'recallOrder'] as const),
]
const answers = personCommands.filter((name) =>
  ['extend', 'refuseExtension', 'suspend', 'refuseSuspension', 'resume'].includes(name),
)
const plain = personCommands.filter((name) => !seldom.includes(name)).flatMap(named)

/** Few cases go to the city and come back by themselves. */
function coordinating(state: Case, pick: number) {
  if (state.stage !== 'accepted' && state.stage !== 'returned') return undefined
  const { district, neighbour, supervisor } = actors
  const theirs = state.district === '330108' ? neighbour : district
  const name = isWithCity(state)
    ? (['coordinate', 'declineCoordination', 'withdrawCoordination'] as const)[pick % 3]
    : 'askCoordination'
  const all = named(name ?? 'coordinate')
  // A dispute is a ground where there is one.
  const which = name === 'askCoordination' ? Number(state.dispute === 'open') : Math.floor(pick / 3)
  const command = all[which % all.length]
  const ofCity = name === 'coordinate' || name === 'declineCoordination'
  return command && { command, actor: ofCity ? supervisor : theirs }
}

/** Few cases go to an authority and come back by themselves. */
function transferring(state: Case, pick: number) {
  const at = state.stage
  if (state.transfer?.state === 'handled' && at === 'verifying') {
    const command = named('verify')[pick % 2]
    return command && { command, actor: actors.inspector }
  }
  if (at !== 'accepted' && at !== 'returned') return undefined
  const command = isTransferred(state)
    ? named(pick % 4 === 3 ? 'recallTransfer' : 'enterFeedback')[pick % 4 === 2 ? 1 : 0]
    : named('transfer')[pick % 2]
  return command && { command, actor: actors.dispatcher }
}

function fitting(state: Case | undefined, pick: number, now: Instant) {
  if (state === undefined) return undefined
  const giveUp = { command: 'void', reason: 'false alarm', despite: 'a test' } as const
  if (pick % 15 === 0) return { command: giveUp, actor: actors.supervisor }
  if (pick % 15 === 1 && !isFinal(state.stage))
    return { command: named('markDuplicate')[0] ?? giveUp, actor: actors.dispatcher }
  // What a crew asks for is answered seldom enough, and asked among much else.
  const crew = everyone.find((one) => one.role === 'crew' && one.unit === state.unit)
  const request = pick % 15 === 7 ? 'askSuspension' : pick % 15 === 8 ? 'askExtension' : undefined
  if (crew !== undefined && request !== undefined) {
    const may = commandsFor(state, now, contextFor(crew)).includes(request)
    // A late end is one that does not lie in the past when it is granted.
    const command = may ? named(request).at(-1) : undefined
    if (command !== undefined) return { command, actor: crew }
  }
  if (pick % 45 === 9 && isAtWork(state))
    return { command: named('recallOrder')[0] ?? giveUp, actor: actors.dispatcher }
  // Who is asked is drawn among many otherwise, and only what the road is asked is answered here.
  const [ask] = named('askSupport')
  const mayAsk = () => commandsFor(state, now, contextFor(actors.dispatcher)).includes('askSupport')
  if (pick % 15 === 4 && ask !== undefined && mayAsk())
    return { command: ask, actor: actors.dispatcher }
  const half = state.duplicates?.length === 1 ? 'dropDuplicate' : 'keepDuplicate'
  if (pick % 15 === 2 && !isFinal(state.stage))
    return { command: named(half)[0] ?? giveUp, actor: actors.dispatcher }
  if (pick % 4 === 1 && commandsFor(state, now, contextFor(actors.inspector)).includes('claim'))
    return { command: { command: 'claim' }, actor: actors.inspector } as const
  if (pick % 5 === 3) {
    const theirs = commandsFor(state, now, contextFor(actors.road)).filter((name) =>
      name.endsWith('Support'),
    )
    const ask = theirs.length === 0 && isAtWork(state) ? named('askSupport')[0] : undefined
    if (ask !== undefined && pick % 2 === 0) return { command: ask, actor: actors.dispatcher }
    const drawn = theirs[Math.floor(pick / 5) % theirs.length]
    const command = drawn && named(drawn)[0]
    if (command !== undefined) return { command, actor: actors.road }
  }
  // What somebody asked for is answered before the case has gone on.
  const asked = everyone.flatMap((actor) => {
    const may: readonly CommandName[] = commandsFor(state, now, contextFor(actor))
    return answers
      .filter((name) => may.includes(name))
      .flatMap(named)
      .map((command) => ({ command, actor }))
  })
  const answer = asked[Math.floor(pick / 3) % asked.length]
  if (pick % 3 === 2 && answer !== undefined) return answer
  const asks = pick % 5 === 1 && !isTransferred(state)
  const toCity = isWithCity(state) ? pick % 8 > 0 : asks
  const elsewhere = toCity ? coordinating : pick % 5 === 4 ? transferring : undefined
  const leaves = elsewhere?.(state, Math.floor(pick / 10))
  if (leaves !== undefined) return leaves
  const fit = everyone.flatMap((actor) => {
    const may: readonly CommandName[] = commandsFor(state, now, contextFor(actor))
    return plain
      .filter(({ command }) => may.includes(command) && aside.has(command) === (pick % 4 === 1))
      .map((command) => ({ command, actor }))
  })
  return fit[Math.floor(pick / 4) % fit.length]
}

const step = fc.record({
  command,
  actor: fc.oneof(
    { weight: 11, arbitrary: fc.constantFrom(...everyone) },
    { weight: 1, arbitrary: fc.constantFrom(...limited) },
  ),
  /** Most steps are by somebody who may and of a kind the stage takes, or few cases would get far. */
  guided: fc.integer({ min: 1, max: 4 }).map((n) => n > 1),
  pick: fc.nat(10_000),
  later: fc.nat(4 * 3_600_000),
  sweep: fc.boolean(),
})

describe('the life of a case', () => {
  test.each(['automatic', 'manual'] as const)(
    'any commands by anyone in any order, closing %s',
    (closing) => {
      const reached = new Set<Stage>()
      const told = new Set<CaseEvent['event']>()
      const missing = () => [
        ...stages.filter((stage) => !reached.has(stage)),
        ...rareEvents.filter((event) => !told.has(event)),
      ]
      // One round reaches all of it most often.
      for (let round = 0; round < 16 && (round === 0 || missing().length > 0); round++)
        fc.assert(
          fc.property(fc.array(step, { minLength: 30, maxLength: 60 }), (steps) => {
            let state: Case | undefined
            const current = (): Case | undefined => state
            const history: CaseEvent[] = []
            let now = start
            const run = (command: Command, actor: Actor) => {
              const previous = state
              const decision = decide(state, command, now, {
                ...contextFor(actor),
                closing,
                escalation,
                kept: twin,
              })
              if (decision.refusal !== undefined) {
                expect(decision.refusal.text).toMatch(/\.$/)
                return
              }
              expect(decision.events.length).toBeGreaterThan(0)
              for (const event of decision.events) {
                const last = state
                state = evolve(id, state, event)
                history.push(event)
                if (state === undefined) throw new Error('a decided event left no case')
                const moves = last !== undefined && last.stage !== state.stage
                if (moves && event.event !== 'duplicateUnmarked')
                  expect(before[state.stage]).toContain(last.stage)
                // Whoever is to be told is not passed over.
                if (notices(state, event, { baseUrl: '' }).length > 0)
                  expect({ ...event, told: mayTell(event) }).toMatchObject({ told: true })
              }
              if (state === undefined) return
              const looked = afterSuspension(previous, decision.events, now)
              const marks = decision.events.slice(looked === previous ? 0 : 1)
              // A deadline that had passed is marked before anything else, whether it runs on or was replaced.
              const unmarked = (looked?.deadlines ?? []).filter(
                (one) => !one.overdue && one.at <= now,
              )
              if (command.command !== 'markOverdue')
                expect(marks.slice(0, unmarked.length)).toMatchObject(
                  unmarked.map(({ kind, at }) => ({
                    event: 'overdue',
                    by: actors.service,
                    data: { deadline: kind, due: at },
                  })),
                )
              // The sweep marks them one by one, and ends a suspension at the instant that it had.
              if (!['markOverdue', 'endSuspension'].includes(command.command))
                expect(state.deadlines.filter((one) => !one.overdue && one.at <= now)).toEqual([])
              // Closed and void are final but for who opens a closed one again: only receipts, the second look and words with who reported it are still written.
              if (previous !== undefined && isFinal(previous.stage)) {
                expect(afterEnd).toContain(command.command)
                if (command.command === 'unmarkDuplicate') unmarkingHolds(previous, state)
                else
                  expect(state.stage).toBe(
                    command.command === 'reopen' ? 'dispatched' : previous.stage,
                  )
              }
              if (command.command === 'reopen') reopeningHolds(previous, state)
              // Once after each closing, of what somebody reported.
              if (state.rating !== undefined)
                expect([state.stage, state.source]).toEqual(['closed', previous?.source])
              if (command.command === 'rate') expect(previous?.rating).toBeUndefined()
              // None ends while an alarm of it stands, unless the record says why and when it is looked at again.
              if (isFinal(state.stage) && (previous === undefined || !isFinal(previous.stage))) {
                const { data } = decision.events.at(-1) ?? { data: {} }
                expect('despite' in data).toBe(state.standing.length > 0)
                expect(state.recheck === undefined).toBe(state.standing.length === 0)
              }
              // An extension gives one later deadline for one that ran, and none stays unanswered when the order is over.
              const extended = decision.events.find(({ event }) => event === 'extended')
              if (extended?.event === 'extended') {
                expect(extended.data.was).toBe(previous && stageDeadline(previous)?.at)
                expect(stageDeadline(state)).toEqual({ ...extended.data.deadline, overdue: false })
                expect(extended.data.deadline.at).toBeGreaterThan(extended.data.was)
              }
              // Only a deadline that has passed has a reason for it.
              expect(
                state.deadlines.filter(
                  ({ lateness, overdue }) => lateness !== undefined && !overdue,
                ),
              ).toEqual([])
              if (!isAtWork(state)) expect(state.extension).not.toBe('asked')
              // A machine never closes a case, and never calls it milder.
              if (actor.role === 'service' && state.stage === 'closed')
                expect(previous?.stage).toBe('closed')
              if (previous !== undefined)
                expect(severities.indexOf(state.severity)).toBeGreaterThanOrEqual(
                  severities.indexOf(previous.severity),
                )
              supportHolds(state)
              transferHolds(state)
              coordinationHolds(previous, state, actor, command.command)
              if (actor.role === 'crew' && command.command.endsWith('Support'))
                expect(state.supports?.map(({ unit }) => unit)).toContain(actor.unit)
              else if (actor.role === 'crew')
                expect(state.stage === 'returned' ? state.returnedBy : state.unit).toBe(actor.unit)
              // Nothing is filed that a person was to look at and did not find.
              if (!['collected', 'void', 'duplicate'].includes(state.stage))
                expect([undefined, 'confirmed']).toContain(state.check)
              // An inspector has a case only while it waits for one.
              if (state.claimed !== undefined)
                expect(state.stage === 'verifying' || state.check === 'asked').toBe(true)
              if (isFinal(state.stage)) expect(state.deadlines).toEqual([])
              else if (!state.verified)
                expect([
                  ...state.deadlines.filter(isOfStage),
                  ...(state.suspension?.stopped ?? []),
                ]).toHaveLength(1)
              suspensionHolds(state, now, contextFor(actor).longestSuspension)
              if (state.stage === 'closed' && previous?.stage !== 'closed')
                expect(previous === undefined).toBe(state.selfHandled === true)
              // Whoever was designated keeps it.
              if (state.stage === 'returned') expect(state.dispute).not.toBe('designated')
              if (state.returns >= 3) expect(state.dispute).toBeDefined()
              expect(state.deadlines.filter(({ kind }) => kind === 'supervision')).toHaveLength(
                state.supervision?.state === 'demanded' ? 1 : 0,
              )
              expect(state.version).toBe(history.length)
            }
            for (const { guided, pick, later, sweep, ...random } of steps) {
              now = instant(now + later)
              const { command, actor } = (guided ? fitting(state, pick, now) : undefined) ?? random
              run(command, actor)
              const after = current()
              if (after !== undefined) reached.add(after.stage)
              for (const deadline of sweep ? (after?.deadlines ?? []) : []) {
                const due = {
                  command: 'markOverdue',
                  deadline: deadline.kind,
                  due: deadline.at,
                } as const
                run(due, actors.service)
                run(due, actors.service)
              }
              if (sweep) run({ command: 'escalate' }, actors.service)
              if (sweep && after?.suspension?.state === 'suspended') {
                const { until } = after.suspension
                for (const due of [until, until])
                  run({ command: 'endSuspension', due }, actors.service)
                expect(current()?.suspension?.state).toBe(now < until ? 'suspended' : 'ended')
              }
              if (sweep && after !== undefined && isFinal(after.stage) && pick % 4 === 0)
                run({ command: 'deletePhotos', photos: ['aa'], keep: 1 }, actors.service)
              if (sweep && after?.recheck !== undefined) {
                const { recheck, standing } = after
                run({ command: 'recheck', due: recheck, standing, followedBy: [] }, actors.service)
                expect(current()?.recheck).toBe(now < recheck ? recheck : undefined)
              }
            }
            expect(replay(id, history)).toEqual(state)
            const records = history.map((event, place) => travelled(id, event, place + 1))
            expect(records.map((record) => readFact(record))).toEqual(history)
            expect(caseOf(id, records)).toEqual(state)
            const row: unknown = JSON.parse(JSON.stringify(state ?? null))
            if (state !== undefined) expect(checked('a case', caseSchema, row)).toEqual(state)
            for (const { event } of history) told.add(event)
            const asked = history.filter(({ event }) => event === 'extensionAsked')
            expect(asked.length).toBeLessThan(2)
            const overdue = history.filter(({ event }) => event === 'overdue')
            const marks = overdue.map(({ data }) => JSON.stringify(data))
            expect(new Set(marks).size).toBe(marks.length)
          }),
          { numRuns: 300 },
        )
      expect(missing()).toEqual([])
    },
  )
})
