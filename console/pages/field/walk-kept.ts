/** What a phone keeps of the patrol that it is on, and which positions of it. Pure. */
import type { TrackPosition } from '../../../core/patrol-coverage.ts'

export interface Walk {
  readonly id: string
  readonly name: string
  /** Account of whoever walks. */
  readonly by: string
  /** By the phone's clock, epoch milliseconds. */
  readonly since: number
}

/** Nothing when the phone has kept nothing, or something else. */
export function readWalk(text: string | null): Walk | undefined {
  if (text === null) return undefined
  try {
    const { id, name, by, since } = JSON.parse(text) as Partial<Walk>
    const isWhole = typeof id === 'string' && typeof name === 'string' && typeof by === 'string'
    return isWhole && typeof since === 'number' ? { id, name, by, since } : undefined
  } catch {
    return undefined
  }
}

/** The server keeps one position in five seconds. */
const nearest = 5_000
/** The server takes no more at a time. */
const most = 500

/** With the position, unless it comes too soon after the last one; of more than can be sent the newest stay. */
export function withPosition(
  piece: readonly TrackPosition[],
  position: TrackPosition,
): readonly TrackPosition[] {
  const last = piece.at(-1)
  if (last !== undefined && position.at - last.at < nearest) return piece
  return [...piece, position].slice(-most)
}
