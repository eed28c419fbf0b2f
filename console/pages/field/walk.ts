/** The patrol that this phone is on: its track goes into the outbox piece by piece, with or without network. */
import { signal } from '@preact/signals'

import type { TrackPosition } from '../../../core/patrol-coverage.ts'
import type { Patrol } from '../../api/types.ts'
import { act } from '../../offline/outbox.ts'
import { positionOf } from '../../offline/position.ts'
import type { Person } from '../../offline/queue.ts'
import { readWalk, withPosition, type Walk } from './walk-kept.ts'

export type WalkTrouble = 'insecure' | 'noPermission' | 'noPosition'

const remembered = 'urban-brain.walk'
/** A piece of the track waits no longer than this. */
const pieceEvery = 30_000

/** Kept by the phone: a page that was closed goes on with it when it is opened again. */
export const walk = signal<Walk | undefined>(readWalk(localStorage.getItem(remembered)))
export const walkTrouble = signal<WalkTrouble | undefined>(undefined)
/** Where the phone was last, and since this page was opened. */
export const lastPosition = signal<TrackPosition | undefined>(undefined)
export const seenTrack = signal<readonly TrackPosition[]>([])

let piece: readonly TrackPosition[] = []

function remember(next: Walk | undefined): void {
  walk.value = next
  if (next === undefined) localStorage.removeItem(remembered)
  else localStorage.setItem(remembered, JSON.stringify(next))
}

const tell = (
  person: Person,
  of: string,
  step: Parameters<typeof act>[0]['request'] & { command: 'patrol' },
) => act({ case: of, by: person, request: step })

export async function startWalk(person: Person, task: Patrol): Promise<void> {
  const at = Date.now()
  await tell(person, task.id, { command: 'patrol', of: task.id, step: { command: 'start', at } })
  seenTrack.value = []
  lastPosition.value = undefined
  remember({ id: task.id, name: task.name, by: person.name, since: at })
}

export async function endWalk(person: Person, text: string): Promise<void> {
  const { value } = walk
  if (value === undefined) return
  await keepPiece(person)
  const step = { command: 'end', at: Date.now(), ...(text === '' ? {} : { text }) } as const
  await tell(person, value.id, { command: 'patrol', of: value.id, step })
  remember(undefined)
}

/** Nothing more is kept of it on this phone. */
export const forgetWalk = (): void => {
  piece = []
  remember(undefined)
}

async function keepPiece(person: Person): Promise<void> {
  const { value } = walk
  if (value === undefined || piece.length === 0) return
  const positions = piece.map((position) => ({ ...position }))
  piece = []
  const step = { command: 'track', positions } as const
  try {
    await tell(person, value.id, { command: 'patrol', of: value.id, step })
  } catch (error) {
    // The phone could not keep it; it is kept with the next piece.
    piece = [...positions, ...piece]
    throw error
  }
}

function take(found: GeolocationPosition): void {
  const { coords, timestamp } = found
  walkTrouble.value = undefined
  const position = {
    at: Math.round(timestamp),
    ...positionOf(coords),
    accuracy: Math.min(100_000, Math.round(coords.accuracy)),
  }
  lastPosition.value = position
  const next = withPosition(piece, position)
  if (next === piece) return
  piece = next
  seenTrack.value = [...seenTrack.value, position]
}

/** Follows the phone while a patrol runs and a page for the field is open; returns what ends it. */
export function followWalk(person: Person): () => void {
  if (!isSecureContext) {
    walkTrouble.value = 'insecure'
    return () => undefined
  }
  const watch = navigator.geolocation.watchPosition(
    take,
    ({ code }) => {
      walkTrouble.value =
        code === GeolocationPositionError.PERMISSION_DENIED ? 'noPermission' : 'noPosition'
    },
    { enableHighAccuracy: true, maximumAge: 5_000 },
  )
  const keep = () => void keepPiece(person).catch(() => undefined)
  const hidden = () => {
    if (document.visibilityState === 'hidden') keep()
    else void stayAwake()
  }
  const timer = setInterval(keep, pieceEvery)
  document.addEventListener('visibilitychange', hidden)
  void stayAwake()
  return () => {
    navigator.geolocation.clearWatch(watch)
    clearInterval(timer)
    document.removeEventListener('visibilitychange', hidden)
    keep()
  }
}

/** A phone whose screen goes dark stops telling where it is. Not every browser can be asked. */
async function stayAwake(): Promise<void> {
  const { wakeLock } = navigator as { readonly wakeLock?: WakeLock }
  await wakeLock?.request('screen').catch(() => undefined)
}
