import { messageOf } from './errors.ts'

/**
 * Room on a disk, measured against the reserve: free bytes below which readings are refused, so that alarms, cases and
 * what people write still fit. Those go on until a quarter of it. A warning comes at four times the reserve.
 */
export type Purpose = 'readings' | 'record'

/** Ample, low (a warning), short (readings are refused), none (everything is). */
export const roomLevels = ['ample', 'low', 'short', 'none'] as const

export type RoomLevel = (typeof roomLevels)[number]

/** The disk under a folder. */
export interface Room {
  readonly reserve: number
  /** Bytes that this process may still take; throws what the disk says. */
  free(): number
  /** Throws what the disk says when nothing can be written, as when it was made read-only. */
  probe(): void
}

const floor = 1 / 4
const warning = 4
/** A better level needs a tenth more than a worse one, so that a disk at a limit does not flicker. */
const calmer = (free: number): number => (free * 10) / 11

function rankOf(free: number, reserve: number): number {
  if (free < reserve * floor) return 3
  if (free < reserve) return 2
  return free < reserve * warning ? 1 : 0
}

/** The level now, after `before`. */
export function roomLevel(free: number, reserve: number, before: RoomLevel): RoomLevel {
  const rank = Math.max(
    rankOf(free, reserve),
    Math.min(roomLevels.indexOf(before), rankOf(calmer(free), reserve)),
  )
  return roomLevels[rank] ?? 'none'
}

/** Why a write must not begin now; undefined when it may. */
export function refusal(room: Room, purpose: Purpose): string | undefined {
  try {
    const free = room.free()
    if (rankOf(free, room.reserve) >= (purpose === 'readings' ? 2 : 3))
      return spaceText(free, room.reserve)
    room.probe()
    return undefined
  } catch (error) {
    return `disk: ${messageOf(error)}`
  }
}

/** For people: `disk: 180 MiB free of the 256 MiB reserve`. */
export const spaceText = (free: number, reserve: number): string =>
  `disk: ${mebibytes(free)} MiB free of the ${mebibytes(reserve)} MiB reserve`

const mebibytes = (bytes: number): string => {
  const value = bytes / 2 ** 20
  return value < 10 ? value.toFixed(1) : String(Math.floor(value))
}
