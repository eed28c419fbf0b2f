/** What a track has come past: check points (必到点) and unit grids (单元网格). Pure. */
import { metresBetween, type Position } from './distance.ts'
import { seconds } from './time.ts'

/** A check point (必到点): where the track has to come within so many metres. */
export interface CheckPoint extends Position {
  readonly name: string
  readonly radius: number
}

export interface TrackPosition extends Position {
  /** Epoch milliseconds. */
  readonly at: number
  /** Metres within which the phone believes itself to be. */
  readonly accuracy: number
}

export interface Coverage {
  /** Names of the check points that were reached. */
  readonly points: readonly string[]
  readonly cells: number
  readonly ofCells: number
  readonly metres: number
}

interface PatrolArea {
  readonly points: readonly CheckPoint[]
  /** Codes of all unit grids that are to be walked. */
  readonly cells: readonly string[]
}

/** Between two positions so near in time the way was the straight line. */
export const longestStep = seconds(60)

/**
 * A position whose accuracy is worse than `accuracy` metres proves nothing. A check point is reached where the way comes within its radius,
 * the accuracy given to whoever walks; a unit grid where a position lies in it.
 */
export function coverage(
  track: readonly TrackPosition[],
  { points, cells }: PatrolArea,
  cellAt: (longitude: number, latitude: number) => string | undefined,
  { accuracy }: { readonly accuracy: number },
): Coverage {
  const way = track
    .filter((position) => position.accuracy <= accuracy)
    .toSorted((a, b) => a.at - b.at)
  const steps = way.map((to, n) => {
    const before = way[n - 1]
    return { from: before !== undefined && to.at - before.at <= longestStep ? before : to, to }
  })
  const wanted = new Set(cells)
  const found = new Set(
    way
      .map(({ longitude, latitude }) => cellAt(longitude, latitude))
      .filter((cell) => cell !== undefined && wanted.has(cell)),
  )
  return {
    points: points
      .filter((point) => steps.some((step) => reaches(step, point)))
      .map(({ name }) => name),
    cells: found.size,
    ofCells: wanted.size,
    metres: Math.round(steps.reduce((sum, { from, to }) => sum + metresBetween(from, to), 0)),
  }
}

interface Step {
  readonly from: TrackPosition
  readonly to: TrackPosition
}

function reaches({ from, to }: Step, point: CheckPoint): boolean {
  const near = point.radius + Math.max(from.accuracy, to.accuracy)
  return metresBetween(nearestOn(from, to, point), point) <= near
}

/** The position of a line nearest to a point; so short a line is straight on a plane. */
function nearestOn(from: Position, to: Position, point: Position): Position {
  const narrow = Math.cos((point.latitude * Math.PI) / 180)
  const [dx, dy] = [(to.longitude - from.longitude) * narrow, to.latitude - from.latitude]
  const [px, py] = [(point.longitude - from.longitude) * narrow, point.latitude - from.latitude]
  const square = dx * dx + dy * dy
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / square))
  return {
    longitude: from.longitude + (to.longitude - from.longitude) * share,
    latitude: from.latitude + (to.latitude - from.latitude) * share,
  }
}
