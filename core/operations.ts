import type { CellCode, DeviceId } from './identity.ts'
import type { Instant } from './time.ts'

/** What dashboards draw besides readings; docs/series.md, "Operations points", has their tags and fields. */
export const operationsMeasurements = [
  'alarm',
  'case',
  'open_case',
  'city',
  'device',
  'health',
  'process',
  'vital_sign',
] as const
export type OperationsMeasurement = (typeof operationsMeasurements)[number]

type Known<T> = Readonly<Record<string, T | undefined>>

/** One point of the work of the city. What is undefined, or an empty text, is not known and left out. */
export interface OperationsPoint {
  readonly measurement: OperationsMeasurement
  readonly at: Instant
  /** Tells points of one instant and the same tags apart: 0 to 999,999, the digits below the millisecond. Default 0. */
  readonly slot?: number
  readonly tags: Known<string>
  /** All numbers are written as floats. No field may have the name of a tag of its measurement. */
  readonly fields: Known<number | string | boolean>
}

/** A point that the store will never take, whatever else is written. */
export interface RefusedPoint {
  readonly point: OperationsPoint
  /** In the engine's words, for a person. */
  readonly detail: string
}

/**
 * Where points of the work go, for dashboards; nothing of the program reads them back. A write is idempotent by
 * measurement, tags, instant and slot, and fields of two points with the same four stand side by side. It resolves when
 * every point is stored, refused for good, or older than what is kept; it rejects with `store-unavailable` (retry
 * later), and may then have stored any part.
 */
export interface OperationsStore {
  write(points: readonly OperationsPoint[]): Promise<readonly RefusedPoint[]>
}

/** The first digits of a cell name what it lies in: 6 the district (区县), 9 the street (街道). */
export const placeTags = (cell: CellCode | undefined): Known<string> =>
  cell === undefined
    ? {}
    : { district: cell.slice(0, 6), street: cell.slice(0, 9), cell: String(cell) }

/** What people call a thing, as far as the city has a name for it; there are too many of them for a board to know. */
export interface Naming {
  readonly district: (cell: CellCode) => string | undefined
  /** Street and community. */
  readonly place: (cell: CellCode) => string | undefined
  readonly device: (device: DeviceId) => string | undefined
}

export const nameless: Naming = {
  district: () => undefined,
  place: () => undefined,
  device: () => undefined,
}

export const slots = 1_000_000

/** FNV-1a, a whole number of 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}

/** The slot of whatever has this identity; two that meet in one instant almost never meet in it. */
export const slotOf = (identity: string): number => hashOf(identity) % slots

/** Of several at one instant, which all have one of their own: of two that would meet the later one has the next free. */
export function slotsOf(identities: readonly string[]): readonly number[] {
  const taken = new Set<number>()
  return identities.map((identity) => {
    let slot = slotOf(identity)
    while (taken.has(slot) && taken.size < slots) slot = (slot + 1) % slots
    taken.add(slot)
    return slot
  })
}
