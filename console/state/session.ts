/** Who is signed in. */
import type { BodyOf } from '../api/routes.ts'
import type { Person } from '../api/types.ts'
import { signal } from '@preact/signals'

import { call, sessionBegins, whenSignedOut } from '../api/client.ts'
import { endPushHere } from '../offline/push.ts'

export type Session =
  | { readonly state: 'unknown' }
  | { readonly state: 'out' }
  /**
   * `ended`: the server knows of it no longer; what is being typed stays while the same person signs in again. `ends`: when it will, on the
   * clock of this browser.
   */
  | {
      readonly state: 'in'
      readonly person: Person
      readonly ended?: true
      readonly ends?: number
    }

export const session = signal<Session>({ state: 'unknown' })

whenSignedOut(() => {
  const { value } = session
  if (value.state !== 'in') session.value = { state: 'out' }
  else if (value.ended === undefined) session.value = { ...value, ended: true }
})

/** Of a session that has ended: leaves it at that. */
export function leave(): void {
  session.value = { state: 'out' }
}

/** A phone without network stays signed in as whom it last knew; the server decides as soon as it answers. */
const patience = 6_000
const remembered = 'urban-brain.person'

export async function resume(): Promise<void> {
  try {
    // On a network that swallows everything the page still opens.
    enter(await call('GET /v1/session', { signal: AbortSignal.timeout(patience) }))
  } catch {
    const kept = localStorage.getItem(remembered)
    if (session.value.state === 'out' || kept === null) {
      session.value = { state: 'out' }
      return
    }
    session.value = { state: 'in', person: JSON.parse(kept) as Person }
  }
}

export async function signIn(proof: BodyOf<'POST /v1/session'>): Promise<void> {
  enter(await call('POST /v1/session', { body: proof }))
  await askEnd().catch(() => undefined)
}

/** Into the sample city, as one of its people. */
export async function enterSample(name: string): Promise<void> {
  enter(await call('POST /v1/session/sample', { body: { name } }))
  await askEnd().catch(() => undefined)
}

export async function signOut(): Promise<void> {
  await endPushHere().catch(() => undefined)
  await call('DELETE /v1/session').catch(() => undefined)
  localStorage.removeItem(remembered)
  session.value = { state: 'out' }
}

function enter({ endsIn, ...person }: Person): void {
  sessionBegins()
  localStorage.setItem(remembered, JSON.stringify(person))
  const ends = endsIn === undefined ? {} : { ends: Date.now() + endsIn }
  session.value = { state: 'in', person, ...ends }
}

/** It is told so long before its end. */
const notice = 5 * 60_000

/** How many minutes the session has left, once there are few of them. */
export function minutesLeft(known: Session, now: number): number | undefined {
  if (known.state !== 'in' || known.ended === true || known.ends === undefined) return undefined
  const left = known.ends - now
  return left > notice ? undefined : Math.max(0, Math.ceil(left / 60_000))
}

/** Every use of a session that ends by not being used puts its end off: the server is asked before anybody is told. */
export async function askEnd(): Promise<void> {
  const { value } = session
  const { endsIn } = await call('GET /v1/session')
  if (endsIn !== undefined && session.value === value && value.state === 'in')
    session.value = { ...value, ends: Date.now() + endsIn }
}
