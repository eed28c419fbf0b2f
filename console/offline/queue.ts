/**
 * The outbox as a value: actions of a crew or an inspector that wait until the server has taken them. Of one case they are sent in the order in
 * which they were made, and one that was refused holds back those behind it until the person decides.
 *
 * The identifier of an action is the idempotency key it is sent with: the server does it once, however often it arrives.
 */
import type { InChinese } from '../../core/errors.ts'
import type {
  CaseCommand,
  Collect,
  PatrolCommandBody,
  PhotoReference,
  Person as SignedIn,
} from '../api/types.ts'

/** What a crew may ask of a case. */
export type CrewCommand = Extract<
  CaseCommand,
  {
    readonly command:
      | 'acceptOrder'
      | 'arrive'
      | 'report'
      | 'return'
      | 'askExtension'
      | 'askSuspension'
      | 'resume'
      | 'reinforce'
      | 'explain'
      | 'answerSupervision'
      | 'acceptSupport'
      | 'reportSupport'
      | 'declineSupport'
      | 'comment'
  }
>

/** What an inspector may ask of a case that waits for one. */
type InspectorCommand = Extract<
  CaseCommand,
  {
    readonly command: 'claim' | 'confirmProblem' | 'denyProblem' | 'verify' | 'explain' | 'comment'
  }
>

/** A problem that somebody met on the way; it becomes a case of its own. */
type Met = { readonly command: 'collect' } & Collect

/** What an inspector tells of a patrol; `of` is its number. */
type OnPatrol = {
  readonly command: 'patrol'
  readonly of: string
  readonly step: PatrolCommandBody
}

/** What is done in the field, with or without network. */
export type FieldCommand = CrewCommand | InspectorCommand | Met | OnPatrol

export type FieldCommandName = FieldCommand['command']

export type Person = Pick<SignedIn, 'name' | 'unit'>

/** What the server said when it did not do it; `status` is the HTTP status. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly details: readonly string[]
  readonly chinese?: InChinese
}

export interface Action {
  /** Given by the phone, 32 random digits. */
  readonly id: string
  /** Later actions have a higher one, whatever the clock of the phone does. */
  readonly order: number
  /** Of a patrol its number, of a new problem a name of its own, for it waits for no other action. */
  readonly case: string
  /** Whose it is; nobody else sends it, also not from the same phone. */
  readonly by: Person
  /** By the phone's clock, epoch milliseconds; for people to read. */
  readonly madeAt: number
  readonly request: FieldCommand
  /** unknown: it went out and no answer came back. */
  readonly state: 'waiting' | 'sending' | 'unknown' | 'refused'
  readonly attempts: number
  /** Not sent by itself before, epoch milliseconds. */
  readonly notBefore: number
  readonly refusal?: Refusal
}

/** An event of a case's record, as far as it matters here. */
export interface RecordedEvent {
  readonly by: Person
  readonly event: string
}

/** How an attempt ended. */
export type Outcome =
  | { readonly kind: 'done' }
  /** It went out and no answer came back. */
  | { readonly kind: 'unanswered' }
  /** It did not go out, or was not taken for a reason that passes. */
  | { readonly kind: 'later' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

export type NewAction = Pick<Action, 'id' | 'case' | 'by' | 'madeAt' | 'request'>

export function enqueue(actions: readonly Action[], made: NewAction): readonly Action[] {
  if (actions.some(({ id }) => id === made.id)) return actions
  const order = 1 + Math.max(0, ...actions.map((action) => action.order))
  return [...actions, { ...made, order, state: 'waiting', attempts: 0, notBefore: 0 }]
}

const inOrder = (actions: readonly Action[]): readonly Action[] =>
  [...actions].sort((a, b) => a.order - b.order)

export const ofPerson = (actions: readonly Action[], person: Person): readonly Action[] =>
  inOrder(actions.filter(({ by }) => by.name === person.name && by.unit === person.unit))

export interface Turn {
  readonly person: Person
  readonly now: number
  /** Tried in this round; each has one attempt a round. */
  readonly tried: ReadonlySet<string>
  /** The person or the returning network asks: do not wait out the pause after a failure. */
  readonly hurry: boolean
}

/** The next to be sent: the first of its case, not refused, its pause over. */
export function nextToSend(actions: readonly Action[], turn: Turn): Action | undefined {
  const begun = new Set<string>()
  for (const action of ofPerson(actions, turn.person)) {
    if (begun.has(action.case)) continue
    begun.add(action.case)
    if (action.state === 'refused' || turn.tried.has(action.id)) continue
    if (turn.hurry || action.notBefore <= turn.now) return action
  }
  return undefined
}

/** What nobody is sending any more, for the page that sent it is gone, may or may not have arrived. */
export const recovered = (actions: readonly Action[]): readonly Action[] =>
  actions.map((action) => (action.state === 'sending' ? { ...action, state: 'unknown' } : action))

const changed = (
  actions: readonly Action[],
  id: string,
  change: (action: Action) => Action,
): readonly Action[] => actions.map((action) => (action.id === id ? change(action) : action))

export const begin = (actions: readonly Action[], id: string): readonly Action[] =>
  changed(actions, id, (action) => ({ ...action, state: 'sending' }))

const firstPause = 2_000
const longestPause = 60_000

export const pauseAfter = (attempts: number): number =>
  Math.min(longestPause, firstPause * 2 ** Math.max(0, attempts - 1))

export function settle(
  actions: readonly Action[],
  id: string,
  outcome: Outcome,
  now: number,
): readonly Action[] {
  if (outcome.kind === 'done') return actions.filter((action) => action.id !== id)
  return changed(actions, id, (action) => {
    const attempts = action.attempts + 1
    const tried = { ...action, attempts, notBefore: now + pauseAfter(attempts) }
    if (outcome.kind === 'refused') return { ...tried, state: 'refused', refusal: outcome.refusal }
    if (outcome.kind === 'unanswered') return { ...tried, state: 'unknown' }
    return { ...tried, state: action.state === 'sending' ? 'waiting' : action.state }
  })
}

/** The person lets go of it. What is just going out cannot be called back. */
export const drop = (actions: readonly Action[], id: string): readonly Action[] =>
  actions.filter((action) => action.id !== id || action.state === 'sending')

/** All of a case or a patrol that is not just going out. */
export const dropAll = (actions: readonly Action[], of: string): readonly Action[] =>
  actions.filter((action) => action.case !== of || action.state === 'sending')

/** A refused action once more. */
export const tryAgain = (actions: readonly Action[], id: string): readonly Action[] =>
  changed(actions, id, (action) => {
    if (action.state !== 'refused') return action
    const { refusal: _, ...rest } = action
    return { ...rest, state: 'waiting', notBefore: 0 }
  })

/** An order is accepted by the unit, whoever of it pressed the button: whether that is so since it was last dispatched. */
export function acceptedByUnit(by: Person, timeline: readonly RecordedEvent[]): boolean {
  const last = timeline.findLast(({ event }) => event === 'dispatched' || event === 'orderAccepted')
  return last?.event === 'orderAccepted' && last.by.unit === by.unit
}

const commands: readonly FieldCommandName[] = [
  'claim',
  'confirmProblem',
  'denyProblem',
  'verify',
  'acceptOrder',
  'arrive',
  'report',
  'return',
  'resume',
  'reinforce',
  'askExtension',
  'askSuspension',
  'explain',
  'answerSupervision',
  'acceptSupport',
  'reportSupport',
  'declineSupport',
  'comment',
]

/** After these no other of them can follow before the unit, or an inspector, is asked again. */
const final: readonly FieldCommandName[] = [
  'report',
  'return',
  'reportSupport',
  'declineSupport',
  'confirmProblem',
  'denyProblem',
  'verify',
]

/** Of what the API offers, what is not on its way already; never more than the API offers. */
export function offered(
  allowed: readonly string[],
  waiting: readonly Pick<Action, 'request'>[],
): readonly FieldCommandName[] {
  const asked = new Set<string>(waiting.map(({ request }) => request.command))
  const ending = final.some((name) => asked.has(name))
  return commands.filter(
    (name) => allowed.includes(name) && (name === 'comment' || (!ending && !asked.has(name))),
  )
}

/** What came instead of an answer. Without one nobody knows; what passes is tried later; the rest is for the person. */
export function failureOutcome(failure: unknown): Outcome {
  const refusal = refusalOf(failure)
  if (refusal === undefined || refusal.status === 0 || refusal.status === 408)
    return { kind: 'unanswered' }
  if (refusal.status >= 500) return { kind: 'unanswered' }
  if (passing.includes(refusal.status) || refusal.code === 'version-conflict')
    return { kind: 'later' }
  return { kind: 'refused', refusal }
}

/** 401: signed out meanwhile; the action waits until the person is back. 429: too fast. */
const passing = [401, 425, 429]

function refusalOf(failure: unknown): Refusal | undefined {
  if (!(failure instanceof Error) || !('status' in failure)) return undefined
  const { status, code, details, chinese } = failure as Partial<Refusal>
  if (typeof status !== 'number') return undefined
  return {
    ...{ status, code: code ?? 'internal', message: failure.message, details: details ?? [] },
    ...(chinese !== undefined && { chinese }),
  }
}

/** The photos that an action names. */
export const photosOf = ({ request }: Pick<Action, 'request'>): readonly PhotoReference[] =>
  'photos' in request ? (request.photos ?? []) : []
