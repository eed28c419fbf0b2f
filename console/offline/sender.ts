/** Sends what waits in the outbox. What it needs of the world is given to it. */
import {
  acceptedByUnit,
  begin,
  failureOutcome,
  nextToSend,
  photosOf,
  recovered,
  settle,
  type Action,
  type Outcome,
  type Person,
  type RecordedEvent,
  type Refusal,
} from './queue.ts'

export interface KeptPhoto {
  readonly sha256: string
  readonly type: string
  readonly bytes: ArrayBuffer
}

/**
 * What is kept of the outbox. `change` is atomic, also between two windows of the same phone; it adds the photos given in the same
 * go and forgets those that no action names any more.
 */
export interface OutboxStore {
  change(
    change: (actions: readonly Action[]) => readonly Action[],
    photos?: readonly KeptPhoto[],
  ): Promise<readonly Action[]>
  photo(sha256: string): Promise<Blob | undefined>
}

/** The server; each rejects with an error that has `status` and `code` when it refuses, with any other when no answer came. */
export interface Server {
  /** Does it once, however often it is given. */
  give(action: Action): Promise<void>
  record(id: string): Promise<readonly RecordedEvent[]>
  upload(sha256: string, photo: Blob): Promise<void>
}

export interface Sending {
  readonly store: OutboxStore
  readonly server: Server
  readonly person: Person
  readonly now: () => number
  readonly hurry: boolean
  /** Told after each change, so that what is shown follows. */
  readonly onChange: (actions: readonly Action[]) => void
}

/**
 * One round: each action that is due has one attempt. Ends early when the server is away, for then the others would only wait as
 * well. Answers whether the server could be reached, undefined when nothing was due. Only one round may run at a time.
 */
export async function sendRound(sending: Sending): Promise<boolean | undefined> {
  const { store, person, now, hurry, onChange } = sending
  const change = async (how: (actions: readonly Action[]) => readonly Action[]) => {
    const actions = await store.change(how)
    onChange(actions)
    return actions
  }
  const tried = new Set<string>()
  let actions = await change(recovered)
  for (;;) {
    const action = nextToSend(actions, { person, now: now(), tried, hurry })
    if (action === undefined) return tried.size === 0 ? undefined : true
    tried.add(action.id)
    const outcome = await attempt(action, sending, async () => {
      const marked = await change((before) => begin(before, action.id))
      // The person may have let go of it in the meantime.
      return marked.some(({ id }) => id === action.id)
    })
    actions = await change((before) => settle(before, action.id, outcome, now()))
    if (outcome.kind === 'unanswered' || outcome.kind === 'later') return false
  }
}

async function attempt(
  action: Action,
  { store, server }: Sending,
  begun: () => Promise<boolean>,
): Promise<Outcome> {
  try {
    await uploadPhotos(action, store, server)
  } catch (failure) {
    return notSent(failureOutcome(failure))
  }
  if (!(await begun())) return { kind: 'later' }
  try {
    await server.give(action)
    return { kind: 'done' }
  } catch (failure) {
    const outcome = failureOutcome(failure)
    return outcome.kind === 'refused' && (await isDoneAlready(action, outcome.refusal, server))
      ? { kind: 'done' }
      : outcome
  }
}

/** The command itself has not gone out: nothing more is unknown about it than before. */
const notSent = (outcome: Outcome): Outcome =>
  outcome.kind === 'unanswered' ? { kind: 'later' } : outcome

/** By a colleague of the unit; or by the same inspector from another place. */
async function isDoneAlready(
  { request, by, case: id }: Action,
  { status, details }: Refusal,
  server: Server,
): Promise<boolean> {
  if (request.command === 'claim') return details.includes('nothing-new')
  if (request.command !== 'acceptOrder' || status !== 409) return false
  try {
    return acceptedByUnit(by, await server.record(id))
  } catch {
    return false
  }
}

/** Photos first: a report never names one that the server has not got. A repeat of the same bytes costs nothing there. */
async function uploadPhotos(action: Action, store: OutboxStore, server: Server): Promise<void> {
  for (const { sha256 } of photosOf(action)) {
    const photo = await store.photo(sha256)
    if (photo !== undefined) await server.upload(sha256, photo)
  }
}
