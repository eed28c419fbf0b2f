/**
 * The outbox of this phone: shows what waits, takes what a person does, and sends when there is hope: at once, when the network
 * returns, when the page is looked at again, and every few seconds.
 */
import { signal } from '@preact/signals'

import { call } from '../api/client.ts'
import { database } from './database.ts'
import { network, watched, within } from './network.ts'
import { durableOutbox, memoryOutbox } from './outbox-store.ts'
import {
  drop,
  dropAll,
  enqueue,
  ofPerson,
  tryAgain,
  type Action,
  type FieldCommand,
  type Person,
} from './queue.ts'
import { sendRound, type KeptPhoto, type OutboxStore, type Server } from './sender.ts'

export const actions = signal<readonly Action[]>([])
/** false: this browser keeps nothing, and what waits is lost with the page. */
export const durable = signal(true)
export const sending = signal(false)
/** Grows when the server has taken something, or refused it; pages read again by it. */
export const taken = signal(0)

const commandPatience = 20_000
/** 8 MiB at 0.5 Mbit/s. */
const photoPatience = 140_000
const every = 5_000

let chosen: Promise<OutboxStore> | undefined

/** In memory only where the browser opens no database at all: a full one must not make the outbox look empty. */
function store(): Promise<OutboxStore> {
  chosen ??= database().then(
    () => durableOutbox,
    () => {
      durable.value = false
      return memoryOutbox()
    },
  )
  return chosen
}

async function change(
  how: (before: readonly Action[]) => readonly Action[],
  photos: readonly KeptPhoto[] = [],
): Promise<void> {
  show(await (await store()).change(how, photos))
}

function show(after: readonly Action[]): void {
  const left = new Set(after.map(({ id }) => id))
  const gone = actions.value.some(({ id }) => !left.has(id))
  const isOlder = (id: string) =>
    actions.value.some((one) => one.id === id && one.state === 'refused')
  const refused = after.some(({ id, state }) => state === 'refused' && !isOlder(id))
  actions.value = after
  if (gone || refused) taken.value += 1
}

const server: Server = {
  give: async ({ id, case: of, request }) => {
    const once = { headers: { 'idempotency-key': id }, signal: within(commandPatience) }
    if (request.command === 'patrol')
      await watched(
        call('POST /v1/patrols/{id}/commands', {
          ...{ path: { id: request.of }, body: request.step },
          signal: within(commandPatience),
        }),
      )
    else if (request.command === 'collect') {
      const { command: _, ...body } = request
      await watched(call('POST /v1/cases', { body, ...once }))
    } else
      await watched(
        call('POST /v1/cases/{id}/commands', { path: { id: of }, body: request, ...once }),
      )
  },
  record: async (id) => {
    const { timeline } = await watched(
      call('GET /v1/cases/{id}', { path: { id }, signal: within(commandPatience) }),
    )
    return timeline
  },
  upload: async (sha256, photo) => {
    await watched(
      call('POST /v1/photos', {
        body: photo,
        headers: { 'x-sha256': sha256 },
        signal: within(photoPatience),
      }),
    )
  },
}

let round: Promise<void> | undefined
let wanted: { readonly person: Person; readonly hurry: boolean } | undefined

/** Sends what waits of this person; while a round runs, another follows it. */
export function send(person: Person, hurry = false): Promise<void> {
  if (!hurry && ofPerson(actions.value, person).length === 0) return Promise.resolve()
  wanted = { person, hurry: hurry || wanted?.hurry === true }
  round ??= rounds().finally(() => {
    round = undefined
  })
  return round
}

async function rounds(): Promise<void> {
  while (wanted !== undefined) {
    const next = wanted
    wanted = undefined
    if (network.value !== 'none') await alone(() => oneRound(next))
  }
}

async function oneRound(turn: { readonly person: Person; readonly hurry: boolean }): Promise<void> {
  sending.value = true
  try {
    await sendRound({ ...turn, store: await store(), server, now: Date.now, onChange: show })
  } catch {
    // The store failed within a round; what was kept is tried again by the next one.
  } finally {
    sending.value = false
  }
}

/** Two windows of one phone do not both send; without a secure context there are no locks, and the server does it once anyway. */
async function alone(work: () => Promise<void>): Promise<void> {
  const locks = (navigator as { readonly locks?: LockManager }).locks
  if (locks === undefined) return work()
  await locks.request('urban-brain.outbox', { ifAvailable: true }, async (lock) => {
    if (lock !== null) await work()
  })
}

export interface Act {
  /** Left out: a new problem. */
  readonly case?: string
  /** Of a form that may be pressed twice; it is done once. */
  readonly id?: string
  readonly by: Person
  readonly request: FieldCommand
  readonly photos?: readonly KeptPhoto[]
}

/** What a person does: kept first, then sent. */
export async function act({ photos = [], id = clientId(), ...made }: Act): Promise<void> {
  const action = { case: `new-${id}`, ...made, id, madeAt: Date.now() }
  await change((before) => enqueue(before, action), photos)
  void send(made.by)
}

/** `crypto.randomUUID` needs a secure context, random values do not. */
export const clientId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')

export const letGo = (id: string): Promise<void> => change((before) => drop(before, id))

export const letGoAll = (of: string): Promise<void> => change((before) => dropAll(before, of))

export async function again(id: string, person: Person): Promise<void> {
  await change((before) => tryAgain(before, id))
  await send(person, true)
}

export const waitingPhoto = (sha256: string): Promise<Blob | undefined> =>
  store().then((kept) => kept.photo(sha256))

/** Keeps the outbox going while a page for the field is open; returns what ends it. */
export function runOutbox(person: Person): () => void {
  const now = () => void send(person, true)
  const looked = () => {
    if (document.visibilityState === 'visible') void send(person)
  }
  const timer = setInterval(() => void send(person), every)
  addEventListener('online', now)
  document.addEventListener('visibilitychange', looked)
  // Asks that a full phone clears other things first; a browser may say no.
  void navigator.storage?.persist?.().catch(() => undefined)
  void change((before) => before).then(now, () => undefined)
  return () => {
    clearInterval(timer)
    removeEventListener('online', now)
    document.removeEventListener('visibilitychange', looked)
  }
}
