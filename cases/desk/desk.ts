import { LRUCache } from 'lru-cache'

import type { Actor } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Clock, Instant } from '../../core/time.ts'
import { openKey, type Case } from '../life/case.ts'
import { assigned } from '../life/assigned.ts'
import type { Boundary } from '../life/boundary.ts'
import type { Command } from '../life/commands.ts'
import type { Component } from '../life/component.ts'
import type { Assignment } from '../life/dispatch.ts'
import type { Catalogue } from './catalogue.ts'
import type { Commits } from '../../runtime/commits.ts'
import type { Around } from './context.ts'
import { decide, type Context, type Refusal } from '../life/decide.ts'
import { stepsAhead } from '../life/escalation.ts'
import { dutyHolder } from '../life/duty-officer.ts'
import { evolve } from '../life/evolve.ts'
import type { CaseEvent } from '../life/facts.ts'
import { answered, caseOf } from '../life/history.ts'
import { urbanBrain } from '../life/passed.ts'
import { personDue } from '../life/personal.ts'
import type { PersonalChoice } from '../life/personal-choice.ts'
import type { Rota } from '../life/rota.ts'
import type { PhotoFacts } from '../life/photo-proof.ts'
import type { SaltedReporter } from '../life/reporter.ts'
import type { Ahead, AlarmChange, CaseStore, Commit } from '../ports.ts'
import { changedSince } from './changed-since.ts'
import { compares, keptOf, openedAgain, otherHalf } from './repeats.ts'
import type { Request } from './request.ts'
import { reachableChoice } from './push-devices.ts'

export type Answer =
  | { readonly state: Case; readonly events: readonly CaseEvent[]; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly openCase?: CaseId }

interface Asking {
  /** Written in the same transaction. */
  readonly alarm?: AlarmChange
  /** The asker's own name for the request (idempotency key): what was done for it is not done again. */
  readonly request?: Request | undefined
  /** Only when the case has one of these; else it rejects with `precondition-failed`. */
  readonly versions?: readonly number[] | undefined
  /** What is known of the pictures that the command names. */
  readonly photos?: ReadonlyMap<string, PhotoFacts>
  /** Who reported it, of a `collect`. */
  readonly reporter?: SaltedReporter | undefined
}

/**
 * The one way into the register: load, decide, append with the version that was read; when somebody was faster, again
 * from the start.
 */
export interface CaseDesk {
  execute(id: CaseId, command: Command, actor: Actor, asking?: Asking): Promise<Answer>
  /** Whom it goes to when `dispatch` names nobody. */
  assigned(state: Case, actor: Actor): Promise<Assignment>
}

const tries = 5
const remembered = 1_000

export interface DeskDeps {
  readonly store: CaseStore
  readonly clock: Clock
  readonly observer: Observer
  readonly commits: Commits
  /** Without it the standards of the context hold, those of the city folder, and there are no components. */
  readonly catalogue?: Pick<Catalogue, 'standards' | 'component'>
  readonly context: (actor: Actor, around?: Around) => Context
}

/** The request stands with the first fact of whoever asked, behind deadlines that the system found passed. */
function named(
  events: readonly CaseEvent[],
  { name }: Actor,
  request: Request | undefined,
): readonly CaseEvent[] {
  if (request === undefined) return events
  const first = events.findIndex(({ by }) => by.name === name)
  return events.map((event, place) =>
    place === first
      ? ({
          ...event,
          data: { ...event.data, request: request.key, requestBody: request.body },
        } as CaseEvent)
      : event,
  )
}

function repeatOf(
  { key }: Request,
  state: Case,
  found: 'same' | 'other' | undefined,
): Answer | undefined {
  if (found === undefined) return undefined
  if (found === 'same') return { state, events: [] }
  return {
    refusal: {
      reason: 'key-reused',
      text: `The key ${key} was used for something else, on case ${state.id}.`,
    },
  }
}

const findsUnit = ({ command }: Command): boolean =>
  ['dispatch', 'attachEvidence', 'fold'].includes(command)

/** Only what may find a unit asks for them. */
async function boundariesFor(
  store: Pick<CaseStore, 'boundariesOf'>,
  command: Command,
  before: Case | undefined,
): Promise<readonly Boundary[]> {
  if (command.command === 'open') return store.boundariesOf(command.template.category)
  return before !== undefined && findsUnit(command) ? store.boundariesOf(before.category) : []
}

/** The component that the case is of, where its unit may be found. */
async function componentFor(
  catalogue: DeskDeps['catalogue'],
  command: Command,
  before: Case | undefined,
): Promise<Component | undefined> {
  const of = command.command === 'open' ? command : findsUnit(command) ? before : undefined
  const code = of?.place.component
  return code === undefined ? undefined : catalogue?.component(code)
}

const tellsOnDuty = ({ command }: Command): boolean =>
  command === 'escalate' || command === 'tellPerson'

async function choicesOf(
  store: Pick<CaseStore, 'personalChoice' | 'pushDevices'>,
  { shifts, swaps }: Rota,
): Promise<ReadonlyMap<string, PersonalChoice>> {
  const people = new Set([...shifts.map(({ person }) => person), ...swaps.map((swap) => swap.in)])
  const found = new Map<string, PersonalChoice>()
  for (const person of people) {
    const choice = await reachableChoice(store, person)
    if (choice !== undefined) found.set(person, choice)
  }
  return found
}

/** What a decision looks at besides the case; `kept` is the other case of a repeat. */
async function contextOf(
  { store, context, catalogue }: DeskDeps,
  command: Command,
  before: Case | undefined,
  actor: Actor,
): Promise<Context> {
  const boundaries = await boundariesFor(store, command, before)
  const component = await componentFor(catalogue, command, before)
  const standards = command.command === 'collect' ? await catalogue?.standards() : undefined
  const holder = before && tellsOnDuty(command) ? dutyHolder(before) : undefined
  const rota = holder && (await store.rota(holder))
  const choices = rota && (await choicesOf(store, rota))
  const kept = await keptOf(store, command, before)
  return {
    ...context(actor, { boundaries, rota, component, choices }),
    ...(standards && { standards: () => standards }),
    kept,
  }
}

function tellOverdue(observer: Observer, { id, events, states }: Commit): void {
  for (const [place, { event, data }] of events.entries())
    if (event === 'overdue')
      observer.emit('case.overdue', {
        case: id,
        deadline: data.deadline,
        unit: states[place]?.unit,
      })
}

const assignedBy =
  (deps: DeskDeps): CaseDesk['assigned'] =>
  async (state, actor) =>
    assigned(state, await contextOf(deps, { command: 'dispatch' }, state, actor))

export function createDesk(deps: DeskDeps): CaseDesk {
  const { store, clock, observer, commits, context } = deps
  const { escalation, personal } = context(urbanBrain)
  const ahead = (state: Case, now: Instant): Ahead => ({
    escalation: stepsAhead(escalation, state, now)[0]?.due,
    person: personDue(state, personal),
  })

  /**
   * Cases as this desk left them, so that a long record is not replayed for each command. One that somebody else has
   * changed since is found out by the version at the append; a refusal is only given on what was read again.
   */
  const recent = new LRUCache<CaseId, Case>({ max: remembered })

  /** A report is looked for in the whole register: the number of a case tells nothing of a key used on another day. */
  const reportedBefore = async (request: Request, actor: Actor): Promise<Answer | undefined> => {
    const known = await store.reported(actor.name, request.key)
    const state = known && (await store.get(known.case))
    return state && repeatOf(request, state, known.body === request.body ? 'same' : 'other')
  }

  const remember = (written: Commit): void => {
    tellOverdue(observer, written)
    const { id, states } = written
    const state = states.at(-1)
    if (state !== undefined) recent.set(id, state)
  }

  const once = async (asked: Parameters<CaseDesk['execute']>, fresh: boolean): Promise<Answer> => {
    const [id, command, actor, { alarm, request, photos, reporter, versions } = {}] = asked
    // Who names the request may have asked before: that stands in the record only.
    const cached = fresh || request !== undefined ? undefined : recent.get(id)
    const record = cached === undefined ? await store.load(id) : []
    const before = cached ?? caseOf(id, record)
    if (request !== undefined) {
      const earlier =
        command.command === 'collect'
          ? await reportedBefore(request, actor)
          : before && repeatOf(request, before, answered(record, request, actor))
      if (earlier !== undefined) return earlier
    }
    if (before !== undefined && versions !== undefined && !versions.includes(before.version)) {
      // What a cache says is no reason to refuse.
      if (cached !== undefined) return once(asked, true)
      throw changedSince(before, record, versions)
    }
    const around = await contextOf(deps, command, before, actor)
    const { kept } = around
    const now = clock.now()
    const decision = decide(before, command, now, { ...around, ...(photos && { photos }) })
    if (decision.refusal !== undefined) {
      if (cached !== undefined) return once(asked, true)
      return { refusal: decision.refusal }
    }
    const events = named(decision.events, actor, request)
    const states: Case[] = []
    for (const event of events) {
      const state = evolve(id, states.at(-1) ?? before, event)
      if (state !== undefined) states.push(state)
    }
    const state = states.at(-1)
    if (state === undefined) throw new TypeError(`the command ${command.command} decided nothing`)
    const key = openKey(state.place, state.category, state.work)
    const opens = before === undefined || ['reopen', 'unmarkDuplicate'].includes(command.command)
    if (opens && key !== undefined) {
      const other = await openedAgain(store, key, kept?.id)
      if (other !== undefined)
        return {
          refusal: { reason: 'already-open', text: `Case ${other} is open for the same thing.` },
          openCase: other,
        }
    }
    const beside =
      before !== undefined && kept !== undefined && compares(command)
        ? await otherHalf(store, { kept, command, repeat: before }, now, around, ahead)
        : undefined
    if (beside !== undefined && 'reason' in beside) return { refusal: beside }
    const commit = {
      id,
      expectedVersion: before?.version ?? 0,
      events,
      states,
      openKey: key,
      ...(alarm !== undefined && { alarm }),
      ...ahead(state, now),
      ...(reporter !== undefined && { reporter }),
      ...(command.command === 'rate' && { said: command.text ?? '' }),
      ...(command.command === 'collect' &&
        request !== undefined && { report: { actor: actor.name, ...request } }),
    }
    await store.append(commit, ...(beside === undefined ? [] : [beside]))
    for (const written of [commit, ...(beside === undefined ? [] : [beside])]) remember(written)
    return { state, events }
  }

  return {
    assigned: assignedBy(deps),

    execute: async (...request) => {
      const [id, command] = request
      for (let attempt = 1; ; attempt += 1) {
        try {
          const answer = await once(request, attempt > 1)
          if (answer.refusal !== undefined) {
            const { reason } = answer.refusal
            observer.emit('case.refused', { reason, case: id, command: command.command })
            return answer
          }
          for (const { event: fact } of answer.events)
            observer.emit('case.event', { fact, case: id, stage: answer.state.stage })
          commits.announce()
          return answer
        } catch (error) {
          const conflict = error instanceof UrbanBrainError && error.code === 'version-conflict'
          if (!conflict || attempt === tries) throw error
        }
      }
    },
  }
}
